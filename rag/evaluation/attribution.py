"""Citation recall and precision of an answer, as ALCE defines them.

A statement is recalled when what it cites, read together, entails it. A citation is precise when
its statement is recalled and the citation is not irrelevant: irrelevant is one that does not entail
the statement alone while the others entail it without it. Source: Gao et al., "Enabling large
language models to generate text with citations", 2023 (arXiv 2305.14627), section 4.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence

from pydantic import BaseModel, ConfigDict

from rag.answering.judge import Judge
from rag.evaluation.correctness import occurs
from rag.evaluation.response import Quoted
from rag.words import fold

__all__ = [
    "Entails",
    "Statement",
    "attribute",
    "citation_precision",
    "citation_recall",
    "judged_entailment",
    "weigh_statement",
]

ENTAILED = 0.5

Entails = Callable[[str, Sequence[Quoted]], Awaitable[bool]]
"""Whether citations, read together, entail a statement."""


class Statement(BaseModel):
    """One statement of an answer, weighed.

    Attributes:
        recalled: Whether its citations together entail it.
        citations: How many it has.
        precise: How many of them are not irrelevant; 0 when it is not recalled.
    """

    model_config = ConfigDict(frozen=True)

    recalled: bool
    citations: int
    precise: int


def judged_entailment(judge: Judge) -> Entails:
    """Return entailment by the judge model: P(yes) of at least one half.

    A statement that stands word for word in a quote is entailed without asking. The guards take no
    part.
    """

    async def entails(statement: str, citations: Sequence[Quoted]) -> bool:
        if not citations:
            return False
        if any(_stands_in(statement, citation.quote) for citation in citations):
            return True
        passage = "\n".join(f"{citation.title}: {fold(citation.quote)}" for citation in citations)
        return await judge.supports(statement, passage) >= ENTAILED

    return entails


async def attribute(
    statements: Iterable[tuple[str, Sequence[Quoted]]], entails: Entails
) -> list[Statement]:
    """Weigh statements, each with what it cites, in order.

    Raises:
        ModelError: If the judge failed.
    """
    return [await weigh_statement(text, cited, entails) for text, cited in statements]


async def weigh_statement(text: str, citations: Sequence[Quoted], entails: Entails) -> Statement:
    """Weigh one statement with its citations."""
    recalled = await entails(text, citations)
    precise = 0
    if recalled and len(citations) == 1:
        precise = 1
    elif recalled:
        for index, citation in enumerate(citations):
            others = [*citations[:index], *citations[index + 1 :]]
            alone = await entails(text, [citation])
            precise += alone or not await entails(text, others)
    return Statement(recalled=recalled, citations=len(citations), precise=precise)


def citation_recall(statements: Sequence[Statement]) -> float:
    """Return the share of an answer's statements that are recalled, 0–1; 0 without a statement."""
    return _share(sum(s.recalled for s in statements), len(statements))


def citation_precision(statements: Sequence[Statement]) -> float:
    """Return the share of an answer's citations that are precise, 0–1; 0 without a citation."""
    return _share(sum(s.precise for s in statements), sum(s.citations for s in statements))


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def _stands_in(statement: str, quote: str) -> bool:
    words = fold(statement).rstrip(".!? ")
    return bool(words) and occurs(words, fold(quote))
