"""Evidence sentences carry what is needed to read them; what says nothing is no evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from rag.models.fake import FakeEmbedder, FakeReranker
from rag.retrieval.evidence import EvidenceSelector
from rag.types import Passage
from tests.corpus import DOCUMENTS, open_catalog


async def selected(
    folder: Path,
    question: str,
    limit: int = 20,
    *,
    documents: Mapping[str, str] = DOCUMENTS,
    per_document: int | None = None,
    reranker: FakeReranker | None = None,
    whole_lists: bool = False,
) -> list[Passage]:
    catalog = open_catalog(folder, documents)
    embedder = FakeEmbedder()
    vector = (await embedder.embed([question]))[0]
    stored = catalog.vectors(embedder.model_id, catalog.chunk_ids())
    chunks = {chunk_id: stored[chunk_id].sentences for chunk_id in catalog.chunk_ids()}
    return await EvidenceSelector(catalog, reranker).select(
        question,
        vector,
        chunks,
        limit=limit,
        per_document=per_document,
        whole_lists=whole_lists,
    )


def of(passages: list[Passage], words: str) -> Passage:
    return next(passage for passage in passages if words in passage.quote)


async def test_quotes_are_exact_and_ranked(tmp_path: Path) -> None:
    passages = await selected(tmp_path, "How much will Acme pay for the pumps?")
    texts = {document.id: document.text for document in open_catalog(tmp_path).documents()}
    for passage in passages:
        assert texts[passage.document_id][passage.start : passage.end] == passage.quote
    assert [passage.rank for passage in passages] == list(range(1, len(passages) + 1))
    assert "Acme will pay" in passages[0].quote


async def test_boilerplate_headings_and_questions_are_no_evidence(tmp_path: Path) -> None:
    quotes = [passage.quote for passage in await selected(tmp_path, "Reply about the pump pact")]
    assert not any("Leave a Reply" in quote for quote in quotes)
    assert not any(quote.endswith("?") for quote in quotes)
    assert "Ledger of the Pump Pact" not in quotes


async def test_a_pronoun_brings_the_sentence_before(tmp_path: Path) -> None:
    passage = of(await selected(tmp_path, "purchase commitment"), "It does not include")
    assert "Acme will pay $40 million" in passage.context
    assert passage.lead_start is not None


async def test_a_noun_named_again_brings_the_sentence_before(tmp_path: Path) -> None:
    text = (
        "Acme builds a pump mill in Rona. The mill will cost $3 million. The town of Rona has two "
        "schools. It is old. The school is older."
    )
    passages = await selected(tmp_path, "What will the mill cost?", documents={"a.txt": text})
    assert "builds a pump mill in Rona" in of(passages, "will cost").context
    assert of(passages, "two schools").lead_start is None  # nothing was said of a town
    assert of(passages, "is older").lead_start is None  # the sentence before needs one itself


async def test_an_answer_brings_its_question_and_a_row_its_header(tmp_path: Path) -> None:
    passages = await selected(tmp_path, "Is Acme required to buy pumps from Cato?")
    assert "Is Acme required to buy pumps?" in of(passages, "The pact gives").context
    assert "| Partner | Value | Place |" in of(passages, "Cato").context


async def test_a_short_answer_is_evidence_with_its_question(tmp_path: Path) -> None:
    documents = {
        "faq.txt": "How many pumps do you sell?\nAbout 390,000.",
        "other.txt": "It rained in the valley. Gone.",
    }
    passages = await selected(tmp_path, "How many pumps are sold?", documents=documents)
    assert "How many pumps do you sell?" in of(passages, "About 390,000.").context
    assert not any(passage.quote == "Gone." for passage in passages)


async def test_the_limit_holds(tmp_path: Path) -> None:
    assert len(await selected(tmp_path, "pumps", limit=2)) == 2


_STORY = "The mill in the valley was sold to Acme for $40 million after a long public auction."


async def test_copies_count_once_unless_a_figure_or_a_name_differs(tmp_path: Path) -> None:
    documents = {
        "a.txt": _STORY,
        "b.txt": _STORY.replace("long public", "public"),
        "c.txt": _STORY.replace("$40", "$45"),
        "d.txt": _STORY.replace("Acme", "Borel"),
    }
    passages = await selected(tmp_path, "Who bought the mill?", documents=documents)
    assert len(passages) == 3
    assert {"c.txt", "d.txt"} < {passage.uri for passage in passages}


async def test_one_document_leaves_room_for_a_second_opinion(tmp_path: Path) -> None:
    facts = ("Acme bought its wheel.", "A baker was the owner.", "Nobody wanted the roof.")
    talkative = " ".join(f"{fact} The mill was sold in part {n}." for n, fact in enumerate(facts))
    documents = {"a.txt": talkative, "b.txt": "Cato once had plans for the old mill."}
    passages = await selected(tmp_path, "Who was the mill sold to?", 4, documents=documents)
    assert len(passages) == 4
    assert "b.txt" in {passage.uri for passage in passages}


async def test_of_each_document_only_some_while_others_have_some(tmp_path: Path) -> None:
    facts = ("Acme bought its wheel.", "A baker was the owner.", "Nobody wanted the roof.")
    talkative = " ".join(f"{fact} The mill was sold in part {n}." for n, fact in enumerate(facts))
    documents = {"a.txt": talkative, "b.txt": "Cato had plans for the mill. It rained on the mill."}
    question = "Who was the mill sold to?"
    passages = await selected(tmp_path, question, 4, documents=documents, per_document=2)
    assert sorted(passage.uri for passage in passages) == ["a.txt", "a.txt", "b.txt", "b.txt"]


async def test_a_passage_says_what_its_document_is_about_where_only_that_names_it(
    tmp_path: Path,
) -> None:
    documents = {
        "a.md": "# The Zook House\n\n## History\n\nIts owner built it about 1820 for a miller.\n",
        "b.txt": "A Barn in Ohio\n\nThe Zook House was sold in 1950 by a farmer.\n",
    }
    question = "When was the Zook House built?"
    passages = await selected(tmp_path, question, documents=documents)
    assert of(passages, "about 1820").context == "The Zook House — History"
    assert of(passages, "sold in 1950").context == "A Barn in Ohio"


async def test_without_a_title_the_first_words_say_it(tmp_path: Path) -> None:
    opening = "Mount Elm, a hill in the north, is known for its three wells and its many visitors."
    documents = {"a.txt": f"{opening} The hill rises to 400 metres. Many people go there in May.\n"}
    question = "How high is Mount Elm?"
    found = of(await selected(tmp_path, question, documents=documents), "400 metres")
    assert found.context.startswith("Mount Elm, a hill")
    assert len(found.context) <= 90


class Backwards(FakeReranker):
    """Finds best what is asked about last, and remembers what it read."""

    def __init__(self) -> None:
        super().__init__()
        self.read: list[str] = []

    async def rerank(self, question: str, texts: Sequence[str]) -> list[float]:
        self.read = list(texts)
        return [float(place) for place in range(len(texts))]


async def test_a_reranker_orders_the_best_sentences(tmp_path: Path) -> None:
    question = "How much will Acme pay for the pumps?"
    plain = await selected(tmp_path, question)
    backwards = Backwards()
    turned = await selected(tmp_path, question, reranker=backwards)
    assert [passage.quote for passage in turned] == [passage.quote for passage in plain][::-1]
    assert [passage.rank for passage in turned] == list(range(1, len(turned) + 1))
    assert [passage.score for passage in turned] == sorted(
        (passage.score for passage in turned), reverse=True
    )
    assert all(p.quote in text for p, text in zip(plain, backwards.read, strict=True))
    pronoun = next(text for text in backwards.read if "It does not include" in text)
    assert "Acme will pay $40 million" in pronoun


async def test_a_reranker_reads_only_the_best(tmp_path: Path) -> None:
    backwards = Backwards()
    turned = await selected(
        tmp_path, "How much will Acme pay for the pumps?", limit=1, reranker=backwards
    )
    assert len(backwards.read) == 4
    assert turned[0].quote in backwards.read[-1]


async def test_a_list_is_one_passage_where_several_things_are_asked_for(tmp_path: Path) -> None:
    text = "The port is old. Tenants are:\n\n- Borel Pumps\n- Cato Tools\n- Dorn Ferries\n"
    question, documents = "Which tenants are in the port?", {"a.md": text}
    whole = await selected(tmp_path, question, documents=documents, whole_lists=True)
    assert [p.quote for p in whole if "Borel" in p.quote] == [text[text.index("- Borel") :].strip()]
    assert not any(passage.quote == "- Cato Tools" for passage in whole)
    items = await selected(tmp_path, question, documents=documents)
    assert of(items, "Cato").quote == "- Cato Tools"
