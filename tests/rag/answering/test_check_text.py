"""A text is checked by the rules of answers: nothing passes that the documents do not say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from rag.answering.check_text import claims_of
from rag.answering.cite import is_exact
from rag.check_report import CheckedSentence, CheckReport, ReportEvent, SentenceEvent
from rag.errors import ModelError, UsageError
from rag.models.fake import FakeChat
from rag.types import Message
from tests.corpus import DOCUMENTS, make_pipeline

_YES = FakeChat(probability=lambda _: 0.97)
_MOST_REQUESTS = 6


async def report(
    folder: Path,
    text: str,
    chat: FakeChat | None = None,
    *,
    filters: Sequence[str] | None = None,
    documents: Mapping[str, str] = DOCUMENTS,
) -> CheckReport:
    pipeline = make_pipeline(folder, chat or FakeChat(probability=lambda _: 0.97), documents)
    found = await pipeline.check(text, filters=filters)
    for claim in found.claims:
        assert all(is_exact(citation, pipeline.catalog) for citation in claim.citations)
    await pipeline.close()
    return found


async def one(folder: Path, text: str, chat: FakeChat | None = None) -> CheckedSentence:
    (claim,) = (await report(folder, text, chat)).claims
    return claim


def label(claim: CheckedSentence) -> str:
    return claim.verdict.label


async def test_every_verdict_with_its_place_and_source(tmp_path: Path) -> None:
    text = (
        "# Draft\n\nAcme will pay **$40 million** for the pumps [1]. "
        "Acme will pay $45 million for the pumps. Rome is the capital of Italy. Is it?\n"
    )
    found = await report(tmp_path, text)
    assert [(label(claim), text[claim.start : claim.end]) for claim in found.claims] == [
        ("supported", "Acme will pay **$40 million** for the pumps [1]."),
        ("contradicted", "Acme will pay $45 million for the pumps."),
        ("not_enough_evidence", "Rome is the capital of Italy."),
    ]
    right, wrong, unknown = found.claims
    assert right.citations[0].quote == "Acme will pay $40 million for the pumps."
    assert "$45 million; the source has $40 million" in wrong.verdict.reason
    assert wrong.citations[0].quote == "Acme will pay $40 million for the pumps."
    assert unknown.citations == []
    assert [near.claim for near in found.closest] == [1, 2]
    assert found.closest[0].passages[0].quote == "Acme will pay $40 million for the pumps."
    assert [(skipped.text, skipped.reason) for skipped in found.skipped] == [
        ("Draft", "It is a heading."),
        ("Is it?", "It is a question."),
    ]
    assert found.supported_share == pytest.approx(1 / 3)
    assert found.searched.startswith("3 documents")
    assert found.generation == "g1"
    assert CheckReport.model_validate_json(found.model_dump_json()) == found


async def test_a_pronoun_is_checked_with_the_sentence_that_names_it(tmp_path: Path) -> None:
    text = "Acme will pay $40 million for the pumps. It does not include any purchase commitment."
    found = await report(tmp_path, text)
    assert [label(claim) for claim in found.claims] == ["supported", "supported"]
    assert found.claims[1].lead == "Acme will pay $40 million for the pumps."
    assert found.claims[1].citations[0].quote == text


async def test_the_source_of_the_sentence_before_is_read_too(tmp_path: Path) -> None:
    documents = {
        "a.txt": "Acme was founded by three brothers in Texas.\n",
        "b.txt": "Acme makes red pumps for ships.\n",
    }
    text = "Acme was founded by three brothers. It makes red pumps."

    def together(messages: Sequence[Message]) -> float:
        passage = messages[-1].content.partition("\n\nBased only")[0]
        both = "brothers" in passage and "red pumps" in passage
        claim = messages[-1].content.rpartition("is it true that: ")[2]
        return 0.97 if both or "red" not in claim else 0.03

    found = await report(tmp_path, text, FakeChat(probability=together), documents=documents)
    assert [label(claim) for claim in found.claims] == ["supported", "supported"]
    assert {citation.uri for citation in found.claims[1].citations} == {"a.txt", "b.txt"}


async def test_what_rests_on_an_unsupported_sentence_is_not_supported(tmp_path: Path) -> None:
    text = "Cato will pay $40 million for the pumps. It does not include any purchase commitment."
    found = await report(tmp_path, text)
    assert [label(claim) for claim in found.claims] == ["not_enough_evidence"] * 2
    assert "earlier sentence that is not supported" in found.claims[1].verdict.reason


async def test_a_pronoun_that_stands_for_nothing_is_not_supported(tmp_path: Path) -> None:
    claim = await one(tmp_path, "It does not include any purchase commitment.")
    assert label(claim) == "not_enough_evidence"
    assert "does not say what it is about" in claim.verdict.reason


async def test_another_figure_on_another_subject_is_not_a_contradiction(tmp_path: Path) -> None:
    claim = await one(tmp_path, "Glaciers in Norway lost $7 million cubic metres.")
    assert (label(claim), claim.citations) == ("not_enough_evidence", [])
    assert claim.verdict.reason.startswith("No passage is close enough")


async def test_words_of_another_party_are_not_a_contradiction(tmp_path: Path) -> None:
    claim = await one(tmp_path, "Cato will pay $45 million for the pumps.")
    assert label(claim) == "not_enough_evidence"


async def test_a_figure_that_another_passage_has_is_not_a_contradiction(tmp_path: Path) -> None:
    unsure = FakeChat(probability=lambda _: 0.02)
    claim = await one(tmp_path, "Acme will have to pay $40 million for the pumps.", unsure)
    assert label(claim) == "not_enough_evidence"


async def test_a_failing_judge_supports_nothing(tmp_path: Path) -> None:
    def fails(messages: Sequence[Message]) -> float:
        raise ModelError("the judge is gone")

    claim = await one(tmp_path, "The pumps cost Acme $40 million.", FakeChat(probability=fails))
    assert (label(claim), claim.verdict.score) == ("not_enough_evidence", 0.0)


async def test_the_judge_is_asked_at_most_six_times_a_sentence(tmp_path: Path) -> None:
    documents = {f"{n}.txt": f"Acme {verb} red pumps in Ohio.\n" for n, verb in enumerate(
        ["sells", "tests", "ships", "buys", "paints", "cleans", "lends", "stores"]
    )}  # fmt: skip
    chat = FakeChat(probability=lambda _: 0.02)
    text = "The pumps of Acme in Ohio are red."
    found = await report(tmp_path, text, chat, documents=documents)
    assert 1 < found.usage.requests <= _MOST_REQUESTS
    assert label(found.claims[0]) == "not_enough_evidence"


async def test_filters_limit_what_is_searched(tmp_path: Path) -> None:
    text = "Acme will pay $40 million for the pumps."
    found = await report(tmp_path, text, filters=["faq*"])
    assert label(found.claims[0]) != "supported"
    assert found.searched.startswith("1 document")
    nothing = await report(tmp_path / "b", text, filters=["no such file"])
    assert nothing.claims[0].verdict.reason == "No passage of the documents is near it."
    assert nothing.closest == []


async def test_sentences_come_in_order_and_the_report_last(tmp_path: Path) -> None:
    pipeline = make_pipeline(tmp_path, _YES)
    stream = pipeline.check_stream("# Draft\n\nAcme will pay $40 million for the pumps.")
    events = [event async for event in stream]
    await pipeline.close()
    first, second, last = events
    assert isinstance(first, SentenceEvent)
    assert isinstance(second, SentenceEvent)
    assert (first.number, second.number, second.total) == (1, 2, 2)
    assert isinstance(last, ReportEvent)
    assert last.report.claims == [second.sentence]


@pytest.mark.parametrize(("text", "named"), [("# Title", "heading"), ("...", "statement")])
def test_a_text_without_a_claim_is_refused(text: str, named: str) -> None:
    with pytest.raises(UsageError, match=named):
        claims_of(text)


async def test_a_closer_contradiction_outweighs_support_in_other_words(tmp_path: Path) -> None:
    documents = {
        "a.txt": "Acme and Borel will build pumps, though financial terms were not disclosed.\n",
        "b.txt": "Under the terms of the deal, Acme gave Borel its financial commitments.\n",
    }
    text = "The financial terms were disclosed by Acme and Borel."
    (claim,) = (await report(tmp_path, text, documents=documents)).claims
    assert label(claim) == "contradicted"
    assert "not disclosed" in claim.citations[0].quote
