"""A scripted check of a text, for tests of the edges: no model, no store, no network."""

from __future__ import annotations

from rag.check_report import (
    CheckedSentence,
    CheckReport,
    ClosestPassages,
    SentenceEvent,
    SkippedSentence,
)
from rag.types import Check, Citation, ModelIds, Passage, Timings, Verdict, VerdictLabel

__all__ = ["DRAFT", "check_events", "report_of"]

DRAFT = (
    "# The bridge\n\nIt **reopened** on 3 May 2024.\nRepairs cost $9 million [4]. The mayor paid.\n"
)
"""A text whose sentences get all the verdicts there are."""

_REOPENED = "The bridge reopened on 3 May 2024 after nine months of repairs."
_COST = "The repairs cost $4.2 million, the city said."


def check_events(text: str) -> list[SentenceEvent]:
    """Return the scripted events: those of `DRAFT`, or one hostile sentence if it says `evil`."""
    if "evil" in text:
        hostile = _checked(
            "\x1b[2Jevil\u202e.", "#", "contradicted", "It says \x1b[31mno.", _quote()
        )
        return [SentenceEvent(number=1, total=1, sentence=hostile)]
    reopened = _checked(
        "It reopened on 3 May 2024.",
        "It **reopened** on 3 May 2024.",
        "supported",
        "The source says so.",
    )
    reopened = reopened.model_copy(update={"citations": [_cite(_REOPENED)], "lead": "The bridge"})
    cost = _checked(
        "Repairs cost $9 million.",
        "Repairs cost $9 million [4].",
        "contradicted",
        "The sentence says $9 million; the source has $4.2 million.",
        _cite(_COST),
    )
    paid = _checked(
        "The mayor paid.",
        "The mayor paid.",
        "not_enough_evidence",
        "The mayor is not in the source.",
    )
    heading = SkippedSentence(text="The bridge", start=2, end=12, reason="It is a heading.")
    sentences = [(heading, 0), (reopened, 0), (cost, 1), (paid, 2)]
    return [
        SentenceEvent(
            number=number, total=4, sentence=sentence, closest=[_passage(_COST)] * bool(near)
        )
        for number, (sentence, near) in enumerate(sentences, start=1)
    ]


def report_of(text: str) -> CheckReport:
    """Return the scripted report."""
    events = check_events(text)
    claims = [event for event in events if isinstance(event.sentence, CheckedSentence)]
    return CheckReport(
        text_sha256="0" * 64,
        claims=[event.sentence for event in claims if isinstance(event.sentence, CheckedSentence)],
        skipped=[event.sentence for event in events if isinstance(event.sentence, SkippedSentence)],
        closest=[
            ClosestPassages(claim=index, passages=event.closest)
            for index, event in enumerate(claims)
            if event.closest
        ],
        searched="2 documents",
        timings_ms=Timings(total=4321),
        models=ModelIds(chat="fake", judge="fake", embed="fake"),
        generation="g1",
        created_at="2026-01-01T00:00:00Z",
    )


def _checked(
    text: str, written: str, label: VerdictLabel, reason: str, *citations: Citation
) -> CheckedSentence:
    start = DRAFT.index(written)
    check = Check(name="judge", passed=label == "supported", detail=reason)
    score = 0.97 if label == "supported" else 0.0
    verdict = Verdict(label=label, score=score, reason=reason, checks=[check])
    return CheckedSentence(
        text=text, citations=list(citations), verdict=verdict, start=start, end=start + len(written)
    )


def _cite(quote: str) -> Citation:
    passage = _passage(quote)
    return Citation(
        document_id=passage.document_id,
        uri=passage.uri,
        title=passage.title,
        start=0,
        end=len(quote),
        quote=quote,
        published_at="2024-05-04",
    )


def _quote() -> Citation:
    return _cite("Said \x1b]0;owned\x07\u202equietly.")


def _passage(quote: str) -> Passage:
    return Passage(
        document_id="doc_00000000000000a1",
        uri="news/harbour.txt",
        title="Harbour bridge reopens",
        start=0,
        end=len(quote),
        quote=quote,
        rank=1,
        score=1.0,
    )
