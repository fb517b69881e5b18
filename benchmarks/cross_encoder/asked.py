"""Pairs made of questions: their answers as statements, and whether a passage answers them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from random import Random

from benchmarks.altered.edit import raised
from benchmarks.cross_encoder.pair import Pair
from benchmarks.cross_encoder.window import pieces, window
from benchmarks.measures.data import Question
from rag.words import containment, content_stems

__all__ = ["gate_pairs", "statement", "statement_pairs"]

_BE = r"(is|are|was|were)"
_WHO_IS = re.compile(rf"^(?:who|what) {_BE} ((?:the|a|an|his|her|its|their|[A-Z]).*)$", re.I)
_SUBJECT = re.compile(
    r"^(?:who|what|which)(?: (?:[\w'’-]+ ){0,2}[\w'’-]+)?? "
    r"((?:is|are|was|were|has|have|had|will|can|could|would|\w+ed|\w+s) .+)$",
    re.I,
)
_AUXILIARY = re.compile(r"\b(?:do|does|did)\b")
_NAME = re.compile(r"[A-Z][\w’'-]+(?: (?:of |the |de )?[A-Z][\w’'-]+)*")
_FIGURE = re.compile(r"[$£€]?\d[\d,.]*\d%?|\d")
_PHRASE = re.compile(r"(?<=\bthe )[a-z]{4,}(?: [a-z]{4,})?(?=[ ,.])|(?<=\ba )[a-z]{4,}")
_YES_NO = {"yes", "no"}
_LEAST_SHARE = 0.7


def statement(question: str, answer: str) -> str:
    """A question and its answer as one statement; by grammar where the answer is the subject.

    Example:
        >>> statement("Who was the first mayor?", "Ann Hale")
        'The first mayor was Ann Hale.'
        >>> statement("Who founded the mill?", "Ann Hale")
        'Ann Hale founded the mill.'
        >>> statement("When did the mill close?", "1999")
        'When did the mill close: 1999.'
    """
    asked = question.strip().rstrip("?").strip()
    is_what = _WHO_IS.match(asked)
    if is_what:
        return f"{raised(is_what.group(2))} {is_what.group(1)} {answer}."
    subject = _SUBJECT.match(asked)
    if subject and not _AUXILIARY.search(asked):
        return f"{raised(answer)} {subject.group(1)}."
    return f"{raised(asked)}: {answer}."


def statement_pairs(questions: Sequence[Question], *, seed: int) -> list[Pair]:
    """The right answer as a statement that holds, other words of the passage as ones that do not.

    Args:
        questions: With short answers; an unanswerable one gives only what does not hold, one to be
            answered by yes or no gives nothing.
        seed: Of the choice among the wrong answers.
    """
    pairs: list[Pair] = []
    for question in questions:
        rng = Random(f"{seed} {question.id}")  # noqa: S311 - no secret
        gold = [doc for doc in question.documents if doc.id in question.gold_document_ids]
        text = "\n".join(doc.text for doc in gold or question.documents)
        if set(question.answers) & _YES_NO:
            continue
        right = list(question.answers[:1]) if question.answerable else []
        for at, answer in enumerate([*right, *_wrong(question, text, rng)]):
            claim = statement(question.question, answer)
            made = _pair(question, f"statement-{at}", text, claim, at < len(right))
            if not made.holds or answer.lower() in made.passage.lower():
                pairs.append(made)
    return pairs


def gate_pairs(questions: Sequence[Question]) -> list[Pair]:
    """Questions beside their whole passage, beside single sentences, and beside a strange passage.

    A sentence answers when it has an answer of the question word for word, or most of whose words
    are in a long answer; the nearest sentence that does neither does not answer. An unanswerable
    question's nearest sentence never does.

    Args:
        questions: Answerable and unanswerable ones.
    """
    others = [*questions[1:], *questions[:1]]
    pairs: list[Pair] = []
    for question, other in zip(questions, others, strict=True):
        text = "\n".join(doc.text for doc in question.documents)
        asked = question.question
        strange = "\n".join(doc.text for doc in other.documents)
        pairs.append(_pair(question, "gate-all", text, asked, question.answerable))
        if strange != text:
            pairs.append(_pair(question, "gate-strange", strange, asked, holds=False))
        for holds, sentence in _nearest(question, text):
            name = f"gate-{'near' if holds else 'far'}"
            pairs.append(_pair(question, name, sentence, asked, holds=holds))
    return pairs


def _pair(question: Question, name: str, text: str, claim: str, holds: bool) -> Pair:
    return Pair(
        id=f"{question.id}-{name}",
        source="gate" if name.startswith("gate") else "statement",
        group=question.documents[0].text[:200],
        passage=window(claim, text),
        claim=claim,
        holds=holds,
    )


def _wrong(question: Question, text: str, rng: Random) -> list[str]:
    """Up to two answers of the right answer's shape that the passage has elsewhere."""
    right = " ".join(question.answers).lower()  # empty where nothing is right
    asked = question.question.lower()
    found = {match.group() for shape in _shapes(question) for match in shape.finditer(text)}
    kept = sorted(
        one
        for one in found
        if one.lower() not in right
        and one.lower() not in asked
        and not (right and right in one.lower())
    )
    return rng.sample(kept, min(2, len(kept)))


def _shapes(question: Question) -> tuple[re.Pattern[str], ...]:
    if not question.answers:
        return _FIGURE, _NAME, _PHRASE
    shapes = (shape for shape in (_FIGURE, _NAME) if shape.search(question.answers[0]))
    return (next(shapes, _PHRASE),)


def _nearest(question: Question, text: str) -> Iterator[tuple[bool, str]]:
    """The nearest sentence that answers, if any, and the nearest that does not."""
    wanted = set(content_stems(question.question))
    near = sorted(pieces(text), key=lambda one: -len(wanted & set(content_stems(one))))
    answers = [one for one in near if question.answerable and _has_answer(question, one)]
    rest = [one for one in near if one not in answers]
    if answers:
        yield True, answers[0]
    if rest:
        yield False, rest[0]


def _has_answer(question: Question, sentence: str) -> bool:
    stems = content_stems(sentence)
    return any(
        answer.lower() in sentence.lower()
        or containment(stems, content_stems(answer)) >= _LEAST_SHARE
        for answer in question.answers
    )
