"""Tells the language a text is written in, where that is sure."""

from __future__ import annotations

from functools import cache
from typing import Any

__all__ = ["language_of"]

_SAMPLE_CHARS = 20_000
_LEAST_LETTERS = 20
_SURE = 0.8


def language_of(text: str) -> str | None:
    """Return the ISO 639-1 code of a text's language, or None if it is short or in doubt.

    Only the beginning is read. The detector gives a probability that allows for the length.

    >>> language_of("Die Vereinbarung zwischen den Parteien endet im Mai 2025.")
    'de'
    >>> language_of("2025-11-21") is None
    True
    """
    sample = text[:_SAMPLE_CHARS]
    if sum(map(str.isalpha, sample)) < _LEAST_LETTERS:
        return None
    language, probability = _detector().classify(sample)
    return str(language) if probability >= _SURE and language != "zxx" else None


@cache
def _detector() -> Any:  # noqa: ANN401 - py3langid has no types
    """Load the detector, once for all ingests, with the languages that have two letters."""
    from py3langid import langid

    library: Any = langid
    detector = library.LanguageIdentifier.from_model_file(library.MODEL_FILE, norm_probs=True)
    # "zxx" stands for figures, markup and other things in no language.
    detector.set_languages([code for code in detector.labels if len(code) == 2 or code == "zxx"])
    return detector
