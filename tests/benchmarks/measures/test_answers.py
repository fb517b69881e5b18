from __future__ import annotations

import pytest

from benchmarks.measures.answers import (
    backed_answers,
    gives,
    mentioned,
    shows_wrong,
    strictly_right,
)
from benchmarks.measures.data import Question
from rag.types import Answer, Citation, Claim, Document, ModelIds, Side, Verdict

ROUGE = Question(
    id="r",
    question="What colour is the gate?",
    documents=(),
    answers=("Red", "Dark Green"),
    wrong_answers=("Green", "Blue"),
    answerable=True,
)
TEXTS = {"red.txt": "The gate is red.", "green.txt": "The gate is dark green."}


def _cite(uri: str) -> Citation:
    document = Document(
        id="doc_0000000000000001",
        uri=uri,
        title="Gate",
        text=TEXTS[uri],
        media_type="text/plain",
        sha256="0" * 64,
        fetched_at="2026-01-01T00:00:00Z",
    )
    return Citation.from_span(document, 0, len(TEXTS[uri]))


def _answer(*claims: tuple[str, str], sides: tuple[tuple[str, str], ...] = ()) -> Answer:
    verdict = Verdict(label="supported", score=1.0, reason="stated")
    return Answer(
        id="ans_1",
        question="?",
        standalone_question="?",
        status="conflicting" if sides else "answered",
        text=" ".join(f"{text} [1]" for text, _ in claims),
        claims=[Claim(text=text, citations=[_cite(uri)], verdict=verdict) for text, uri in claims],
        sides=[Side(value=v, text=f"It is {v}.", citations=[_cite(uri)]) for v, uri in sides],
        models=ModelIds(chat="c", judge="j", embed="e"),
        generation="g1",
        created_at="2026-01-01T00:00:00Z",
    )


@pytest.mark.parametrize(
    ("gold", "told", "expected"),
    [
        ("Robert Boyd", "It was robert boyd, in 1662.", True),
        ("Boyd", "Boydton is a town.", False),
        ("the", "the gate", False),
        ("yes", "Yes, both are.", True),
        ("yes", "It says yes.", False),
        ("no", "Nobody knows.", False),
    ],
)
def test_a_gold_string_counts_as_whole_words(gold: str, told: str, expected: bool) -> None:
    assert gives(gold, told) is expected


def test_longer_answers_use_their_words_up() -> None:
    assert mentioned(["Green", "Dark green"], "It is dark green.") == {"dark green"}
    assert mentioned(["Green", "Dark green"], "Dark green and green.") == {"dark green", "green"}
    assert mentioned(["red", "Red."], "red red") == {"red"}


def test_strictly_right_needs_all_right_ones_and_no_wrong_one() -> None:
    red, green = ("It is red.", "red.txt"), ("It is dark green.", "green.txt")
    assert strictly_right(ROUGE, _answer(red, green))
    assert not strictly_right(ROUGE, _answer(red))
    assert not strictly_right(ROUGE, _answer(red, green, ("It is blue.", "red.txt")))
    assert shows_wrong(ROUGE, _answer(("It is blue.", "red.txt")))
    assert not shows_wrong(ROUGE, _answer(green))


def test_a_right_answer_counts_with_a_document_that_says_so() -> None:
    assert backed_answers(ROUGE, _answer(("It is red.", "red.txt")), TEXTS) == (1, 2)
    assert backed_answers(ROUGE, _answer(("It is red.", "green.txt")), TEXTS) == (0, 2)
    assert backed_answers(ROUGE, None, TEXTS) == (0, 2)
    sides = (("Red", "red.txt"), ("Dark green", "green.txt"))
    assert backed_answers(ROUGE, _answer(sides=sides), TEXTS) == (2, 2)


def test_a_planted_answer_that_is_also_right_is_not_wrong() -> None:
    both = ROUGE.model_copy(update={"wrong_answers": ("the red",)})
    assert not shows_wrong(both, _answer(("It is red.", "red.txt")))
