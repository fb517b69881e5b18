from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Callable, Sequence
from pathlib import Path

import pytest

from rag.client import AsyncClient
from rag.errors import ConfigurationError
from rag.evaluation.results import RunFolder
from rag.models.fake import FakeChat
from rag.pipeline import AnswerPipeline
from rag.protocols import ChatReply, TokenChoice
from rag.settings import Settings
from rag.types import Message
from tests.corpus import make_pipeline
from tests.fake_pipeline import FakePipeline, builder
from ui.eval_folders import keep_questions, runs_folder
from ui.views.evaluate import EvaluateView, RunView, run_choices, time_words

HOSTILE = "<img src=x onerror=alert(1)>"
ROWS: list[dict[str, object]] = [
    {
        "id": "place",
        "question": "Where did Acme and Borel sign a pact on pumps?",
        "expected_status": "answered",
        "must_include": [["Ohio"]],
    },
    {"id": "moon", "question": "Who lives on the moon?", "expected_status": "not_found"},
    {"id": HOSTILE, "question": f"Who is {HOSTILE}?", "must_include": [[HOSTILE]]},
]

# Near enough to the documents that the judge is asked, and so can hang.
JUDGED_MOON = ROWS[1] | {"question": "Where did Acme sign a pact on the moon?"}


def _written(messages: Sequence[Message]) -> str:
    if "moon" in messages[-1].content:
        return "NOT FOUND"
    return "Acme and Borel signed a pact on pumps in Ohio on Monday [1]."


def _judged(messages: Sequence[Message]) -> float:
    return 0.02 if "moon" in messages[-1].content.rpartition("\n\n")[2] else 0.98


class Hanging(FakeChat):
    """Never comes back with a word on the moon, until it is woken."""

    def __init__(self) -> None:
        super().__init__(reply=_written, probability=_judged)
        self.woken = asyncio.Event()

    async def complete(self, messages: Sequence[Message], *, max_tokens: int) -> ChatReply:
        await self._hang(messages)
        return await super().complete(messages, max_tokens=max_tokens)

    async def first_token(self, messages: Sequence[Message]) -> TokenChoice:
        await self._hang(messages)
        return await super().first_token(messages)

    async def _hang(self, messages: Sequence[Message]) -> None:
        if "moon" in messages[-1].content:
            await self.woken.wait()


class Lab:
    """A data directory with documents, and the view on a pipeline of scripted models."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.data = folder, folder / "data"
        self.built = 0
        self.chat: Callable[[], FakeChat] = lambda: FakeChat(reply=_written, probability=_judged)
        self.questions = folder / "my questions.jsonl"
        self.write(ROWS)
        self.view = self.opened()

    def opened(self) -> EvaluateView:
        def build(settings: Settings) -> AnswerPipeline:
            self.built += 1
            return make_pipeline(self.folder, self.chat())

        settings = Settings(data=self.data)
        client = AsyncClient(settings=settings, build=build)
        return EvaluateView(client, settings)

    def write(self, rows: Sequence[dict[str, object]]) -> None:
        self.questions.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")

    async def run(self, limit: int | None = None) -> list[RunView]:
        return [view async for view in self.view.run(self.questions, limit)]

    def results(self, name: str) -> list[str]:
        folder = RunFolder(runs_folder(self.data) / name)
        return [result.question.id for result in folder.results()]


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    return Lab(tmp_path)


async def test_a_run_shows_its_progress_and_ends_with_figures_and_files(lab: Lab) -> None:
    views = await lab.run()
    assert [view.busy for view in views] == [True] * (len(views) - 1) + [False]
    assert [view.status for view in views[:2]] == [
        "Reading the questions …",
        "Asking 3 questions …",
    ]
    first = next(view for view in views if view.done)
    assert first.total == 3
    assert first.left_s is not None
    assert f"{first.done} of 3 asked; " in first.status
    assert '<progress class="cp-progress" max="3"' in first.shown
    assert ">correct<" in first.shown
    done = views[-1]
    assert done.status == "Done: 2 of 3 right (0.667), 0 failed."
    assert (done.done, done.total, done.can_go_on) == (3, 3, False)
    assert "Open the report" in done.shown
    folder = runs_folder(lab.data) / done.name
    for name in ("report.html", "summary.json", "summary.md", "junit.xml", "run.json"):
        assert (folder / name).stat().st_size > 0
    assert RunFolder(folder).info().questions == "my questions.jsonl"


async def test_runs_use_the_pipeline_of_the_page(lab: Lab) -> None:
    await lab.run()
    await lab.run()
    assert lab.built == 1
    listed = await lab.view.runs()
    assert [run.right for run in listed] == [2, 2]
    assert listed[0].name > listed[1].name
    assert listed[0].generation.startswith("g")


async def test_no_more_questions_are_asked_than_wanted(lab: Lab) -> None:
    done = (await lab.run(1))[-1]
    assert lab.results(done.name) == ["place"]
    assert not done.can_go_on  # the others were not wanted


async def test_a_bad_file_is_told_with_its_line_and_nothing_is_asked(lab: Lab) -> None:
    lab.write([ROWS[0], {"question": "", HOSTILE: 1}])
    *_, view = await lab.run()
    assert not view.busy
    assert view.status.startswith("Nothing was asked: my questions.jsonl has 1 bad rows: line 2: ")
    assert str(lab.folder) not in view.status
    *_, none = [view async for view in lab.view.run(None)]
    assert none.status == "Nothing was asked: choose a question file first"
    *_, few = await lab.run(-1)
    assert "the most questions to ask is -1" in few.status
    assert lab.built == 0
    assert await lab.view.runs() == []


async def test_a_pipeline_that_cannot_score_is_told_in_words(lab: Lab) -> None:
    fake, settings = FakePipeline(), Settings(data=lab.data)
    view = EvaluateView(AsyncClient(settings=settings, build=builder(fake)), settings)
    *_, told = [each async for each in view.run(lab.questions)]
    assert "no judge and no embedding model" in told.status
    assert fake.asked == []
    empty = builder(error=ConfigurationError("no documents yet"))
    view = EvaluateView(AsyncClient(settings=settings, build=empty), settings)
    *_, told = [each async for each in view.run(lab.questions)]
    assert told.status == "Nothing was asked: no documents yet"
    assert await view.runs() == []


async def test_a_stopped_run_keeps_its_answers_and_goes_on(lab: Lab) -> None:
    chat = Hanging()
    lab.chat = lambda: chat
    lab.write([ROWS[0], JUDGED_MOON, ROWS[2]])
    views = lab.view.run(lab.questions)
    told = await _until_asked(views)
    lab.view.stop(told.name)
    stopped = [view async for view in views][-1]
    assert stopped.status.startswith("Stopped: ")
    assert "“Go on” asks the rest" in stopped.status
    assert stopped.can_go_on
    assert lab.results(told.name) == ["place"]
    assert (await lab.view.show(told.name)).can_go_on
    chat.woken.set()
    done = [view async for view in lab.view.resume(told.name)][-1]
    assert done.status.startswith("Done: 2 of 3 right")
    assert lab.results(told.name) == [row["id"] for row in ROWS]
    lab.view.stop(told.name)  # has ended, so nothing happens


async def test_closing_the_page_stops_a_run(lab: Lab) -> None:
    chat = Hanging()
    lab.chat = lambda: chat
    lab.write([ROWS[0], JUDGED_MOON, ROWS[2]])
    views = lab.view.run(lab.questions)
    told = await _until_asked(views)
    assert lab.view.waiting() == "Another run is under way; yours begins when it ends."
    *_, again = [view async for view in lab.view.resume(told.name)]
    assert "under way already" in again.status
    await views.aclose()
    chat.woken.set()
    await asyncio.sleep(0.05)
    assert lab.results(told.name) == ["place"]
    assert lab.view.waiting() is None
    chosen = await lab.view.show(told.name)  # writes what the run could not
    assert chosen.can_go_on
    assert (runs_folder(lab.data) / told.name / "report.html").is_file()


async def test_failed_questions_are_told_and_asked_again(lab: Lab) -> None:
    def broken(messages: Sequence[Message]) -> float:
        raise ValueError("no such tensor")

    lab.chat = lambda: FakeChat(reply=_written, probability=broken)
    views = await lab.run(2)
    assert ", 1 failed; " in views[-2].status
    assert views[-1].status == "Done: 1 of 2 right (0.500), 1 failed."
    assert views[-1].can_go_on
    lab.chat = lambda: FakeChat(reply=_written, probability=_judged)
    lab.view = lab.opened()
    *_, done = [view async for view in lab.view.resume(views[-1].name)]
    assert done.status == "Done: 2 of 2 right (1.000), 0 failed."


async def test_a_run_of_another_judge_does_not_go_on(lab: Lab) -> None:
    done = (await lab.run(1))[-1]
    lab.chat = lambda: FakeChat(model_id="another-judge")
    lab.view = lab.opened()
    *_, told = [view async for view in lab.view.resume(done.name)]
    assert "cannot go on: the judge was 'fake-chat" in told.status
    (runs_folder(lab.data) / done.name / "questions.jsonl").unlink()
    *_, told = [view async for view in lab.view.resume(done.name)]
    assert "does not keep its questions" in told.status
    *_, told = [view async for view in lab.view.resume("../elsewhere")]
    assert told.status.startswith("Nothing was asked: there is no run")


async def test_a_run_that_another_process_writes_ends_in_words(lab: Lab) -> None:
    done = (await lab.run())[-1]
    folder = RunFolder(runs_folder(lab.data) / done.name)
    lock = folder.lock()
    *_, told = [view async for view in lab.view.resume(done.name)]
    lock.release()
    assert told.status.startswith("The run ended early: ")
    assert "being written by another run" in told.status
    assert not told.busy


async def test_two_runs_are_compared(lab: Lab) -> None:
    first = (await lab.run())[-1].name
    second = (await lab.run())[-1].name
    shown = await lab.view.compare(first, second)
    assert "3 questions in both runs." in shown
    assert f"Before: {first}" in shown
    assert "No question became right or wrong." in shown
    assert "the same run twice" in await lab.view.compare(first, first)
    assert "cannot be compared: there is no run" in await lab.view.compare(first, "none")


async def test_hostile_text_stays_text(lab: Lab) -> None:
    views = await lab.run()
    chosen = await lab.view.show(views[-1].name)
    missing = await lab.view.show(HOSTILE)
    assert "&lt;img" in missing.shown
    lab.write([{**ROWS[2], "must_include": [["Ohio"]]}])
    other = (await lab.run())[-1].name
    folder = RunFolder(runs_folder(lab.data) / other)
    info = folder.info().model_copy(update={"questions": HOSTILE})
    folder.start(info)
    again = await lab.view.compare(views[-1].name, other)
    for shown in (*(view.shown for view in views), chosen.shown, missing.shown, again):
        assert "<img" not in shown


async def test_what_cannot_be_read_is_listed_and_not_offered(lab: Lab) -> None:
    done = (await lab.run(1))[-1].name
    broken = runs_folder(lab.data) / "broken"
    broken.mkdir()
    (broken / "run.json").write_text("{", encoding="utf-8")
    keep_questions(RunFolder(broken), [])
    runs = await lab.view.runs()
    assert [run.name for run in runs] == [done, "broken"]
    assert run_choices(runs) == [(f"{done}: 1 of 1 right", done)]
    assert "This run cannot be shown: " in (await lab.view.show("broken")).shown


def test_time_is_told_in_words() -> None:
    assert [time_words(each) for each in (0, 61, 95, 3600, 20_000)] == [
        "a few seconds", "about 60 s", "about 2 min", "about 60 min", "about 5.6 h",
    ]  # fmt: skip


async def _until_asked(views: AsyncGenerator[RunView]) -> RunView:
    """Return the first view of a run that has an answer."""
    while not (view := await anext(views)).done:
        pass
    return view
