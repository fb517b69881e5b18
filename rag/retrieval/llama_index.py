"""Evidence and checked answers as parts of a LlamaIndex program.

>>> from rag import Client
>>> retriever = EvidenceRetriever(Client(data="my-data"))  # doctest: +SKIP
>>> engine = CheckedQueryEngine(Client(data="my-data"))  # doctest: +SKIP
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any, Protocol, cast

from llama_index.core.base.base_query_engine import BaseQueryEngine
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.base.response.schema import Response
from llama_index.core.callbacks import CallbackManager
from llama_index.core.prompts.mixin import PromptMixinType
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from rag.filters import GivenFilters
from rag.types import Answer, Citation, Passage

__all__ = ["Asks", "CheckedQueryEngine", "EvidenceRetriever", "Retrieves"]


class Retrieves(Protocol):
    """What the retriever needs of `rag.Client`."""

    def retrieve(self, question: str, *, filters: GivenFilters | None = None) -> list[Passage]:
        """Return the evidence of a question, best first."""
        ...


class Asks(Protocol):
    """What the query engine needs of `rag.Client`."""

    def ask(self, question: str, *, filters: GivenFilters | None = None) -> Answer:
        """Return the checked answer to a question."""
        ...


class EvidenceRetriever(BaseRetriever):
    """Finds the evidence sentences of a question; a node is one sentence.

    A node's text is the exact quote. Its metadata has `document_id`, `uri`, `title`, `context` and
    `published_at`; its start and end are code points of the document's text.

    Args:
        client: Finds them.
        filters: As `rag.Client.ask` takes them; None searches all documents.
    """

    def __init__(self, client: Retrieves, *, filters: GivenFilters | None = None) -> None:
        """Keep both."""
        cast("Any", super()).__init__()  # the vendor's types are not complete
        self._client = client
        self._filters = filters

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        found = self._client.retrieve(query_bundle.query_str, filters=self._filters)
        return [
            NodeWithScore(node=_node(passage, context=passage.context), score=passage.score)
            for passage in found
        ]

    async def _aretrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return await asyncio.to_thread(self._retrieve, query_bundle)


class CheckedQueryEngine(BaseQueryEngine):
    """Answers a question in sentences that were checked, or says that the documents do not.

    The response's source nodes are the quotes cited, in the order of their numbers in the text;
    its metadata has `answer`, the whole answer as a mapping, and `status`. Where documents
    disagree, the text goes on with what each side says.

    Args:
        client: Answers.
        filters: As `rag.Client.ask` takes them; None searches all documents.
    """

    def __init__(self, client: Asks, *, filters: GivenFilters | None = None) -> None:
        """Keep both."""
        super().__init__(CallbackManager())
        self._client = client
        self._filters = filters

    def _query(self, query_bundle: QueryBundle) -> Response:
        answer = self._client.ask(query_bundle.query_str, filters=self._filters)
        return Response(
            response=_text(answer),
            source_nodes=[NodeWithScore(node=_node(each)) for each in _cited(answer)],
            metadata={"status": answer.status, "answer": answer.model_dump(mode="json")},
        )

    async def _aquery(self, query_bundle: QueryBundle) -> Response:
        return await asyncio.to_thread(self._query, query_bundle)

    def _get_prompt_modules(self) -> PromptMixinType:
        return {}


def _text(answer: Answer) -> str:
    if not answer.sides:
        return answer.text
    numbers = {_place(each): number for number, each in enumerate(_cited(answer), start=1)}
    sides = [
        f"{side.text} {''.join(f'[{numbers[_place(each)]}]' for each in side.citations)}"
        for side in answer.sides
    ]
    return f"{answer.text} The documents disagree: {' '.join(sides)}"


def _cited(answer: Answer) -> Iterable[Citation]:
    """The distinct citations of claims, then of sides, in order."""
    citing = [*answer.claims, *answer.sides]
    return {_place(each): each for one in citing for each in one.citations}.values()


def _place(cited: Citation) -> tuple[str, int, int]:
    return cited.document_id, cited.start, cited.end


def _node(quoted: Passage | Citation, *, context: str = "") -> TextNode:
    about = {
        "document_id": quoted.document_id,
        "uri": quoted.uri,
        "title": quoted.title,
        "context": context,
        "published_at": quoted.published_at,
    }
    return TextNode(
        id_=f"{quoted.document_id}:{quoted.start}-{quoted.end}",
        text=quoted.quote,
        start_char_idx=quoted.start,
        end_char_idx=quoted.end,
        metadata={name: value for name, value in about.items() if value},
        excluded_embed_metadata_keys=list(about),
        excluded_llm_metadata_keys=["document_id"],
    )
