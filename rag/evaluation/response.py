"""What a system answered, whichever system it is: citeproof, a file, a command or a server."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pydantic import BaseModel, ConfigDict, Field

from rag.types import Answer, AnswerStatus, Citation, Passage, Usage, Verdict, VerdictLabel

__all__ = ["Quoted", "Response", "SideTold", "Told", "declines", "without_markers"]

_MARKER = re.compile(r"\[(?:source )?\d+(?:\s*,\s*\d+)*\]", re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s")
_DECLINES = re.compile(
    r"\b(?:do|does|did|is|are|was|were|has|have)(?:n['’]t| not)\s+(?:\w+ly\s+)?"
    r"(?:mention|provid|stat|contain|specif|say|includ|giv|know|found|availab|possible)"
    r"|\bno (?:\w+ )?(?:information|mention|answer|evidence|details?)\b"
    r"|\b(?:cannot|can['’]t|could not|couldn['’]t|unable to) "
    r"(?:be )?(?:answer|determin|find|provid|found)|^\W*not (?:found|mentioned|given|stated)"
    r"|^\W*empty response\b|^\W*(?:none|unknown)\W*$",
    re.IGNORECASE,
)


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Quoted(_Frozen):
    """Words of a document: a citation, or a passage that was found.

    Attributes:
        uri: The document: its uri, or only the last part of it.
        quote: Its words; empty where a system names a document alone.
        title: Its title, if known.
        start: First code point of the quote in the document's text, if known.
        end: One past the last.
        published_at: The document's date, if known.
    """

    uri: str
    quote: str = ""
    title: str = ""
    start: int | None = None
    end: int | None = None
    published_at: str | None = None

    @classmethod
    def of(cls, words: Citation | Passage) -> Quoted:
        """Return the words of a citation or a passage."""
        return cls(
            uri=words.uri,
            quote=words.quote,
            title=words.title,
            start=words.start,
            end=words.end,
            published_at=words.published_at,
        )


class Told(_Frozen):
    """One sentence of an answer.

    Attributes:
        text: The sentence, without markers.
        citations: What it cites.
        label: The system's own verdict, if it gives one.
        score: P(supported) by the system itself, 0–1, if it gives one.
        reason: The system's reason for its verdict, may be empty.
    """

    text: str
    citations: tuple[Quoted, ...] = ()
    label: VerdictLabel | None = None
    score: float | None = None
    reason: str = ""


class SideTold(_Frozen):
    """One of several answers that a system shows side by side."""

    value: str
    text: str
    citations: tuple[Quoted, ...] = ()
    note: str = ""


class Response(_Frozen):
    """A system's answer to one question.

    Attributes:
        text: The answer as the reader sees it, markers included.
        status: Its status; None of a system that has none, whose silence is read from its words.
        confidence: P(there is an answer), 0–1, if the system gives one.
        told: Its sentences.
        removed: Sentences that it wrote and did not show.
        sides: The answers it shows side by side.
        contexts: What it found, best first.
        has_contexts: Whether the system says what it found.
        notes: What it adds for the reader.
        searched: What it searched, in words.
        answer_id: Under which it stored the answer, if it did.
        usage: Model requests and tokens, if known.
    """

    text: str
    status: AnswerStatus | None = None
    confidence: float | None = Field(default=None, ge=0.0, le=1.0)
    told: tuple[Told, ...] = ()
    removed: tuple[Told, ...] = ()
    sides: tuple[SideTold, ...] = ()
    contexts: tuple[Quoted, ...] = ()
    has_contexts: bool = True
    notes: tuple[str, ...] = ()
    searched: str = ""
    answer_id: str = ""
    usage: Usage = Field(default_factory=Usage)

    @classmethod
    def of(cls, answer: Answer) -> Response:
        """Return what citeproof answered."""
        sides = (
            SideTold(
                value=side.value, text=side.text, citations=_all(side.citations), note=side.note
            )
            for side in answer.sides
        )
        return cls(
            text=answer.text,
            status=answer.status,
            confidence=answer.confidence,
            told=tuple(
                _told(claim.text, claim.citations, claim.verdict) for claim in answer.claims
            ),
            removed=tuple(
                _told(claim.text, claim.citations, claim.verdict) for claim in answer.removed
            ),
            sides=tuple(sides),
            contexts=_all(answer.evidence),
            notes=tuple(answer.notes),
            searched=answer.searched,
            answer_id=answer.id,
            usage=answer.usage,
        )

    @property
    def silent(self) -> bool:
        """Whether the answer is that there is none."""
        return declines(self.text) if self.status is None else self.status == "not_found"

    @property
    def words(self) -> str:
        """What the reader is told: the text without markers, and the sides of a conflict."""
        sides = (f"{side.value} {side.text}" for side in self.sides)
        return "\n".join([without_markers(self.text), *sides])

    @property
    def statements(self) -> list[tuple[str, tuple[Quoted, ...]]]:
        """Every sentence told, and every side that is not also one, with what it cites."""
        statements = {side.text: side.citations for side in self.sides}
        statements |= {told.text: told.citations for told in self.told}
        return list(statements.items())

    @property
    def citations(self) -> list[Quoted]:
        """Every citation of what is told, with repeats."""
        return [citation for _, cited in self.statements for citation in cited]


def without_markers(text: str) -> str:
    """Return a text without the numbers of its sources.

    >>> without_markers("It opened in 1902 [1, 2]. [Source 3]")
    'It opened in 1902 . '
    """
    return _MARKER.sub("", text)


def declines(text: str) -> bool:
    """Whether an answer in free words says, in its first sentence, that there is none.

    >>> declines("The sources do not mention a harbour. [1]"), declines("It opened in 1902.")
    (True, False)
    """
    first = _SENTENCE_END.split(without_markers(text).strip(), maxsplit=1)[0]
    return not first or _DECLINES.search(first) is not None


def _all(words: Iterable[Citation | Passage]) -> tuple[Quoted, ...]:
    return tuple(Quoted.of(each) for each in words)


def _told(text: str, citations: Iterable[Citation], verdict: Verdict) -> Told:
    return Told(
        text=text,
        citations=_all(citations),
        label=verdict.label,
        score=verdict.score,
        reason=verdict.reason,
    )
