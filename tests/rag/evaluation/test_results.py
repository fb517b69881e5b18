from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import UsageError
from rag.evaluation.dataset import EvalQuestion
from rag.evaluation.response import Quoted, Response, Told
from rag.evaluation.results import Result, RunFolder, RunInfo, result_key

INFO = RunInfo(
    questions="harbour.jsonl",
    system="citeproof",
    settings_hash="00112233445566ff",
    generation="g1",
    judge="fake-judge",
    version="0.1.0",
    repeat=2,
    created_at="2026-01-01T00:00:00+00:00",
)
QUESTION = EvalQuestion(id="q1", question="When did the “harbour” open?", tags=("dates",))


def _result(name: str, *, error: str = "", repeat: int = 0) -> Result:
    question = EvalQuestion(id=name, question=f"When did {name} open?")
    cited = Quoted(
        uri="harbour.txt", quote="It opened in 1902 — at last.\nThen 1 € a day.", start=4
    )
    response = Response(
        text="In 1902 [1].",
        status="answered",
        confidence=0.75,
        told=(Told(text="In 1902.", citations=(cited,), label="supported", score=0.9),),
    )
    return Result(
        key=result_key(question, INFO, repeat),
        question=question,
        repeat=repeat,
        response=None if error else response,
        error=error,
        scores={} if error else {"correct": 1.0, "mrr": 1 / 3},
        seconds=0.1,
    )


def _file(folder: RunFolder) -> Path:
    return folder.path / "results.jsonl"


def _started(path: Path, *results: Result) -> RunFolder:
    folder = RunFolder(path)
    folder.start(INFO)
    for result in results:
        folder.append(result)
    return folder


def test_a_run_reads_as_it_was_written(tmp_path: Path) -> None:
    results = [_result("one"), _result("two", error="The server is away."), _result("three")]
    folder = _started(tmp_path / "deep" / "run", *results)
    assert folder.exists
    assert folder.info() == INFO
    assert list(RunFolder(folder.path).results()) == results


def test_a_result_is_in_the_file_when_append_returns(tmp_path: Path) -> None:
    folder = _started(tmp_path)
    for number, name in enumerate(("one", "two"), start=1):
        folder.append(_result(name))
        lines = _file(folder).read_bytes().split(b"\n")
        assert len(lines) == number + 1 and lines[-1] == b""
        assert json.loads(lines[number - 1])["question"]["id"] == name


def test_a_folder_without_a_run(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path / "none")
    assert not folder.exists
    assert list(folder.results()) == []
    assert folder.done(failed_too=True) == set()
    with pytest.raises(UsageError, match="none holds no run"):
        folder.info()


@pytest.mark.parametrize("held", [b"{", b"{}", b"\xff", b'{"repeat": 0}'])
def test_an_unreadable_run_is_named(tmp_path: Path, held: bytes) -> None:
    folder = _started(tmp_path)
    (tmp_path / "run.json").write_bytes(held)
    with pytest.raises(UsageError, match=r"run\.json cannot be read"):
        folder.info()


def test_starting_leaves_no_other_file(tmp_path: Path) -> None:
    _started(tmp_path / "run")
    assert [path.name for path in (tmp_path / "run").iterdir()] == ["run.json"]


def test_fields_of_newer_versions_are_passed_over(tmp_path: Path) -> None:
    folder = _started(tmp_path)
    newer = json.loads(_result("one").model_dump_json()) | {"colour": "red"}
    newer["response"]["mood"] = "calm"
    _file(folder).write_text(json.dumps(newer) + "\n", encoding="utf-8")
    (tmp_path / "run.json").write_text(
        json.dumps(INFO.model_dump() | {"colour": "red"}), encoding="utf-8"
    )
    assert list(folder.results()) == [_result("one")]
    assert folder.info() == INFO


def test_a_key_changes_with_all_a_result_depends_on() -> None:
    other_rules = QUESTION.model_copy(update={"must_include": (("1902",),)})
    keys = [
        result_key(QUESTION, INFO, 0),
        result_key(QUESTION, INFO, 1),
        result_key(other_rules, INFO, 0),
        *(
            result_key(QUESTION, INFO.model_copy(update={field: "x"}), 0)
            for field in ("settings_hash", "generation", "judge")
        ),
    ]
    assert len(set(keys)) == len(keys)
    assert all(len(key) == 20 and int(key, 16) >= 0 for key in keys)


def test_a_key_stays_with_what_changes_no_result() -> None:
    tagged = QUESTION.model_copy(update={"tags": (), "note": "seen"})
    later = INFO.model_copy(
        update={"questions": "moved.jsonl", "created_at": "2027", "version": "9", "repeat": 5}
    )
    assert result_key(tagged, later, 0) == result_key(QUESTION, INFO, 0)


def test_the_last_result_of_a_key_counts_where_it_stands(tmp_path: Path) -> None:
    failed, again = _result("one", error="Away."), _result("one")
    folder = _started(tmp_path, failed, _result("two"), again)
    assert list(folder.results()) == [_result("two"), again]
    # A later failure counts just so.
    folder.append(failed)
    assert list(folder.results()) == [_result("two"), failed]


def test_done_tells_failures_apart_by_their_last_result(tmp_path: Path) -> None:
    good, bad = _result("good"), _result("bad", error="Away.")
    mended, broken = _result("mended"), _result("broken")
    folder = _started(
        tmp_path, good, bad, _result("mended", error="Away."), broken, mended,
        _result("broken", error="Away."),
    )  # fmt: skip
    assert folder.done(failed_too=True) == {good.key, bad.key, mended.key, broken.key}
    assert folder.done(failed_too=False) == {good.key, mended.key}


def test_repeats_of_a_question_are_results_of_their_own(tmp_path: Path) -> None:
    folder = _started(tmp_path, _result("one"), _result("one", repeat=1))
    assert [result.repeat for result in folder.results()] == [0, 1]
    assert len(folder.done(failed_too=True)) == 2


def test_a_line_cut_at_any_byte_loses_no_other(tmp_path: Path) -> None:
    first, last, later = _result("first"), _result("last"), _result("later")
    whole = _file(_started(tmp_path / "whole", first, last)).read_bytes()
    begin = whole.index(b"\n") + 1
    folder = _started(tmp_path / "cut")
    for end in range(begin, len(whole) + 1):
        _file(folder).write_bytes(whole[:end])
        # Whole as soon as its last brace is there, with or without the end of the line.
        kept = [first, last] if end >= len(whole) - 1 else [first]
        assert list(folder.results()) == kept, end
        assert folder.done(failed_too=True) == {result.key for result in kept}, end
        folder.append(later)
        assert list(folder.results()) == [*kept, later], end
        # Nothing is written over, and asking the lost one again brings it back.
        assert _file(folder).read_bytes().startswith(whole[:end]), end
    _file(folder).write_bytes(whole[:-9])
    folder.append(last)
    assert list(folder.results()) == [first, last]


@given(cuts=st.lists(st.integers(min_value=0, max_value=10_000), min_size=1, max_size=4))
def test_runs_killed_again_and_again_keep_all_that_was_whole(
    tmp_path_factory: pytest.TempPathFactory, cuts: list[int]
) -> None:
    folder = _started(tmp_path_factory.mktemp("run"))
    kept: list[Result] = []
    for number, cut in enumerate(cuts):
        good, lost = _result(f"good{number}"), _result(f"lost{number}")
        folder.append(good)
        begin = _file(folder).stat().st_size
        folder.append(lost)
        held = _file(folder).read_bytes()
        end = begin + cut % (len(held) - 1 - begin)  # before the last brace
        _file(folder).write_bytes(held[:end])
        kept.append(good)
    assert list(folder.results()) == kept


@pytest.mark.parametrize(
    "line",
    [
        b'{"key": "k", "error": ""}',  # no question
        b'{"key": "k", "error": "", "question": {"id": "q", "question": "?"}, "repeat": -1}',
        b'{"colour": "red"}',  # no key
        b'{"key": "k"}',
        b"[1, 2]",
        b"null",
    ],
)
def test_a_line_of_json_that_is_no_result_is_named(tmp_path: Path, line: bytes) -> None:
    folder = _started(tmp_path, _result("one"))
    with _file(folder).open("ab") as file:
        file.write(b"\n" + line + b"\n")
    folder.append(_result("two"))
    with pytest.raises(UsageError, match=r"results\.jsonl, line 3 is not a result"):
        list(folder.results())


@pytest.mark.parametrize("line", [b"%PDF", b"\xff\xfe{", b'{"key": "k", "error": ', b"\0\0\0"])
def test_a_middle_line_that_is_no_json_is_passed_over(tmp_path: Path, line: bytes) -> None:
    folder = _started(tmp_path, _result("one"))
    with _file(folder).open("ab") as file:
        file.write(line + b"\n")
    folder.append(_result("two"))
    assert list(folder.results()) == [_result("one"), _result("two")]
    assert len(folder.done(failed_too=True)) == 2


def test_a_superseded_result_need_not_be_readable(tmp_path: Path) -> None:
    good = _result("one")
    old = {"key": "k", "question": {"id": "one"}, "repeat": 0, "error": "", "scores": "none"}
    folder = _started(tmp_path)
    _file(folder).write_text(json.dumps(old) + "\n", encoding="utf-8")
    folder.append(good)
    assert list(folder.results()) == [good]


def test_of_a_question_that_was_changed_only_the_last_result_counts(tmp_path: Path) -> None:
    folder = _started(tmp_path)
    first, again, other = _result("one"), _result("one", repeat=1), _result("two")
    changed = first.model_copy(
        update={"key": "changed", "question": first.question.model_copy(update={"kind": "new"})}
    )
    for result in (first, again, other, changed):
        folder.append(result)
    assert list(folder.results()) == [again, other, changed]
    assert folder.done(failed_too=True) == {again.key, other.key, "changed"}


def test_one_run_at_a_time_writes_to_a_folder(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path / "run")
    lock = folder.lock()
    with pytest.raises(UsageError, match="run is being written by another run"):
        RunFolder(folder.path).lock()
    assert list(RunFolder(folder.path).results()) == []  # reading needs no lock
    RunFolder(tmp_path / "other").lock().release()
    lock.release()
    RunFolder(folder.path).lock().release()
