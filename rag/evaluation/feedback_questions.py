"""What readers said of answers as questions of a question file."""

from __future__ import annotations

from collections.abc import Iterator

from rag.evaluation.dataset import EvalQuestion
from rag.feedback import Feedback
from rag.protocols import AnswerCatalog
from rag.types import Answer

__all__ = ["feedback_questions", "question_of"]


def feedback_questions(catalog: AnswerCatalog) -> Iterator[str]:
    """Yield one line of a JSONL question file for each reader's word, the oldest first.

    Raises:
        StoreError: If the catalog cannot be read.
    """
    for number, feedback in enumerate(catalog.feedback(), start=1):
        answer = catalog.answer(feedback.answer_id)
        if answer is not None:
            question = question_of(answer, feedback, number=number)
            yield question.model_dump_json(exclude_defaults=True) + "\n"


def question_of(answer: Answer, feedback: Feedback, *, number: int) -> EvalQuestion:
    """Return the question with what the reader's word asks of a right answer.

    A better answer is the reference; a sentence said to be wrong must not be given again; an
    answer said to be right is the reference with its status, its sources and its quotes. What the
    reader wrote besides is the note.

    Args:
        answer: The answer.
        feedback: What was said of it.
        number: Makes the id unique.
    """
    right = feedback.kind == "right" and not (feedback.sentence or feedback.quote)
    wrong = feedback.kind == "wrong" and not feedback.quote
    own = " ".join(claim.text for claim in answer.claims) if right else ""
    reference = feedback.better or own
    sources = answer.sources() if right else []
    about = f"on the quote “{feedback.quote}”" if feedback.quote else ""
    return EvalQuestion(
        id=f"{answer.id}-{number}",
        question=answer.standalone_question,
        reference_answer=(reference,) if reference else (),
        must_not_include=(feedback.sentence,) if wrong and feedback.sentence else (),
        expected_status=answer.status if right else None,
        gold_sources=tuple(dict.fromkeys(source.uri for source in sources)),
        gold_quotes=tuple(dict.fromkeys(source.quote for source in sources)),
        tags=("feedback", feedback.kind),
        note=" ".join(part for part in (feedback.comment, about) if part),
    )
