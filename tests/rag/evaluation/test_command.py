from __future__ import annotations

import asyncio
import os
import shlex
import sys
import textwrap
from contextlib import suppress
from pathlib import Path

import pytest

from rag.errors import ModelError, UsageError
from rag.evaluation.command import Command
from rag.evaluation.dataset import EvalQuestion
from rag.types import Message

ASKED = EvalQuestion(
    id="q1",
    question="Who built the “bridge”?",
    history=(Message(role="user", content="Of Arden."),),
    must_include=(("Ada",),),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder whose name a shell would split."""
    folder = tmp_path / "a b"
    folder.mkdir()
    return folder


def command(folder: Path, code: str, *, timeout_s: float = 30.0) -> Command:
    script = folder / "system.py"
    script.write_text(textwrap.dedent(code), encoding="utf-8")
    return Command(shlex.join([sys.executable, "-S", "-E", str(script)]), timeout_s=timeout_s)


async def test_a_question_goes_in_and_an_object_comes_out(folder: Path) -> None:
    system = command(
        folder,
        """
        import json, sys
        asked = json.load(sys.stdin)
        print("thinking", file=sys.stderr)
        print(json.dumps({"answer": "Ada [1].", "contexts": [json.dumps(asked)]}))
        """,
    )
    response = await system.answer(ASKED)
    assert EvalQuestion.model_validate_json(response.contexts[0].quote) == EvalQuestion(
        id="q1", question=ASKED.question, history=ASKED.history
    )
    assert response.told[0].citations == response.contexts
    await system.close()


async def test_plain_text_is_an_answer_too(folder: Path) -> None:
    system = command(folder, "print('Ada built it. [1]')")
    response = await system.answer(ASKED)
    assert (response.text, response.has_contexts) == ("Ada built it. [1]", False)
    assert [(told.text, told.citations) for told in response.told] == [("Ada built it.", ())]


async def test_nothing_is_run_by_a_shell(folder: Path) -> None:
    marker = folder / "marker"
    system = Command(f"echo $HOME ; touch {shlex.quote(str(marker))}")
    assert (await system.answer(ASKED)).text == f"$HOME ; touch {marker}"
    assert not marker.exists()


async def test_a_question_longer_than_a_pipe_need_not_be_read(folder: Path) -> None:
    long = ASKED.model_copy(update={"question": "why? " * 60_000})
    assert (await command(folder, "print('Ada.')").answer(long)).text == "Ada."


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (
            "import sys; print('Ada.'); sys.exit('no\\nmodel  file')",
            "ended with exit code 1: model file",
        ),
        ("raise SystemExit(3)", "ended with exit code 3 and wrote nothing to stderr"),
        ("import os; os.kill(os.getpid(), 15)", "ended with exit code -15"),
        ("", "wrote nothing"),
        ("print('{\"answer\": ')", "begins as a JSON object and is none"),
        ('print(\'[{"answer": "Ada."}]\')', "it is a list"),
        ("print('{' * 100_000)", "is none"),
        ('print(\'{"anwser": "Ada."}\')', "cannot be read: has no answer"),
        ('print(\'{"answer": ""}\')', "an answer without words"),
        ("import sys; sys.stdout.buffer.write(b'\\xff')", "no UTF-8 text: byte 0"),
        ("import sys; sys.stdout.write('a' * 9_000_000)", "more than 8,000,000 bytes"),
    ],
)
async def test_what_is_no_answer_is_an_error(folder: Path, code: str, said: str) -> None:
    with pytest.raises(ModelError) as raised:
        await command(folder, code).answer(ASKED)
    assert said in str(raised.value)
    assert "system.py" in str(raised.value)


# Starts a child that ignores everything but a kill, says both ids, and never ends.
ENDLESS = """
    import os, pathlib, signal, time
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    child = os.fork()
    if child:
        ids = pathlib.Path(__file__).with_name("ids.part")
        ids.write_text(f"{os.getpid()} {child}")
        ids.rename(ids.with_name("ids"))
    time.sleep(600)
"""


async def ids_of(folder: Path) -> list[int]:
    while not (folder / "ids").exists():  # noqa: ASYNC110 - another process writes it
        await asyncio.sleep(0.02)
    return [int(word) for word in (folder / "ids").read_text().split()]


def running(number: int) -> bool:
    with suppress(FileNotFoundError, ProcessLookupError):
        state = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0]
        return state not in {"Z", "X"}
    return False


async def ended(numbers: list[int]) -> bool:
    for _ in range(200):
        if not any(running(number) for number in numbers):
            return True
        await asyncio.sleep(0.02)
    return False


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks into /proc")
async def test_a_command_that_takes_too_long_is_killed_with_its_children(folder: Path) -> None:
    system = command(folder, ENDLESS, timeout_s=3.0)
    with pytest.raises(ModelError, match="took longer than 3 s and was killed"):
        await system.answer(ASKED)
    assert await ended(await ids_of(folder))


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks into /proc")
async def test_a_child_that_outlives_the_command_and_holds_its_output_is_killed(
    folder: Path,
) -> None:
    leaves = ENDLESS.replace("    time.sleep(600)", "        os._exit(0)\n    time.sleep(600)")
    system = command(folder, leaves, timeout_s=3.0)
    with pytest.raises(ModelError, match="took longer"):
        await system.answer(ASKED)
    assert await ended(await ids_of(folder))


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks into /proc")
async def test_a_question_that_is_given_up_ends_the_command(folder: Path) -> None:
    asking = asyncio.create_task(command(folder, ENDLESS).answer(ASKED))
    numbers = await ids_of(folder)
    assert all(running(number) for number in numbers)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert await ended(numbers)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("", "is empty"),
        ("  ", "is empty"),
        ("echo 'open", "cannot be read: No closing quotation"),
        ("no-such-program --fast", "no program 'no-such-program'"),
    ],
)
def test_commands_that_cannot_run_are_refused_before_anything_runs(words: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        Command(words)


async def test_a_program_that_has_gone_is_said_in_words(folder: Path) -> None:
    program = folder / "program"
    program.write_text("#!/bin/sh\necho Ada.\n", encoding="utf-8")
    program.chmod(0o755)
    system = Command(shlex.quote(str(program)))
    assert (await system.answer(ASKED)).text == "Ada."
    os.unlink(program)
    with pytest.raises(ModelError, match="cannot be run: No such file"):
        await system.answer(ASKED)
