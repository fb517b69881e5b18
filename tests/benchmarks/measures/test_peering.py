from __future__ import annotations

from benchmarks.measures.data import Question
from benchmarks.measures.peering import PeerAsked, peer_outcome


def _question(*, answerable: bool) -> Question:
    return Question(
        id="q",
        question="Who built it?",
        documents=(),
        answers=("Hill",) if answerable else (),
        answerable=answerable,
    )


def _right(question: Question, told: str) -> bool:
    return all(gold in told for gold in question.answers)


def test_what_the_peer_said_becomes_an_outcome() -> None:
    told = PeerAsked(text="Hill built it [1].")
    assert peer_outcome(_question(answerable=True), told, _right).right
    invented = peer_outcome(_question(answerable=False), told, _right)
    assert not invented.right and not invented.abstained
    silent = peer_outcome(_question(answerable=False), PeerAsked(text="Unknown"), _right)
    assert silent.abstained
    missed = peer_outcome(_question(answerable=True), PeerAsked(text="Unknown"), _right)
    assert missed.abstained and not missed.right
    failed = peer_outcome(_question(answerable=False), PeerAsked(error="ended"), _right)
    assert not failed.abstained


def test_markers_are_no_part_of_the_answer() -> None:
    question = _question(answerable=True).model_copy(update={"answers": ("2",)})
    assert not peer_outcome(question, PeerAsked(text="Hill built it [2]."), _right).right
