"""What a reader said of an answer."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

__all__ = ["Feedback", "FeedbackKind"]

FeedbackKind = Literal["right", "wrong", "unhelpful", "missing_source"]


class Feedback(BaseModel):
    """A reader's word on an answer, on one of its sentences or on one of its quotes.

    Attributes:
        answer_id: The stored answer.
        kind: What the reader says of it.
        sentence: The sentence it is about; empty for the whole answer.
        quote: The cited words it is about; empty for the sentence or the whole answer.
        comment: Free words, may be empty.
        better: What the answer should say, may be empty.
        created_at: ISO 8601 time in UTC.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    answer_id: str
    kind: FeedbackKind
    sentence: str = ""
    quote: str = ""
    comment: str = ""
    better: str = ""
    created_at: str
