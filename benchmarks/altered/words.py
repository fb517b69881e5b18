"""Lists of words, written as a line of text."""

from __future__ import annotations

__all__ = ["words"]


def words(text: str) -> list[str]:
    """The words of a text, split at white space.

    Example:
        >>> words("east west")
        ['east', 'west']
    """
    return text.split()
