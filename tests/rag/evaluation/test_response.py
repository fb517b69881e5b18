from __future__ import annotations

import pytest

from rag.evaluation.response import Quoted, Response, SideTold, Told, declines
from rag.types import Answer, Citation, Claim, Document, ModelIds, Passage, Side, Verdict

TEXT = "The ferry runs daily. It costs 5 euros."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The provided sources do not contain this. [1]", True),
        ("The sources don't explicitly mention who built it.", True),
        ("There is no information on the bridge [Source 2].", True),
        ("I cannot determine who built it.", True),
        ("Empty Response", True),
        ("Unknown.", True),
        ("", True),
        ("[1]", True),
        ("Lewis Hill built it [1]. The sources do not say when.", False),
        ("It did not open in 1902.", False),
        ("No. It opened later.", False),
    ],
)
def test_declining_is_read_from_the_first_sentence(text: str, expected: bool) -> None:
    assert declines(text) is expected


def _cite(start: int, end: int) -> Citation:
    document = Document(
        id="doc_0000000000000001",
        uri="deep/a.txt",
        title="Ferry",
        text=TEXT,
        media_type="text/plain",
        sha256="0" * 64,
        fetched_at="2026-01-01T00:00:00Z",
        published_at="2025-01-01",
    )
    return Citation.from_span(document, start, end)


def _answer() -> Answer:
    first, second = _cite(0, 21), _cite(22, 39)
    verdict = Verdict(label="supported", score=0.9, reason="It says so.")
    return Answer(
        id="ans_1",
        question="?",
        standalone_question="?",
        status="conflicting",
        text="The ferry runs daily. [1]",
        claims=[Claim(text="The ferry runs daily.", citations=[first], verdict=verdict)],
        removed=[Claim(text="It flies.", verdict=verdict)],
        sides=[
            Side(value="daily", text="The ferry runs daily.", citations=[first]),
            Side(value="5 euros", text="It costs 5 euros.", citations=[second]),
        ],
        evidence=[
            Passage(
                document_id="d",
                uri="deep/a.txt",
                title="",
                start=0,
                end=21,
                quote="The ferry runs daily.",
                rank=1,
                score=1.0,
            )
        ],
        confidence=0.75,
        models=ModelIds(chat="c", judge="j", embed="e"),
        generation="g1",
        created_at="2026-01-01T00:00:00Z",
    )


def test_an_answer_of_citeproof_keeps_all_that_is_measured() -> None:
    response = Response.of(_answer())
    assert (response.status, response.confidence, response.answer_id) == (
        "conflicting",
        0.75,
        "ans_1",
    )
    assert [text for text, _ in response.statements] == [
        "The ferry runs daily.",
        "It costs 5 euros.",
    ]
    assert [(c.uri, c.start, c.published_at) for c in response.citations] == [
        ("deep/a.txt", 0, "2025-01-01"),
        ("deep/a.txt", 22, "2025-01-01"),
    ]
    assert [told.text for told in response.removed] == ["It flies."]
    assert (response.told[0].label, response.told[0].score) == ("supported", 0.9)
    assert response.contexts[0].quote == "The ferry runs daily."
    assert response.words.splitlines()[1:] == [
        "daily The ferry runs daily.",
        "5 euros It costs 5 euros.",
    ]
    assert "[1]" not in response.words and not response.silent


def test_silence_is_a_status_or_read_from_the_words() -> None:
    assert Response(text="Berlin.", status="not_found").silent
    assert not Response(text="The sources do not say.", status="answered").silent
    assert Response(text="The sources do not say.").silent
    assert not Response(text="Berlin.").silent


def test_a_side_that_is_a_sentence_too_is_one_statement() -> None:
    cited = (Quoted(uri="a.txt", quote="x"),)
    response = Response(
        text="x", told=(Told(text="x", citations=cited),), sides=(SideTold(value="x", text="x"),)
    )
    assert response.statements == [("x", cited)]
