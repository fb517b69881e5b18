from __future__ import annotations

from collections.abc import Mapping

import pytest

from rag.errors import UsageError
from rag.evaluation.answer_row import read_answer_row, response_of
from rag.evaluation.response import Quoted, Response

A, B = Quoted(uri="a.txt", quote="It rose."), Quoted(uri="b.txt", quote="Lee left.")


def read(row: Mapping[str, object]) -> Response:
    response = read_answer_row(row).response
    assert response is not None
    return response


def cited(response: Response) -> list[tuple[str, list[str]]]:
    return [(told.text, [c.uri for c in told.citations]) for told in response.told]


@pytest.mark.parametrize(
    "row",
    [
        {"id": "q1", "question": "Who?", "answer": "Ada.", "contexts": ["It was Ada."]},
        {
            "id": "q1",
            "user_input": "Who?",
            "response": "Ada.",
            "retrieved_contexts": ["It was Ada."],
            "reference": "Ada",
        },
        {
            "name": "q1",
            "input": "Who?",
            "actual_output": "Ada.",
            "retrieval_context": [{"source": "", "context": "It was Ada."}],
            "context": ["gold"],
        },
        {"id": "q1", "query": "Who?", "text": "Ada.", "contexts": [{"content": "It was Ada."}]},
    ],
    ids=["ours", "ragas", "deepeval", "plain"],
)
def test_the_field_names_in_use_say_the_same(row: Mapping[str, object]) -> None:
    held = read_answer_row(row)
    assert (held.id, held.question) == ("q1", "Who?")
    assert held.response == response_of("Ada.", contexts=[Quoted(uri="", quote="It was Ada.")])


def test_all_that_is_given_is_kept() -> None:
    held = read_answer_row(
        {
            "id": 7,
            "answer": "It rose [1].",
            "citations": [
                {
                    "file_name": "a.txt",
                    "text": "It rose.",
                    "title": "A",
                    "published_at": "2024-01-02",
                }
            ],
            "contexts": [{"document": "b.txt", "quote": "Lee left.", "start": 3, "end": 12}],
            "sources": ["b.txt", "c.txt"],
            "status": "partly_answered",
            "confidence": 0.25,
            "seconds": 1.5,
            "usage": {"requests": 2, "prompt_tokens": 30, "completion_tokens": 4, "total": 34},
            "model": "of no interest",
        }
    )
    response = held.response
    assert response is not None
    assert (held.id, held.seconds) == ("7", 1.5)
    assert (response.status, response.confidence) == ("partly_answered", 0.25)
    assert response.usage.model_dump() == {
        "requests": 2,
        "prompt_tokens": 30,
        "completion_tokens": 4,
    }
    assert [(c.uri, c.quote, c.start) for c in response.contexts] == [
        ("b.txt", "Lee left.", 3),
        ("c.txt", "", None),
    ]
    assert [(c.title, c.published_at) for c in response.citations] == [("A", "2024-01-02")]


def test_a_system_that_does_not_say_what_it_found_has_no_contexts() -> None:
    assert not read({"answer": "Ada."}).has_contexts
    assert read({"answer": "Ada.", "contexts": []}).has_contexts
    assert [c.uri for c in read({"answer": "Ada.", "sources": ["a.txt"]}).contexts] == ["a.txt"]


@pytest.mark.parametrize(
    ("row", "silent"),
    [
        ({"answer": None}, None),
        ({"answer": " "}, None),
        ({"answer": "", "status": "answered"}, None),
        ({"answer": "", "status": "not_found"}, True),
        ({"status": "not_found"}, True),
    ],
)
def test_an_answer_without_words_is_none_unless_its_status_says_why(
    row: Mapping[str, object], silent: bool | None
) -> None:
    response = read_answer_row(row).response
    assert (response and response.silent) is silent


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"anwser": "Ada."}, "has no answer; give it as one of answer, response"),
        ({"answer": 5}, "answer holds 5"),
        ({"answer": "Ada.", "response": "Bob."}, "both answer and response, which differ"),
        ({"answer": "x", "contexts": "a"}, "contexts must be a list, not 'a'"),
        ({"answer": "x", "contexts": [5]}, "contexts must hold strings or objects, not 5"),
        ({"answer": "x", "contexts": [{"title": "A"}]}, "names no document and quotes nothing"),
        ({"answer": "x", "citations": [{"uri": 5}]}, "citations.0.uri holds 5"),
        ({"answer": "x", "sources": [{"uri": "a"}]}, "sources.0 holds"),
        ({"answer": "x", "status": "ok"}, "status holds 'ok'"),
        ({"answer": "x", "confidence": 1.5}, "confidence holds 1.5"),
        ({"answer": "x", "confidence": float("nan")}, "confidence holds nan"),
        ({"answer": "x", "seconds": -1}, "seconds holds -1"),
        ({"answer": "x", "seconds": float("inf")}, "seconds holds inf"),
        ({"answer": "x", "usage": {"requests": "many"}}, "usage.requests holds 'many'"),
        ({"answer": "x", "user_input": ["a turn"]}, "question holds"),
        ({"answer": "lone \ud800"}, "holds text that is not valid Unicode"),
    ],
)
def test_a_bad_field_is_named_with_its_value(row: Mapping[str, object], said: str) -> None:
    with pytest.raises(UsageError) as raised:
        read_answer_row(row)
    assert said in str(raised.value)


def test_the_same_value_under_two_names_is_one() -> None:
    assert read({"answer": "Ada.", "response": "Ada."}).text == "Ada."


def test_numbers_count_the_citations_before_what_was_found() -> None:
    text = "It rose [1]. Lee left [2]."
    assert cited(response_of(text, citations=[B], contexts=[A, B])) == [
        ("It rose.", ["b.txt"]),
        ("Lee left.", []),
    ]
    assert cited(response_of(text, contexts=[A, B])) == [
        ("It rose.", ["a.txt"]),
        ("Lee left.", ["b.txt"]),
    ]
    assert cited(response_of("It rose. [Source 2]", contexts=[A, B])) == [("It rose.", ["b.txt"])]


def test_unknown_numbers_are_dropped() -> None:
    assert cited(response_of("It rose [0][3][1].", citations=[A])) == [("It rose.", ["a.txt"])]
    assert cited(response_of("It rose [9].", citations=[A])) == [("It rose.", [])]


def test_without_any_marker_every_sentence_has_all_citations_and_nothing_found() -> None:
    text = "It rose. Lee left."
    assert cited(response_of(text, citations=[A, B])) == [
        ("It rose.", ["a.txt", "b.txt"]),
        ("Lee left.", ["a.txt", "b.txt"]),
    ]
    assert cited(response_of(text, contexts=[A, B])) == [("It rose.", []), ("Lee left.", [])]


def test_an_answer_that_there_is_none_tells_nothing() -> None:
    response = response_of("The sources do not mention a harbour [1].", contexts=[A])
    assert (response.told, response.silent, response.contexts) == ((), True, (A,))
    assert response_of("Nothing.", status="not_found").told == ()
    assert response_of("Unknown.", status="answered").told != ()
