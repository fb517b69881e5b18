"""Equal values are one side; one document speaks once; sides say why they differ."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answering.disagree import clearest_first, group_values, lists_more, why_different
from rag.answering.guards.quantities import quantities
from rag.answering.values import PassageValue
from rag.types import Passage

PAID = "How much has it paid?"


def passage(document: str, quote: str, *, title: str = "", date: str | None = None) -> Passage:
    return Passage(
        document_id=document, uri=document, title=title, start=0, end=len(quote), quote=quote,
        published_at=date, rank=1, score=1.0,
    )  # fmt: skip


def value(document: str, quote: str, text: str, *, date: str | None = None) -> PassageValue:
    (quantity,) = quantities(text)
    return PassageValue(passage=passage(document, quote, date=date), text=text, figure=quantity)


def phrase(document: str, text: str, *, title: str = "") -> PassageValue:
    return PassageValue(passage=passage(document, text, title=title), text=text)


def test_equal_values_in_other_words_are_one_side() -> None:
    groups = group_values(
        [
            value("a", "It cost $1.4 trillion.", "$1.4 trillion"),
            value("b", "It cost 1,400 billion dollars.", "1,400 billion dollars"),
            value("c", "It cost $1 trillion.", "$1 trillion"),
        ]
    )
    assert [[item.passage.uri for item in group] for group in groups] == [["a", "b"], ["c"]]


def test_two_values_in_one_document_do_not_disagree() -> None:
    groups = group_values([value("a", "It cost $3.", "$3"), value("a", "It rose to $4.", "$4")])
    assert len(groups) == 1


def test_a_source_that_gives_both_values_is_quoted_last() -> None:
    both = value("a", "Plan A costs $3, plan B costs $4.", "$3")
    one = value("b", "The plan costs $3.", "$3")
    other = value("c", "It costs $4.", "$4")
    assert [item.uri for item in clearest_first([both, one], [other])] == ["b", "a"]
    assert [item.uri for item in clearest_first([one, both], [other])] == ["b", "a"]
    named = [phrase("d", "Ada Lee, then Bo Roe"), phrase("e", "Ada Lee")]
    assert [item.uri for item in clearest_first(named, [phrase("f", "bo roe")])] == ["e", "d"]


def test_one_source_lists_more() -> None:
    more = phrase("a", "Utah, Ohio and Texas", title="Plant news")
    less = phrase("b", "Ohio and Texas", title="Board minutes")
    note = (
        'One source lists more: "Plant news" has “Utah, Ohio and Texas”, '
        '"Board minutes" has “Ohio and Texas”.'
    )
    assert lists_more([more, less]) == lists_more([less, more]) == note


def test_every_source_that_lists_less_is_named_and_equal_titles_give_way_to_uris() -> None:
    group = [phrase("a", "Ohio", title="Minutes"), phrase("b", "Ohio; Texas; Utah", title="News"),
             phrase("c", "Texas and Utah", title="Minutes"),
             phrase("d", "Utah, Texas, and Ohio", title="Site")]  # fmt: skip
    assert lists_more(group) == (
        'Some sources list more: "News" has “Ohio; Texas; Utah”, "a" has “Ohio”, '
        '"c" has “Texas and Utah”.'
    )


@pytest.mark.parametrize(
    ("first", "second", "noted"),
    [
        ("Ohio", "Ohio and Texas", True),
        ("Ohio, Texas, Utah", "Ohio and Utah", True),
        ("Utah as well as Ohio", "Ohio", True),
        ("3 May 2024 and 5 June 2024", "5 June 2024", True),
        ("Young Liu", "Chairman Young Liu", False),
        ("Chairman Young Liu", "Young Liu and Ann Lee", False),
        ("Ohio and Texas", "Texas and Ohio", False),
        ("Ohio and Texas", "Ohio and Utah", False),
        ("Austin, Texas", "Texas", False),
        ("May 3, 2024", "2024", False),
        ("Ohio and not Texas", "Ohio", False),
        ("", "Ohio and Texas", False),
    ],
)
def test_only_a_longer_list_is_noted(first: str, second: str, noted: bool) -> None:
    assert bool(lists_more([phrase("a", first), phrase("b", second)])) is noted


def test_a_rounding_is_no_longer_list() -> None:
    exact, rounded = value("a", "", "3,012 plants"), value("b", "", "3,000 plants")
    longer = replace(exact, text="3,000 plants and 12 mines")
    assert lists_more([longer, rounded]) == lists_more([exact, rounded]) == ""
    assert lists_more([]) == ""


@given(st.lists(st.sampled_from(["Ohio", "Texas", "Utah", "Iowa"]), unique=True, min_size=2))
def test_a_list_beside_its_beginning(names: list[str]) -> None:
    whole = phrase("a", ", ".join(names[:-1]) + f" and {names[-1]}")
    for size in range(1, len(names)):
        part = phrase("b", " and ".join(names[:size]))
        assert lists_more([part, whole]).index(f"“{whole.text}”") < 60
    assert lists_more([whole, whole]) == ""


def test_a_currency_by_its_shared_name_is_no_other_one() -> None:
    code, name = value("a", "It is NOK 5.", "NOK 5"), value("b", "It is 6 kroner.", "6 kroner")
    assert why_different([code], [name], question=PAID) == ""
    other = value("c", "It is SEK 7.", "SEK 7")
    assert why_different([code], [other], question=PAID) == (
        "This source differs: it counts in NOK."
    )


def test_a_plan_that_something_is_measured_by_is_no_reserve() -> None:
    later = value("a", "It cost $5, twice as much as planned, half more than expected.", "$5")
    assert why_different([later], [value("b", "It cost $4.", "$4")], question=PAID) == ""


def test_why_different_names_period_and_reserve() -> None:
    one = [value("a", "It has paid $1.4 trillion.", "$1.4 trillion")]
    two = [value("b", "It has paid an estimated $1 trillion in 2025 alone.", "$1 trillion")]
    assert why_different(two, one, question=PAID) == (
        "This source differs: it speaks of “in 2025 alone”, it says “estimated”."
    )
    assert why_different(one, two, question=PAID) == ""


def test_a_month_is_no_reserve() -> None:
    one, two = [value("a", "It paid $3 in May 2024.", "$3")], [value("b", "It paid $4.", "$4")]
    assert why_different(one, two, question=PAID) == (
        "This source differs: it speaks of “in May 2024”."
    )


def test_a_date_that_is_asked_for_is_no_period() -> None:
    one, two = phrase("a", "1784"), phrase("b", "1848")
    one = replace(one, passage=passage("a", "He became baronet in 1784."))
    asked = "When did Ash become baronet?"
    assert why_different([one], [two], question=asked) == ""
    assert "in 1784" in why_different([one], [two], question="Who became baronet?")


@pytest.mark.parametrize(
    ("quote", "note"),
    [
        ("It paid about $3.", "it says “about”"),
        ("It paid more than the $3.", "it says “more than”"),
        ("More about pumps. It paid $3.", ""),
        ("It paid $3, over the years.", ""),
        ("It could be that $3 was paid.", "it says “could”"),
    ],
)
def test_a_word_of_degree_is_a_reserve_only_before_the_value(quote: str, note: str) -> None:
    told = why_different(
        [value("a", quote, "$3")], [value("b", "It paid $4.", "$4")], question=PAID
    )
    assert told == (f"This source differs: {note}." if note else "")


def test_notes_come_in_order_of_weight() -> None:
    own = [value("a", "Borel, a pump maker, paid about €3 in 2024.", "€3", date="2024-05-01")]
    rest = [value("b", "Borel, an opera house, paid $4.", "$4", date="2023-01-01")]
    assert why_different(own, rest, question="How much has Borel paid?") == (
        "This source differs: it speaks of Borel, “a pump maker”, it speaks of “in 2024”, "
        "it says “about”, it counts in EUR, it is later (2024-05-01)."
    )
    assert why_different(rest, own, question="How much has Borel paid?") == (
        "This source differs: it speaks of Borel, “an opera house”, it counts in USD, "
        "it is earlier (2023-01-01)."
    )


@pytest.mark.parametrize(
    ("own", "rest", "note"),
    [
        ("5 miles", "9 km", "it counts in miles"),
        ("5%", "9 percentage points", "it counts in percent"),
        ("5 km", "9,000 metres", ""),
        ("$5", "$9", ""),
        ("5 workers", "9 employees", ""),
        ("5 km", "9", ""),
    ],
)
def test_another_unit_is_named(own: str, rest: str, note: str) -> None:
    told = why_different([value("a", "", own)], [value("b", "", rest)], question="How much?")
    assert told == (f"This source differs: {note}." if note else "")


@pytest.mark.parametrize(
    ("own", "rest", "note"),
    [
        (["2024-05-01"], ["2023-01-01", "2024-04-30"], "it is later (2024-05-01)"),
        (["2022-05-01"], ["2023-01-01", "2024-04-30"], "it is earlier (2022-05-01)"),
        (["2023-05-01"], ["2023-01-01", "2024-04-30"], "its date is 2023-05-01"),
        (["2021-05-01", "2025-05-01"], ["2023-01-01"], "it is later (2025-05-01)"),
        (["2024-05-01"], ["2023-01-01", None], "its date is 2024-05-01"),
        (["2024-05-01"], ["2024-05-01"], ""),
        (["2024-05-01"], ["2024"], ""),
        ([None], ["2024-05-01"], ""),
    ],
)
def test_later_and_earlier_need_every_date(
    own: list[str | None], rest: list[str | None], note: str
) -> None:
    side = [value(f"a{n}", "", "$3", date=date) for n, date in enumerate(own)]
    others = [value(f"b{n}", "", "$4", date=date) for n, date in enumerate(rest)]
    told = why_different(side, others, question=PAID)
    assert told == (f"This source differs: {note}." if note else "")
