"""What happens to a written sentence that fails: what is shown, what is kept as a trace."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from rag.answering.assess import Assessor
from rag.answering.checker import Checker
from rag.answering.cite import CitationBuilder
from rag.answering.gate import Gate
from rag.answering.judge import Judge
from rag.answering.mend import Mender
from rag.answering.meter import Meter
from rag.answering.open_question import OpenParts, OpenQuestionAnswerer
from rag.answering.outcome import Outcome
from rag.answering.values import ValueReader
from rag.answering.write import Writer
from rag.catalog import Catalog
from rag.errors import ModelError
from rag.models.fake import FakeChat
from rag.types import Message, Passage
from tests.corpus import open_catalog

_TERMS = "It does not include any purchase commitment."  # never quoted: it needs a lead
_PACT = "Acme and Borel signed a pact on pumps in Ohio on Monday."
_QUESTION = "What is known of Acme and the pumps?"
_HOTELS = "Hotel costs are reimbursed up to €160 a night, in London and Zurich up to €240."
_LIVES = {
    "one": ("Ash was born in 1787.", "Ash became a baronet in 1808."),
    "two": ("Ash was born in 1810.", "Ash became a baronet in 1848."),
}


@pytest.fixture
def catalog(tmp_path: Path) -> Catalog:
    return open_catalog(tmp_path)


def passage(catalog: Catalog, quote: str, rank: int) -> Passage:
    document = next(d for d in catalog.documents() if quote in d.text)
    start = document.text.index(quote)
    return Passage(
        document_id=document.id, uri=document.uri, title=document.title, start=start,
        end=start + len(quote), quote=quote, rank=rank, score=1.0,
    )  # fmt: skip


async def asked(
    catalog: Catalog,
    chat: FakeChat,
    question: str,
    evidence: Sequence[Passage],
    *,
    own_words_from: float,
) -> Outcome:
    judge, citations = Judge(chat), CitationBuilder(catalog)
    checker = Checker(Assessor(judge, threshold=0.5), citations)
    writer = Writer(chat, max_tokens=60)
    parts = OpenParts(
        gate=Gate(judge),
        values=ValueReader(chat, judge, threshold=0.5),
        writer=writer,
        checker=checker,
        citations=citations,
        mender=Mender(checker, writer, own_words_from=own_words_from),
        meter=Meter(),
        risk_threshold=0.0,
    )
    answer = OpenQuestionAnswerer(parts).answer(question, evidence)
    (last,) = [found async for found in answer if isinstance(found, Outcome)]
    return last


async def outcome(catalog: Catalog, *, draft: str, again: str | None) -> Outcome:
    """Answer with a writer that drafts one text and writes another when it hears an objection."""

    def writes(messages: Sequence[Message]) -> str:
        if "\nObjection: " not in messages[-1].content:
            return draft
        if again is None:
            raise ModelError("the writer is gone")
        return again

    chat = FakeChat(reply=writes)
    evidence = [passage(catalog, _TERMS, 1), passage(catalog, _PACT, 2)]
    # Own words never stand in for a failed sentence.
    return await asked(catalog, chat, _QUESTION, evidence, own_words_from=1.0)


async def test_a_rewritten_sentence_is_shown_and_its_draft_kept(catalog: Catalog) -> None:
    found = await outcome(
        catalog,
        draft="The pact includes 99 purchase commitments [1].",
        again="The pact does not include any purchase commitment [1].",
    )
    assert found.status == "answered"
    assert found.claims[0].text == "The pact does not include any purchase commitment."
    (removed,) = found.removed
    assert (removed.text, removed.verdict.label) == (
        "The pact includes 99 purchase commitments.",
        "contradicted",
    )


async def test_a_rewrite_that_repeats_a_shown_claim_is_dropped(catalog: Catalog) -> None:
    shown = "The pact does not include any purchase commitment"
    found = await outcome(
        catalog,
        draft=f"{shown} [1]. The pact includes 99 purchase commitments [1].",
        again=f"{shown} [1].",
    )
    assert [claim.text for claim in found.claims].count(f"{shown}.") == 1
    assert [claim.text for claim in found.removed] == ["The pact includes 99 purchase commitments."]


@pytest.mark.parametrize(
    "again", [None, "NOT FOUND", "The pact includes 98 purchase commitments [1]."]
)
async def test_without_a_supported_rewrite_the_answer_is_partial(
    catalog: Catalog, again: str | None
) -> None:
    draft = "The pact was signed in Ohio [2]. The pact includes 99 purchase commitments [1]."
    found = await outcome(catalog, draft=draft, again=again)
    assert found.status == "partly_answered"
    assert found.claims[0].text == "The pact was signed in Ohio."
    assert [claim.text for claim in found.removed] == ["The pact includes 99 purchase commitments."]


async def test_a_sentence_on_other_evidence_than_it_named_was_not_removed(catalog: Catalog) -> None:
    found = await outcome(catalog, draft="The pact was signed in Ohio [1].", again=None)
    assert found.status == "answered"
    assert found.claims[0].text == "The pact was signed in Ohio."
    assert found.claims[0].citations[0].quote == _PACT
    assert found.removed == ()


@pytest.fixture
def travel(tmp_path: Path) -> Catalog:
    return open_catalog(tmp_path, {"travel.txt": f"Here are the rules. {_HOTELS}\n"})


async def test_a_sentence_that_a_guard_doubts_gives_way_to_the_words_it_cites(
    travel: Catalog,
) -> None:
    chat = FakeChat(reply=lambda _: "The hotel limit in London is €160 a night [1].")
    found = await asked(
        travel,
        chat,
        "What is the limit for hotels in London?",
        [passage(travel, _HOTELS, 1)],
        own_words_from=1.0,
    )
    assert (found.status, [claim.text for claim in found.claims]) == ("answered", [_HOTELS])
    (removed,) = found.removed
    assert removed.verdict.label == "contradicted"
    assert removed.verdict.reason == "The sentence says just €160; the source says at most €160."


async def test_words_that_are_cited_with_the_sentence_before_them_replace_it_too(
    travel: Catalog,
) -> None:
    chat = FakeChat(reply=lambda _: "The hotel limit in London is €160 a night [1].")
    led = passage(travel, _HOTELS, 1).model_copy(update={"lead_start": 0})
    found = await asked(travel, chat, "What is the limit in London?", [led], own_words_from=1.0)
    assert (found.status, [claim.text for claim in found.claims]) == (
        "answered",
        [f"Here are the rules. {_HOTELS}"],
    )


async def test_a_sentence_that_repeats_the_question_is_no_answer(travel: Catalog) -> None:
    chat = FakeChat(reply=lambda _: "Travellers paid for the hotels in London [1].")
    question = "What did travellers pay for hotels in London?"
    found = await asked(travel, chat, question, [passage(travel, _HOTELS, 1)], own_words_from=1.0)
    assert (found.status, found.claims) == ("not_found", ())
    (removed,) = found.removed
    assert removed.verdict.reason == "It says no more than the question."
    assert removed.citations[0].quote == _HOTELS


@pytest.fixture
def lives(tmp_path: Path) -> Catalog:
    return open_catalog(tmp_path, {f"{n}.txt": f"{b} {t}\n" for n, (b, t) in _LIVES.items()})


async def test_a_value_is_read_from_all_evidence_of_a_document(lives: Catalog) -> None:
    """The gate takes the births for answers; the year asked for is in the next sentence."""

    def copies(messages: Sequence[Message]) -> str:
        found = re.search(r"baronet in (\d+)", messages[-1].content)
        return found[1] if found else "NOT FOUND"

    born, became = zip(*_LIVES.values(), strict=True)
    evidence = [passage(lives, quote, rank) for rank, quote in enumerate([*born, *became], 1)]
    question = "When did Ash become a baronet?"
    found = await asked(lives, FakeChat(reply=copies), question, evidence, own_words_from=0.5)
    assert found.status == "conflicting"
    assert [side.value for side in found.sides] == ["1808", "1848"]
    assert [side.citations[0].quote for side in found.sides] == list(became)


async def unwritten(
    catalog: Catalog, question: str, reply: str, evidence: Passage | None = None
) -> Outcome:
    """Answer with a gate that is not sure of any passage and a writer whose sentences fail."""

    def judges(messages: Sequence[Message]) -> float:
        return 0.6 if "Is the following question answered" in messages[-1].content else 0.1

    chat = FakeChat(reply=lambda _: reply, probability=judges)
    offered = [evidence or passage(catalog, _PACT, 1)]
    return await asked(catalog, chat, question, offered, own_words_from=0.99)


async def test_an_explanation_that_fails_is_given_in_the_sources_words(catalog: Catalog) -> None:
    found = await unwritten(catalog, _QUESTION, "Acme wants to corner all pumps [1].")
    assert [claim.text for claim in found.claims] == [_PACT]
    assert found.claims[0].verdict.label == "supported"
    assert [claim.text for claim in found.removed] == ["Acme wants to corner all pumps."]


@pytest.mark.parametrize(
    ("question", "reply"),
    [
        ("Who signed a pact with Acme on pumps?", "Cato signed a pact [1]."),  # asks for a value
        (_QUESTION, "NOT FOUND"),  # the writer found no answer
    ],
)
async def test_otherwise_words_that_may_not_answer_are_not_shown(
    catalog: Catalog, question: str, reply: str
) -> None:
    found = await unwritten(catalog, question, reply)
    assert (found.status, found.claims) == ("not_found", ())


async def test_a_row_whose_columns_were_confused_is_shown_as_it_stands(tmp_path: Path) -> None:
    row, header = "| Dredging | 2.1 | 4.6 |", "| Cost | Plan A | Plan B |"
    catalog = open_catalog(tmp_path, {"plans.md": f"{header}\n|---|---|---|\n{row}\n"})
    evidence = passage(catalog, row, 1).model_copy(update={"context": f"Plans — {header}"})
    question = "What does dredging cost with plan B?"
    for reply, shown in (
        ("It costs 2.1 [1].", ["Cost: Dredging; Plan A: 2.1; Plan B: 4.6."]),
        ("NOT FOUND", []),
    ):
        found = await unwritten(catalog, question, reply, evidence)
        assert [claim.text for claim in found.claims] == shown
