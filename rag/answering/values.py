"""Values: the few words of one passage that answer a question which has one answer.

A value is a figure, a date, a name or a short phrase. It is copied from the passage, which code
checks, and the judge confirms that it answers the question.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.answering.asked import AnswerType, answer_type, figures_asked
from rag.answering.claims import as_answer
from rag.answering.guards.quantities import Quantity, is_currency, quantities, same_quantity
from rag.answering.guards.units import same_unit
from rag.answering.judge import Judge
from rag.answering.reading import passage_text
from rag.errors import ModelError
from rag.prompts import NOT_FOUND, VALUE_SYSTEM
from rag.protocols import ChatModel
from rag.types import Message, Passage
from rag.words import STOP_WORDS, content_stems, fold, initialisms, tokens

__all__ = ["PassageValue", "ValueReader", "same_value"]

_VALUE_TOKENS = 24
_MOST_WORDS = 10
_ROUNDING = 0.05
_LARGE, _ROUNDING_OF_SMALL = 1000, 0.02  # small figures are seldom rounded
_WITHIN = r"\b(?-i:,\s[A-Z][\w.]*(?:\s[A-Z]\w*)*)"  # "Verona" goes on: ", New York"


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageValue:
    """The value one passage gives as the answer.

    Attributes:
        passage: The passage.
        text: The value in the passage's words.
        figure: The value as a figure, where the question asks for one.
    """

    passage: Passage
    text: str
    figure: Quantity | None = None


class ValueReader:
    """Reads from each document the one value that answers the question.

    Args:
        chat: Picks the value; only words of the passage count.
        judge: Confirms that the value answers the question.
        threshold: Least P(it does), 0–1.
    """

    def __init__(self, chat: ChatModel, judge: Judge, *, threshold: float) -> None:
        """Keep the models and the threshold."""
        self._chat = chat
        self._judge = judge
        self._threshold = threshold

    async def read(
        self, question: str, documents: Sequence[Sequence[Passage]]
    ) -> list[PassageValue]:
        """Return the confirmed values, at most one a document, in the order of the documents.

        A document whose model call fails gives none.

        Args:
            question: A question with one answer.
            documents: The passages of each that may answer it, best first; they are read together.
        """
        found: list[PassageValue] = []
        for passages in documents:
            try:
                value = await self._value(question, passages)
            except ModelError:
                continue
            if value is not None:
                found.append(value)
        return found

    async def _value(self, question: str, passages: Sequence[Passage]) -> PassageValue | None:
        value = await self._chosen(question, passages)
        if value is None:
            return None
        statement = as_answer(question, value.text)
        confirmed = await self._judge.supports(statement, passage_text([value.passage]))
        return value if confirmed >= self._threshold else None

    async def _chosen(self, question: str, passages: Sequence[Passage]) -> PassageValue | None:
        kind = answer_type(question)
        if not figures_asked(kind) or kind == "date":
            reply = await self._reply(question, passages)
            copies = (_copied(reply, question, passage) for passage in passages)
            return next((value for value in copies if value is not None), None)
        options = _options(kind, passages, question)
        of_best = [option for option in options if option.passage == passages[0]]
        if len(of_best) == 1:
            return of_best[0]
        if not options:
            return None
        named = quantities(await self._reply(question, passages))
        given = (o for n in named for o in options if o.figure and same_quantity(n, o.figure))
        return next(given, None)

    async def _reply(self, question: str, passages: Sequence[Passage]) -> str:
        text = passage_text(sorted(passages, key=lambda passage: passage.start))
        prompt = f"{text}\n\nQuestion: {question}"
        reply = await self._chat.complete(
            [
                Message(role="system", content=VALUE_SYSTEM),
                Message(role="user", content=prompt),
            ],
            max_tokens=_VALUE_TOKENS,
        )
        return reply.text


def same_value(first: PassageValue, second: PassageValue) -> bool:
    """Return whether two values say the same: equal, a rounding, or one a part of the other.

    A rounding has fewer digits and differs by less than one unit of its last digit that is not 0,
    and by at most 5 %, below 1,000 by at most 2 %. A name or phrase whose words the other one has
    is the same value said with less: "Texas and Ohio" does not contradict "Ohio, Texas and Utah".
    """
    if first.figure is not None and second.figure is not None:
        return same_quantity(first.figure, second.figure) or _rounded(first.figure, second.figure)
    one, two = _words(first.text), _words(second.text)
    if one <= two or two <= one:
        return True
    return _is_initialism(first.text, of=second.text) or _is_initialism(second.text, of=first.text)


def _is_initialism(text: str, *, of: str) -> bool:
    """Return whether a text is one initialism, which another text has or is short for."""
    return re.sub(r"^[Tt]he |\W", "", text).lower() in initialisms(of)


def _rounded(first: Quantity, second: Quantity) -> bool:
    """Return whether one figure is the other with fewer digits."""
    if not same_unit(first.unit, second.unit) or first.unit == "year":
        return False
    coarse, fine = sorted((first, second), key=_digits)
    difference = abs(first.value - second.value)
    larger = max(abs(first.value), abs(second.value))
    near = difference <= (_ROUNDING if larger >= _LARGE else _ROUNDING_OF_SMALL) * larger
    return near and _digits(coarse) < _digits(fine) and difference < _last_place(coarse)


def _digits(quantity: Quantity) -> int:
    """Return the significant digits a figure is written with."""
    return len(f"{quantity.value:.12g}".partition("e")[0].replace(".", "").strip("-0"))


def _last_place(quantity: Quantity) -> float:
    """Return the worth of the last significant digit: 1,000 of 412,000."""
    leading = math.floor(math.log10(abs(quantity.value))) if quantity.value else 0
    return 10.0 ** (leading - _digits(quantity) + 1)


def _words(text: str) -> set[str]:
    return set(content_stems(text)) or set(tokens(text))


def _copied(reply: str, question: str, passage: Passage) -> PassageValue | None:
    """Return the reply as the passage's words, or None if they are not there or say nothing new."""
    if NOT_FOUND.lower() in reply.lower():
        return None
    wanted = tokens(reply.strip().partition("\n")[0])
    if not 0 < len(wanted) <= _MOST_WORDS:
        return None
    written = fold(passage_text([passage]))
    if not _contiguous(wanted, tokens(written)):
        return None
    said = set(tokens(question)) | STOP_WORDS
    copied = r"\W*".join(map(re.escape, wanted))
    if set(wanted) <= said:
        copied += _WITHIN
    found = re.search(copied, written, re.IGNORECASE)
    own = found.group() if found else fold(reply).partition("\n")[0]
    if set(tokens(own)) <= said:
        return None
    return PassageValue(passage=passage, text=own.strip(" \"'.,;"))


def _contiguous(part: Sequence[str], whole: Sequence[str]) -> bool:
    size = len(part)
    return any(list(whole[at : at + size]) == list(part) for at in range(len(whole) - size + 1))


def _options(kind: AnswerType, passages: Sequence[Passage], question: str) -> list[PassageValue]:
    """Return the passages' figures of the kind asked for, each once, without the question's own."""
    known = quantities(question)
    options: list[PassageValue] = []
    for passage in passages:
        for quantity in quantities(passage.quote):
            if any(same_quantity(quantity, other) for other in known) or not _fits(kind, quantity):
                continue
            known.append(quantity)
            options.append(PassageValue(passage=passage, text=quantity.text, figure=quantity))
    return options


def _fits(kind: AnswerType, quantity: Quantity) -> bool:
    if kind == "amount":
        return is_currency(quantity.unit)
    if kind == "percent":
        return quantity.unit == "%"
    return quantity.unit not in {"%", "year", "ordinal"}
