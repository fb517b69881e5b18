"""The lock: one holder, named to the others, gone with its process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from rag.errors import StoreError
from rag.lock import exclusive

HOLD = (
    "import sys, time; from pathlib import Path; from rag.lock import exclusive\n"
    "with exclusive(Path(sys.argv[1])):\n    print('held', flush=True); time.sleep(60)"
)


def test_the_lock_is_free_again_afterwards(tmp_path: Path) -> None:
    for _ in range(2):
        with exclusive(tmp_path / "new" / "data"):
            pass


def test_one_process_cannot_hold_it_twice(tmp_path: Path) -> None:
    with (
        exclusive(tmp_path),
        pytest.raises(StoreError, match=str(os.getpid())) as caught,
        exclusive(tmp_path, timeout_s=0.1),
    ):
        pass
    assert caught.value.retryable


def test_another_holder_is_named_and_its_death_frees_the_lock(tmp_path: Path) -> None:
    with subprocess.Popen(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with (
            pytest.raises(StoreError, match=f"process {holder.pid}"),
            exclusive(tmp_path, timeout_s=0.1),
        ):
            pass
        holder.send_signal(signal.SIGKILL)
    with exclusive(tmp_path, timeout_s=5.0):
        pass


def test_a_directory_that_cannot_be_made_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError, match="file"), exclusive(tmp_path / "file" / "data"):
        pass
