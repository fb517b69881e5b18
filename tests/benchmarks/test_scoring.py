from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.scoring import (
    SeedQuestion,
    canonical_texts,
    citations_of,
    count_metric,
    inexact,
    load_questions,
    median_metric,
    occurs,
    problems,
    ratio_metric,
    write_report,
)
from rag.types import Answer, AnswerStatus, Citation, Claim, Document, ModelIds, Side, Verdict

ROOT = Path(__file__).resolve().parents[2]
TEXT = "The ferry runs daily. It costs $1.4 trillion."


def _cite(uri: str = "a.txt", start: int = 0, end: int = 21) -> Citation:
    document = Document(
        id="doc_0000000000000001",
        uri=uri,
        title="A",
        text=TEXT,
        media_type="text/plain",
        sha256="0" * 64,
        fetched_at="2026-01-01T00:00:00Z",
    )
    return Citation.from_span(document, start, end)


def _claim(text: str, *citations: Citation) -> Claim:
    verdict = Verdict(label="supported", score=1.0, reason="stated")
    return Claim(text=text, citations=list(citations), verdict=verdict)


def _answer(
    text: str,
    *citations: Citation,
    status: AnswerStatus = "answered",
    sides: list[Side] | None = None,
) -> Answer:
    return Answer(
        id="ans_1",
        question="?",
        standalone_question="?",
        status=status,
        text=text,
        claims=[_claim(text, *citations)] if citations else [],
        sides=sides or [],
        models=ModelIds(chat="c", judge="j", embed="e"),
        generation="g1",
        created_at="2026-01-01T00:00:00Z",
    )


def _question(**rules: object) -> SeedQuestion:
    plain: dict[str, object] = {
        "id": "q1",
        "question": "?",
        "kind": "fact",
        "expected_status": "answered",
        "must_include": [],
        "must_not_include": [],
        "gold_sources": [],
        "gold_quotes": [],
        "note": "",
    }
    return SeedQuestion.model_validate({**plain, **rules})


@pytest.mark.parametrize(
    ("phrase", "text", "expected"),
    [
        ("$1 trillion", "committed $1.4 trillion", False),
        ("$1 trillion", "committed an estimated $1 trillion.", True),
        ("$1.4 trillion", "committed $1.4\u00a0Trillion", True),
        ("4 trillion", "committed $1.4 trillion", False),
        ("$300 billion", "US$300 billion", True),
        ("17", "rose 17%", True),
        ("17", "rose 17.5%", False),
        ("17", "rose 117%", False),
        ("17", "It rose 17.", True),
        ("30", "a 30-gigawatt site", True),
        ("Risk", "many risks", False),
        ("AMD", "Nvidia, amd and others", True),
        ("early access", "early\n  access", True),
    ],
)
def test_phrases_count_as_whole_words(phrase: str, text: str, expected: bool) -> None:
    assert occurs(phrase, text) is expected


@given(st.text(alphabet="ab c.$1", min_size=1).filter(lambda text: text.strip() != ""))
def test_a_text_set_apart_occurs_in_itself(text: str) -> None:
    assert occurs(text.strip(), f"x {text.strip()} y")


def test_a_right_answer_has_no_problems() -> None:
    question = _question(
        must_include=[["daily", "every day"]], gold_sources=["a.txt"], polarity="yes"
    )
    assert problems(question, _answer("Yes, it runs daily. [1]", _cite("deep/a.txt"))) == []


def test_partly_answered_counts_as_answered() -> None:
    assert problems(_question(), _answer("Daily.", status="partly_answered")) == []


@pytest.mark.parametrize(
    ("rules", "answer", "problem"),
    [
        ({}, _answer("", status="not_found"), "not_found, not answered"),
        ({"must_include": [["17"], ["18", "19"]]}, _answer("17"), "lacks 18 | 19"),
        ({"must_include": [["17"]]}, _answer("It rose. [17]"), "lacks 17"),
        ({"must_not_include": ["Canberra"]}, _answer("It is canberra."), "says Canberra"),
        ({"polarity": "no"}, _answer("Yes, no doubt."), "begins with yes, not no"),
        (
            {"gold_sources": ["b.txt"]},
            _answer("Daily.", _cite("a.txt")),
            "cites no document that holds the answer",
        ),
    ],
)
def test_each_rule_is_checked(rules: dict[str, object], answer: Answer, problem: str) -> None:
    assert problems(_question(**rules), answer) == [problem]


def test_sides_of_a_conflict_count_as_said_and_cited() -> None:
    question = _question(
        expected_status="conflicting",
        must_include=[["$1.4 trillion"], ["$1 trillion"]],
        gold_sources=["a.txt"],
    )
    sides = [
        Side(value="$1.4 trillion", text="It costs that.", citations=[_cite()]),
        Side(value="$1 trillion", text="It costs less.", citations=[_cite("b.txt")]),
    ]
    answer = _answer("The documents disagree.", status="conflicting", sides=sides)
    assert problems(question, answer) == []


def test_an_inexact_citation_is_found_wherever_it_stands() -> None:
    texts = {"a.txt": TEXT}
    moved = _cite().model_copy(update={"start": 1})
    changed = _cite().model_copy(update={"quote": "The ferry runs weekly."})
    stranger = _cite("b.txt")
    assert [inexact(c, texts) for c in (_cite(), moved, changed, stranger)] == [
        False,
        True,
        True,
        True,
    ]
    answer = _answer("Daily.", _cite(), sides=[Side(value="v", text="t", citations=[moved])])
    answer = answer.model_copy(update={"removed": [_claim("Weekly.", changed)]})
    assert sum(inexact(citation, texts) for citation in citations_of(answer)) == 2


def test_canonical_text_drops_the_mark_and_carriage_returns_only(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("\ufeffone\r\n two\r \u00a0three\n".encode())
    assert canonical_texts(tmp_path) == {"a.txt": "one\n two\r \u00a0three\n"}


def test_the_seed_questions_can_be_read() -> None:
    questions = load_questions(ROOT / "benchmarks" / "seed_questions.jsonl")
    assert len(questions) == len({question.id for question in questions}) == 18
    assert sum(question.expected_status == "not_found" for question in questions) == 4
    texts = canonical_texts(ROOT / "seeds")
    assert {name for question in questions for name in question.gold_sources} <= texts.keys()


def test_intervals_hold_the_figure_and_are_the_same_each_time() -> None:
    count = count_metric([True] * 14 + [False] * 4)
    assert (count.value, count.n) == (14, 18)
    assert 8 <= count.low < 14 < count.high <= 18
    assert count == count_metric([True] * 14 + [False] * 4)
    assert count_metric([]).value == 0
    assert median_metric([3.0, 1.0, 2.0]).value == 2.0


def test_ratio_is_of_medians_and_resampled_in_pairs() -> None:
    ratio = ratio_metric([(1.0, 2.0), (2.0, 4.0), (3.0, 6.0)])
    assert (ratio.value, ratio.n, ratio.low, ratio.high) == (0.5, 3, 0.5, 0.5)


def test_report_names_commit_machine_and_figures(tmp_path: Path) -> None:
    target = tmp_path / "deep" / "report.json"
    write_report(target, {"seeds_correct": count_metric([True, False])})
    report = json.loads(target.read_text(encoding="utf-8"))
    assert report.keys() == {"commit", "machine", "metrics"}
    assert report["metrics"]["seeds_correct"].keys() == {"value", "n", "low", "high"}
