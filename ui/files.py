"""What files made for other people share: texts as Markdown, and where a source stands."""

from __future__ import annotations

import re

from rag.types import Citation, Passage
from ui.untrusted import one_line

__all__ = ["as_markdown", "place"]

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~!&$])")


def as_markdown(words: str) -> str:
    r"""Return words on one line as Markdown that shows them as they are.

    >>> as_markdown("a *b* [c]")
    'a \\*b\\* \\[c\\]'
    """
    return _MARKUP.sub(r"\\\1", one_line(words))


def place(source: Citation | Passage) -> str:
    """Return title, uri and date of a source in words."""
    parts = (source.title, source.uri, source.published_at or "")
    return ", ".join(one_line(part) for part in parts if part)
