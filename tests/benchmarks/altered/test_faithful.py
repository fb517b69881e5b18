from __future__ import annotations

from random import Random

import pytest

from benchmarks.altered.faithful import FAITHFUL_RULES
from benchmarks.altered.sentences import Sentence


def _claim(rule: str, text: str) -> str | None:
    sentence = Sentence(id="a", source="seeds", title="", text=text, document=text)
    return FAITHFUL_RULES[rule](sentence, Random(1))  # noqa: S311 - no secret


@pytest.mark.parametrize(
    ("rule", "text", "claim"),
    [
        ("percent_word", "Sales rose by 17%.", "Sales rose by 17 percent."),
        ("smaller_unit", "It cost $1.4 trillion.", "It cost $1,400 billion."),
        ("thousand", "It has 10,000 books.", "It has 10 thousand books."),
        ("comma_dropped", "It has 1,200 books.", "It has 1200 books."),
        ("number_digits", "It has three towers.", "It has 3 towers."),
        ("date_day_first", "It fell on March 3, 2019.", "It fell on 3 March 2019."),
        ("contracted", "They did not come.", "They didn’t come."),
        ("attribution_moved", "Cole said that it rained.", "According to Cole, it rained."),
        ("apposition_dropped", "The mill, which is old, fell.", "The mill fell."),
        ("list_shortened", "It sells bread, milk and eggs.", "It sells bread and eggs."),
        ("active", "The mill was built by Henry Cole.", "Henry Cole built the mill."),
        ("adverbial_to_end", "In 1999, the mill burned down.", "The mill burned down in 1999."),
    ],
)
def test_rule(rule: str, text: str, claim: str) -> None:
    assert _claim(rule, text) == claim


def test_nothing_is_dropped_from_a_negative_sentence() -> None:
    assert (
        _claim("clause_dropped", "It is not open to all of the many visitors, which is bad.")
        is None
    )
    assert _claim("list_shortened", "It sells no bread, milk and eggs.") is None
