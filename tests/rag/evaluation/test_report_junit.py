from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

from rag.evaluation.report_junit import write_junit
from tests.rag.evaluation.sample_run import HOSTILE, results


def test_wrong_answers_are_failures_and_failed_questions_errors(tmp_path: Path) -> None:
    path = tmp_path / "junit.xml"
    asked = results()
    again = asked[0].model_copy(update={"repeat": 1, "key": "5"})
    write_junit(path, [*asked, again], suite='ques"tions')
    (suite,) = ElementTree.parse(path).getroot()  # noqa: S314 - written by this test
    assert suite.attrib == {
        "name": 'ques"tions', "tests": "5", "failures": "1", "errors": "1", "time": "14.500"
    }  # fmt: skip
    cases = list(suite)
    assert [case.attrib["name"] for case in cases] == [
        "fee",
        HOSTILE,
        "moon",
        "lost",
        "fee (time 2)",
    ]
    assert [[child.tag for child in case] for case in cases] == [
        [], ["failure"], [], ["error"], []
    ]  # fmt: skip
    failure, error = cases[1][0], cases[3][0]
    assert failure.attrib["message"] == f"conflicting, not answered; {HOSTILE}"
    assert failure.text is not None and HOSTILE in failure.text
    assert error.attrib["message"] == "the model stopped \ufffd"  # XML has no vertical tab
