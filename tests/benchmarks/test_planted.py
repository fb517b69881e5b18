"""The planted article is what the benchmark says it is, and its verdicts are matched by text."""

from __future__ import annotations

from pathlib import Path

from benchmarks.planted import load_article, verdicts
from rag.models.fake import FakeChat
from tests.corpus import make_pipeline


def test_twenty_errors_are_planted_among_true_sentences() -> None:
    article = load_article()
    assert sum(sentence.planted for sentence in article) == 20
    assert len({sentence.text for sentence in article}) == len(article)
    assert all(bool(sentence.kind) == sentence.planted for sentence in article)


async def test_every_sentence_of_the_article_is_checked(tmp_path: Path) -> None:
    article = load_article()
    pipeline = make_pipeline(tmp_path, FakeChat(probability=lambda _: 0.0))
    report = await pipeline.check("\n\n".join(sentence.text for sentence in article))
    labels = verdicts(article, report)
    assert "not checked" not in labels
    assert "supported" not in labels
    await pipeline.close()
