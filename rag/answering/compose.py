"""The answer's text: the shown claims with their numbers, and what is said when nothing is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rag.answering.request import NotAsked
from rag.protocols import Overview
from rag.types import Citation, Claim

__all__ = ["answer_text", "searched_text"]

_NOTHING = "The documents do not say."
_ASK = "ask what you want to know from the documents, such as “Who signed the agreement?”."
_NOT_ASKED: Mapping[NotAsked, str] = {
    "nothing": f"There is no word in this question; {_ASK}",
    "greeting": f"This is no question to the documents; {_ASK}",
    "order": f"Only questions are answered, and only from the documents; {_ASK}",
    "code": f"This reads like code, not like a question; {_ASK}",
}


def answer_text(claims: Sequence[Claim], *, unasked: NotAsked | None = None) -> str:
    """Return the claims joined, each with `[n]` markers; n counts distinct citations in order.

    Args:
        claims: The shown claims; without any, the text says that there is no answer.
        unasked: Why there was nothing to answer; the text then says what to do next.
    """
    numbers: dict[tuple[str, int, int], int] = {}
    parts: list[str] = []
    for claim in claims:
        markers = "".join(f"[{_number(numbers, citation)}]" for citation in claim.citations)
        parts.append(f"{claim.text} {markers}".strip())
    return " ".join(parts) or (_NOTHING if unasked is None else _NOT_ASKED[unasked])


def searched_text(searched: Overview) -> str:
    """Return in words what was searched: how many documents, which if few, and from when.

    >>> searched_text(Overview(documents=1, uris=("a.txt",)))
    '1 document (a.txt)'
    """
    count = searched.documents
    if not count:
        return "no documents: none matches the filters"
    text = f"{count} document{'' if count == 1 else 's'}"
    if count == len(searched.uris):
        text += f" ({', '.join(searched.uris)})"
    if searched.dated:
        first, last = searched.first, searched.last
        period = first if first == last else f"{first} to {last}"
        text += f", {'' if searched.dated == count else f'{searched.dated} of them '}dated {period}"
    return text


def _number(numbers: dict[tuple[str, int, int], int], citation: Citation) -> int:
    key = (citation.document_id, citation.start, citation.end)
    return numbers.setdefault(key, len(numbers) + 1)
