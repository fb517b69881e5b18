"""Names in a text, told by their capitals."""

from __future__ import annotations

import re

__all__ = ["NAME", "names_in"]

NAME = r"(?:the )?[A-Z0-9][\w.&'’-]*(?: (?:(?:of|de|van|von|the|&|for) )*[A-Z0-9][\w.&'’-]*)*"
"""A pattern of a name: capitalised words in a row; to be used where case counts."""

_WITHIN = re.compile(rf"(?<=\W){NAME}")


def names_in(text: str) -> list[str]:
    """Return the names of a text, each once, in order, without the word that begins the text.

    >>> names_in("When did Acme’s owner meet the Bank of Ruhr?")
    ['Acme', 'the Bank of Ruhr']
    """
    found = (re.sub(r"(?:['’]s|[.,'’-]+)$", "", match[0]) for match in _WITHIN.finditer(text))
    return list(dict.fromkeys(name for name in found if name))
