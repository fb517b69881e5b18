"""What answers are scored with: the product's own checker, its models and its documents."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath

from rag.answering.assess import Assessor
from rag.answering.judge import Judge
from rag.evaluation.attribution import Entails
from rag.evaluation.response import Quoted
from rag.evaluation.scores import SaysTheSame, Scorer, TextOf
from rag.prompts import CORRECT, JUDGE_SYSTEM, SUPPORTS, prompt_hash
from rag.protocols import AnswerCatalog, ChatModel, Embedder
from rag.types import Passage

__all__ = ["build_scorer", "checked_entailment", "judge_id", "judged_sameness", "texts_of"]


def build_scorer(
    *, catalog: AnswerCatalog, judge: ChatModel, embedder: Embedder, threshold: float, judged: bool
) -> Scorer:
    """Return the scorer of answers from a data directory's documents.

    Args:
        catalog: The documents.
        judge: Weighs what neither exact words nor guards decide.
        embedder: Compares answers with references.
        threshold: Least P(supported), 0–1.
        judged: Whether the judge also says which answers are right.
    """
    asked = Judge(judge)
    return Scorer(
        entails=checked_entailment(asked, threshold=threshold),
        embed=embedder.embed,
        says_the_same=judged_sameness(asked) if judged else None,
        text_of=texts_of(catalog),
    )


def texts_of(catalog: AnswerCatalog) -> TextOf:
    """Return what gives the text of a document by its uri, or by a last part that is its alone."""
    ids: dict[str, str] = {}
    named: dict[str, str | None] = {}
    for listing in catalog.listings():
        name = PurePosixPath(listing.uri).name
        ids[listing.uri] = listing.id
        named[name] = None if name in named else listing.id

    def text(uri: str) -> str | None:
        document_id = ids.get(uri) or named.get(PurePosixPath(uri).name)
        document = catalog.document(document_id) if document_id else None
        return document.text if document else None

    return text


def checked_entailment(judge: Judge, *, threshold: float) -> Entails:
    """Return entailment by the product's checker: exact words, guards, then the judge.

    A judge that fails entails nothing.

    Args:
        judge: Weighs meaning.
        threshold: Least P(supported), 0–1.
    """
    assessor = Assessor(judge, threshold=threshold)

    async def entails(statement: str, citations: Sequence[Quoted]) -> bool:
        passages = [
            _passage(citation, rank)
            for rank, citation in enumerate(citations, start=1)
            if citation.quote.strip()
        ]
        verdict = await assessor.assess(statement, passages)
        return verdict.label == "supported"

    return entails


def judged_sameness(judge: Judge) -> SaysTheSame:
    """Return the judge of whether an answer says what a reference answer does."""

    async def same(question: str, reference: str, answer: str) -> float:
        prompt = CORRECT.format(question=question, reference=reference, answer=answer)
        return await judge.reply_to(prompt)

    return same


def judge_id(model_id: str) -> str:
    """Return the judge's model id with the hash of the prompts it judges by."""
    return f"{model_id}, prompts {prompt_hash(JUDGE_SYSTEM, SUPPORTS, CORRECT)}"


def _passage(citation: Quoted, rank: int) -> Passage:
    return Passage(
        document_id=citation.uri,
        uri=citation.uri,
        title=citation.title,
        start=citation.start or 0,
        end=citation.end or len(citation.quote),
        quote=citation.quote,
        published_at=citation.published_at,
        rank=rank,
        score=1.0,
    )
