"""The gate: does this passage answer the question, or is it merely about the same thing?

Three signals are weighed by a logistic model: the judge's P(passage answers question), the share
of the question's words the passage has, and whether the passage has the kind of thing that is
asked for (a figure for "how many", a date for "when", a name for "who").
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from rag.answering.judge import Judge
from rag.answering.quantities import quantities
from rag.answering.reading import passage_text
from rag.types import Passage
from rag.words import STOP_WORDS, containment, content_stems, fold, tokens

__all__ = ["AnswerType", "Gate", "GatedPassage", "answer_type", "has_answer_type"]

AnswerType = Literal["amount", "number", "percent", "date", "name", "any"]

_TYPES: dict[AnswerType, str] = {
    "percent": (r"\b(?:what|which) (?:percentage|percent|share|proportion|rate)\b|"
        r"\bhow many per ?cent\b|\bby what percent"),
    "amount": (r"\bhow much (?:money|has|have|had|did|does|do|is|was|were|will|would)\b|"
        r"\bhow expensive\b|\bwhat (?:is|was|are|were) the (?:\w+ ){0,3}(?:price|cost|"
        r"value|revenue|profit|budget|amount|salary|fee)\b"),
    "number": (r"\bhow (?:many|old|long|tall|high|far|deep|large|big|fast|heavy|wide|often)\b|"
        r"\b(?:what|which) (?:is|was|are|were) the (?:\w+ ){0,3}(?:number|headcount|"
        r"population|capacity|size|total)\b|\bheadcount\b"),
    "date": (r"\bwhen\b|\b(?:what|which) (?:year|date|day|month|decade|century)\b"),
    "name": (r"^(?:who|whose|whom)\b|\b(?:what|which) (?:company|companies|person|people|firm|"
        r"country|countries|city|cities|state|states|bank|supplier|vendor|university)\b|"
        r"^where\b"),
}  # fmt: skip
_DATE = re.compile(
    r"\b(?:1[0-9]|20)\d\d\b|\b(?:january|february|march|april|may|june|july|august|september|"
    r"october|november|december|monday|tuesday|wednesday|thursday|friday|saturday|sunday|spring|"
    r"summer|autumn|winter|today|tomorrow|yesterday|century|decade|quarter|q[1-4])\b|"
    r"\b(?:next|last|this) (?:year|month|week)\b|\b\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\b|\d0s\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?<![.!?]\s)(?<!^)\b[A-Z][\w’'-]+")
_BIAS, _JUDGE, _COVERAGE, _TYPE, _NAMES = -3.6, 0.9, 2.6, 1.6, 1.4


@dataclass(frozen=True, slots=True, kw_only=True)
class GatedPassage:
    """A passage with the gate's estimate.

    Attributes:
        passage: The passage.
        number: Its rank among the evidence, 1-based.
        probability: P(it answers the question), 0–1.
    """

    passage: Passage
    number: int
    probability: float


class Gate:
    """Estimates for each passage whether it answers the question.

    Args:
        judge: Asks the model.
    """

    def __init__(self, judge: Judge) -> None:
        """Keep the judge."""
        self._judge = judge

    async def weigh(self, question: str, evidence: Sequence[Passage]) -> list[GatedPassage]:
        """Return every passage with its estimate, in the order given.

        Raises:
            ModelError: If the judge failed.
        """
        weighed: list[GatedPassage] = []
        for number, passage in enumerate(evidence, start=1):
            text = passage_text([passage])
            features = passage_features(question, passage)
            if features["type"] == 0.0 or features["coverage"] == 0.0:
                weighed.append(GatedPassage(passage=passage, number=number, probability=0.0))
                continue
            judged = await self._judge.answers(question, text)
            weighed.append(
                GatedPassage(
                    passage=passage, number=number, probability=_probability(judged, features)
                )
            )
        return weighed


def passage_features(question: str, passage: Passage) -> Mapping[str, float]:
    """Return the gate's features that need no model, each 0–1.

    `coverage`: share of the question's stems in the passage, its context and its title; `type`: 1
    if the passage has the kind of thing asked for; `names`: share of the question's names that
    the passage, its context or its title has, 1 if it has none.
    """
    words = content_stems(f"{passage.title} {passage.context} {passage.quote}")
    names = _names_of(question)
    return {
        "coverage": containment(content_stems(question), words),
        "type": float(has_answer_type(answer_type(question), question, passage.quote)),
        "names": containment(names, words) if names else 1.0,
    }


def answer_type(question: str) -> AnswerType:
    """Return what kind of thing the question asks for.

    >>> answer_type("How many people work there?"), answer_type("When was it built?")
    ('number', 'date')
    """
    folded = fold(question)
    for kind, pattern in _TYPES.items():
        if re.search(pattern, folded, re.IGNORECASE):
            return kind
    return "any"


def has_answer_type(kind: AnswerType, question: str, quote: str) -> bool:
    """Return whether the quote has something of the kind asked for that the question lacks."""
    if kind == "date":
        return any(match.lower() not in question.lower() for match in _DATE.findall(fold(quote)))
    if kind == "name":
        asked = set(tokens(question))
        found = {word for match in _NAME.finditer(f". {fold(quote)}") for word in tokens(match[0])}
        leading = {word for word in tokens(quote)[:1] if quote.strip("•-*| ")[:1].isupper()}
        return bool((found | leading) - asked - STOP_WORDS)
    if kind == "percent":
        return any(quantity.unit == "%" for quantity in quantities(quote))
    if kind == "number":
        return bool(quantities(quote)) or bool(re.search(r"\b(?:one|once|twice|dozens?)\b", quote))
    return True


def figures_asked(kind: AnswerType) -> bool:
    """Return whether the question asks for a figure or a date."""
    return kind in {"amount", "number", "percent", "date"}


def _names_of(question: str) -> list[str]:
    words = fold(question).split()[1:]
    return content_stems(" ".join(word for word in words if word[:1].isupper()))


def _probability(judged: float, features: Mapping[str, float]) -> float:
    bounded = min(max(judged, 1e-4), 1 - 1e-4)
    total = (
        _BIAS
        + _JUDGE * math.log(bounded / (1 - bounded))
        + _COVERAGE * features["coverage"]
        + _TYPE * features["type"]
        + _NAMES * features["names"]
    )
    return 1 / (1 + math.exp(-total))
