"""A run's questions and answers in the formats of other evaluation tools.

Field names are those of `ragas.SingleTurnSample`, `deepeval.test_case.LLMTestCase`, BEIR's data
sets and trec_eval's runs. Of questions that were asked more than once, the first answer goes out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Literal, TextIO
from urllib.parse import quote

from rag.errors import UsageError
from rag.evaluation.correctness import names_one
from rag.evaluation.dataset import EvalQuestion, question_hash
from rag.evaluation.response import Response, without_markers
from rag.evaluation.results import Result, RunFolder

__all__ = ["export"]

_SILENT = "The documents do not say."
_TAG = "citeproof"
_SPACE = re.compile(r"\s")


def export(
    folder: RunFolder,
    shape: Literal["ragas", "deepeval", "beir"],
    out: Path,
    *,
    force: bool = False,
) -> list[Path]:
    """Write a run in a format of another tool and return the files written.

    `ragas` is JSONL with a sample a line, and its question's `id`, which ragas passes over;
    `deepeval` is a JSON list of test cases; `beir` is a folder of `queries.jsonl`,
    `qrels/test.tsv` and `run.trec`, whose documents are uris with white space as in a URL.

    Markers are left out of answers, whose numbers count what is not exported; the sides of a
    conflict are part of them. A question that failed has an empty answer; one whose answer is that
    there is none says so in words.

    Args:
        folder: The run.
        shape: The format.
        out: File to write, or the folder of `beir`; folders above it are made.
        force: Whether to write over files that are there.

    Raises:
        UsageError: If there is no run, it has no results, a file is there already, or none can be
            written.
    """
    folder.info()
    results = _first_results(folder)
    first = next(results, None)
    if first is None:
        raise UsageError(f"{folder.path} has no results to export; go on with the run first")
    names = ("queries.jsonl", "qrels/test.tsv", "run.trec")
    paths = [out / name for name in names] if shape == "beir" else [out]
    try:
        with _written(paths, force=force) as files:
            _WRITERS[shape](_from(first, results), files)
    except OSError as exc:
        raise UsageError(f"{out} cannot be written: {exc.strerror or exc}") from exc
    return paths


def _write_ragas(results: Iterator[Result], files: Sequence[TextIO]) -> None:
    for result in results:
        question = result.question
        sample = {
            "id": question.id,
            "user_input": question.question,
            "response": _words(result.response),
            "retrieved_contexts": _contexts(result.response),
            "reference": _reference(question),
            "reference_contexts": list(question.gold_quotes) or None,
        }
        files[0].write(_json(sample) + "\n")


def _write_deepeval(results: Iterator[Result], files: Sequence[TextIO]) -> None:
    before = "[\n"
    for result in results:
        question = result.question
        case = {
            "name": question.id,
            "input": question.question,
            "actual_output": _words(result.response),
            "retrieval_context": _contexts(result.response),
            "expected_output": _reference(question),
            "context": list(question.gold_quotes) or None,
        }
        files[0].write(before + _json(case))
        before = ",\n"
    files[0].write("\n]\n")


def _write_beir(results: Iterator[Result], files: Sequence[TextIO]) -> None:
    queries, qrels, run = files
    qrels.write("query-id\tcorpus-id\tscore\n")
    for result in results:
        question, found = result.question, _documents(result.response)
        name = _escaped(question.id)
        queries.write(_json({"_id": name, "text": question.question}) + "\n")
        for gold in _gold_documents(question, found):
            qrels.write(f"{name}\t{_escaped(gold)}\t1\n")
        for rank, uri in enumerate(found, start=1):
            run.write(f"{name} Q0 {_escaped(uri)} {rank} {1 / rank:.8f} {_TAG}\n")


_WRITERS: Mapping[str, Callable[[Iterator[Result], Sequence[TextIO]], None]] = {
    "ragas": _write_ragas,
    "deepeval": _write_deepeval,
    "beir": _write_beir,
}


def _first_results(folder: RunFolder) -> Iterator[Result]:
    seen: set[str] = set()
    for result in folder.results():
        name = question_hash(result.question)
        if result.repeat == 0 and name not in seen:
            seen.add(name)
            yield result


def _from(first: Result, rest: Iterator[Result]) -> Iterator[Result]:
    yield first
    yield from rest


def _words(response: Response | None) -> str:
    if response is None:
        return ""
    if response.silent and not without_markers(response.text).strip():
        return _SILENT
    lines = (" ".join(line.split()) for line in without_markers(response.words).splitlines())
    bare = (re.sub(r" (?=[.,;:!?])", "", line) for line in lines)
    return "\n".join(line for line in bare if line)


def _contexts(response: Response | None) -> list[str] | None:
    """Return what was found in words; None of a system that does not give them."""
    if response is None:
        return []
    quotes = [context.quote for context in response.contexts if context.quote]
    given = response.has_contexts and (quotes or not response.contexts)
    return quotes if given else None


def _reference(question: EvalQuestion) -> str | None:
    return question.reference_answer[0] if question.reference_answer else None


def _documents(response: Response | None) -> list[str]:
    """Return the distinct documents that were found, best first."""
    contexts = response.contexts if response else ()
    return list(dict.fromkeys(context.uri for context in contexts if context.uri))


def _gold_documents(question: EvalQuestion, found: Sequence[str]) -> list[str]:
    """Return the documents that hold the answer, under the uris of those that were found."""
    golds: dict[str, None] = {}
    for gold in question.gold_sources:
        golds |= dict.fromkeys([uri for uri in found if names_one(uri, [gold])] or [gold])
    return list(golds)


def _escaped(name: str) -> str:
    return _SPACE.sub(lambda space: quote(space.group()), name)


def _json(fields: Mapping[str, object]) -> str:
    return json.dumps({k: v for k, v in fields.items() if v is not None}, ensure_ascii=False)


@contextmanager
def _written(paths: Sequence[Path], *, force: bool) -> Generator[list[TextIO]]:
    """Open files that appear under their names only when all of them are complete."""
    for path in paths:
        if path.is_dir() or (path.exists() and not force):
            what = "is a folder" if path.is_dir() else "is there already"
            raise UsageError(f"{path} {what}; name another file, or write over a file by force")
        path.parent.mkdir(parents=True, exist_ok=True)
    parts = [path.with_name(f".{path.name}.part") for path in paths]
    try:
        with ExitStack() as stack:
            yield [
                stack.enter_context(part.open("w", encoding="utf-8", newline="\n"))
                for part in parts
            ]
        for part, path in zip(parts, paths, strict=True):
            part.replace(path)
    finally:
        for part in parts:
            part.unlink(missing_ok=True)
