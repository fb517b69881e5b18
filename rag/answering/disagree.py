"""Disagreement: different values for the same question in different documents.

Only questions that ask for a figure or a date are compared here; opposite answers to yes/no
questions are found by `rag.answering.polarity`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.answering.asked import AnswerType, answer_type, figures_asked
from rag.answering.gate import GatedPassage
from rag.answering.judge import Judge
from rag.answering.quantities import Quantity, quantities, same_quantity
from rag.answering.reading import passage_text
from rag.errors import ModelError
from rag.prompts import VALUE_SYSTEM
from rag.protocols import ChatModel
from rag.types import Message, Passage
from rag.words import fold

__all__ = ["PassageValue", "ValueReader", "group_values", "why_different"]

_MOST_PASSAGES = 5
_VALUE_TOKENS = 16
_PERIOD = re.compile(
    r"\b(?:in|by|for|during|since|until|through|as of|at the end of|fiscal|early|late|mid)[ -]"
    r"(?:[a-z]+ )?(?:\d{4}|q[1-4]|january|february|march|april|may|june|july|august|september|"
    r"october|november|december)(?: alone)?\b|\b(?:this|last|next) (?:year|quarter|month)\b",
    re.IGNORECASE,
)
_RESERVE = re.compile(
    r"\b(?:estimated|about|around|roughly|approximately|nearly|almost|more than|over|at least|"
    r"up to|less than|plan(?:s|ned)?|expect(?:s|ed)?|target|forecast|could|may)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageValue:
    """The value one passage gives as the answer."""

    passage: Passage
    value: Quantity


class ValueReader:
    """Reads from each passage the one value that answers the question.

    Args:
        chat: Picks a value where a passage has several; only values in the passage count.
        judge: Confirms that the value answers the question.
        threshold: Least P(it does), 0–1.
    """

    def __init__(self, chat: ChatModel, judge: Judge, *, threshold: float) -> None:
        """Keep the models and the threshold."""
        self._chat = chat
        self._judge = judge
        self._threshold = threshold

    async def read(self, question: str, usable: Sequence[GatedPassage]) -> list[PassageValue]:
        """Return the confirmed values, in the order of the passages.

        Args:
            question: A question that asks for a figure or a date; others give nothing.
            usable: Passages that answer it, best first.
        """
        kind = answer_type(question)
        if not figures_asked(kind):
            return []
        found: list[PassageValue] = []
        for gated in usable[:_MOST_PASSAGES]:
            value = await self._value(question, kind, gated.passage)
            if value is not None:
                found.append(PassageValue(passage=gated.passage, value=value))
        return found

    async def _value(self, question: str, kind: AnswerType, passage: Passage) -> Quantity | None:
        options = _options(kind, passage, question)
        text = passage_text([passage])
        try:
            chosen = await self._choose(question, options, text)
            if chosen is None:
                return None
            statement = f'The answer to "{question}" is {chosen.text}.'
            confirmed = await self._judge.supports(statement, text)
        except ModelError:
            return None
        return chosen if confirmed >= self._threshold else None

    async def _choose(
        self, question: str, options: Sequence[Quantity], text: str
    ) -> Quantity | None:
        if len(options) <= 1:
            return options[0] if options else None
        reply = await self._chat.complete(
            [
                Message(role="system", content=VALUE_SYSTEM),
                Message(role="user", content=f"{text}\n\nQuestion: {question}"),
            ],
            max_tokens=_VALUE_TOKENS,
        )
        named = quantities(reply.text)
        return next(
            (option for name in named for option in options if same_quantity(name, option)), None
        )


def group_values(values: Sequence[PassageValue]) -> list[list[PassageValue]]:
    """Group equal values; one value per document, its first.

    Returns:
        Groups in order of their first passage; more than one group means that documents differ.
    """
    groups: list[list[PassageValue]] = []
    seen: set[str] = set()
    for item in values:
        if item.passage.document_id in seen:
            continue
        seen.add(item.passage.document_id)
        for group in groups:
            if same_quantity(group[0].value, item.value):
                group.append(item)
                break
        else:
            groups.append([item])
    return groups


def why_different(side: Sequence[PassageValue], others: Sequence[PassageValue]) -> str:
    """Return what the side's text says and the others' does not: period, reserve, date, or ""."""
    own = " ".join(fold(item.passage.quote) for item in side)
    rest = " ".join(fold(item.passage.quote) for item in others).lower()
    notes: list[str] = []
    periods = [m.group() for m in _PERIOD.finditer(own) if m.group().lower() not in rest]
    if periods:
        notes.append(f"it speaks of “{periods[0]}”")
    reserves = [m.group() for m in _RESERVE.finditer(own) if m.group().lower() not in rest]
    if reserves:
        notes.append(f"it says “{reserves[0]}”")
    dates = sorted({item.passage.published_at for item in side if item.passage.published_at})
    if dates:
        notes.append(f"its date is {dates[-1]}")
    return ("This source differs: " + ", ".join(notes) + ".") if notes else ""


def _options(kind: AnswerType, passage: Passage, question: str) -> list[Quantity]:
    """Return the passage's values of the kind asked for, each once, without the question's own."""
    asked = quantities(question)
    options: list[Quantity] = []
    for quantity in quantities(passage.quote):
        if any(same_quantity(quantity, other) for other in [*asked, *options]):
            continue
        if _fits(kind, quantity):
            options.append(quantity)
    return options


def _fits(kind: AnswerType, quantity: Quantity) -> bool:
    currency = len(quantity.unit) == 3 and quantity.unit.isupper()
    if kind == "amount":
        return currency
    if kind == "percent":
        return quantity.unit == "%"
    if kind == "date":
        return quantity.unit == "year"
    return quantity.unit not in {"%", "year", "ordinal"}
