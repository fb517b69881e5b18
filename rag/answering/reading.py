"""How a passage is read: by the judge with its context, and by a person as a sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answering.tables import row_text, stated_row, without_emphasis
from rag.types import Passage
from rag.words import EMPTY_IT, containment, content_stems, fold

__all__ = [
    "closest",
    "compared_text",
    "focus",
    "is_table_row",
    "joint_text",
    "own_words",
    "passage_text",
    "stands_alone",
]

_MAX_CHARS = 1600
_FOCUS_CHARS = 900
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"”’')\]]*\s+(?=[\"“‘(]?[A-Z0-9])|\n+")
_MARKER = re.compile(r"^(?:[•◦▪‣*+–-]\s+|#{1,6}\s+|>\s+|\(?\d{1,2}[.)]\s+|\(?[a-z]\)\s+)+")
_INNER_MARKER = re.compile(r":\s+(?:[•◦▪‣*+-]|\(?\d{1,2}[.)])\s+")
_NEXT_ITEM = re.compile(
    r"(?:(:)|[,;.]?(?: and| or)?)\s*\n\s*(?:[•◦▪‣*+–-]\s+|\(?\d{1,2}[.)]\s+|\(?[a-z]\)\s+)(?!$)"
)
_DANGLING = re.compile(
    rf"^\W*(?:it(?!{EMPTY_IT})|its|they|their|he|his|she|her|this|these|those|that|such|both|"
    r"in turn|by doing so|still|instead|however|also|yes|no|and|but|so|then|the latter|"
    r"the former)\b",
    re.IGNORECASE,
)


def passage_text(passages: Sequence[Passage]) -> str:
    """Return the passages as the judge reads them: context, then quote, white space folded."""
    parts: list[str] = []
    for passage in passages:
        row = row_text(passage)
        quote = (row or _unmarked(passage.quote))[:_MAX_CHARS]
        context = fold(passage.context)
        if row:
            context = context.rpartition(" - ")[0] or passage.title
        parts.append(f"{context.removesuffix(':')}: {quote}" if context else quote)
    return "\n".join(parts)


def joint_text(passages: Sequence[Passage]) -> str:
    """Return the passages to be read together, a line each, a table row with its columns.

    An answer below a question stands behind it; a question that several answer stands once.
    """
    lines: list[str] = []
    for passage in passages:
        above = [fold(part) for part in passage.context.split(" — ") if part.endswith("?")]
        lines += [question for question in above if question not in lines]
        lines.append(row_text(passage) or fold(passage.quote))
    return "\n".join(lines)


def own_words(passage: Passage) -> str:
    """Return the quote as a sentence of its own: no list marker, a table row with its columns.

    Markdown's signs of emphasis are left out too.
    """
    text = row_text(passage) or _INNER_MARKER.sub(": ", _unmarked(passage.quote))
    text = without_emphasis(text)
    text = text[0].upper() + text[1:].rstrip(" ,;:") if text else text
    return text if text.endswith((".", "!", "?", '"', "”")) else text + "."


def _unmarked(quote: str) -> str:
    """Return a quote on one line: no list marker before it, its items with semicolons between."""
    items = _NEXT_ITEM.sub(lambda item: "; " if item[1] is None else ": ", quote.strip())
    return _MARKER.sub("", fold(items))


def focus(text: str, passage: Passage) -> Passage:
    """Return the passage with only the sentences nearest to a text, if it is long.

    A sentence counts by the words it shares with the text, rare ones more; each brings the one
    before it along, for its subject. The quote of what is returned is for reading, not for citing.

    Args:
        text: The sentence to be checked.
        passage: Any passage; one of at most 900 characters is returned as it is.
    """
    if len(passage.quote) <= _FOCUS_CHARS:
        return passage
    sentences = [part for part in _SENTENCE_END.split(passage.quote) if part.strip()]
    words = [set(content_stems(sentence)) for sentence in sentences]
    wanted = set(content_stems(text))
    spread = {word: sum(word in held for held in words) for word in wanted}
    weights = [sum(1 / spread[word] for word in wanted & held) for held in words]
    kept: set[int] = set()
    for index in sorted(range(len(sentences)), key=lambda i: (-weights[i], i)):
        more = kept | {max(index - 1, 0), index}
        if kept and sum(len(sentences[i]) for i in more) > _FOCUS_CHARS:
            break
        kept = more
    quote = " ".join(sentences[index] for index in sorted(kept))
    return passage.model_copy(update={"quote": quote})


def closest(text: str, passages: Sequence[Passage]) -> tuple[Passage, float]:
    """Return the passage with most of the text's words, the first of equals, and that share, 0–1.

    Args:
        text: Any text.
        passages: At least one.
    """
    words = content_stems(text)
    shares = [containment(words, content_stems(passage_text([p]))) for p in passages]
    best = max(range(len(passages)), key=lambda index: (shares[index], -index))
    return passages[best], shares[best]


def stands_alone(passage: Passage) -> bool:
    """Return whether the quote can be read without the sentence before it.

    >>> stands_alone(Passage(document_id="d", uri="u", title="t", start=0, end=9,
    ...     quote="It rose.", rank=1, score=1.0))
    False
    """
    if passage.lead_start is not None:
        return False
    return not _DANGLING.match(_MARKER.sub("", fold(passage.quote)))


def compared_text(passage: Passage) -> str:
    """Return the words that guards compare: the quote, or what a table's row states."""
    return stated_row(passage) or passage.quote


def is_table_row(passage: Passage) -> bool:
    """Return whether the quote is a row of a table whose header is known."""
    return bool(row_text(passage))
