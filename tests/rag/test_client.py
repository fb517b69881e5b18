from __future__ import annotations

import asyncio
import gc
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path
from typing import cast

import pytest

from rag.client import AsyncClient, Client
from rag.errors import ConfigurationError, ModelError, UsageError
from rag.filters import Filters
from rag.question import History
from rag.settings import Settings
from rag.types import ClaimEvent, DoneEvent, EvidenceEvent, Message
from tests.fake_check import DRAFT, report_of
from tests.fake_pipeline import EVIDENCE, Builder, FakePipeline, answer_of, builder

TEXTS = Filters(uris=("*.txt",))
QUESTION = "When did the bridge reopen?"


@pytest.fixture
def fake() -> FakePipeline:
    return FakePipeline()


def client_of(fake: FakePipeline, data: Path) -> Client:
    return Client(data, build=builder(fake))


def test_ask_returns_the_pipelines_answer(fake: FakePipeline, tmp_path: Path) -> None:
    with client_of(fake, tmp_path) as client:
        assert client.ask(f"  {QUESTION}\n") == answer_of(QUESTION)
    assert fake.asked == [(QUESTION, (), None)]
    assert fake.closed == 1


def test_nothing_is_built_before_the_first_question_and_only_once(tmp_path: Path) -> None:
    build = builder()
    with Client(tmp_path, build=build) as client:
        assert build.built == []
        threads = [threading.Thread(target=client.ask, args=(QUESTION,)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(build.built) == 1
    assert len(build.pipeline.asked) == 4


def test_data_wins_over_settings(tmp_path: Path) -> None:
    build = builder()
    with Client(tmp_path / "b", Settings(data=tmp_path / "a"), build=build) as client:
        client.ask(QUESTION)
    assert build.built[0].data == tmp_path / "b"


async def test_async_and_sync_give_the_same(fake: FakePipeline, tmp_path: Path) -> None:
    async with AsyncClient(tmp_path, build=builder(fake)) as one:
        streamed = [event async for event in one.stream(QUESTION)]
        answer = await one.ask(QUESTION)
    with client_of(fake, tmp_path) as two:  # inside a running loop, as in Jupyter
        assert list(two.stream(QUESTION)) == streamed
        assert two.ask(QUESTION) == answer
    assert fake.closed == 2


async def test_retrieve_gives_the_evidence_alone(fake: FakePipeline, tmp_path: Path) -> None:
    with client_of(fake, tmp_path) as client:
        found = client.retrieve(f" {QUESTION}", filters=["*.txt"])
        assert found == list(EVIDENCE)
        with pytest.raises(UsageError, match="question"):
            client.retrieve(" ")
    async with AsyncClient(tmp_path, build=builder(fake)) as other:
        assert await other.retrieve(QUESTION) == found
    assert fake.asked == [(QUESTION, (), TEXTS), (QUESTION, (), None)]


def test_stream_ends_with_the_answer(fake: FakePipeline, tmp_path: Path) -> None:
    with client_of(fake, tmp_path) as client:
        events = list(client.stream(QUESTION))
    assert [type(event) for event in events] == [EvidenceEvent, ClaimEvent, ClaimEvent, DoneEvent]
    assert fake.ended == ["done"]


def test_history_and_filters_are_passed_on(fake: FakePipeline, tmp_path: Path) -> None:
    turns: History = [{"role": "user", "content": "a"}, Message(role="assistant", content="b")]
    with client_of(fake, tmp_path) as client:
        client.ask(QUESTION, history=turns, filters=["*.txt"])
    expected = (Message(role="user", content="a"), Message(role="assistant", content="b"))
    assert fake.asked == [(QUESTION, expected, TEXTS)]


async def test_a_text_is_checked_alike_with_and_without_a_loop(
    fake: FakePipeline, tmp_path: Path
) -> None:
    async with AsyncClient(tmp_path, build=builder(fake)) as one:
        streamed = [event async for event in one.check_stream(DRAFT, filters=["*.txt"])]
        report = await one.check(DRAFT)
    with client_of(fake, tmp_path) as two:
        assert list(two.check_stream(DRAFT)) == streamed
        assert two.check(DRAFT) == report == report_of(DRAFT)
    assert fake.checked == [(DRAFT, filters) for filters in (TEXTS, None, None, None)]


@pytest.mark.parametrize(
    ("text", "filters", "named"),
    [
        (None, None, "None"),
        (" \n", None, "empty"),
        ("x" * 50_001, None, "50001"),
        ("a\udcff", None, "character 1 is '\\\\udcff'"),
        (DRAFT, [], "empty list"),
    ],
)
def test_a_text_that_is_not_usable_is_named(
    fake: FakePipeline, tmp_path: Path, text: object, filters: object, named: str
) -> None:
    given, globs = cast("str", text), cast("list[str] | None", filters)
    with client_of(fake, tmp_path) as client:
        with pytest.raises(UsageError, match=named):
            client.check(given, filters=globs)
        with pytest.raises(UsageError, match=named):  # at the call, not at the first event
            client.check_stream(given, filters=globs)
    assert fake.checked == []
    for call in (lambda: client.check(DRAFT), lambda: client.check_stream(DRAFT)):
        with pytest.raises(UsageError, match="closed"):
            call()


def test_an_abandoned_check_is_cancelled(tmp_path: Path) -> None:
    fake = FakePipeline(delay_s=0.05)
    with client_of(fake, tmp_path) as client:
        for _ in client.check_stream(DRAFT):
            break
        gc.collect()
        assert fake.ended == ["cancelled"]


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ({"question": ""}, "''"),
        ({"question": " \n\t"}, "' \\n\\t'"),
        ({"question": None}, "None"),
        ({"question": 7}, "7"),
        ({"question": "x" * 2001}, "2001"),
        ({"question": "\udcff"}, "\\udcff"),
        ({"history": "before"}, "'before'"),
        ({"history": 3}, "3"),
        ({"history": ["before"]}, "'before'"),
        ({"history": [{"role": "robot", "content": "x"}]}, "robot"),
        ({"history": [{"role": "user"}]}, "content"),
        ({"history": {"role": "user", "content": "x"}}, "role"),
        ({"filters": "*.txt"}, "'*.txt'"),
        ({"filters": []}, "empty list"),
        ({"filters": [""]}, "''"),
        ({"filters": [1]}, "1"),
        ({"filters": 5}, "5"),
        ({"filters": {"tag": ["a"]}}, "no 'tag'"),
        ({"filters": {"languages": ["eng"]}}, "'eng'"),
    ],
)
def test_unusable_arguments_are_named(
    fake: FakePipeline, tmp_path: Path, arguments: dict[str, object], named: str
) -> None:
    question = cast("str", arguments.get("question", QUESTION))
    history = cast("History", arguments.get("history"))
    filters = cast("list[str]", arguments.get("filters"))
    with client_of(fake, tmp_path) as client:
        with pytest.raises(UsageError) as raised:
            client.ask(question, history=history, filters=filters)
        assert named in str(raised.value)
        with pytest.raises(UsageError):  # at the call, not at the first event
            client.stream(question, history=history, filters=filters)
    assert fake.asked == []


def test_errors_reach_the_caller_and_do_not_break_the_client(tmp_path: Path) -> None:
    fake = FakePipeline(error=ModelError("the model server is gone"))
    with client_of(fake, tmp_path) as client:
        with pytest.raises(ModelError, match="gone"):
            client.ask(QUESTION)
        with pytest.raises(ModelError, match="gone"):
            list(client.stream(QUESTION))
        fake.error = None
        assert client.ask(QUESTION).status == "answered"


def test_a_build_that_failed_is_tried_again(tmp_path: Path) -> None:
    build: Builder = builder(error=ConfigurationError("no documents; run citeproof ingest PATH"))
    with Client(tmp_path, build=build) as client:
        with pytest.raises(ConfigurationError, match="ingest"):
            client.ask(QUESTION)
        build.error = None
        assert client.ask(QUESTION).status == "answered"


def test_an_abandoned_stream_is_cancelled(tmp_path: Path) -> None:
    fake = FakePipeline(delay_s=0.05)
    with client_of(fake, tmp_path) as client:
        for _ in client.stream(QUESTION):
            break
        gc.collect()
        assert fake.ended == ["cancelled"]
        assert client.ask(QUESTION).status == "answered"


async def test_an_abandoned_async_stream_is_cancelled(tmp_path: Path) -> None:
    fake = FakePipeline()
    async with AsyncClient(tmp_path, build=builder(fake)) as client:
        events = client.stream(QUESTION)
        async for _ in events:
            break
        await events.aclose()
    assert fake.ended == ["closed"]


async def test_a_cancelled_async_question_stops(tmp_path: Path) -> None:
    fake = FakePipeline(delay_s=30)
    async with AsyncClient(tmp_path, build=builder(fake)) as client:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(client.ask(QUESTION), 0.05)
    assert fake.ended == ["cancelled"]


def test_a_closed_client_refuses(fake: FakePipeline, tmp_path: Path) -> None:
    client = client_of(fake, tmp_path)
    waiting = client.stream(QUESTION)
    client.ask(QUESTION)
    client.close()
    client.close()
    assert fake.closed == 1
    for call in (lambda: client.ask(QUESTION), lambda: client.stream(QUESTION)):
        with pytest.raises(UsageError, match="closed"):
            call()
    with pytest.raises(UsageError, match="closed"):
        next(waiting)


def test_closing_in_another_thread_ends_a_running_question(tmp_path: Path) -> None:
    client = client_of(FakePipeline(delay_s=30), tmp_path)
    closer = threading.Timer(0.1, client.close)
    closer.start()
    with pytest.raises(UsageError, match="closed"):
        client.ask(QUESTION)
    closer.join()


def test_a_collected_client_ends_its_thread(fake: FakePipeline, tmp_path: Path) -> None:
    client = client_of(fake, tmp_path)
    client.ask(QUESTION)
    del client
    gc.collect()
    until = time.monotonic() + 5
    while _client_threads() and time.monotonic() < until:
        time.sleep(0.01)
    assert _client_threads() == []
    assert fake.closed == 1


def _client_threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "citeproof-client"]


@pytest.mark.parametrize("half_way", ["client.ask('Why?')", "next(client.stream('Why?'))"])
def test_a_client_that_is_never_closed_lets_the_program_end(tmp_path: Path, half_way: str) -> None:
    program = f"""
        from rag.client import Client
        from tests.fake_pipeline import FakePipeline, builder
        client = Client({str(tmp_path)!r}, build=builder(FakePipeline(delay_s=0.05)))
        events = client.stream('Why?')
        {half_way}
        next(events)
        print('end')
    """
    ended = subprocess.run(  # noqa: S603 - runs this interpreter on a program written here
        [sys.executable, "-W", "error", "-c", textwrap.dedent(program)],
        capture_output=True, text=True, timeout=60, cwd=Path(__file__).parents[2], check=False,
    )  # fmt: skip
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "end\n", "")


def test_import_rag_loads_neither_settings_nor_a_client() -> None:
    program = (
        "import rag, sys; print([m for m in sys.modules if m.startswith(('rag.', 'pydantic'))])"
    )
    ended = subprocess.run(  # noqa: S603 - runs this interpreter on a program written here
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert ended.stdout == "[]\n"


async def test_an_old_answer_is_checked_again(fake: FakePipeline, tmp_path: Path) -> None:
    old = answer_of(QUESTION)
    fake.catalog.save_answer(old)
    with client_of(fake, tmp_path) as client:
        by_id = client.recheck(old.id, filters=["*.txt"])
        assert client.recheck(old) == by_id
        with pytest.raises(UsageError, match="no stored answer 'ans_none'"):
            client.recheck("ans_none")
    async with AsyncClient(tmp_path, build=builder(fake)) as one:
        assert await one.recheck(old.id) == by_id
        empty = old.model_copy(update={"standalone_question": " "})
        with pytest.raises(UsageError, match="question is empty"):
            await one.recheck(empty)
    with pytest.raises(UsageError, match="closed"):
        await one.recheck(old)
    assert fake.rechecked == [(old, TEXTS), (old, None), (old, None)]
