"""Whether an answer is right: the gold strings of public sets against what the reader is told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from benchmarks.measures.data import Question
from rag.evaluation.correctness import normalised
from rag.evaluation.response import Response
from rag.types import Answer, Citation

__all__ = [
    "NEAR_ENOUGH",
    "backed_answers",
    "gives",
    "mentioned",
    "shows_wrong",
    "strictly_right",
]

NEAR_ENOUGH = 0.4
"""Least token F1 against a gold answer for a long answer to count as right."""
_POLAR = frozenset({"yes", "no"})


def gives(gold: str, told: str) -> bool:
    """Whether a gold string is among the words told; "yes" or "no" has to be the first of them.

    >>> gives("the Red gate", "It is the red gate."), gives("no", "Yes, there is no gate.")
    (True, False)
    """
    wanted, words = normalised(gold), normalised(told)
    if wanted in _POLAR:
        return words.split()[:1] == [wanted]
    return bool(wanted) and f" {wanted} " in f" {words} "


def mentioned(candidates: Iterable[str], told: str) -> set[str]:
    """Return the candidates that are told, normalised.

    The longest is looked for first and its words are used up, so that "New York City" does not
    count as "New York" too.
    """
    rest = f" {normalised(told)} "
    found: set[str] = set()
    unique = {normalised(candidate) for candidate in candidates} - {""}
    for candidate in sorted(unique, key=lambda text: (-len(text), text)):
        if f" {candidate} " in rest:
            found.add(candidate)
            while f" {candidate} " in rest:
                rest = rest.replace(f" {candidate} ", " | ")
    return found


def strictly_right(question: Question, answer: Answer) -> bool:
    """Whether all right answers are told and no wrong one.

    Source: Wang et al., "Retrieval-augmented generation with conflicting evidence", 2025
    (arXiv 2504.13079), strict exact match.
    """
    right, wrong = _right(question), _wrong(question)
    return mentioned(right | wrong, Response.of(answer).words) == right


def shows_wrong(question: Question, answer: Answer) -> bool:
    """Whether one of the planted wrong answers is told."""
    right, wrong = _right(question), _wrong(question)
    return bool(mentioned(right | wrong, Response.of(answer).words) & wrong)


def backed_answers(
    question: Question, answer: Answer | None, texts: Mapping[str, str]
) -> tuple[int, int]:
    """Return how many right answers are told with a citation whose document says so, of how many.

    Args:
        question: Its answers are those that are right at once.
        answer: Its claims and sides are looked at; None shows nothing.
        texts: The text of each document, by uri.
    """
    right, wrong = _right(question), _wrong(question)
    told = [(claim.text, claim.citations) for claim in (answer.claims if answer else [])]
    sides = answer.sides if answer else []
    told += [(f"{side.value} {side.text}", side.citations) for side in sides]
    backed = {
        each
        for text, citations in told
        for each in mentioned(right | wrong, text) & right
        if any(_says(citation, each, texts) for citation in citations)
    }
    return len(backed), len(right)


def _says(citation: Citation, words: str, texts: Mapping[str, str]) -> bool:
    return f" {words} " in f" {normalised(texts.get(citation.uri, ''))} "


def _right(question: Question) -> set[str]:
    return {normalised(answer) for answer in question.answers} - {""}


def _wrong(question: Question) -> set[str]:
    return {normalised(answer) for answer in question.wrong_answers} - _right(question) - {""}
