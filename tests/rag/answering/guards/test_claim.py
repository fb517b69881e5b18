"""All guards run unless the claim is a whole sentence of its source."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rag.answering.guards import guard_claim


def objections(
    claim: str,
    evidence: str,
    question: str = "",
    context: str = "",
    published_at: str | None = None,
) -> list[str]:
    checks = guard_claim(
        claim, [evidence], question=question, context=context, published_at=published_at
    )
    return [check.name for check in checks if not check.passed]


def test_the_objection_names_both_sides() -> None:
    checks = guard_claim("It cost $5.", ["It cost $7."], question="", context="")
    assert [check.detail for check in checks if not check.passed] == [
        "The sentence says $5; the source has $7."
    ]


def test_names_of_the_question_and_the_context_need_no_support() -> None:
    assert objections("Acme left.", "It left in May.", question="Did Acme leave?") == []
    assert objections("Acme left.", "It left in May.", context="Acme: a history") == []


def test_figures_of_the_context_do_not_count() -> None:
    assert objections("Acme has 30 racks.", "Acme has racks.", context="30 racks") == ["numbers"]


def test_a_whole_sentence_of_the_source_is_its_own_wording() -> None:
    source = "Sales fell. It rose  17% in May."
    (check,) = guard_claim("It rose 17% in May", [source], question="", context="")
    assert (check.name, check.passed) == ("quote", True)


def test_a_fragment_is_not() -> None:
    assert "negation" in objections("The plant is safe.", "It is not true that the plant is safe.")
    assert objections("The plant is safe.", "Analysts say the plant is safe.") == ["attribution"]


def test_relative_dates_need_the_date_of_the_source() -> None:
    claim, source = "Acme opened a plant in 2024.", "Acme opened a plant last year."
    assert objections(claim, source, published_at="2025-03-05") == []
    assert objections(claim, source, published_at="2022-03-05") == ["dates"]
    assert objections(claim, source) == ["dates"]


def test_several_quotes_support_together() -> None:
    checks = guard_claim(
        "Acme opened in 1990 and has 12 racks.",
        ["Acme opened in 1990.", "Acme has 12 racks."],
        question="",
        context="",
    )
    assert [check.detail for check in checks if not check.passed] == []


@given(st.text(min_size=1), st.text())
def test_any_texts_are_compared_without_error(claim: str, evidence: str) -> None:
    checks = guard_claim(claim, [evidence], question="", context="")
    assert all(check.detail for check in checks)


@given(st.text(min_size=1).filter(lambda text: any(c.isalnum() for c in text)))
def test_a_copy_always_passes(text: str) -> None:
    assert objections(text, text) == []


def failed(claim: str, quote: str, *, context: str = "") -> dict[str, bool]:
    """Return the guards that object, each with whether it is advisory."""
    checks = guard_claim(claim, [quote], question="", context=context)
    return {check.name: check.advisory for check in checks if not check.passed}


_SOURCE = "Acme will pay $40 million for the pumps that Borel builds in Ohio, the firms said."


def test_a_near_copy_is_objected_to_for_certain() -> None:
    claim = "Acme may pay $40 million for the pumps that Cato builds in Ohio, the firms said."
    objections = failed(claim, _SOURCE)
    assert "names" in objections
    assert not any(objections.values())


def test_a_freely_worded_claim_is_left_to_the_judge_except_for_new_figures_and_names() -> None:
    free = "Acme is buying pumps, since its own wore out in the flood."
    assert failed(free, "Acme will pay $40 million for the pumps.") == {"additions": True}
    invented = "Its own wore out in the flood that a summer storm had brought to Ohio."
    assert failed(invented, _SOURCE)["additions"] is False
    assert failed("Dearly bought: pumps at a price of $99 million.", _SOURCE)["numbers"] is False
    objections = failed("Dearly bought by Cato: some pumps.", _SOURCE, context="Pumps")
    assert objections["names"] is False


def test_the_same_words_in_another_order_are_no_copy() -> None:
    quote = "Acme will pay $40 million to Borel for pumps."
    assert failed("Borel will pay $40 million to Acme for pumps.", quote)["parties"] is False
    objections = failed("For pumps, $40 million will go to Borel, a payment by Acme.", quote)
    assert all(objections.values())


def test_a_half_copy_with_an_addition_is_objected_to_for_certain() -> None:
    quote = "Acme will pay $40 million for pumps."
    claim = "Acme will pay $40 million for pumps, which delighted several surprised villagers."
    assert failed(claim, quote)["additions"] is False


def test_where_nothing_is_known_a_pronoun_may_stand_for_the_name() -> None:
    quote = "It was closed in May because nobody wanted to mend its old and leaking roof."
    claim = "The roof made Oldham Mill shut."
    assert failed(claim, quote).get("names") is True
    assert failed(claim, quote, context="Barton Works")["names"] is False


def test_a_full_name_for_its_last_part_is_no_other_name() -> None:
    assert "names" not in failed("Ana Cruz has modelled for Mango.", "Cruz has modelled for Mango.")
    assert "names" in failed("Eva Cruz modelled for Mango.", "Ana Cruz modelled for Mango.")


def test_a_figure_in_other_words_or_of_the_context_does_not_carry_another() -> None:
    context = "Acme has committed $1.4 trillion to racks"
    quote = "It has signed multibillion-dollar deals with Borel and builds racks of its own."
    claim = "Acme has committed a staggering $1.4 billion to its racks."
    assert failed(claim, quote, context=context)["numbers"] is False


def test_a_period_that_no_text_has_decides() -> None:
    quote = "The share price has gained much this year as investors pile into such companies."
    assert failed("Investors like it: it gained this month.", quote)["dates"] is False


def test_a_dropped_denial_decides_where_the_words_are_one_sentences() -> None:
    quote = "Acme and Borel, which makes pumps, will deploy them, though terms were not disclosed."
    assert failed("The terms of the pumps were disclosed.", quote)["negation"] is False


def test_a_duty_that_no_text_speaks_of_decides_also_beside_other_words() -> None:
    quote = "The pact gives Acme an option to buy pumps once Borel has built them in Ohio."
    assert failed("Borel builds in Ohio. It must buy them.", quote)["modality"] is False
