"""Text of documents, models and questions, made safe to show: it is data, never markup."""

from __future__ import annotations

import html
import re

__all__ = ["escaped", "one_line", "printable"]

# Bidirectional controls and marks, and the invisible "tag" characters: they change what a reader
# sees without being seen. Source: Unicode TR 9 section 2, TR 36 section 3.1, block E0000-E007F.
_INVISIBLE = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]")
_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# C0 and C1 controls but tab and line feed: a terminal may obey them. Lone surrogates: no encoding.
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def printable(text: str) -> str:
    r"""Return the text without anything that a terminal or a browser could obey.

    Line breaks and tabs stay; bidirectional and invisible controls go; other controls become
    U+FFFD.

    >>> printable("\x1b[31mred\u202e!")
    '�[31mred!'
    """
    return _CONTROLS.sub("\ufffd", _BREAKS.sub("\n", _INVISIBLE.sub("", text)))


def one_line(text: str) -> str:
    r"""Return the printable text with every run of white space as one space.

    >>> one_line("two\n\n lines ")
    'two lines'
    """
    return " ".join(printable(text).split())


def escaped(text: str) -> str:
    """Return the printable text for HTML, in an element or in a quoted attribute.

    >>> escaped('<b title="x">')
    '&lt;b title=&quot;x&quot;&gt;'
    """
    return html.escape(printable(text), quote=True)
