from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from rag.errors import ConfigurationError, ModelError, QAError, ServiceError, UsageError
from rag.evaluation.dataset import EvalQuestion
from rag.evaluation.response import Quoted, Response, Told
from rag.evaluation.results import Result, RunFolder, RunInfo, result_key
from rag.evaluation.runner import Runner, asked_once, open_run
from rag.evaluation.scores import Scorer

INFO = RunInfo(
    questions="harbour.jsonl",
    system="fake",
    settings_hash="0" * 16,
    generation="g1",
    judge="fake-judge",
    version="0.1.0",
    created_at="2026-01-01T00:00:00+00:00",
)
QUESTIONS = [
    EvalQuestion(
        id=f"q{number}", question=f"When was berth {number} built?", must_include=((str(number),),)
    )
    for number in range(5)
]


@dataclass
class FakeSystem:
    """Answers with the number of the berth, after so many turns of the event loop.

    Attributes:
        turns: Turns of the event loop that an answer takes; each second question takes more.
        answers: Called before each answer is given; it may raise.
        asked: Ids of the questions, in order.
        starts: When each was asked, in seconds of the event loop.
        under_way: How many are being answered.
        most: The most there ever were.
    """

    turns: int = 1
    answers: Callable[[EvalQuestion], None] = lambda question: None
    asked: list[str] = field(default_factory=list[str])
    starts: list[float] = field(default_factory=list[float])
    under_way: int = 0
    most: int = 0

    async def answer(self, question: EvalQuestion) -> Response:
        self.asked.append(question.id)
        self.starts.append(asyncio.get_running_loop().time())
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        try:
            number = int(question.id[1:])
            for _ in range(self.turns * (1 + number % 2)):
                await asyncio.sleep(0)
            self.answers(question)
            told = Told(text=f"In 190{number}.", citations=(Quoted(uri="a.txt", quote="x"),))
            # The odd ones are right.
            text = f"Berth {number}." if number % 2 else "Long ago."
            return Response(text=text, status="answered", told=(told,))
        finally:
            self.under_way -= 1

    async def close(self) -> None:
        """Nothing to release."""


async def _entails(statement: str, citations: Sequence[Quoted]) -> bool:
    await asyncio.sleep(0)
    return statement < "In 1903"


def _folder(path: Path, info: RunInfo = INFO) -> RunFolder:
    folder = RunFolder(path)
    open_run(folder, info, resume=False)
    return folder


def _runner(
    system: FakeSystem, folder: RunFolder, *, concurrency: int = 1, attempts: int = 3
) -> Runner:
    return Runner(
        system,
        folder,
        Scorer(entails=_entails),
        concurrency=concurrency,
        attempts=attempts,
        first_wait_s=0,
    )


def _scored(folder: RunFolder) -> dict[str, tuple[str, dict[str, float], tuple[str, ...], str]]:
    """Return all of each result by its key but its time."""
    return {
        each.key: (each.question.id, each.scores, each.wrong, each.error)
        for each in folder.results()
    }


def _failing(times: dict[str, int], error: Exception) -> Callable[[EvalQuestion], None]:
    """Return what raises so often at questions, and then no more."""

    def answers(question: EvalQuestion) -> None:
        if times.get(question.id, 0):
            times[question.id] -= 1
            raise error

    return answers


async def test_every_question_is_asked_and_scored(tmp_path: Path) -> None:
    folder, system = _folder(tmp_path), FakeSystem()
    await _runner(system, folder).run(QUESTIONS)
    assert system.asked == ["q0", "q1", "q2", "q3", "q4"]
    results = list(folder.results())
    assert [each.key for each in results] == [result_key(each, INFO, 0) for each in QUESTIONS]
    assert [each.scores["correct"] for each in results] == [0, 1, 0, 1, 0]
    assert [each.scores["citation_recall"] for each in results] == [1, 1, 1, 0, 0]
    assert [each.wrong for each in results[:2]] == [("lacks 0",), ()]
    assert [each.error for each in results] == [""] * 5
    assert results[1].response is not None and results[1].response.text == "Berth 1."


@pytest.mark.parametrize("concurrency", [1, 2, 3, 50])
async def test_every_question_is_asked_once_per_repeat(tmp_path: Path, concurrency: int) -> None:
    info = INFO.model_copy(update={"repeat": 3})
    folder, system = _folder(tmp_path, info), FakeSystem()
    await _runner(system, folder, concurrency=concurrency).run(QUESTIONS)
    assert Counter(system.asked) == {each.id: 3 for each in QUESTIONS}
    held = Counter((each.question.id, each.repeat) for each in folder.results())
    assert held == {(each.id, repeat): 1 for each in QUESTIONS for repeat in range(3)}


@pytest.mark.parametrize(("concurrency", "most"), [(1, 1), (2, 2), (4, 4), (20, 10)])
async def test_so_many_are_asked_at_a_time_and_no_more(
    tmp_path: Path, concurrency: int, most: int
) -> None:
    info = INFO.model_copy(update={"repeat": 2})  # ten in all
    folder, system = _folder(tmp_path, info), FakeSystem(turns=5)
    await _runner(system, folder, concurrency=concurrency).run(QUESTIONS)
    assert (system.most, system.under_way) == (most, 0)


async def test_progress_is_told_of_every_result(tmp_path: Path) -> None:
    folder, told = _folder(tmp_path), list[tuple[str, int, int]]()

    def progress(result: Result, done: int, total: int) -> None:
        assert result in list(folder.results())  # it is kept by then
        told.append((result.question.id, done, total))

    runner = _runner(FakeSystem(), folder)
    await runner.run(QUESTIONS[:2], progress=progress)
    assert told == [("q0", 1, 2), ("q1", 2, 2)]
    await runner.run(QUESTIONS[:3], progress=progress)
    assert told[2:] == [("q2", 3, 3)]


async def test_resuming_asks_only_what_is_missing(tmp_path: Path) -> None:
    folder, system = _folder(tmp_path), FakeSystem()
    await _runner(system, folder).run(QUESTIONS[1:3])
    await _runner(system, folder).run(QUESTIONS)
    assert system.asked == ["q1", "q2", "q0", "q3", "q4"]
    edited = QUESTIONS[0].model_copy(update={"must_include": (("1900",),)})
    await _runner(system, folder).run([edited, QUESTIONS[1].model_copy(update={"tags": ("new",)})])
    assert system.asked[5:] == ["q0"]


async def _killed(runner: Runner, questions: Sequence[EvalQuestion], turns: int) -> bool:
    """Cancel a run after so many turns of the event loop; return whether it was under way."""
    task = asyncio.create_task(runner.run(questions))
    for _ in range(turns):
        await asyncio.sleep(0)
    cut = task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    return cut


@pytest.mark.parametrize("concurrency", [1, 3])
async def test_a_run_killed_at_any_time_goes_on_to_the_same_results(
    tmp_path: Path, concurrency: int
) -> None:
    info = INFO.model_copy(update={"repeat": 2})
    whole = _folder(tmp_path / "whole", info)
    await _runner(FakeSystem(), whole).run(QUESTIONS)
    cut, turns = True, 0
    while cut:
        folder, system = _folder(tmp_path / str(turns), info), FakeSystem()
        cut = await _killed(_runner(system, folder, concurrency=concurrency), QUESTIONS, turns)
        assert system.under_way == 0, "what was under way was ended too"
        kept = _scored(folder)
        resumed = FakeSystem()
        await _runner(resumed, folder, concurrency=concurrency).run(QUESTIONS)
        assert len(resumed.asked) == 10 - len(kept)
        assert _scored(folder) == _scored(whole)
        turns += 1
    assert turns > 10, "it was killed at many points"


async def test_a_run_killed_again_and_again_ends(tmp_path: Path) -> None:
    folder, whole = _folder(tmp_path / "cut"), _folder(tmp_path / "whole")
    await _runner(FakeSystem(), whole).run(QUESTIONS)
    rounds = 0
    while await _killed(_runner(FakeSystem(), folder, concurrency=2), QUESTIONS, 20):
        rounds += 1
        assert rounds < 20
    assert _scored(folder) == _scored(whole)


async def test_what_is_under_way_ends_when_progress_fails(tmp_path: Path) -> None:
    folder, answered = _folder(tmp_path), list[str]()
    system = FakeSystem(turns=20, answers=lambda question: answered.append(question.id))

    def progress(result: Result, done: int, total: int) -> None:
        raise KeyError("no terminal")

    with pytest.raises(KeyError):
        await _runner(system, folder, concurrency=2).run(QUESTIONS, progress=progress)
    assert (system.under_way, answered, system.asked) == (0, ["q0"], ["q0", "q1"])
    assert [each.question.id for each in folder.results()] == ["q0"]


async def test_failed_questions_are_asked_again_when_told_so(tmp_path: Path) -> None:
    folder = _folder(tmp_path)
    system = FakeSystem(answers=_failing({"q1": 1, "q3": 1}, ModelError("The model is away.")))
    await _runner(system, folder).run(QUESTIONS)
    errors = [each.error for each in folder.results()]
    assert errors == ["", "The model is away.", "", "The model is away.", ""]
    await _runner(system, folder).run(QUESTIONS)
    assert len(system.asked) == 5  # a failure is a result
    await _runner(system, folder).run(QUESTIONS, retry_errors=True)
    assert system.asked[5:] == ["q1", "q3"]
    whole = _folder(tmp_path / "whole")
    await _runner(FakeSystem(), whole).run(QUESTIONS)
    assert _scored(folder) == _scored(whole)


@pytest.mark.parametrize(
    ("failures", "attempts", "asked", "error"),
    [
        (0, 3, 1, ""),
        (1, 3, 2, ""),
        (2, 3, 3, ""),
        (3, 3, 3, "Busy."),
        (9, 5, 5, "Busy."),
        (1, 1, 1, "Busy."),
    ],
)
async def test_what_may_pass_is_tried_so_often(
    tmp_path: Path, failures: int, attempts: int, asked: int, error: str
) -> None:
    folder = _folder(tmp_path)
    busy = ServiceError("Busy.", status_code=429, retryable=True)
    system = FakeSystem(answers=_failing({"q1": failures}, busy))
    await _runner(system, folder, attempts=attempts).run(QUESTIONS[1:2])
    [result] = folder.results()
    assert (system.asked, result.error) == (["q1"] * asked, error)
    assert result.scores.get("correct") == (None if error else 1)


async def test_waits_grow_from_one_attempt_to_the_next() -> None:
    busy = ModelError("Busy.", retryable=True)
    system = FakeSystem(answers=_failing({"q1": 9}, busy))
    await asked_once(system, Scorer(), QUESTIONS[1], attempts=4, first_wait_s=0.02)
    waits = [
        after - before for before, after in zip(system.starts, system.starts[1:], strict=False)
    ]
    # .02, .04 and .08 at least; a sleep may last longer and, by the clock's grain, a little less.
    assert all(wait > 0.9 * least for wait, least in zip(waits, (0.02, 0.04, 0.08), strict=True))


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (ModelError("Too long."), "Too long."),
        (UsageError("No words."), "No words."),
        (QAError("Odd."), "Odd."),
        (ValueError("line 1"), "ValueError: line 1"),
        (TimeoutError(), "TimeoutError: "),
    ],
)
async def test_what_will_not_pass_is_recorded_at_once(
    tmp_path: Path, error: Exception, told: str
) -> None:
    folder = _folder(tmp_path)
    system = FakeSystem(answers=_failing({"q1": 9}, error))
    await _runner(system, folder).run(QUESTIONS[:3])
    assert system.asked == ["q0", "q1", "q2"]
    failed = list(folder.results())[1]
    assert (failed.error, failed.response, failed.scores, failed.wrong) == (told, None, {}, ())


async def test_an_answer_that_cannot_be_scored_is_kept_with_the_error(tmp_path: Path) -> None:
    async def fails(statement: str, citations: Sequence[Quoted]) -> bool:
        raise ModelError("The judge is away.", retryable=True)

    folder, system = _folder(tmp_path), FakeSystem()
    await Runner(system, folder, Scorer(entails=fails), first_wait_s=0).run(QUESTIONS[1:2])
    [result] = folder.results()
    assert system.asked == ["q1"]
    assert (result.error, result.scores, result.wrong) == ("The judge is away.", {}, ())
    assert result.response is not None and result.response.text == "Berth 1."


@pytest.mark.parametrize("concurrency", [1, 3])
async def test_what_is_wrong_for_all_ends_the_run(tmp_path: Path, concurrency: int) -> None:
    folder = _folder(tmp_path)
    system = FakeSystem(answers=_failing({"q2": 1}, ConfigurationError("There is no key.")))
    with pytest.raises(ConfigurationError, match="There is no key"):
        await _runner(system, folder, concurrency=concurrency).run(QUESTIONS)
    assert system.under_way == 0
    # What was answered is kept, and the folder is free to go on.
    before = len(list(folder.results()))
    resumed = FakeSystem()
    await _runner(resumed, folder).run(QUESTIONS)
    assert len(resumed.asked) == 5 - before


async def test_answers_that_come_with_the_end_of_the_run_are_kept(tmp_path: Path) -> None:
    folder = _folder(tmp_path)
    # q0, q2 and q4 end in the same turn of the event loop; unscored, so that none takes longer.
    system = FakeSystem(answers=_failing({"q2": 1}, ConfigurationError("There is no key.")))
    runner = Runner(system, folder, Scorer(), concurrency=3)
    with pytest.raises(ConfigurationError):
        await runner.run([QUESTIONS[number] for number in (0, 2, 4)])
    assert sorted(each.question.id for each in folder.results()) == ["q0", "q4"]


async def test_starts_are_kept_apart(tmp_path: Path) -> None:
    folder, system = _folder(tmp_path), FakeSystem()
    # 3,000 a minute: one each 20 ms, however many may be under way.
    runner = Runner(system, folder, Scorer(), concurrency=5, per_minute=3000)
    await runner.run(QUESTIONS)
    assert system.asked == ["q0", "q1", "q2", "q3", "q4"]
    # The fifth starts four times 20 ms after the first, but for the clock's grain.
    assert system.starts[4] - system.starts[0] > 0.9 * 0.08


async def test_the_time_is_that_of_the_answer_or_of_one_written_earlier(tmp_path: Path) -> None:
    folder = _folder(tmp_path)
    earlier = {"q0": 12.5, "q1": 0.0}
    runner = Runner(
        FakeSystem(), folder, Scorer(), seconds_of=lambda question: earlier.get(question.id)
    )
    await runner.run(QUESTIONS[:3])
    seconds = [each.seconds for each in folder.results()]
    assert seconds[:2] == [12.5, 0.0]
    assert 0 < seconds[2] < 5


async def test_a_folder_that_is_being_written_is_left_alone(tmp_path: Path) -> None:
    folder, system = _folder(tmp_path), FakeSystem()
    lock = folder.lock()
    with pytest.raises(UsageError, match="is being written by another run"):
        await _runner(system, folder).run(QUESTIONS)
    lock.release()
    await _runner(system, folder).run([])
    assert (system.asked, list(folder.results())) == ([], [])


def test_a_new_folder_is_begun_and_an_old_one_goes_on_only_if_told_so(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path / "run")
    assert open_run(folder, INFO, resume=True) == INFO  # there is none yet
    later = INFO.model_copy(update={"created_at": "2027-01-01T00:00:00+00:00"})
    with pytest.raises(UsageError, match="holds a run already; go on with it by --resume"):
        open_run(folder, later, resume=False)
    # It stays as it was begun.
    assert open_run(folder, later, resume=True) == folder.info() == INFO


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("system", "other", "the system asked was 'fake' and is 'other'"),
        ("settings_hash", "1" * 16, "the hash of its settings was '0000000000000000' and is"),
        ("generation", "g2", "the index generation was 'g1' and is 'g2'"),
        ("judge", "", "the judge was 'fake-judge' and is ''"),
        ("repeat", 2, "--repeat was 1 and is 2"),
    ],
)
def test_a_run_of_something_else_does_not_go_on(
    tmp_path: Path, field: str, value: object, told: str
) -> None:
    folder = _folder(tmp_path)
    with pytest.raises(UsageError) as caught:
        open_run(folder, INFO.model_copy(update={field: value}), resume=True)
    assert f"the run in {tmp_path} cannot go on: {told}" in str(caught.value)
    assert folder.info() == INFO
