"""What can be asked: anything that answers a question.

Other systems are in `answers_file`, `command`, `endpoint` and `server`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from rag.evaluation.dataset import EvalQuestion
from rag.evaluation.response import Response
from rag.filters import Filters
from rag.types import Answer, Message

__all__ = ["Answering", "InProcess", "System"]


class System(Protocol):
    """A system that is asked questions."""

    async def answer(self, question: EvalQuestion) -> Response:
        """Return the system's answer.

        Raises:
            QAError: If it failed; `retryable` says whether asking again may help.
        """
        ...

    async def close(self) -> None:
        """Release what the system holds. Closing twice does nothing."""
        ...


class Answering(Protocol):
    """What `InProcess` needs of `rag.pipeline.AnswerPipeline`."""

    async def answer(
        self,
        question: str,
        *,
        history: Sequence[Message] = (),
        filters: Filters | None = None,
    ) -> Answer:
        """Return the checked answer."""
        ...

    async def close(self) -> None:
        """Release the models and stores. Closing twice does nothing."""
        ...


class InProcess:
    """Asks citeproof in this process.

    Args:
        pipeline: Answers the questions; closed with this.
        filters: Which documents are searched; None means all.
    """

    def __init__(self, pipeline: Answering, *, filters: Filters | None = None) -> None:
        """Keep the parts."""
        self._pipeline = pipeline
        self._filters = filters

    async def answer(self, question: EvalQuestion) -> Response:
        """Return the answer.

        Raises:
            QAError: As the pipeline does.
        """
        answer = await self._pipeline.answer(
            question.question, history=question.history, filters=self._filters
        )
        return Response.of(answer)

    async def close(self) -> None:
        """Close the pipeline. Closing twice does nothing."""
        await self._pipeline.close()
