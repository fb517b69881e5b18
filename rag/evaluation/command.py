"""Any program as a system: a command that is run once for each question."""

from __future__ import annotations

import asyncio
import json
import os
import shlex
import shutil
import signal
from contextlib import suppress
from dataclasses import dataclass
from typing import cast

from rag.errors import ModelError, UsageError
from rag.evaluation.answer_row import read_answer_row, response_of
from rag.evaluation.dataset import EvalQuestion
from rag.evaluation.response import Response

__all__ = ["Command"]

_MOST_BYTES = 8_000_000
_LAST_BYTES = 8_000
_PIECE_BYTES = 65_536
_SHOWN_CHARS = 300
_END_WAIT_S = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ended:
    code: int
    out: bytes
    err: bytes


class Command:
    """Runs a command for each question, without a shell.

    It is given one line of JSON, `{"id", "question", "history"}`, and writes its answer: an object
    with the fields of `rag.evaluation.answer_row.read_answer_row`, or plain text.

    Args:
        command: The program and its arguments, quoted as for a shell.
        timeout_s: Longest time of one answer, in seconds; then it and its children are killed.

    Raises:
        UsageError: If the command cannot be read, or there is no such program.
    """

    def __init__(self, command: str, *, timeout_s: float = 120.0) -> None:
        """Look that the program is there; it is not run."""
        try:
            self._words = shlex.split(command)
        except ValueError as exc:
            raise UsageError(f"the command {command!r} cannot be read: {exc}") from exc
        if not self._words:
            raise UsageError("the command is empty; give a program and its arguments")
        if shutil.which(self._words[0]) is None:
            raise UsageError(
                f"the command {command!r} cannot be run: there is no program {self._words[0]!r}; "
                "give its path, or one that is on PATH"
            )
        self._name = f"the command {_shown(command)!r}"
        self._timeout_s = timeout_s

    async def answer(self, question: EvalQuestion) -> Response:
        """Run the command and return its answer.

        Raises:
            ModelError: If it ends with another exit code than 0, takes too long, or writes nothing
                that can be read as an answer.
        """
        asked = question.model_dump(include={"id", "question", "history"})
        ended = await self._run(json.dumps(asked).encode() + b"\n")
        if ended.code != 0:
            last = ended.err.decode("utf-8", "replace").strip().splitlines()
            said = f": {_shown(last[-1])}" if last else " and wrote nothing to stderr"
            raise ModelError(f"{self._name} ended with exit code {ended.code}{said}")
        if len(ended.out) > _MOST_BYTES:
            raise ModelError(f"{self._name} wrote more than {_MOST_BYTES:,} bytes; write less")
        return self._read(ended.out)

    async def close(self) -> None:
        """Do nothing: no process outlives its answer."""

    async def _run(self, given: bytes) -> _Ended:
        try:
            process = await asyncio.create_subprocess_exec(
                *self._words,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
                start_new_session=True,
            )
        except OSError as exc:
            raise ModelError(f"{self._name} cannot be run: {exc.strerror or exc}") from exc
        try:
            async with asyncio.timeout(self._timeout_s):
                return await _exchanged(process, given)
        except BaseException as exc:
            await _kill(process)
            if not isinstance(exc, TimeoutError):
                raise
            raise ModelError(
                f"{self._name} took longer than {self._timeout_s:g} s and was killed; "
                "give it more time, or a faster model"
            ) from exc

    def _read(self, out: bytes) -> Response:
        try:
            text = out.decode().strip()
        except UnicodeDecodeError as exc:
            raise ModelError(f"{self._name} wrote no UTF-8 text: byte {exc.start}") from exc
        if not text:
            raise ModelError(f"{self._name} wrote nothing; write the answer to stdout")
        if not text.startswith(("{", "[{")):
            return response_of(text)
        try:
            row = read_answer_row(_object(text))
        except ValueError as exc:
            raise ModelError(
                f"{self._name} wrote what begins as a JSON object and is none: {exc}; "
                "write one object, and anything else to stderr"
            ) from exc
        except UsageError as exc:
            raise ModelError(f"{self._name} wrote an object that cannot be read: {exc}") from exc
        if row.response is None:
            raise ModelError(
                f"{self._name} wrote an answer without words; "
                "write status not_found where there is none"
            )
        return row.response


def _object(text: str) -> dict[str, object]:
    try:
        held: object = json.loads(text)
    except RecursionError as exc:
        raise ValueError("it is nested too deeply") from exc
    if not isinstance(held, dict):
        raise ValueError(f"it is a {type(held).__name__}")
    return cast("dict[str, object]", held)


async def _exchanged(process: asyncio.subprocess.Process, given: bytes) -> _Ended:
    stdin, stdout, stderr = process.stdin, process.stdout, process.stderr
    if stdin is None or stdout is None or stderr is None:
        raise AssertionError("the process was started with pipes")
    out, err, _, code = await asyncio.gather(
        _first(stdout), _last(stderr), _feed(stdin, given), process.wait()
    )
    return _Ended(code=code, out=out, err=err)


async def _feed(stdin: asyncio.StreamWriter, given: bytes) -> None:
    with suppress(BrokenPipeError, ConnectionResetError):  # a program need not read its question
        stdin.write(given)
        await stdin.drain()
    stdin.close()


async def _first(stream: asyncio.StreamReader) -> bytes:
    """Return all that is written, or a little more than the most that is read."""
    kept = bytearray()
    while piece := await stream.read(_PIECE_BYTES):
        if len(kept) <= _MOST_BYTES:
            kept += piece
    return bytes(kept)


async def _last(stream: asyncio.StreamReader) -> bytes:
    kept = b""
    while piece := await stream.read(_PIECE_BYTES):
        kept = (kept + piece)[-_LAST_BYTES:]
    return kept


async def _kill(process: asyncio.subprocess.Process) -> None:
    """Kill the process and its children, and wait until their pipes are closed."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    with suppress(TimeoutError):
        async with asyncio.timeout(_END_WAIT_S):
            await process.communicate()


def _shown(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN_CHARS else line[:_SHOWN_CHARS] + "…"
