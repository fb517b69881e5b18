"""Things timed in turns, so that noise of the machine meets all of them."""

from __future__ import annotations

import time
from collections.abc import Callable

__all__ = ["in_turns", "timed"]


def in_turns(rounds: int, *works: Callable[[], float]) -> list[tuple[float, ...]]:
    """Run A B … A B … and return what each gave, round by round.

    Args:
        rounds: How often each is run.
        works: Each returns its own time.

    >>> in_turns(2, lambda: 1.0, lambda: 3.0)
    [(1.0, 3.0), (1.0, 3.0)]
    """
    return [tuple(work() for work in works) for _ in range(rounds)]


def timed(work: Callable[[], object]) -> Callable[[], float]:
    """Return what runs a piece of work and gives its wall-clock seconds."""

    def seconds() -> float:
        started = time.perf_counter()
        work()
        return time.perf_counter() - started

    return seconds
