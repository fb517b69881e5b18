"""The words of the project as values: documents, passages, claims, citations, verdicts, answers.

All offsets are half-open `[start, end)` counted in Unicode code points of a document's canonical
text. All models are frozen; lists are never null.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

__all__ = [
    "Answer",
    "AnswerStatus",
    "Check",
    "Chunk",
    "Citation",
    "Claim",
    "ClaimEvent",
    "Document",
    "DoneEvent",
    "EvidenceEvent",
    "Message",
    "ModelIds",
    "Passage",
    "Sentence",
    "SentenceKind",
    "Side",
    "StreamEvent",
    "Timings",
    "Usage",
    "Verdict",
    "VerdictLabel",
]

AnswerStatus = Literal["answered", "partly_answered", "conflicting", "not_found"]
VerdictLabel = Literal["supported", "contradicted", "not_enough_evidence"]
SentenceKind = Literal[
    "prose", "heading", "list_item", "table_row", "question", "truncated", "boilerplate"
]


class _Frozen(BaseModel):
    """A value: compared by content, never edited; unknown fields of newer versions are ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Message(_Frozen):
    """One turn of a conversation."""

    role: Literal["system", "user", "assistant"]
    content: str


class Document(_Frozen):
    """One loaded source with its canonical text.

    Attributes:
        id: `doc_` and 16 hex digits of sha256(uri); the same for every version.
        uri: POSIX path relative to the ingested folder, or the URL.
        title: Title the text gives, else the file name.
        text: Canonical text that every offset counts in.
        media_type: For example `text/plain`.
        sha256: Hex digest of the source's bytes.
        published_at: ISO 8601 date if the text gives one.
        fetched_at: ISO 8601 time in UTC at which the source was read.
        version: 1 for the first version of this uri, then 2, 3, …
        language: ISO 639-1 code of the language it is written in, if that is sure.
        tags: Words it is filed under, in order; given at ingest or by its own front matter.
    """

    id: str
    uri: str
    title: str
    text: str
    media_type: str
    sha256: str
    published_at: str | None = None
    fetched_at: str
    version: int = Field(default=1, ge=1)
    language: str | None = None
    tags: tuple[str, ...] = ()


class Sentence(_Frozen):
    """A span of a document's text that is read as one sentence.

    Attributes:
        start: First code point.
        end: One past the last code point; never white space at either end.
        kind: What the sentence is; `question`, `heading`, `truncated` and `boilerplate` are never
            evidence by themselves.
    """

    start: int = Field(ge=0)
    end: int = Field(ge=0)
    kind: SentenceKind = "prose"


class Chunk(_Frozen):
    """A span of a document's text that is indexed; a whole number of sentences.

    Attributes:
        id: Unique over all documents and versions; ties in rankings are broken by it.
        document_id: The document it belongs to.
        start: Start of its first sentence.
        end: End of its last sentence.
        heading: Nearest heading above it, or None.
        sentences: Its sentences in text order.
    """

    id: str
    document_id: str
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    heading: str | None = None
    sentences: tuple[Sentence, ...] = ()

    @property
    def embedded_sentences(self) -> tuple[Sentence, ...]:
        """Its sentences without boilerplate: those that its vectors stand for, in text order."""
        return tuple(s for s in self.sentences if s.kind != "boilerplate")


class Passage(_Frozen):
    """A sentence retrieved for one question.

    Attributes:
        document_id: The document it stands in.
        uri: The document's uri.
        title: The document's title.
        start: Start of the quote.
        end: End of the quote.
        quote: `document.text[start:end]`.
        context: Words of the same document needed to read the quote: heading, table header,
            the question it answers, the sentence before.
        lead_start: Start of the sentence before, where the quote needs it for its subject; the
            span `[lead_start, end)` can then be read alone.
        published_at: The document's date, if known.
        rank: 1 for the best.
        score: Retrieval score; larger is better; comparable within one question only.
    """

    document_id: str
    uri: str
    title: str
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    quote: str
    context: str = ""
    lead_start: int | None = None
    published_at: str | None = None
    rank: int = Field(ge=1)
    score: float


class Citation(_Frozen):
    """A claim's pointer to the exact words that support it.

    Build one with `from_span` only; one read from JSON is unverified until its quote has been
    compared with the catalog.
    """

    document_id: str
    uri: str
    title: str
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    quote: str
    published_at: str | None = None

    @classmethod
    def from_span(cls, document: Document, start: int, end: int) -> Citation:
        """Cite the words `document.text[start:end]`.

        Raises:
            ValueError: If the span is empty or outside the text.
        """
        if not 0 <= start < end <= len(document.text):
            raise ValueError(
                f"span [{start}, {end}) is empty or outside {document.uri!r} "
                f"of {len(document.text)} characters"
            )
        return cls(
            document_id=document.id,
            uri=document.uri,
            title=document.title,
            start=start,
            end=end,
            quote=document.text[start:end],
            published_at=document.published_at,
        )


class Check(_Frozen):
    """One check that ran on a claim.

    Attributes:
        name: `quote`, the name of a guard, or `judge`.
        passed: Whether the check has no objection.
        detail: What was compared, in words a reader understands.
        advisory: Whether an objection decides nothing by itself, since the claim is so freely
            worded that the judge must decide.
    """

    name: str
    passed: bool
    detail: str
    advisory: bool = False


class Verdict(_Frozen):
    """What the checker says of a claim.

    Attributes:
        label: The verdict.
        score: P(supported) in 0–1, whatever the label.
        reason: One sentence for the reader.
        checks: The checks that ran, in order.
    """

    label: VerdictLabel
    score: float = Field(ge=0.0, le=1.0)
    reason: str
    checks: list[Check] = Field(default_factory=list[Check])


class Claim(_Frozen):
    """One checkable sentence of an answer, with its citations and verdict."""

    text: str
    citations: list[Citation] = Field(default_factory=list[Citation])
    verdict: Verdict


class Side(_Frozen):
    """One of several answers that the documents give to the same question.

    Attributes:
        value: The value or polarity this side stands for, for example `$1.4 trillion`.
        text: One checked sentence that states it.
        citations: Every source that says so; copies of one text are counted once.
        note: Why it differs from the other sides where the text shows it, else empty.
    """

    value: str
    text: str
    citations: list[Citation] = Field(default_factory=list[Citation])
    note: str = ""


class Timings(_Frozen):
    """Wall-clock milliseconds of the stages of one answer."""

    retrieve: float = 0.0
    first_evidence: float = 0.0
    gate: float = 0.0
    write: float = 0.0
    check: float = 0.0
    total: float = 0.0


class Usage(_Frozen):
    """What one answer cost the chat and judge models."""

    requests: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0


class ModelIds(_Frozen):
    """The models that made an answer.

    Attributes:
        chat: Wrote it.
        judge: Judged it.
        embed: Found its evidence.
        rerank: Ordered its evidence; empty if no model of its own did.
        calibrated: Whether the scores were calibrated on this judge; if not, they are no
            probabilities, and the thresholds were made for another model.
    """

    chat: str
    judge: str
    embed: str
    rerank: str = ""
    calibrated: bool = True


class Answer(_Frozen):
    """A checked answer.

    Attributes:
        id: Unique id of this answer; also its key in the catalog.
        question: As asked.
        standalone_question: The question that was answered and checked; differs from `question`
            only for a follow-up.
        status: `answered`, `partly_answered`, `conflicting` or `not_found`.
        text: The shown claims joined, each followed by its `[n]` markers; n counts `sources()`.
        claims: The shown claims; every one is supported.
        removed: Claims that failed their checks, kept as a trace and never shown as answers.
        sides: The different answers the documents give, when they disagree.
        notes: Sentences on how the sources answer: one lists more, none says yes or no plainly.
        closest: The nearest passages, when nothing was found.
        evidence: The passages that were considered, best first.
        searched: What was searched, in words.
        confidence: P(the evidence answers the question), 0–1; below the threshold of the risk
            level the status is `not_found`.
        timings_ms: Milliseconds per stage.
        usage: Model requests and tokens.
        models: Ids of the models.
        generation: Index generation that was searched.
        created_at: ISO 8601 time in UTC.
    """

    id: str
    question: str
    standalone_question: str
    status: AnswerStatus
    text: str
    claims: list[Claim] = Field(default_factory=list[Claim])
    removed: list[Claim] = Field(default_factory=list[Claim])
    sides: list[Side] = Field(default_factory=list[Side])
    notes: list[str] = Field(default_factory=list[str])
    closest: list[Passage] = Field(default_factory=list[Passage])
    evidence: list[Passage] = Field(default_factory=list[Passage])
    searched: str = ""
    confidence: float = Field(default=0.0, ge=0.0, le=1.0)
    timings_ms: Timings = Field(default_factory=Timings)
    usage: Usage = Field(default_factory=Usage)
    models: ModelIds
    generation: str
    created_at: str

    def sources(self) -> list[Citation]:
        """Distinct citations in order of first use; source n of the text is `sources()[n - 1]`."""
        cited = [citation for claim in self.claims for citation in claim.citations]
        cited += [citation for side in self.sides for citation in side.citations]
        unique = {(c.document_id, c.start, c.end): c for c in reversed(cited)}
        ordered: list[Citation] = []
        for citation in cited:
            key = (citation.document_id, citation.start, citation.end)
            if key in unique:
                ordered.append(unique.pop(key))
        return ordered


class EvidenceEvent(_Frozen):
    """First event of a stream: the passages found, before any model has run."""

    type: Literal["evidence"] = "evidence"
    evidence: list[Passage]


class ClaimEvent(_Frozen):
    """One claim has been checked and is shown."""

    type: Literal["claim"] = "claim"
    claim: Claim


class DoneEvent(_Frozen):
    """Last event of a stream: the whole answer."""

    type: Literal["done"] = "done"
    answer: Answer


StreamEvent = EvidenceEvent | ClaimEvent | DoneEvent
