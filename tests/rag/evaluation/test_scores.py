from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest

from rag.errors import ModelError
from rag.evaluation.dataset import EvalQuestion
from rag.evaluation.response import Quoted, Response, SideTold, Told
from rag.evaluation.scores import SCORES, Scorer, applies
from rag.models.fake import FakeEmbedder
from rag.types import AnswerStatus

RULES_ONLY = Scorer()
HARBOUR = "The harbour opened in 1902. It is “red”.\nThe ferry costs 5 euros."


def _question(**rules: object) -> EvalQuestion:
    return EvalQuestion.model_validate({"id": "q", "question": "When did it open?", **rules})


def _cite(quote: str, uri: str = "harbour.txt") -> Quoted:
    return Quoted(uri=uri, quote=quote)


def _answer(
    *told: Told,
    text: str = "",
    status: AnswerStatus | None = "answered",
    contexts: Sequence[Quoted] = (),
    sides: Sequence[SideTold] = (),
) -> Response:
    return Response(
        text=text or " ".join(each.text for each in told),
        status=status,
        told=told,
        contexts=tuple(contexts),
        sides=tuple(sides),
    )


def _told(letters: str, *quotes: str, own: bool = False) -> Told:
    citations = tuple(_cite(quote) for quote in quotes)
    return Told(text=letters, citations=citations, label="supported" if own else None)


async def _letters(statement: str, citations: Sequence[Quoted]) -> bool:
    """Entails when every letter of the statement stands in one of the quotes."""
    return set(statement) <= set("".join(citation.quote for citation in citations))


async def _never(statement: str, citations: Sequence[Quoted]) -> bool:
    return False


async def _scores(
    response: Response, scorer: Scorer = RULES_ONLY, /, **rules: object
) -> dict[str, float]:
    return await scorer.score(_question(**rules), response)


async def test_nothing_to_score_gives_no_score() -> None:
    assert await _scores(_answer(text="In 1902.", contexts=[_cite("It opened in 1902.")])) == {}


async def test_correct_is_all_rules_and_must_include_a_share_of_groups() -> None:
    rules: dict[str, object] = {"must_include": [["1902", "MCMII"], ["red"], ["5 euros"]]}
    # Two of three groups are told.
    some = _answer(text="It opened in MCMII and is red.")
    all_of_it = _answer(text="1902, red, 5 euros.")
    assert await _scores(some, **rules) == {"correct": 0.0, "must_include": pytest.approx(2 / 3)}
    assert await _scores(all_of_it, **rules) == {"correct": 1.0, "must_include": 1.0}


async def test_a_silent_answer_is_wrong_by_its_rules_but_has_no_citations_to_weigh() -> None:
    silent = _answer(text="The documents do not say.", status="not_found")
    scorer = Scorer(entails=_letters, text_of=lambda uri: HARBOUR)
    rules: dict[str, object] = {"expected_status": "answered", "must_include": [["1902"]]}
    assert await _scores(silent, scorer, **rules) == {"correct": 0.0, "must_include": 0.0}
    assert await _scores(silent, scorer, expected_status="not_found") == {"correct": 1.0}


async def test_an_answer_where_there_is_none_is_weighed_like_any_other() -> None:
    answer, scorer = _answer(_told("ab", "ab")), Scorer(entails=_letters)
    found = await _scores(answer, scorer, expected_status="not_found")
    assert (found["correct"], found["citation_recall"], found["faithfulness"]) == (0, 1, 1)


async def test_likeness_to_the_nearest_reference() -> None:
    references = ["It opened in 1902", "The year was 1902"]
    found = await _scores(_answer(text="It opened in May 1902. [1]"), reference_answer=references)
    # Normalised: it opened in may 1902, of five words; the first reference has four, all shared:
    # 2 * 4 / (5 + 4). The second shares 1902 only.
    assert found == {"exact_match": 0.0, "token_f1": pytest.approx(8 / 9)}
    found = await _scores(_answer(text="the year was 1902!"), reference_answer=references)
    assert found == {"exact_match": 1.0, "token_f1": 1.0}


async def test_similarity_is_the_cosine_with_the_nearest_reference() -> None:
    async def embed(texts: Sequence[str]) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
        rows = {"It opened.": [0.6, 0.8], "near": [0.8, 0.6], "far": [0.0, -1.0]}
        return np.array([rows[text] for text in texts], dtype=np.float32)

    answer, scorer = _answer(text="It opened."), Scorer(embed=embed)
    # .6 * .8 + .8 * .6 = .96; .8 * -1 = -.8, which counts 0 where there is no other.
    found = await _scores(answer, scorer, reference_answer=["far", "near"])
    assert found["reference_similarity"] == pytest.approx(0.96)
    found = await _scores(answer, scorer, reference_answer=["far"])
    assert found["reference_similarity"] == 0
    assert "reference_similarity" not in await _scores(answer, scorer)


async def test_similarity_of_the_same_words_is_1() -> None:
    scorer = Scorer(embed=FakeEmbedder().embed)
    found = await _scores(_answer(text="Red gate [1]."), scorer, reference_answer=["gate red"])
    assert found["reference_similarity"] == pytest.approx(1)


@pytest.mark.parametrize(("probability", "score"), [(0.49, 0.0), (0.5, 1.0), (1.0, 1.0)])
async def test_the_judge_says_what_is_right(probability: float, score: float) -> None:
    asked: list[tuple[str, str, str]] = []

    async def same(question: str, reference: str, answer: str) -> float:
        asked.append((question, reference, answer))
        return probability

    found = await _scores(
        _answer(text="In 1902 [1]."), Scorer(says_the_same=same), reference_answer=["1902", "MCMII"]
    )
    assert found["judged_correct"] == score
    assert asked == [("When did it open?", "1902 / MCMII", "In 1902 .")]


@pytest.mark.parametrize(
    ("expected", "score"), [("answered", 0.0), (None, 0.0), ("not_found", 1.0)]
)
async def test_silence_is_judged_right_only_where_it_is_expected(
    expected: str | None, score: float
) -> None:
    async def same(question: str, reference: str, answer: str) -> float:
        raise AssertionError("silence needs no judge")

    found = await _scores(
        _answer(text="The documents do not say.", status="not_found"),
        Scorer(says_the_same=same),
        reference_answer=["It is not known."],
        expected_status=expected,
    )
    assert found["judged_correct"] == score


async def test_gold_quotes_are_found_whole_or_in_large_part() -> None:
    contexts = [
        _cite("Visitors know that the harbour opened\nin 1902, on a Monday."),  # holds the first
        _cite("ferry costs 5 euros"),  # 19 of the 35 characters of the second
        _cite("a red"),  # 5 of 19: too small a part of the third
    ]
    gold = [
        "The Harbour opened in 1902",
        "The ferry costs 5 euros for a child",
        "It has a red gate o",
    ]
    found = await _scores(_answer(text="x", contexts=contexts), gold_quotes=gold)
    assert found == {"gold_quote_found": pytest.approx(2 / 3)}
    found = await _scores(_answer(text="x"), gold_quotes=gold)
    assert found == {"gold_quote_found": 0.0}


async def test_a_system_that_does_not_say_what_it_found_has_no_ranking() -> None:
    response = Response(text="x", has_contexts=False)
    rules: dict[str, object] = {"gold_sources": ["a.txt"], "gold_quotes": ["x"]}
    assert await _scores(response, **rules) == {"correct": 0.0}


async def test_ranking_is_of_distinct_documents() -> None:
    uris = ["c.txt", "deep/a.txt", "c.txt", "deep/a.txt", "d.txt", "e.txt", "f.txt", "b.txt"]
    found = await _scores(
        _answer(text="x", contexts=[_cite("x", uri) for uri in uris]),
        gold_sources=["a.txt", "b.txt"],
    )
    # Distinct: c a d e f b. The first five hold a of the two; the first of them is second.
    # Gains 1/log2(3) at rank 2 and 1/log2(7) at rank 6, of at best 1/log2(2) + 1/log2(3).
    assert (found["recall@5"], found["mrr"]) == (0.5, 0.5)
    best = 1 + 1 / math.log2(3)
    assert found["ndcg@10"] == pytest.approx((1 / math.log2(3) + 1 / math.log2(7)) / best)


async def test_ranking_of_nothing_found_is_0_and_gain_counts_ten_documents() -> None:
    found = await _scores(_answer(text="x"), gold_sources=["a.txt"])
    assert found == {"correct": 0.0, "recall@5": 0.0, "mrr": 0.0, "ndcg@10": 0.0}
    contexts = [_cite("x", f"{number}.txt") for number in range(10)]
    late = [*contexts, _cite("x", "a.txt")]
    found = await _scores(_answer(text="x", contexts=late), gold_sources=["a.txt"])
    # The eleventh: no gain among ten, the reciprocal rank is of all.
    assert (found["recall@5"], found["ndcg@10"], found["mrr"]) == (0, 0, pytest.approx(1 / 11))


ALCE: list[tuple[list[Told], float, float]] = [
    # One statement, one citation that entails it.
    ([_told("ab", "ab")], 1.0, 1.0),
    # One that does not: neither recalled nor precise.
    ([_told("ab", "a")], 0.0, 0.0),
    # No citation at all.
    ([_told("ab")], 0.0, 0.0),
    # Two that entail it only together: partial support, both precise.
    ([_told("ab", "a", "b")], 1.0, 1.0),
    # The second is irrelevant: alone it does not entail, without it the first does. 1 of 2.
    ([_told("ab", "ab", "x")], 1.0, 1 / 2),
    # Each entails it alone: both precise.
    ([_told("ab", "ab", "abc")], 1.0, 1.0),
    # a and b are needed, x is not. 2 of 3.
    ([_told("ab", "a", "b", "x")], 1.0, 2 / 3),
    # a, a and b: neither a is missed without the other, so both are irrelevant. 1 of 3.
    ([_told("ab", "a", "a", "b")], 1.0, 1 / 3),
    # Statements: recalled, not, recalled: 2 of 3. Citations: 1 of 2, 0 of 2, 1 of 1: 2 of 5.
    ([_told("ab", "ab", "x"), _told("cd", "c", "x"), _told("e", "e")], 2 / 3, 2 / 5),
    # Recalled, and without a citation: 1 of 2 statements, 2 of 2 citations.
    ([_told("ab", "a", "b"), _told("c")], 1 / 2, 1.0),
    # An answer without a sentence.
    ([], 0.0, 0.0),
]  # fmt: skip


@pytest.mark.parametrize(("told", "recall", "precision"), ALCE)
async def test_citations_are_weighed_as_alce_does(
    told: list[Told], recall: float, precision: float
) -> None:
    """Source: Gao et al., 2023 (arXiv 2305.14627), section 4."""
    found = await _scores(_answer(*told, text="An answer."), Scorer(entails=_letters))
    assert found["citation_recall"] == pytest.approx(recall)
    assert found["citation_precision"] == pytest.approx(precision)
    # Nothing was found beside what is cited, so that faithful is what is recalled.
    assert found["faithfulness"] == pytest.approx(recall)


async def test_faithful_is_what_the_citations_or_the_passages_found_entail() -> None:
    told = [_told("ab", "ab"), _told("cd", "c"), _told("xy"), _told("zz", "a")]
    contexts = [_cite("c"), _cite("d"), _cite("x")]
    found = await _scores(_answer(*told, contexts=contexts), Scorer(entails=_letters))
    # ab is recalled; cd stands in two passages together; of xy and zz y and z stand nowhere.
    assert (found["citation_recall"], found["faithfulness"]) == (1 / 4, 2 / 4)


@pytest.mark.parametrize(("letter", "faithful"), [("f", 1.0), ("g", 0.0)])
async def test_faithfulness_reads_the_first_six_passages(letter: str, faithful: float) -> None:
    answer = _answer(_told(letter), contexts=[_cite(each) for each in "abcdefg"])
    assert (await _scores(answer, Scorer(entails=_letters)))["faithfulness"] == faithful


async def test_a_side_is_a_statement_too() -> None:
    texts = {"ab": "ab", "cd": "c"}
    sides = [SideTold(value=t, text=t, citations=(_cite(q),)) for t, q in texts.items()]
    answer = _answer(_told("ab", "ab"), status="conflicting", sides=sides)
    found = await _scores(answer, Scorer(entails=_letters))
    # The first side is the sentence told; the second is not entailed: 1 of 2, and 1 of 2.
    assert (found["citation_recall"], found["citation_precision"]) == (0.5, 0.5)


async def test_own_verdicts_are_believed_for_exactly_what_they_were_given_for() -> None:
    one = _answer(_told("ab", "p", own=True))
    found = await _scores(one, Scorer(entails=_never))
    assert found == dict.fromkeys(("faithfulness", "citation_recall", "citation_precision"), 1)
    # Two citations together are believed; neither alone nor without the other is known to
    # entail it, so neither is irrelevant.
    both = _answer(_told("ab", "p", "q", own=True))
    found = await _scores(both, Scorer(entails=_never))
    assert (found["citation_recall"], found["citation_precision"]) == (1, 1)
    # Where one alone is found to entail it, the other is irrelevant all the same.
    spare = _answer(_told("ab", "ab", "q", own=True))
    found = await _scores(spare, Scorer(entails=_letters))
    assert (found["citation_recall"], found["citation_precision"]) == (1, 0.5)


@pytest.mark.parametrize(
    "told",
    [
        Told(text="ab", citations=(_cite("p"),)),
        Told(text="ab", citations=(_cite("p"),), label="contradicted"),
        Told(text="ab", citations=(_cite("p"),), label="not_enough_evidence", score=0.9),
        Told(text="ab", label="supported"),  # of no citation nothing is believed
    ],
)
async def test_no_other_verdict_is_believed(told: Told) -> None:
    found = await _scores(_answer(told), Scorer(entails=_never))
    assert (found["citation_recall"], found["faithfulness"]) == (0, 0)
    # Nor is an objection.
    entailed = told.model_copy(update={"citations": (_cite("ab"),)})
    assert (await _scores(_answer(entailed), Scorer(entails=_letters)))["citation_recall"] == 1


async def test_quotes_stand_in_their_documents_word_for_word() -> None:
    citations = (
        Quoted(uri="harbour.txt", quote="opened in 1902", start=12, end=26),  # exact
        Quoted(uri="harbour.txt", quote="opened in 1902", start=11, end=25),  # one too early
        Quoted(uri="harbour.txt", quote='It is "red". The'),  # folded: quotes and white space
        Quoted(uri="harbour.txt", quote="opened in 1903"),
        Quoted(uri="other.txt", quote="opened in 1902"),  # no such document
        Quoted(uri="harbour.txt"),  # names a document alone, has no words
    )
    assert HARBOUR[12:26] == "opened in 1902"
    scorer = Scorer(text_of={"harbour.txt": HARBOUR}.get)
    found = await _scores(_answer(Told(text="x", citations=citations)), scorer)
    assert found == {"quote_exactness": 2 / 5}
    assert await _scores(_answer(Told(text="x", citations=citations[-1:])), scorer) == {}


CONFLICT: dict[str, object] = {"expected_status": "conflicting"}
SIDES = (
    SideTold(value="$1.4 trillion", text="One says so, and not $1 trillion."),
    SideTold(value="$1 trillion", text="Another says so."),
)


@pytest.mark.parametrize(
    ("groups", "sides", "share"),
    [
        ([["$1.4 trillion"], ["$1 trillion"]], SIDES, 1.0),
        # Both stand in the first side only: one of two groups has a side of its own.
        ([["$1.4 trillion"], ["$1 trillion"]], SIDES[:1], 1 / 2),
        # The third value stands in no side: two of three.
        ([["$1.4 trillion"], ["$1 trillion"], ["$2 trillion"]], SIDES, 2 / 3),
        # The first may stand in either side, the second in the first only: both are matched.
        ([["says so"], ["$1.4 trillion"]], SIDES, 1.0),
        ([["$1.4 trillion"]], (), 0.0),
    ],
)
async def test_sides_are_complete_when_each_group_has_one_of_its_own(
    groups: list[list[str]], sides: tuple[SideTold, ...], share: float
) -> None:
    answer = _answer(text="They differ.", status="conflicting", sides=sides)
    found = await _scores(answer, expected_status="conflicting", must_include=groups)
    assert found["sides_complete"] == pytest.approx(share)
    assert found["disagreement_recall"] == 1


@pytest.mark.parametrize("status", ["answered", "partly_answered", "not_found", None])
async def test_a_conflict_is_recalled_by_its_status(status: AnswerStatus | None) -> None:
    found = await _scores(_answer(text="One says 1, one 2.", status=status), **CONFLICT)
    assert found == {"correct": 0.0 if status else 1.0, "disagreement_recall": 0.0}
    both = {**CONFLICT, "must_include": [["1"], ["2"]]}  # without a status, by both being told
    found = await _scores(_answer(text="One says 1, one 2.", status=status), **both)
    assert (found["disagreement_recall"], "sides_complete" in found) == (not status, bool(status))
    found = await _scores(_answer(text="x", status="conflicting"), **CONFLICT)
    assert found == {"correct": 1.0, "disagreement_recall": 1.0}


async def test_scores_come_in_their_order_and_lie_between_0_and_1() -> None:
    found = await _scores(_full_answer(), _full_scorer(), **_FULL)
    assert list(found) == list(SCORES)
    assert all(0 <= score <= 1 for score in found.values())


_FULL: dict[str, object] = {
    "must_include": [["ab"]],
    "reference_answer": ["ab"],
    "gold_quotes": ["ab"],
    "gold_sources": ["harbour.txt"],
    "expected_status": "conflicting",
}


def _full_answer() -> Response:
    side = SideTold(value="ab", text="ab")
    return _answer(_told("ab", "ab"), status="conflicting", contexts=[_cite("ab")], sides=[side])


async def _same(question: str, reference: str, answer: str) -> float:
    return 1.0


def _full_scorer() -> Scorer:
    embed = FakeEmbedder().embed
    return Scorer(entails=_letters, embed=embed, says_the_same=_same, text_of=lambda uri: "ab")


async def test_a_model_that_fails_is_told_of() -> None:
    async def fails(statement: str, citations: Sequence[Quoted]) -> bool:
        raise ModelError("The judge is away.")

    with pytest.raises(ModelError, match="away"):
        await _scores(_answer(_told("ab", "ab")), Scorer(entails=fails))


@pytest.mark.parametrize("name", SCORES)
async def test_a_score_that_does_not_apply_is_never_given(name: str) -> None:
    for left_out in [*_FULL, ""]:
        rules = {field: value for field, value in _FULL.items() if field != left_out}
        found = await _scores(_full_answer(), _full_scorer(), **rules)
        assert (name in found) is applies(name, _question(**rules)), left_out


def test_what_a_failure_counts_0_in() -> None:
    plain = {name for name in SCORES if applies(name, _question())}
    assert plain == {"faithfulness", "citation_recall", "citation_precision", "quote_exactness"}
    silent = {name for name in SCORES if applies(name, _question(expected_status="not_found"))}
    assert silent == {"correct"}
    everything = {name for name in SCORES if applies(name, _question(**_FULL))}
    assert everything == set(SCORES)
