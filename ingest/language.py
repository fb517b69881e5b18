"""Tells the language a text is written in, where that is sure."""

from __future__ import annotations

from functools import cache
from typing import Any

__all__ = ["language_of"]

_PART_CHARS = 150
_LEAST_LETTERS = 20
_SURE = 0.8


def language_of(text: str) -> str | None:
    """Return the ISO 639-1 code of a text's language, or None if it is short or in doubt.

    Of a long text the beginning, the middle and the end are read. The detector gives a probability
    that allows for the length.

    >>> language_of("Die Vereinbarung zwischen den Parteien endet im Mai 2025.")
    'de'
    >>> language_of("2025-11-21") is None
    True
    """
    sample = _sample(text)
    if sum(map(str.isalpha, sample)) < _LEAST_LETTERS:
        return None
    language, probability = _detector().classify(sample)
    return str(language) if probability >= _SURE and language != "zxx" else None


def _sample(text: str) -> str:
    if len(text) <= 3 * _PART_CHARS:
        return text
    middle = (len(text) - _PART_CHARS) // 2
    parts = text[:_PART_CHARS], text[middle : middle + _PART_CHARS], text[-_PART_CHARS:]
    return "\n".join(parts)


@cache
def _detector() -> Any:  # noqa: ANN401 - py3langid has no types
    """Load the detector, once for all ingests, with the languages that have two letters."""
    from py3langid import langid

    library: Any = langid
    detector = library.LanguageIdentifier.from_model_file(library.MODEL_FILE, norm_probs=True)
    # "zxx" stands for figures, markup and other things in no language.
    detector.set_languages([code for code in detector.labels if len(code) == 2 or code == "zxx"])
    return detector
