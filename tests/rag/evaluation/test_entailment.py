from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from rag.answering.judge import Judge
from rag.errors import ModelError
from rag.evaluation.dataset import EvalQuestion
from rag.evaluation.entailment import (
    build_scorer,
    checked_entailment,
    judge_id,
    judged_sameness,
    texts_of,
)
from rag.evaluation.response import Quoted, Response, Told
from rag.models.fake import FakeChat, FakeEmbedder
from rag.types import Document, Message
from tests.fake_pipeline import FakeCatalog

GATE = "The red gate opened in 1902 after ten years of work."


def _document(uri: str, text: str) -> Document:
    return Document(
        id=f"doc_{uri}",
        uri=uri,
        title="Gate",
        text=text,
        media_type="text/plain",
        sha256="0" * 64,
        fetched_at="2026-01-01T00:00:00+00:00",
    )


def _catalog(*uris: str) -> FakeCatalog:
    return FakeCatalog(held=[_document(uri, f"The words of {uri}.") for uri in uris])


def _cite(quote: str, title: str = "Gate") -> Quoted:
    return Quoted(uri="gate.txt", quote=quote, title=title)


def _judge(
    probability: float | Callable[[Sequence[Message]], float], asked: list[str] | None = None
) -> Judge:
    def judged(messages: Sequence[Message]) -> float:
        if asked is not None:
            asked.append(messages[-1].content)
        return probability(messages) if callable(probability) else probability

    return Judge(FakeChat(probability=judged))


@pytest.mark.parametrize(
    ("uri", "found"),
    [
        ("a.txt", "a.txt"),
        ("deep/b.txt", "deep/b.txt"),
        ("b.txt", "deep/b.txt"),  # its last part is its alone
        ("elsewhere/b.txt", "deep/b.txt"),
        ("c.txt", None),  # two documents end so
        ("x/c.txt", "x/c.txt"),
        ("y/c.txt", "y/c.txt"),
        ("z/a.txt", None),  # two documents end so, though one has no folder
        ("d.txt", None),
        ("", None),
    ],
)
def test_a_document_is_found_by_its_uri_or_a_last_part_of_its_own(
    uri: str, found: str | None
) -> None:
    text_of = texts_of(_catalog("a.txt", "deep/a.txt", "deep/b.txt", "x/c.txt", "y/c.txt"))
    assert text_of(uri) == (found and f"The words of {found}.")


def test_a_last_part_of_three_documents_names_none() -> None:
    assert texts_of(_catalog("x/a.txt", "y/a.txt", "z/a.txt"))("a.txt") is None


async def test_the_words_of_the_quote_itself_need_no_judge() -> None:
    asked: list[str] = []
    entails = checked_entailment(_judge(0.0, asked), threshold=0.5)
    assert (
        await entails("The gate opened in 1902.", [_cite("The gate “opened”  in 1902.")]) is False
    )
    assert len(asked) == 1  # quotation marks are no wording of the source
    assert await entails("The gate opened in 1902.", [_cite("The gate  opened\nin 1902.")])
    assert len(asked) == 1


async def test_without_words_to_read_nothing_is_entailed() -> None:
    asked: list[str] = []
    entails = checked_entailment(_judge(1.0, asked), threshold=0.5)
    assert not await entails("It is so.", [])
    assert not await entails("It is so.", [Quoted(uri="gate.txt"), _cite("  \n")])
    assert asked == []
    assert await entails("The red gate opened in 1902.", [_cite(" "), _cite(GATE)])
    assert asked[0].startswith(GATE)


async def test_a_guard_objects_before_the_judge_is_asked() -> None:
    asked: list[str] = []
    entails = checked_entailment(_judge(1.0, asked), threshold=0.5)
    assert not await entails("The red gate opened in 1903.", [_cite(GATE)])
    assert asked == []


@pytest.mark.parametrize(("probability", "entailed"), [(0.999, True), (0.001, False)])
async def test_the_judge_decides_what_is_worded_otherwise(
    probability: float, entailed: bool
) -> None:
    asked: list[str] = []
    entails = checked_entailment(_judge(probability, asked), threshold=0.5)
    assert await entails("The red gate opened in 1902.", [_cite(GATE)]) is entailed
    assert len(asked) == 1 and GATE in asked[0]


async def test_the_threshold_is_the_least_probability() -> None:
    statement, citations = "The red gate opened in 1902.", [_cite(GATE)]
    assert await checked_entailment(_judge(0.9), threshold=0.0)(statement, citations)
    assert not await checked_entailment(_judge(0.9), threshold=1.0)(statement, citations)


async def test_citations_are_read_together() -> None:
    asked: list[str] = []

    def both(messages: Sequence[Message]) -> float:
        text = messages[-1].content
        return 0.999 if "red gate" in text and "blue door" in text else 0.001

    entails = checked_entailment(_judge(both, asked), threshold=0.5)
    first, second = _cite("The red gate is tall."), _cite("The blue door is tall as well.")
    statement = "Gate and door are tall."
    assert not await entails(statement, [first])
    assert not await entails(statement, [second])
    assert await entails(statement, [first, second])


async def test_a_judge_that_fails_entails_nothing() -> None:
    def fails(messages: Sequence[Message]) -> float:
        raise ModelError("The judge is away.")

    entails = checked_entailment(_judge(fails), threshold=0.5)
    assert not await entails("The red gate opened in 1902.", [_cite(GATE)])


async def test_sameness_is_asked_with_question_reference_and_answer() -> None:
    asked: list[str] = []
    same = judged_sameness(_judge(0.25, asked))
    assert await same("When?", "In {1902}.", "1903") == pytest.approx(0.25)
    [prompt] = asked
    assert "Question: When?\nRight answer: In {1902}.\nGiven answer: 1903\n" in prompt


async def test_sameness_tells_of_a_judge_that_fails() -> None:
    def fails(messages: Sequence[Message]) -> float:
        raise ModelError("The judge is away.")

    with pytest.raises(ModelError, match="away"):
        await judged_sameness(_judge(fails))("When?", "1902", "1903")


def test_the_judge_is_named_with_its_prompts() -> None:
    assert judge_id("tiny") == judge_id("tiny") != judge_id("other")
    model, _, prompts = judge_id("tiny").partition(", prompts ")
    assert model == "tiny"
    assert len(prompts) == 12 and int(prompts, 16) >= 0


@pytest.mark.parametrize("judged", [True, False])
async def test_a_scorer_has_models_and_documents(judged: bool) -> None:
    scorer = build_scorer(
        catalog=FakeCatalog(held=[_document("gate.txt", GATE)]),
        judge=FakeChat(probability=lambda messages: 0.999),
        embedder=FakeEmbedder(),
        threshold=0.5,
        judged=judged,
    )
    told = Told(text="The red gate opened in 1902.", citations=(_cite(GATE), _cite("A red gat")))
    found = await scorer.score(
        EvalQuestion(id="q", question="When?", reference_answer=("gate red opened 1902 in the",)),
        Response(text=told.text, status="answered", told=(told,)),
    )
    # The same words in another order: F1 and cosine of 1, no exact match. Of two quotes one
    # stands in the document.
    assert (found["exact_match"], found["token_f1"], found["quote_exactness"]) == (0, 1, 0.5)
    assert found["reference_similarity"] == pytest.approx(1)
    assert (found["citation_recall"], found["faithfulness"]) == (1, 1)
    assert ("judged_correct" in found) is judged
