"""An old answer is believed in nothing; each claim is looked up and checked again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from ingest import Ingestor
from rag.answering.cite import is_exact
from rag.answering.recheck import MOST_CLAIMS, answer_from_json
from rag.errors import ModelError, UsageError
from rag.models.fake import FakeChat, FakeEmbedder
from rag.pipeline import AnswerPipeline
from rag.recheck_report import RecheckReport
from rag.types import Answer, Message
from tests.corpus import DOCUMENTS, make_pipeline
from tests.fake_pipeline import answer_of

PLACE = "Where was the pact on pumps signed?"
SIGNED = "Acme and Borel signed a pact on pumps in Ohio on Monday"


def writes(messages: Sequence[Message]) -> str:
    """Repeat the first numbered evidence that says where the pact was signed."""
    lines = messages[-1].content.splitlines()
    signed = next((line for line in lines if "signed" in line), "NOT FOUND")
    return signed.rpartition(": ")[2]


def judges(messages: Sequence[Message]) -> float:
    prompt = messages[-1].content
    passage, _, claim = prompt.partition("\n\nBased only on the text above, is it true that: ")
    if not claim:
        text = passage.partition("\n\nIs the following")[0]
        return 0.97 if "signed" in text or "purchase commitment" in text else 0.03
    if " no " in f" {claim}":
        return (
            0.97 if "no purchase commitment" in passage or "does not include" in passage else 0.03
        )
    return 0.97 if claim.rstrip(".") in passage else 0.03


def chat() -> FakeChat:
    return FakeChat(reply=writes, probability=judges)


async def asked(folder: Path, question: str = PLACE) -> Answer:
    pipeline = make_pipeline(folder, chat())
    answer = await pipeline.answer(question)
    await pipeline.close()
    return answer


async def rechecked(
    folder: Path, answer: Answer, changes: Mapping[str, str | None] | None = None
) -> RecheckReport:
    """Change files (None deletes one), take them in, and check the answer again."""
    for name, text in (changes or {}).items():
        path = folder / "source" / name
        if text is None:
            path.unlink()
        else:
            path.write_text(text, encoding="utf-8")
    Ingestor(folder / "data", embedder=FakeEmbedder()).ingest([folder / "source"], sync=True)
    pipeline = reopened(folder)
    report = await pipeline.recheck(answer)
    for claim in report.claims:
        assert all(is_exact(citation, pipeline.catalog) for citation in claim.citations)
    await pipeline.close()
    return report


def reopened(folder: Path) -> AnswerPipeline:
    sources = sorted((folder / "source").iterdir())
    documents = {path.name: path.read_text(encoding="utf-8") for path in sources}
    return make_pipeline(folder, chat(), documents)


async def test_an_answer_over_the_same_documents_holds(tmp_path: Path) -> None:
    answer = await asked(tmp_path)
    assert answer.status == "answered"
    report = await rechecked(tmp_path, answer)
    assert (report.outcome, report.status_then, report.now.status) == (
        "holds",
        "answered",
        "answered",
    )
    assert [claim.outcome for claim in report.claims] == ["holds"] * len(answer.claims)
    assert report.claims[0].quotes[0].place == "same"
    assert report.answer_id == answer.id
    assert RecheckReport.model_validate_json(report.model_dump_json()) == report


async def test_a_yes_no_answer_holds(tmp_path: Path) -> None:
    answer = await asked(tmp_path, "Is there a purchase commitment?")
    assert answer.text.startswith("No, there is no purchase commitment.")
    report = await rechecked(tmp_path, answer)
    assert [claim.outcome for claim in report.claims] == ["holds"] * len(answer.claims)


async def test_words_that_moved_hold(tmp_path: Path) -> None:
    answer = await asked(tmp_path)
    moved = DOCUMENTS["pact.txt"].replace(
        "Acme and Borel signed", "News of the day. Acme and Borel signed"
    )
    report = await rechecked(tmp_path, answer, {"pact.txt": moved})
    claim = report.claims[0]
    assert (report.outcome, claim.outcome, claim.quotes[0].place) == ("holds", "holds", "moved")
    assert "at another place" in claim.reason
    assert report.generation_then != report.generation_now


async def test_another_place_in_the_new_version_is_a_change(tmp_path: Path) -> None:
    answer = await asked(tmp_path)
    other = DOCUMENTS["pact.txt"].replace("in Ohio", "in Texas")
    report = await rechecked(tmp_path, answer, {"pact.txt": other})
    claim = report.claims[0]
    assert (report.outcome, claim.outcome, claim.citations) == ("changed", "changed", [])
    quote = claim.quotes[0]
    assert (quote.place, quote.now) == ("reworded", None)
    assert quote.then.quote.startswith(SIGNED)
    assert quote.nearest is not None
    assert "in Texas" in quote.nearest.quote
    assert claim.verdict.label != "supported"


async def test_another_figure_in_the_new_version_contradicts(tmp_path: Path) -> None:
    answer = (await asked(tmp_path)).model_copy(update={"status": "answered"})
    pipeline = reopened(tmp_path)
    passages = await pipeline.retrieve(
        "How much will Acme pay for the pumps?", filters=["pact.txt"]
    )
    await pipeline.close()
    paid = next(p for p in passages if "$40 million" in p.quote)
    claim = answer.claims[0].model_copy(
        update={
            "text": "Acme pays $40 million for the pumps.",
            "citations": [
                answer.claims[0]
                .citations[0]
                .model_copy(update={"start": paid.start, "end": paid.end, "quote": paid.quote})
            ],
        }
    )
    other = DOCUMENTS["pact.txt"].replace("$40 million", "$70 million")
    report = await rechecked(
        tmp_path, answer.model_copy(update={"claims": [claim]}), {"pact.txt": other}
    )
    assert report.claims[0].outcome == "changed"
    assert report.claims[0].verdict.label == "contradicted"
    assert "$70 million" in report.claims[0].reason


async def test_a_removed_document_takes_its_claims_with_it(tmp_path: Path) -> None:
    answer = await asked(tmp_path)
    report = await rechecked(tmp_path, answer, {"pact.txt": None})
    assert (report.outcome, report.claims[0].outcome) == ("gone", "gone")
    assert report.claims[0].quotes[0].place == "removed"
    assert "pact.txt is not among the documents any more." in report.claims[0].reason


async def test_another_document_that_says_it_is_a_change_of_source(tmp_path: Path) -> None:
    answer = await asked(tmp_path)
    changes = {"pact.txt": None, "copy.txt": f"Copy\n\n{SIGNED}. It rained.\n"}
    report = await rechecked(tmp_path, answer, changes)
    claim = report.claims[0]
    assert (claim.outcome, claim.verdict.label) == ("changed", "supported")
    assert [citation.uri for citation in claim.citations] == ["copy.txt"]


async def test_invented_quotes_are_not_believed(tmp_path: Path) -> None:
    answer = await asked(tmp_path)
    old = answer.claims[0]
    forged = old.citations[0].model_copy(update={"quote": "The pact was signed on the Moon."})
    claim = old.model_copy(
        update={"text": "The pact was signed on the Moon.", "citations": [forged]}
    )
    report = await rechecked(tmp_path, answer.model_copy(update={"claims": [claim]}))
    assert report.claims[0].quotes[0].place == "unknown"
    assert report.claims[0].outcome != "holds"
    assert "stand in no stored version" in report.claims[0].reason


async def test_half_a_sentence_is_read_whole(tmp_path: Path) -> None:
    answer = await asked(tmp_path)
    old = answer.claims[0]
    pipeline = make_pipeline(tmp_path, chat())
    document = pipeline.catalog.document(old.citations[0].document_id)
    await pipeline.close()
    assert document is not None
    start = document.text.index("include any purchase commitment")
    part = old.citations[0].model_copy(
        update={"start": start, "end": start + 31, "quote": "include any purchase commitment"}
    )
    claim = old.model_copy(
        update={"text": "The pact will include any purchase commitment.", "citations": [part]}
    )
    report = await rechecked(tmp_path, answer.model_copy(update={"claims": [claim]}))
    assert report.claims[0].quotes[0].place == "same"
    assert report.claims[0].outcome != "holds"


async def test_a_claim_without_quotes_is_gone(tmp_path: Path) -> None:
    answer = await asked(tmp_path)
    bare = answer.claims[0].model_copy(update={"citations": [], "text": "Cats bark loudly."})
    report = await rechecked(tmp_path, answer.model_copy(update={"claims": [bare]}))
    assert report.claims[0].outcome == "gone"


async def test_silence_that_ended_is_a_change(tmp_path: Path) -> None:
    answer = await asked(tmp_path, "Where was the peace treaty signed?")
    silent = answer.model_copy(update={"status": "not_found", "claims": [], "sides": []})
    report = await rechecked(tmp_path, silent.model_copy(update={"standalone_question": PLACE}))
    assert (report.outcome, report.now.status) == ("changed", "answered")
    assert "now they do" in report.reason


async def test_silence_that_lasts_holds(tmp_path: Path) -> None:
    answer = await asked(tmp_path, "What is the capital of Italy?")
    assert answer.status == "not_found"
    report = await rechecked(tmp_path, answer)
    assert (report.outcome, report.claims) == ("holds", [])
    assert report.reason == "The documents still do not answer this question."


async def test_a_new_document_on_the_other_side_is_a_change(tmp_path: Path) -> None:
    question = "Is there a purchase commitment?"
    answer = await asked(tmp_path, question)
    contrary = "There is a purchase commitment in the pump pact, says Borel."
    new = {"contrary.txt": f"Contrary\n\n{contrary}\n"}
    report = await rechecked(tmp_path, answer, new)
    assert report.now.status == "conflicting"
    assert report.outcome == "changed"
    assert any("Other documents now say “Yes”" in claim.reason for claim in report.claims)


async def test_a_judge_that_fails_is_not_taken_for_silence(tmp_path: Path) -> None:
    answer = await asked(tmp_path)
    claim = answer.claims[0].model_copy(update={"text": "A pact on pumps was signed in Ohio."})

    def fails(messages: Sequence[Message]) -> float:
        raise ModelError("the judge is gone")

    pipeline = make_pipeline(tmp_path, FakeChat(reply=writes, probability=fails))
    with pytest.raises(ModelError, match=r"was not checked: .*the judge is gone"):
        await pipeline.recheck(answer.model_copy(update={"claims": [claim]}))
    await pipeline.close()


async def test_too_many_claims_are_refused(tmp_path: Path) -> None:
    answer = await asked(tmp_path)
    many = answer.model_copy(update={"claims": answer.claims * (MOST_CLAIMS + 1)})
    pipeline = make_pipeline(tmp_path, chat())
    with pytest.raises(UsageError, match=f"at most {MOST_CLAIMS}"):
        await pipeline.recheck(many)
    await pipeline.close()


def test_an_answer_is_read_from_json() -> None:
    answer = answer_of("When?")
    assert answer_from_json(answer.model_dump_json(), name="a.json") == answer


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("no json", "a.json is not an Answer; Invalid JSON"),
        ("[]", "a.json is not an Answer; "),
        ('{"id": "x"}', "its field 'question': Field required"),
    ],
)
def test_a_file_that_is_not_an_answer_is_named(text: str, words: str) -> None:
    with pytest.raises(UsageError) as raised:
        answer_from_json(text, name="a.json")
    assert words in str(raised.value)


def test_a_wrong_field_deep_inside_is_named() -> None:
    text = answer_of("When?").model_dump_json().replace('"start":', '"start":-', 1)
    with pytest.raises(UsageError, match=r"claims\.0\.citations\.0\.start"):
        answer_from_json(text, name="a.json")
