"""Pairs made of true sentences: what says the same or less holds, what was altered does not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from random import Random

from benchmarks.altered.edit import Rule
from benchmarks.altered.faithful import FAITHFUL_RULES
from benchmarks.altered.items import CLASSES
from benchmarks.altered.sentences import Sentence, split
from benchmarks.cross_encoder.pair import Pair
from benchmarks.cross_encoder.shortened import shortened, word_swap
from benchmarks.measures.data import Question

__all__ = ["document_sentences", "generated_pairs"]

_TRUE = 3
_FALSE = 4
_FALSE_RULES = {name: rules for name, rules in CLASSES.items() if name != "half_invented"}
_RESTATING = {name: rule for name, rule in FAITHFUL_RULES.items() if name != "verbatim"}


def document_sentences(source: str, questions: Iterable[Question]) -> list[Sentence]:
    """The clean sentences of the documents that come with questions, each text once.

    Args:
        source: The set's name, for the ids.
        questions: Of the half that may be learned from.
    """
    texts = {doc.text: doc for question in questions for doc in question.documents}
    return [
        Sentence(
            id=f"{source}-{doc.id}-s{at}", source=source, title=doc.title, text=text, document=whole
        )
        for whole, doc in texts.items()
        for at, text in enumerate(split(whole))
    ]


def generated_pairs(sentences: Sequence[Sentence], *, seed: int) -> list[Pair]:
    """About seven pairs a sentence, the same for the same arguments.

    Half of the passages are the sentence alone, half have the sentences beside it as well. One
    claim in seven is what another sentence of the document says, which the sentence alone does not.

    Args:
        sentences: True sentences with their documents.
        seed: Of all choices.
    """
    swap = word_swap(sentences)
    unique = list({sentence.text: sentence for sentence in sentences}.values())
    following = [*unique[1:], *unique[:1]]
    return [
        pair
        for sentence, other in zip(unique, following, strict=True)
        for pair in _of(sentence, other, swap, seed)
    ]


def _of(sentence: Sentence, other: Sentence, swap: Rule, seed: int) -> Iterator[Pair]:
    rng = Random(f"{seed} {sentence.id}")  # noqa: S311 - no secret
    true = _true_claims(sentence, rng)
    false = _false_claims(sentence, true, swap, rng)
    for at, claim in enumerate([*true, *false]):
        yield _pair(sentence, at, claim, _passage(sentence, rng), at < len(true))
    elsewhere = shortened(other, rng) or other.text
    yield _pair(sentence, _TRUE + _FALSE, elsewhere, sentence.text, holds=False)


def _pair(sentence: Sentence, at: int, claim: str, passage: str, holds: bool) -> Pair:
    return Pair(
        id=f"{sentence.id}-{at}",
        source="generated",
        group=sentence.document[:200],
        passage=passage,
        claim=claim,
        holds=holds,
    )


def _true_claims(sentence: Sentence, rng: Random) -> list[str]:
    claims = [shortened(sentence, rng), shortened(sentence, rng)]
    claims += _made(sentence, _RESTATING, rng, most=2)
    kept = _different(claims, sentence.text)[:_TRUE]
    return kept or [sentence.text]


def _false_claims(sentence: Sentence, true: Sequence[str], swap: Rule, rng: Random) -> list[str]:
    claims: list[str | None] = []
    classes = list(_FALSE_RULES)
    rng.shuffle(classes)
    for name in classes:
        if len(claims) >= _FALSE - 1:
            break
        base = replace(sentence, text=rng.choice([*true, sentence.text]))
        claims += _made(base, _FALSE_RULES[name], rng, most=1)
    claims += _made(sentence, CLASSES["half_invented"], rng, most=1) if rng.random() < 0.15 else []
    claims.append(swap(replace(sentence, text=rng.choice([*true, sentence.text])), rng))
    return _different(claims, sentence.text, *true)[:_FALSE]


def _made(sentence: Sentence, rules: Mapping[str, Rule], rng: Random, *, most: int) -> list[str]:
    """Claims of the first rules, in random order, that find a place in the sentence."""
    found: list[str] = []
    for name in rng.sample(sorted(rules), len(rules)):
        claim = rules[name](sentence, rng)
        if claim is not None and claim != sentence.text:
            found.append(claim)
        if len(found) == most:
            break
    return found


def _different(claims: Iterable[str | None], *others: str) -> list[str]:
    return [claim for claim in dict.fromkeys(claims) if claim is not None and claim not in others]


def _passage(sentence: Sentence, rng: Random) -> str:
    if rng.random() < 0.5:
        return sentence.text
    beside = split(sentence.document)
    at = beside.index(sentence.text) if sentence.text in beside else 0
    around = beside[max(0, at - 1) : at + 2]
    return " ".join(around) if sentence.text in around else sentence.text
