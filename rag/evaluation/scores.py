"""The scores of one answer: only those that apply to its question, each 0–1 and better when larger.

    correct               every rule of the question holds
    must_include          share of the groups of `must_include` that are told
    exact_match           the answer is a reference answer, normalised as SQuAD does
    token_f1              words shared with the nearest reference answer
    reference_similarity  cosine of the answer's vector with that of the nearest reference answer
    judged_correct        the judge says that the answer says what the reference does; silence is
                          right where it is expected, and wrong elsewhere
    gold_quote_found      share of the gold quotes that stand in what was found
    recall@5, mrr, ndcg@10  of the documents of what was found, against the gold sources
    faithfulness          share of the sentences that what they cite, or what was found, entails
    citation_recall, citation_precision  as ALCE defines them; `rag.evaluation.attribution`
    quote_exactness       share of the quotes that stand in their documents word for word
    disagreement_recall   a question on which documents disagree is answered so; by a system
                          without statuses, that every group of `must_include` is told
    sides_complete        share of its groups of `must_include` that stand in a side of their own

What needs a model or the documents is left out where there is none.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

import numpy as np

from rag.evaluation.attribution import (
    Entails,
    attribute,
    citation_precision,
    citation_recall,
)
from rag.evaluation.correctness import (
    best_f1,
    exactly,
    groups_included,
    names_one,
    occurs,
    problems,
)
from rag.evaluation.dataset import EvalQuestion
from rag.evaluation.ranking import ndcg, recall, reciprocal_rank
from rag.evaluation.response import Quoted, Response
from rag.protocols import Vectors
from rag.words import fold

__all__ = ["SCORES", "Scorer", "applies"]

Embeds = Callable[[Sequence[str]], Awaitable[Vectors]]
TextOf = Callable[[str], str | None]
"""Returns the text of the document of a uri, or of the only one whose uri ends so."""
SaysTheSame = Callable[[str, str, str], Awaitable[float]]
"""Returns P(an answer says what the reference does), 0–1: question, reference, answer."""

SCORES = (
    "correct", "must_include", "exact_match", "token_f1", "reference_similarity", "judged_correct",
    "gold_quote_found", "recall@5", "mrr", "ndcg@10",
    "faithfulness", "citation_recall", "citation_precision", "quote_exactness",
    "disagreement_recall", "sides_complete",
)  # fmt: skip
"""Names of all scores, in the order in which they are shown."""

_OF_REFERENCES = frozenset({"exact_match", "token_f1", "reference_similarity", "judged_correct"})
_OF_SOURCES = frozenset({"recall@5", "mrr", "ndcg@10"})
_MOST_READ = 6


def applies(name: str, question: EvalQuestion) -> bool:
    """Whether a score can be given to an answer to this question.

    A failed question counts 0 in every score that applies and that the run has.
    """
    if name == "correct":
        return question.has_rules
    if name == "must_include":
        return bool(question.must_include)
    if name in _OF_REFERENCES:
        return bool(question.reference_answer)
    if name == "gold_quote_found":
        return bool(question.gold_quotes)
    if name in _OF_SOURCES:
        return bool(question.gold_sources)
    if name == "disagreement_recall":
        return question.expected_status == "conflicting"
    if name == "sides_complete":
        return question.expected_status == "conflicting" and bool(question.must_include)
    return question.expected_status != "not_found"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scorer:
    """Scores answers with what it is given.

    Attributes:
        entails: Whether citations entail a sentence; None leaves citations and faithfulness out.
        embed: The embedding model; None leaves `reference_similarity` out.
        says_the_same: The judge of right answers; None leaves `judged_correct` out.
        text_of: The documents; None leaves `quote_exactness` out.
    """

    entails: Entails | None = None
    embed: Embeds | None = None
    says_the_same: SaysTheSame | None = None
    text_of: TextOf | None = None

    async def score(self, question: EvalQuestion, response: Response) -> dict[str, float]:
        """Return the scores of an answer by name, in the order of `SCORES`.

        Raises:
            ModelError: If a model that scores failed.
        """
        found = _of_rules(question, response)
        found |= _of_retrieval(question, response)
        found |= await self._of_references(question, response)
        found |= await self._of_citations(response)
        return {name: found[name] for name in SCORES if name in found}

    async def _of_references(self, question: EvalQuestion, response: Response) -> dict[str, float]:
        references = question.reference_answer
        if not references:
            return {}
        told = response.words.strip()
        found = {
            "exact_match": float(exactly(references, told)),
            "token_f1": best_f1(references, told),
        }
        if self.embed is not None:
            vectors = await self.embed([told or " ", *references])
            found["reference_similarity"] = float(max(0.0, np.max(vectors[1:] @ vectors[0])))
        if self.says_the_same is not None:
            reference = " / ".join(references)
            if response.silent:
                same = float(question.expected_status == "not_found")
            else:
                same = await self.says_the_same(question.question, reference, told)
            found["judged_correct"] = float(same >= 0.5)
        return found

    async def _of_citations(self, response: Response) -> dict[str, float]:
        if response.silent:
            return {}
        found: dict[str, float] = {}
        if self.entails is not None:
            weighed = await attribute(response.statements, _with_verdicts(response, self.entails))
            found["citation_recall"] = citation_recall(weighed)
            found["citation_precision"] = citation_precision(weighed)
            recalled = [statement.recalled for statement in weighed]
            found["faithfulness"] = await _faithfulness(response, recalled, self.entails)
        quoted = [citation for citation in response.citations if citation.quote]
        if self.text_of is not None and quoted:
            found["quote_exactness"] = fmean(_exact(each, self.text_of) for each in quoted)
        return found


def _of_rules(question: EvalQuestion, response: Response) -> dict[str, float]:
    found: dict[str, float] = {}
    if question.has_rules:
        found["correct"] = float(not problems(question, response))
    groups = groups_included(question, response)
    if groups:
        found["must_include"] = fmean(groups)
    if question.expected_status == "conflicting":
        if response.status is None:  # such a system can only tell both sides in its text
            found["disagreement_recall"] = float(bool(groups) and all(groups))
        else:
            found["disagreement_recall"] = float(response.status == "conflicting")
            if groups:
                found["sides_complete"] = _sides_complete(question, response)
    return found


def _sides_complete(question: EvalQuestion, response: Response) -> float:
    """Return the share of the groups that stand in sides, no two groups in one side only."""
    sides = [f"{side.value} {side.text}" for side in response.sides]
    held = [
        {at for at, side in enumerate(sides) if any(occurs(one, side) for one in group)}
        for group in question.must_include
    ]
    return _matched(held) / len(held)


def _matched(options: Sequence[set[int]]) -> int:
    """Return how many of the sets can each be given an element of their own (a matching)."""
    taken: dict[int, int] = {}

    def give(at: int, tried: set[int]) -> bool:
        for option in sorted(options[at] - tried):
            tried.add(option)
            if option not in taken or give(taken[option], tried):
                taken[option] = at
                return True
        return False

    return sum(give(at, set()) for at in range(len(options)))


def _of_retrieval(question: EvalQuestion, response: Response) -> dict[str, float]:
    if not response.has_contexts:
        return {}
    found: dict[str, float] = {}
    if question.gold_quotes:
        held = [fold(context.quote).casefold() for context in response.contexts]
        found["gold_quote_found"] = fmean(
            any(_holds(text, fold(gold).casefold()) for text in held)
            for gold in question.gold_quotes
        )
    if question.gold_sources:
        ranked = _named_as(question.gold_sources, response.contexts)
        wanted = question.gold_sources
        found["recall@5"] = recall(ranked, wanted, k=5)
        found["mrr"] = reciprocal_rank(ranked, wanted)
        found["ndcg@10"] = ndcg(ranked, dict.fromkeys(wanted, 1.0), k=10)
    return found


def _holds(text: str, gold: str) -> bool:
    """Whether a passage has the gold words, or is a large part of them."""
    return gold in text or (len(text) >= len(gold) / 2 and text in gold)


def _named_as(sources: Sequence[str], contexts: Sequence[Quoted]) -> list[str]:
    """Return the distinct documents of passages in order, gold ones by their gold name."""
    names = [
        next((source for source in sources if names_one(context.uri, [source])), context.uri)
        for context in contexts
    ]
    return list(dict.fromkeys(names))


def _with_verdicts(response: Response, entails: Entails) -> Entails:
    """Return entailment that believes the system's own verdict on all that a sentence cites."""
    supported: Mapping[str, tuple[Quoted, ...]] = {
        told.text: told.citations for told in response.told if told.label == "supported"
    }

    async def judged(statement: str, citations: Sequence[Quoted]) -> bool:
        if citations and supported.get(statement) == tuple(citations):
            return True
        return await entails(statement, citations)

    return judged


async def _faithfulness(response: Response, recalled: Sequence[bool], entails: Entails) -> float:
    """Return the share of sentences that their citations or the passages found entail."""
    if not recalled:
        return 0.0
    read = response.contexts[:_MOST_READ]
    faithful = [
        held or await entails(text, read)
        for held, (text, _) in zip(recalled, response.statements, strict=True)
    ]
    return fmean(faithful)


def _exact(citation: Quoted, text_of: TextOf) -> bool:
    text = text_of(citation.uri)
    if text is None:
        return False
    if citation.start is not None and citation.end is not None:
        return text[citation.start : citation.end] == citation.quote
    return fold(citation.quote) in fold(text)
