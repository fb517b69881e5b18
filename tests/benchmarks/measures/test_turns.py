from __future__ import annotations

from benchmarks.measures.turns import in_turns, timed


def test_each_has_its_turn_in_every_round() -> None:
    ran: list[str] = []

    def work(name: str, seconds: float) -> float:
        ran.append(name)
        return seconds

    times = in_turns(3, lambda: work("a", 1.0), lambda: work("b", 2.0))
    assert times == [(1.0, 2.0)] * 3
    assert ran == ["a", "b"] * 3


def test_timed_work_runs_once_and_its_seconds_are_returned() -> None:
    ran: list[int] = []
    assert timed(lambda: ran.append(1))() >= 0.0
    assert ran == [1]
