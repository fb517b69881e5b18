"""Plants that do not exist: a document on each, and questions on them.

One question in five has no answer in the documents, and one in four of the others needs the
documents of two plants, as questions that people ask often do; of those only what is found is
measured, since the models without weights write one sentence.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path

__all__ = ["plants", "questions", "write_corpus", "write_questions"]

SEED = 20260101
_SILENT_EVERY, _BOTH_EVERY = 5, 4
_SYLLABLES = ("ba", "cor", "del", "fin", "gar", "hol", "jun", "kes", "lum", "mor", "nev", "pol",
              "ras", "sil", "tur", "vel", "wen", "zor")  # fmt: skip
_Plant = tuple[str, int, int, str]
_SURNAMES = ("Adler", "Brandt", "Castell", "Dumont", "Eklund", "Ferrari", "Grimm", "Hansen")


def plants(count: int) -> list[_Plant]:
    """Return name, year of opening, people employed and manager of each plant; always the same."""
    chance = random.Random(SEED)  # noqa: S311 - made-up facts, not secrecy
    names: dict[str, None] = {}
    while len(names) < count:
        names["".join(chance.choice(_SYLLABLES) for _ in range(4)).capitalize()] = None
    facts = random.Random(SEED + 1)  # noqa: S311 - as above
    return [
        (name, facts.randint(1900, 2020), facts.randint(101, 9999), facts.choice(_SURNAMES))
        for name in names
    ]


def write_corpus(folder: Path, count: int) -> None:
    """Write a text file on each plant."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, year, people, manager in plants(count):
        text = (
            f"Report on the {name} plant\n\n"
            f"The {name} plant opened in {year} after two years of work. "
            f"The {name} plant employs {people} people in three shifts. "
            f"The manager of the {name} plant is Ms {manager}.\n"
        )
        (folder / f"{name.lower()}.txt").write_text(text, encoding="utf-8")


def questions(count: int, *, known: int) -> Iterator[dict[str, object]]:
    """Yield question rows on the first `known` plants, several on a plant when there are more."""
    held = plants(known)
    for number in range(count):
        name, year, people, manager = held[number % known]
        source = f"{name.lower()}.txt"
        turn = number // known + number
        base: dict[str, object] = {"id": f"q{number:05d}", "tags": [f"t{number % 3}"]}
        if turn % _SILENT_EVERY == 0:
            asked = f"Who owns the shares of the {name} plant, case {number}?"
            yield {**base, "question": asked, "kind": "silent", "expected_status": "not_found"}
            continue
        if turn % _BOTH_EVERY == 0:
            yield {**base, **_on_both(held[number % known], held[(number + 1) % known])}
            continue
        facts = (
            (f"How many people does the {name} plant employ?", f"{people}",
             f"The {name} plant employs {people} people in three shifts."),
            (f"When was the {name} plant opened?", f"{year}",
             f"The {name} plant opened in {year} after two years of work."),
            (f"What is the name of the manager of the {name} plant?", manager,
             f"The manager of the {name} plant is Ms {manager}."),
        )  # fmt: skip
        asked, gold, quote = facts[turn % len(facts)]
        yield {
            **base,
            "question": asked,
            "kind": "fact",
            "expected_status": "answered",
            "must_include": [[gold]],
            "gold_sources": [source],
            "gold_quotes": [quote],
        }


def _on_both(first: _Plant, second: _Plant) -> dict[str, object]:
    return {
        "question": f"How many people do the {first[0]} plant and the {second[0]} plant employ?",
        "kind": "both",
        "gold_quotes": [
            f"The {name} plant employs {people} people in three shifts."
            for name, _, people, _ in (first, second)
        ],
    }


def write_questions(path: Path, count: int, *, known: int) -> None:
    """Write a question file."""
    rows = (json.dumps(row) for row in questions(count, known=known))
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
