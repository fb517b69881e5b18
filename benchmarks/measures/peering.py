"""Asks the system compared with, and reads from its words what our answers say in a field."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from benchmarks.measures.answered import Outcome, failed_outcome
from benchmarks.measures.data import Question
from benchmarks.measures.ledger import Record
from benchmarks.measures.plan import Peer
from rag.evaluation.response import declines, without_markers

__all__ = ["PeerAsked", "asking_peer", "peer_outcome"]


class PeerAsked(Record):
    """What the peer said to one question.

    Attributes:
        seconds: Wall-clock time, measured by the peer.
    """

    text: str = ""
    sources: tuple[str, ...] = ()
    seconds: float = 0.0


@contextmanager
def asking_peer(
    start: Callable[[Path], AbstractContextManager[Peer]], source: Path
) -> Generator[Callable[[Question], PeerAsked]]:
    """Start the peer over a folder of text files and yield what asks it one question.

    Raises:
        PeerError: If it cannot be started; from the yielded function if it has ended.
    """
    with start(source) as peer:

        def ask(question: Question) -> PeerAsked:
            said = peer.ask(question.question)
            return PeerAsked(text=said.text, sources=said.sources, seconds=said.seconds)

        yield ask


def peer_outcome(
    question: Question, record: PeerAsked, right: Callable[[Question, str], bool]
) -> Outcome:
    """Return what came of a question the peer was asked.

    Args:
        question: The question.
        record: The peer's answer.
        right: Whether words answer the question.
    """
    if record.error:
        return failed_outcome(question.answerable)
    silent = declines(record.text)
    told = not silent and question.answerable
    return Outcome(
        answerable=question.answerable,
        abstained=silent,
        right=told and right(question, without_markers(record.text)),
    )
