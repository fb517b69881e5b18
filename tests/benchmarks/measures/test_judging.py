from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from benchmarks.measures.judging import Claimed, judging
from rag.errors import ModelError
from rag.models.fake import FakeChat
from rag.types import Message

EVIDENCE = "The stone bridge in Arden was built by Lewis Hill. It has been closed since the flood."


@dataclass
class _Judge:
    """Says yes unless the claim holds a word it doubts; keeps what it was asked."""

    doubts: str = "Salt"
    asked: list[str] = field(default_factory=list[str])

    def __call__(self, messages: Sequence[Message]) -> float:
        self.asked.append(messages[-1].content)
        if "breaks" in messages[-1].content:
            raise ModelError("the model stopped")
        return 0.05 if self.doubts in messages[-1].content else 0.95


def _open(judge: _Judge) -> FakeChat:
    return FakeChat(probability=judge)


def test_the_weakest_sentence_decides() -> None:
    judge = _Judge()
    sure = Claimed(claim="Lewis Hill built the bridge in Arden.", evidence=EVIDENCE)
    half = Claimed(claim=f"{sure.claim} Salt closed the bridge.", evidence=EVIDENCE)
    with judging(lambda: _open(judge), threshold=0.5, beside=True) as check:
        one, two = check(sure), check(half)
    assert one.accepted and one.alone == 0.95
    assert not two.accepted and two.score < 0.5 < one.score
    assert two.alone == pytest.approx(0.05)


def test_the_same_question_is_asked_once() -> None:
    judge = _Judge()
    claimed = Claimed(claim="Lewis Hill built the bridge in Arden.", evidence=EVIDENCE)
    with judging(lambda: _open(judge), threshold=0.5, beside=True) as check:
        assert check(claimed) == check(claimed)
    assert len(judge.asked) == len(set(judge.asked)) == 1


def test_the_judge_alone_is_asked_only_beside() -> None:
    judge = _Judge()
    claimed = Claimed(claim="Lewis Hill built the bridge in 1902.", evidence=EVIDENCE)
    with judging(lambda: _open(judge), threshold=0.5, beside=False) as check:
        judged = check(claimed)
    assert judged.alone is None
    assert not judged.accepted
    assert judge.asked == []  # the guards saw a year that the evidence lacks
    with judging(lambda: _open(judge), threshold=0.5, beside=True) as check:
        ranked = check(claimed)
    assert not ranked.accepted
    assert judge.asked


@pytest.mark.parametrize("beside", [True, False])
def test_a_judge_that_fails_is_not_a_verdict(beside: bool) -> None:
    judge = _Judge()
    broken = Claimed(claim="The bridge breaks.", evidence=EVIDENCE)
    whole = Claimed(claim="Lewis Hill built the bridge in Arden.", evidence=EVIDENCE)
    with judging(lambda: _open(judge), threshold=0.5, beside=beside) as check:
        with pytest.raises(ModelError):
            check(broken)
        assert check(whole).accepted


def test_the_model_is_closed() -> None:
    chat = FakeChat()
    with judging(lambda: chat, threshold=0.5, beside=False):
        pass
    with judging(lambda: chat, threshold=0.5, beside=False) as check, pytest.raises(ModelError):
        check(Claimed(claim="Lewis Hill built the bridge.", evidence=EVIDENCE))
