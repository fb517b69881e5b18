"""Questions beside what the product's own retrieval brings for them, as the gate asks them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.judge_adapter.example import Example
from benchmarks.measures.asking import make_corpus
from benchmarks.measures.data import Question
from rag.answering.gate import together_text
from rag.answering.reading import passage_text
from rag.assemble import build_pipeline
from rag.prompts import ANSWERS
from rag.settings import load_settings
from rag.types import Passage
from rag.words import containment, content_stems, fold

__all__ = ["passage_examples", "question_examples", "says_answer"]

_LOOKED_AT = 5
_MOST = {True: 1, False: 2}
_LEAST_SHARE = 0.6
_LEAST_STEMS = 4
_SHORT_WORDS = 12


def question_examples(name: str, questions: Sequence[Question], folder: Path) -> list[Example]:
    """Return at most one answering and two not answering passages a question, and all together.

    Whether a passage answers is told by the gold answers: a short one must stand in it; of a long
    one most of the passage's words must be there. What that cannot tell is left out.

    Args:
        name: Of the set.
        questions: Their documents are pooled in one corpus.
        folder: Where the corpus is kept.
    """
    documents = {document.id: document for each in questions for document in each.documents}
    corpus = make_corpus(folder, list(documents.values()))
    examples: list[Example] = []
    with asyncio.Runner() as runner:
        pipeline = build_pipeline(load_settings(data=corpus.data))
        try:
            for question in questions:
                evidence = runner.run(pipeline.retrieve(question.question))
                examples += passage_examples(name, question, evidence)
        finally:
            runner.run(pipeline.close())
    return examples


def says_answer(question: Question, passage: Passage) -> bool | None:
    """Return whether a passage says an answer of the question; None where that cannot be told.

    Args:
        question: With gold answers if it has an answer.
        passage: One sentence of any document.
    """
    if not question.answerable:
        return False
    if passage.uri.removesuffix(".txt") not in question.gold_document_ids:
        return False
    told = f" {fold(passage.quote).lower()} "
    if any(answer.lower() in told for answer in question.answers):
        return True
    if min(len(answer.split()) for answer in question.answers) <= _SHORT_WORDS:
        return False
    stems = content_stems(passage.quote)
    shares = [containment(stems, content_stems(answer)) for answer in question.answers]
    return True if len(stems) >= _LEAST_STEMS and max(shares) >= _LEAST_SHARE else None


def passage_examples(
    name: str, question: Question, evidence: Sequence[Passage]
) -> Iterator[Example]:
    """Yield what is asked about the passages retrieved for one question.

    Args:
        name: Of the set.
        question: With gold answers if it has an answer.
        evidence: Passages, best first.
    """
    left = dict(_MOST)
    for at, passage in enumerate(evidence[:_LOOKED_AT]):
        says = says_answer(question, passage)
        if says is None or not left[says]:
            continue
        left[says] -= 1
        yield _example(name, question, f"passage-{at}", passage_text([passage]), says)
    if evidence:
        text = together_text(question.question, evidence)
        read = [passage for passage in evidence if fold(passage.quote) in text]
        told = {says_answer(question, passage) for passage in read}
        if True in told or None not in told:
            yield _example(name, question, "together", text, True in told)


def _example(name: str, question: Question, part: str, text: str, yes: bool) -> Example:
    prompt = ANSWERS.format(passage=text, question=question.question)
    return Example(id=f"{question.id}-{part}", source=f"{name} gate", prompt=prompt, yes=yes)
