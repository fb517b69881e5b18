"""The results of a run as JUnit XML, which CI systems show as tests."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from rag.evaluation.results import Result

__all__ = ["write_junit"]

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MOST_CHARS = 2000


def write_junit(path: Path, results: Iterable[Result], *, suite: str) -> None:
    """Write a test case for each result: wrong answers as failures, failed questions as errors.

    Args:
        path: The file; it is there only when it is whole.
        results: Read once.
        suite: Name of the suite.
    """
    cases: list[str] = []
    failures = errors = 0
    seconds = 0.0
    for result in results:
        cases.append(_case(result, suite))
        failures += bool(result.wrong) and not result.error
        errors += bool(result.error)
        seconds += result.seconds
    counts = f'tests="{len(cases)}" failures="{failures}" errors="{errors}" time="{seconds:.3f}"'
    part = path.with_name(path.name + ".part")
    with part.open("w", encoding="utf-8", errors="replace") as file:
        file.write('<?xml version="1.0" encoding="UTF-8"?>\n')
        file.write(f"<testsuites>\n<testsuite name={_attribute(suite)} {counts}>\n")
        file.writelines(cases)
        file.write("</testsuite>\n</testsuites>\n")
    part.replace(path)


def _case(result: Result, suite: str) -> str:
    name = result.question.id + (f" (time {result.repeat + 1})" if result.repeat else "")
    opening = (
        f"<testcase classname={_attribute(suite)} name={_attribute(name)} "
        f'time="{result.seconds:.3f}">'
    )
    said = result.response.text if result.response else ""
    text = escape(_xml(f"{result.question.question}\n{said}"))
    if result.error:
        body = f"<error message={_attribute(result.error)}>{text}</error>"
    elif result.wrong:
        body = f"<failure message={_attribute('; '.join(result.wrong))}>{text}</failure>"
    else:
        body = ""
    return f"{opening}{body}</testcase>\n"


def _attribute(text: str) -> str:
    return quoteattr(" ".join(_xml(text).split()))


def _xml(text: str) -> str:
    """Return a text without the characters that XML 1.0 does not have, cut where it is long."""
    return _NOT_XML.sub("\ufffd", text)[:_MOST_CHARS]
