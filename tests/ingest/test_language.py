"""The language of a text, where it is sure."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.language import language_of

SEEDS = Path(__file__).resolve().parents[2] / "seeds"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The agreement between the parties ends in May 2025 and may be renewed.", "en"),
        ("Die Vereinbarung zwischen den Parteien endet im Mai 2025.", "de"),
        ("L'accord entre les parties prend fin en mai 2025 et peut être renouvelé.", "fr"),
        ("Соглашение между сторонами заканчивается в мае 2025 года.", "ru"),
        ("両当事者間の契約は2025年5月に終了し、更新することができます。", "ja"),
        ("", None),
        ("ok", None),
        ("The contract ends.", None),
        ("| 12 | 13.5 | 2025-11-21 |\n" * 20, None),
        ("0x3f 0x44 0xab;;; {{}} [1,2,3] 3.14159 2.718 abc123 def456 " * 5, None),
        ("\ud800 " * 50, None),
    ],
)
def test_a_language_is_told_only_where_it_is_sure(text: str, language: str | None) -> None:
    assert language_of(text) == language


def test_the_seeds_are_english() -> None:
    texts = [path.read_text(encoding="utf-8") for path in SEEDS.iterdir()]
    assert [language_of(text) for text in texts] == ["en"] * 5


def test_of_a_long_text_more_than_the_beginning_counts() -> None:
    english = "The annex was translated; only the German text is binding on the parties. " * 3
    german = "Die Vereinbarung zwischen den Parteien endet im Mai und kann verlängert werden. " * 90
    assert language_of(english + german) == "de"
