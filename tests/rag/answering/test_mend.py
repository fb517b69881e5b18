"""A failed sentence is moved, replaced, written again once, or removed; never shown as it was."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from rag.answering.assess import Assessor
from rag.answering.checker import Checker
from rag.answering.cite import CitationBuilder
from rag.answering.gate import GatedPassage
from rag.answering.judge import Judge
from rag.answering.mend import Mender
from rag.answering.write import Writer
from rag.catalog import Catalog
from rag.errors import ModelError
from rag.models.fake import FakeChat
from rag.types import Claim, Message, Passage
from tests.corpus import open_catalog

_PRICE = "Acme will pay $40 million for the pumps."
_PACT = "Acme and Borel signed a pact on pumps in Ohio on Monday."
_LEDGER = "The ledger says that Acme will pay $55 million"
_WRONG = "Acme will pay $99 million."
_UNSURE = 0.4

Reply = Callable[[Sequence[Message]], str]


@pytest.fixture
def catalog(tmp_path: Path) -> Catalog:
    return open_catalog(tmp_path)


def gated(catalog: Catalog, quote: str, probability: float = _UNSURE) -> GatedPassage:
    document = next(d for d in catalog.documents() if quote in d.text)
    start = document.text.index(quote)
    passage = Passage(
        document_id=document.id, uri=document.uri, title=document.title, start=start,
        end=start + len(quote), quote=quote, rank=1, score=1.0,
    )  # fmt: skip
    return GatedPassage(passage=passage, number=1, probability=probability)


def checker(catalog: Catalog, probability: float = 1.0) -> Checker:
    chat = FakeChat(probability=lambda _: probability)
    return Checker(Assessor(Judge(chat), threshold=0.5), CitationBuilder(catalog))


async def mended(
    catalog: Catalog,
    failed: Claim,
    usable: Sequence[GatedPassage],
    reply: Reply,
    *,
    question: str = "",
) -> Claim | None:
    writer = Writer(FakeChat(reply=reply), max_tokens=60)
    mender = Mender(checker(catalog), writer, own_words_from=0.5)
    evidence = [item.passage for item in usable]
    return await mender.mend(failed, usable, question=question, evidence=evidence)


def not_asked(messages: Sequence[Message]) -> str:
    raise AssertionError(f"the writer was asked {messages[-1].content!r}")


async def refused(catalog: Catalog, text: str, cited: GatedPassage) -> Claim:
    claim = await checker(catalog, 0.0).check(text, [cited.passage], question="")
    assert claim.verdict.label != "supported"
    return claim


async def test_a_failed_sentence_is_moved_to_evidence_that_carries_it(catalog: Catalog) -> None:
    wrong, right = gated(catalog, _LEDGER, 0.9), gated(catalog, _PRICE, 0.9)
    text = "Acme will pay $40 million for pumps."
    failed = await refused(catalog, text, wrong)
    claim = await mended(catalog, failed, [wrong, right], not_asked)
    assert claim is not None
    assert (claim.text, claim.citations[0].quote) == (text, _PRICE)


async def test_the_own_words_of_a_sure_passage_come_before_a_rewrite(catalog: Catalog) -> None:
    cited = gated(catalog, _PRICE, 0.9)
    claim = await mended(catalog, await refused(catalog, _WRONG, cited), [cited], not_asked)
    assert claim is not None
    assert claim.text == _PRICE


async def test_the_writer_is_told_the_objection_once_and_its_sentence_checked(
    catalog: Catalog,
) -> None:
    prompts: list[str] = []

    def writes(messages: Sequence[Message]) -> str:
        prompts.append(messages[-1].content)
        return "Acme will pay $40 million for pumps [1]. It is a bargain [1]."

    cited = gated(catalog, _PRICE)
    claim = await mended(catalog, await refused(catalog, _WRONG, cited), [cited], writes)
    assert claim is not None
    assert (claim.text, claim.verdict.label) == (
        "Acme will pay $40 million for pumps.",
        "supported",
    )
    assert claim.citations[0].quote == _PRICE
    (prompt,) = prompts
    assert _WRONG in prompt
    assert "The sentence says $99 million; the source has $40 million." in prompt


async def test_a_rewrite_may_rest_on_other_evidence(catalog: Catalog) -> None:
    usable = [gated(catalog, _PRICE), gated(catalog, _PACT)]
    failed = await refused(catalog, _WRONG, usable[0])
    claim = await mended(catalog, failed, usable, lambda _: "The pact was signed in Ohio [2].")
    assert claim is not None
    assert [citation.quote for citation in claim.citations] == [_PACT]


async def test_a_rewrite_without_numbers_rests_on_what_the_failed_one_cited(
    catalog: Catalog,
) -> None:
    usable = [gated(catalog, _PACT), gated(catalog, _PRICE)]
    failed = await refused(catalog, _WRONG, usable[1])
    claim = await mended(
        catalog,
        failed,
        usable,
        lambda _: "The price of the deal at the mill is $40 million.",
        question="What is the price of the deal at the mill?",
    )
    assert claim is not None
    assert [citation.quote for citation in claim.citations] == [_PRICE]


@pytest.mark.parametrize(
    "reply",
    ["Acme will pay $98 million [1].", "The capital of Italy is Rome [1].", "NOT FOUND", "[1]"],
)
async def test_a_rewrite_that_is_not_supported_is_not_shown(catalog: Catalog, reply: str) -> None:
    cited = gated(catalog, _PRICE)
    failed = await refused(catalog, _WRONG, cited)
    assert await mended(catalog, failed, [cited], lambda _: reply) is None


async def test_the_same_sentence_is_not_checked_again(catalog: Catalog) -> None:
    """The checker that mends would accept it, so that only the comparison can refuse it."""
    cited = gated(catalog, _PRICE)
    text = "The pumps will earn $40 million from Acme."
    failed = await refused(catalog, text, cited)
    same = "the  PUMPS will earn $40 million from Acme [1]"
    assert await mended(catalog, failed, [cited], lambda _: same) is None
    other = await mended(catalog, failed, [cited], lambda _: "The pumps earn $40 million [1].")
    assert other is not None


async def test_a_writer_that_fails_loses_only_the_sentence(catalog: Catalog) -> None:
    def fails(messages: Sequence[Message]) -> str:
        raise ModelError(f"no reply to {len(messages)} messages")

    cited = gated(catalog, _PRICE)
    failed = await refused(catalog, _WRONG, cited)
    assert await mended(catalog, failed, [cited], fails) is None
