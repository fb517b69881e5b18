from __future__ import annotations

from benchmarks.cross_encoder.rerank import Scored, chosen_mix, reranked

OURS = [f"d{number}" for number in range(12)]


def scored(relevant: str, logits: dict[str, float]) -> Scored:
    every = dict.fromkeys(OURS, 0.0) | logits
    return Scored(
        collection="cran",
        report=False,
        relevant={relevant: 1.0},
        ranked=OURS,
        logits=every,
        ms=1.0,
    )


def test_the_first_documents_take_the_order_of_the_mix_and_the_others_stay() -> None:
    asked = scored("d9", {"d9": 5.0, "d11": 9.0})
    assert reranked(asked, (10, 1.0)) == ["d9", *OURS[:9], *OURS[10:]]
    assert reranked(asked, (10, 0.1)) == [*OURS[:8], "d9", "d8", *OURS[10:]]
    assert sorted(reranked(asked, (10, 0.5))) == sorted(OURS)


def test_the_mix_that_ranks_best_is_chosen() -> None:
    trusted = [scored("d9", {"d9": 5.0}), scored("d2", {"d2": 5.0})]
    depth, weight = chosen_mix(trusted)
    assert depth == 10
    assert weight > 0.5
    misled = [scored("d0", {"d9": 5.0, "d0": -5.0})]
    assert chosen_mix(misled)[1] == 0.1
