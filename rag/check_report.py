"""A text checked against the documents, sentence by sentence.

All offsets are half-open `[start, end)` counted in Unicode code points of the text as given.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field, computed_field

from rag.types import Claim, ModelIds, Passage, Timings, Usage, VerdictLabel

__all__ = [
    "CheckEvent",
    "CheckReport",
    "CheckedSentence",
    "ClosestPassages",
    "ReportEvent",
    "SentenceEvent",
    "SkippedSentence",
    "StoredCheck",
]


class CheckedSentence(Claim):
    """A claim that a text makes, with the checker's verdict and its place.

    Its citations are the words that support it, or for `contradicted` those it is at odds with;
    a sentence that was not found has none.

    Attributes:
        text: The words that were checked: without markup, a table row with its header.
        start: First code point of the sentence in the text as given.
        end: One past the last code point.
        lead: Earlier words of the text that it was searched and checked together with, because it
            cannot be read without them; usually empty.
    """

    start: int = Field(ge=0)
    end: int = Field(ge=0)
    lead: str = ""


class SkippedSentence(BaseModel, frozen=True):
    """A part of a text that was not checked.

    Attributes:
        text: Its words, white space folded.
        start: First code point in the text as given.
        end: One past the last code point.
        reason: Why it was not checked, as a sentence.
    """

    text: str
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    reason: str


class ClosestPassages(BaseModel, frozen=True):
    """The nearest passages of a claim that is not supported.

    Attributes:
        claim: Index into the report's `claims`.
        passages: The passages that share most of its words, at most three, best first.
    """

    claim: int = Field(ge=0)
    passages: list[Passage]


class CheckReport(BaseModel, frozen=True):
    """A checked text.

    Attributes:
        text_sha256: Hex digest of the text's UTF-8 bytes: what the offsets count in.
        claims: Every sentence that was checked, in order.
        skipped: Everything else in the text that holds words, in order, with reasons.
        closest: For claims that are not supported, in order, the nearest passages; a claim that
            no passage is near to has no entry.
        supported_share: Supported claims by claims, 0–1.
        searched: What was searched, in words.
        usage: Model requests and tokens.
        timings_ms: Milliseconds per stage; `write` and `gate` are 0.
        models: Ids of the models; the chat model took no part unless it is the judge.
        generation: Index generation that was searched.
        created_at: ISO 8601 time in UTC.
    """

    text_sha256: str
    claims: list[CheckedSentence] = Field(min_length=1)
    skipped: list[SkippedSentence] = Field(default_factory=list[SkippedSentence])
    closest: list[ClosestPassages] = Field(default_factory=list[ClosestPassages])
    searched: str = ""
    usage: Usage = Field(default_factory=Usage)
    timings_ms: Timings = Field(default_factory=Timings)
    models: ModelIds
    generation: str
    created_at: str

    @computed_field
    @property
    def supported_share(self) -> float:
        """Supported claims by claims, 0–1."""
        return self.count("supported") / len(self.claims)

    def count(self, label: VerdictLabel) -> int:
        """Return how many claims have this verdict."""
        return sum(claim.verdict.label == label for claim in self.claims)


class SentenceEvent(BaseModel, frozen=True):
    """One sentence has been checked or skipped.

    Attributes:
        number: 1 for the first sentence of the text.
        total: How many sentences the text has, skipped ones included.
        sentence: What came of it.
        closest: The nearest passages, best first; empty for supported and skipped sentences.
    """

    type: Literal["sentence"] = "sentence"
    number: int = Field(ge=1)
    total: int = Field(ge=1)
    sentence: CheckedSentence | SkippedSentence
    closest: list[Passage] = Field(default_factory=list[Passage])


class ReportEvent(BaseModel, frozen=True):
    """Last event of a check: the whole report."""

    type: Literal["report"] = "report"
    report: CheckReport


CheckEvent = SentenceEvent | ReportEvent


class StoredCheck(BaseModel, frozen=True):
    """A checked text as the catalog keeps it.

    Attributes:
        id: Unique id, `chk_` and 16 hex digits.
        text: The text as given.
        report: What came of it.
    """

    id: str
    text: str
    report: CheckReport
