from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from rag.models.fake import FakeEmbedder
from rag.models.spans import SpanPool, embedded_apart, windows
from rag.protocols import SpannedText


def words_of(count: int) -> tuple[str, list[tuple[int, int]]]:
    text = " ".join(f"w{number:03d}" for number in range(count))
    return text, [(5 * number, 5 * number + 4) for number in range(count)]


@given(
    count=st.integers(0, 60),
    size=st.integers(1, 20),
    cuts=st.lists(st.integers(0, 59), max_size=6, unique=True),
)
def test_every_token_is_in_one_window(count: int, size: int, cuts: list[int]) -> None:
    text, offsets = words_of(count)
    edges = sorted({cut for cut in cuts if cut < count} | {0, count})
    spans = tuple((5 * a, 5 * b - 1) for a, b in pairwise(edges))
    runs = windows(offsets, SpannedText(text=text, spans=spans), size=size)
    assert [token for run in runs for token in run] == list(range(count))
    assert all(len(run) <= size for run in runs)


def test_a_window_ends_before_a_span_that_does_not_fit() -> None:
    text, offsets = words_of(9)
    spanned = SpannedText(text=text, spans=((0, 19), (20, 44)))
    assert windows(offsets, spanned, size=6) == [range(4), range(4, 9)]


def test_a_span_is_the_mean_of_its_tokens_over_all_windows() -> None:
    text, offsets = words_of(4)
    pool = SpanPool(SpannedText(text=text, spans=((0, 4), (5, 19))), offsets, 3)
    x, y, z = np.eye(3, dtype=np.float32)
    pool.add(range(2), np.stack([z, x, y, z]))
    pool.add(range(2, 4), np.stack([z, y, x, z]))

    found = pool.vectors()

    np.testing.assert_allclose(found.spans, np.stack([x, (2 * y + x) / np.sqrt(5)]), atol=1e-6)
    np.testing.assert_allclose(found.whole, (2 * x + 2 * y + 4 * z) / np.sqrt(24), atol=1e-6)


def test_a_span_without_a_token_has_the_vector_of_the_text() -> None:
    pool = SpanPool(SpannedText(text="a  ", spans=((0, 1), (2, 3))), [(0, 1)], 2)
    pool.add(range(1), np.array([[0, 1], [1, 0], [0, 1]], dtype=np.float32))
    found = pool.vectors()
    np.testing.assert_allclose(found.spans[1], found.whole)


async def test_apart_a_span_is_a_text_of_its_own() -> None:
    embedder = FakeEmbedder()
    text = SpannedText(text="red car, rain", spans=((0, 7), (9, 13)))
    (found,) = await embedded_apart(embedder, [text])
    np.testing.assert_array_equal(
        np.vstack([found.whole, found.spans]), await embedder.embed([text.text, "red car", "rain"])
    )
