"""The answer's text: the shown claims with their numbers, and what is said when nothing is."""

from __future__ import annotations

from collections.abc import Sequence

from rag.protocols import Listing
from rag.types import Citation, Claim

__all__ = ["answer_text", "searched_text"]

_NOTHING = "The documents do not say."


def answer_text(claims: Sequence[Claim]) -> str:
    """Return the claims joined, each with `[n]` markers; n counts distinct citations in order."""
    numbers: dict[tuple[str, int, int], int] = {}
    parts: list[str] = []
    for claim in claims:
        markers = "".join(f"[{_number(numbers, citation)}]" for citation in claim.citations)
        parts.append(f"{claim.text} {markers}".strip())
    return " ".join(parts) or _NOTHING


def searched_text(documents: Sequence[Listing]) -> str:
    """Return in words what was searched: how many documents, and from when if they are dated."""
    count = len(documents)
    dates = sorted(document.published_at for document in documents if document.published_at)
    text = f"{count} document{'' if count == 1 else 's'}"
    if dates:
        period = dates[0] if dates[0] == dates[-1] else f"{dates[0]} to {dates[-1]}"
        text += f", {len(dates)} of them dated ({period})"
    return text


def _number(numbers: dict[tuple[str, int, int], int], citation: Citation) -> int:
    key = (citation.document_id, citation.start, citation.end)
    return numbers.setdefault(key, len(numbers) + 1)
