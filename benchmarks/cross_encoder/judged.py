"""Pairs from the judge sets of the tune half, one for each sentence of a claim."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal

from benchmarks.cross_encoder.pair import Pair
from benchmarks.cross_encoder.window import window
from benchmarks.measures.data import JudgedRow, load_judged, pair_of
from rag.answering.claims import split_claims

__all__ = ["claim_sentences", "judged_pairs", "row_pairs"]

_SETS: tuple[Literal["fever_symmetric", "wice", "bump"], ...] = ("fever_symmetric", "wice", "bump")


def judged_pairs(data: Path) -> list[Pair]:
    """Pairs of FEVER-symmetric, WiCE and BUMP, tune half, in the order of the files.

    Raises:
        DataError: A file is missing or a row has another shape.
    """
    return [pair for name in _SETS for pair in row_pairs(name, load_judged(data, name, "tune"))]


def row_pairs(
    source: Literal["fever_symmetric", "wice", "bump"], rows: Iterable[JudgedRow]
) -> list[Pair]:
    """Turn rows into pairs.

    A claim of one sentence keeps its label, where partly supported is not supported. Of a claim of
    several sentences that is not supported, only those are kept that its supported twin has not:
    which of them is wrong is not known otherwise.

    Args:
        source: The set.
        rows: Its rows; twins share their id but for the ending.
    """
    listed = list(rows)
    true = {pair_of(row.id): claim_sentences(row.claim) for row in listed if _supported(row)}
    pairs: list[Pair] = []
    for row in listed:
        for at, claim in enumerate(_told(row, true.get(pair_of(row.id), []))):
            pairs.append(
                Pair(
                    id=f"{row.id}-{at}",
                    source=source,
                    group=row.evidence[:200],
                    passage=window(claim, row.evidence),
                    claim=claim,
                    holds=_supported(row),
                )
            )
    return list(_once(pairs))


def claim_sentences(claim: str) -> list[str]:
    """The sentences of a claim, or the claim itself where there is none.

    Example:
        >>> claim_sentences("The hall is old. It was sold.")
        ['The hall is old.', 'It was sold.']
    """
    return [draft.text for draft in split_claims(claim)] or [claim]


def _told(row: JudgedRow, twin: list[str]) -> list[str]:
    claims = claim_sentences(row.claim)
    if _supported(row) or len(claims) == 1:
        return claims
    new = [claim for claim in claims if claim not in twin]
    return new if len(new) == 1 or twin else []


def _supported(row: JudgedRow) -> bool:
    return row.label == "supported"


def _once(pairs: Iterable[Pair]) -> Iterator[Pair]:
    seen: set[tuple[str, str]] = set()
    for pair in pairs:
        if (pair.passage, pair.claim) not in seen:
            seen.add((pair.passage, pair.claim))
            yield pair
