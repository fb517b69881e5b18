from __future__ import annotations

from pathlib import Path

from rag.client import AsyncClient
from rag.errors import ConfigurationError, ModelError
from rag.settings import Settings
from rag.types import Message
from tests.fake_pipeline import HARBOUR, LEDGER, FakeCatalog, FakePipeline, answer_of, builder
from ui.html.parts import note_html
from ui.views.ask import AskView, Conversation, View, example_questions
from ui.views.collections import collection_of

QUESTION = "When did the bridge reopen?"


def page_of(fake: FakePipeline, data: Path) -> AskView:
    return AskView(AsyncClient(settings=Settings(data=data), build=builder(fake)))


async def asked(page: AskView, question: str, before: Conversation | None = None) -> list[View]:
    return [view async for view in page.ask(question, before or Conversation())]


async def test_evidence_is_shown_before_sentences(tmp_path: Path) -> None:
    views = await asked(page_of(FakePipeline(), tmp_path), f" {QUESTION} ")
    assert [view.busy for view in views] == [True, True, True, True, False]
    searching, found, first, _, done = views
    assert searching.status == "Searching …"
    assert found.status.startswith("3 passages found in ")
    assert "3 passages found" in found.conversation.turns[-1].sources
    assert "reopened" not in found.conversation.turns[-1].shown
    assert "supported 0.97" in first.conversation.turns[-1].shown
    assert "1 source" in first.conversation.turns[-1].sources
    assert first.conversation.turns[-1].answer_id == ""
    assert done.status.startswith("Answered in ")
    assert done.status.endswith(", 2 sources.")
    assert done.conversation.turns[-1].text == answer_of(QUESTION).text
    assert done.conversation.turns[-1].answer_id == "ans_1"
    assert done.spoken == answer_of(QUESTION).text
    assert 'data-answer="ans_1"' in done.conversation.html()


async def test_follow_ups_carry_the_history(tmp_path: Path) -> None:
    fake = FakePipeline()
    page = page_of(fake, tmp_path)
    first = (await asked(page, QUESTION))[-1].conversation
    second = (await asked(page, "And what is missing?", first))[-1].conversation
    await asked(page, "And then?", second)
    assert fake.asked[1][1] == (
        Message(role="user", content=QUESTION),
        Message(role="assistant", content=answer_of(QUESTION).text),
    )
    assert len(fake.asked[2][1]) == 4
    assert "/answers/ans_1,ans_2?format=markdown" in second.html()
    assert "The whole conversation" not in first.html()


async def test_a_failed_question_keeps_its_words_and_leaves_history(tmp_path: Path) -> None:
    page = page_of(FakePipeline(error=ModelError("the <model> is gone")), tmp_path)
    view = (await asked(page, QUESTION))[-1]
    assert (view.busy, view.question) == (False, QUESTION)
    assert "the &lt;model&gt; is gone" in view.conversation.turns[-1].shown
    assert view.conversation.history() == []


async def test_an_empty_question_asks_nothing(tmp_path: Path) -> None:
    fake = FakePipeline()
    (view,) = await asked(page_of(fake, tmp_path), " \n")
    assert (view.status, view.busy) == ("Write a question first.", False)
    assert fake.asked == []


async def test_a_stopped_question_is_not_history(tmp_path: Path) -> None:
    fake = FakePipeline()
    page = page_of(fake, tmp_path)
    views = page.ask(QUESTION, Conversation())
    await anext(views)
    view = await anext(views)
    await views.aclose()
    assert fake.ended == ["closed"]
    stopped = page.stopped(view.conversation)
    assert not stopped.busy
    assert stopped.conversation.turns[-1].shown == note_html("Stopped.")
    assert "3 passages found" in stopped.conversation.turns[-1].sources  # what was found stays
    assert stopped.conversation.history() == []


async def test_a_collection_is_what_is_searched(tmp_path: Path) -> None:
    fake = FakePipeline()
    view = page_of(fake, tmp_path)
    filters = collection_of("tag:news")
    _ = [each async for each in view.ask(QUESTION, Conversation(), filters)]
    assert fake.asked[0][2] is not None
    assert fake.asked[0][2].tags == ("news",)


async def test_the_page_opens_with_questions_to_ask(tmp_path: Path) -> None:
    opened = await page_of(FakePipeline(), tmp_path).opened()
    assert opened.status == "3 documents ready."
    assert opened.examples == ("When did the bridge reopen?",)
    assert not opened.empty
    assert example_questions([LEDGER]) == ["What does “City ledger <2024>” say?"]
    assert example_questions([HARBOUR, HARBOUR]) == ["When did the bridge reopen?"]


async def test_a_link_reopens_its_answers(tmp_path: Path) -> None:
    fake = FakePipeline()
    view = page_of(fake, tmp_path)
    first = (await asked(view, QUESTION))[-1].conversation
    done = (await asked(view, "What did it cost?", first))[-1].conversation
    again = await view.opened(["ans_1", "ans_2", "ans_9"])
    assert again.conversation == done
    assert again.status == "3 documents ready. 1 answer of this link cannot be found."


async def test_the_page_opens_without_documents(tmp_path: Path) -> None:
    empty = await page_of(FakePipeline(catalog=FakeCatalog(held=[])), tmp_path).opened()
    assert (empty.empty, empty.examples) == (True, ())
    build = builder(error=ConfigurationError("no documents yet; run citeproof ingest PATH"))
    view = AskView(AsyncClient(settings=Settings(data=tmp_path), build=build))
    opened = await view.opened()
    assert (opened.empty, opened.status) == (True, "No documents yet; run citeproof ingest PATH")
    build.error = None  # documents were taken in meanwhile
    assert (await view.opened()).status == "3 documents ready."
