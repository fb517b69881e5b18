"""The writer sees numbered evidence only; what it writes again begins with the same prompt."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answering.claims import DraftClaim
from rag.answering.write import Writer
from rag.errors import ModelError
from rag.models.fake import FakeChat
from rag.types import Message, Passage

_QUESTION = "What does the mill make?"


def passage(quote: str) -> Passage:
    return Passage(
        document_id="d", uri="u", title="t", start=0, end=len(quote), quote=quote, rank=1, score=1.0
    )


EVIDENCE = [passage("The mill makes {paper}."), passage("It was sold in May.")]


class Recorder:
    """Replies the same to every prompt and keeps the prompts."""

    def __init__(self, reply: str) -> None:
        self.asked: list[list[str]] = []
        self._reply = reply

    def __call__(self, messages: Sequence[Message]) -> str:
        self.asked.append([message.content for message in messages])
        return self._reply


async def rewritten(reply: str, *, max_tokens: int = 60) -> DraftClaim | None:
    writer = Writer(FakeChat(reply=Recorder(reply)), max_tokens=max_tokens)
    return await writer.rewrite(
        _QUESTION, failed_text="It makes tea.", objection="No tea.", evidence=EVIDENCE
    )


async def test_evidence_is_numbered_and_drafts_keep_their_numbers() -> None:
    chat = Recorder("It makes paper [1]. It was sold [2].")
    drafts = await Writer(FakeChat(reply=chat), max_tokens=60).write(_QUESTION, EVIDENCE)
    assert [(draft.text, draft.numbers) for draft in drafts] == [
        ("It makes paper.", (1,)),
        ("It was sold.", (2,)),
    ]
    prompt = chat.asked[0][1]
    assert "[1] The mill makes {paper}.\n[2] It was sold in May." in prompt


@pytest.mark.parametrize(("max_tokens", "count"), [(60, 2), (6, 1), (2, 1)])
async def test_a_sentence_cut_off_is_left_out_unless_it_is_the_only_one(
    max_tokens: int, count: int
) -> None:
    chat = FakeChat(reply=Recorder("It makes paper [1]. It was sold in May [2]."))
    drafts = await Writer(chat, max_tokens=max_tokens).write(_QUESTION, EVIDENCE)
    assert len(drafts) == count


async def test_no_answer_gives_no_draft() -> None:
    chat = FakeChat(reply=Recorder("NOT FOUND."))
    assert await Writer(chat, max_tokens=60).write(_QUESTION, EVIDENCE) == []


@pytest.mark.parametrize("reply", ["It makes paper [1].", "It makes paper [1]. And more [2]."])
async def test_a_rewrite_is_the_first_claim(reply: str) -> None:
    assert await rewritten(reply) == DraftClaim(text="It makes paper.", numbers=(1,))


@pytest.mark.parametrize("reply", ["NOT FOUND", "[1]", "..."])
async def test_a_rewrite_may_find_nothing(reply: str) -> None:
    assert await rewritten(reply) is None


async def test_a_rewrite_that_was_cut_off_does_not_count() -> None:
    reply = "It makes paper [1]. And it was sold [2]."
    assert await rewritten(reply, max_tokens=3) is None
    assert await rewritten(reply, max_tokens=6) == DraftClaim(text="It makes paper.", numbers=(1,))


async def test_a_rewrite_raises_what_the_model_raises() -> None:
    with pytest.raises(ModelError, match="empty"):
        await rewritten(" ")


@given(failed=st.text(), objection=st.text())
def test_a_rewrite_asks_after_the_first_prompt_with_sentence_and_objection(
    failed: str, objection: str
) -> None:
    chat = Recorder("It makes paper [1].")
    writer = Writer(FakeChat(reply=chat), max_tokens=60)
    asyncio.run(writer.write(_QUESTION, EVIDENCE))
    asyncio.run(
        writer.rewrite(_QUESTION, failed_text=failed, objection=objection, evidence=EVIDENCE)
    )
    (system, first), (same_system, again) = chat.asked
    assert system == same_system
    assert again.startswith(f"{first}\n\nSentence: {failed}\nObjection: {objection}\n")


@pytest.mark.parametrize(
    ("reply", "text"),
    [
        ("The mill: It was sold [1].", "It was sold."),
        ("Sales — The mill: it was sold [1].", "It was sold."),
        ("The mill: [1].", "The mill:."),
        ("Note: it was sold [1].", "Note: it was sold."),
    ],
)
async def test_a_heading_that_was_copied_along_is_cut(reply: str, text: str) -> None:
    evidence = [passage("It was sold.").model_copy(update={"context": "Sales — The mill"})]
    writer = Writer(FakeChat(reply=lambda _: reply), max_tokens=60)
    (draft,) = await writer.write(_QUESTION, evidence)
    assert draft.text == text
