"""A note tells things of one name apart only where both texts say what the name stands for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answering.namesake import namesake
from rag.types import Passage

JOB = "What is the profession of Anna Weber?"
CHEMIST = "Anna Weber, a Swiss chemist, lived in Basel."
ROWER = "Anna Weber was an Austrian rower."


def passage(quote: str, title: str = "", context: str = "") -> Passage:
    return Passage(
        document_id=quote, uri="u", title=title, start=0, end=len(quote), quote=quote,
        context=context, rank=1, score=1.0,
    )  # fmt: skip


def told(question: str, own: str, other: str) -> str:
    """Return the note for two quotes, each with its title before a `|` where it has one."""
    one, two = (passage(*reversed(text.split("|"))) for text in (own, other))
    return namesake(question, [one], [two])


@pytest.mark.parametrize(
    ("question", "own", "other", "expected"),
    [
        (JOB, CHEMIST, ROWER, "Anna Weber, “a Swiss chemist”"),
        (JOB, ROWER, CHEMIST, "Anna Weber, “an Austrian rower”"),
        (JOB, "Anna Weber (born 3 May 1901 in Chur) was a chemist.", ROWER,
         "Anna Weber, “a chemist”"),
        (JOB, "Anna M. Weber, 45, a chemist who lives in Chur, won.", ROWER,
         "Anna M. Weber, “a chemist”"),
        (JOB, "In 1920 Dr. Anna Weber - a chemist - moved.", ROWER, "Anna Weber, “a chemist”"),
        (JOB, "He moved to Basel. Anna Weber was a chemist.", ROWER, "Anna Weber, “a chemist”"),
        ("when was mercury found?", "Mercury (planet)|It was seen long ago.",
         "Mercury (element)|It was known to all.", "“Mercury (planet)”"),
        ("When was Mercury found?", "Mercury (planet) is near the Sun.",
         "Mercury is a heavy metal.", "“Mercury (planet)”"),
        ("Who directed Signal?", "Signal (1990 film)|Bo Ek did.", "Signal (2004 film)|Al Ho did.",
         "“Signal (1990 film)”"),
        ("How many people live in Marlow?", "Marlow, Kansas|It has 900.",
         "Marlow, New York|It has 700.", "“Marlow, Kansas”"),
        ("Who founded Borel?", "Borel Pumps|Ed Ro founded Borel Pumps.",
         "Borel Opera|Ida Roth made the Borel Opera.", "“Borel Pumps”"),
        ("When did Borel die?", "Ivo Borel was a singer.", "Borel, a town on the Rhine, fell.",
         "Ivo Borel, “a singer”"),
    ],
)  # fmt: skip
def test_two_things_of_one_name(question: str, own: str, other: str, expected: str) -> None:
    assert told(question, own, other) == expected


@pytest.mark.parametrize(
    ("question", "own", "other"),
    [
        pytest.param(JOB, "Anna Weber, a Swiss chemist.", "Anna Weber was a chemist in Basel.",
                     id="one word is shared"),
        pytest.param(JOB, CHEMIST, "Anna Weber lived in Basel.", id="one is not described"),
        pytest.param(JOB, CHEMIST, "Ida Roth was an Austrian rower.", id="another name"),
        pytest.param("Who won?", CHEMIST, ROWER, id="the question has no name"),
        pytest.param(JOB, CHEMIST, "The mother of Anna Weber was a singer.", id="of the name"),
        pytest.param("When did Borel die?", "Borel, a town, fell.",
                     "The wife of Ivo Borel was a singer.", id="of the longer name"),
        pytest.param(JOB, CHEMIST, "Anna Weber's mother was a singer.", id="possessive"),
        pytest.param(JOB, CHEMIST, "Anna Weber, a year later, moved to Rome.", id="a time"),
        pytest.param(JOB, CHEMIST, "Anna Weber, a friend said, moved to Rome.", id="a speaker"),
        pytest.param(JOB, CHEMIST, "Anna Weber Wins Gold|She rows for Austria.", id="a headline"),
        pytest.param(JOB, CHEMIST, "Anna Weber was a friend of Ida.", id="a relation"),
        pytest.param("Where is Marlow School?", "Marlow School is a school in Kansas.",
                     "Marlow School is a small private school.", id="a word of the name"),
        pytest.param("Where is Marlow School?", "Marlow School (Kansas)|It stands there.",
                     "Marlow School is a public academy.", id="a place and a kind"),
        pytest.param(JOB, CHEMIST, "We met Anna Weber There is a singer here.", id="no stop"),
        pytest.param("How old is Marlow, Ohio?", "Ohio is a wide state.", "Ohio was a territory.",
                     id="the place of a place"),
        pytest.param("Who runs the World Fund?", "World Fund (WF)|Al Ho.",
                     "World Fund is a bank.", id="initials"),
        pytest.param("Who found Mercury?", "Mercury (planet)|A.", "Mercury (planet)|B.",
                     id="one title"),
        pytest.param(JOB, "Anna Weber (1901-1980)|She lived.", ROWER, id="years of life"),
    ],
)  # fmt: skip
def test_no_two_things(question: str, own: str, other: str) -> None:
    assert told(question, own, other) == told(question, other, own) == ""


def test_one_source_that_speaks_of_another_thing_is_enough() -> None:
    own, other = [passage(CHEMIST)], [passage("Anna Weber was a Swiss chemist."), passage(ROWER)]
    assert namesake(JOB, own, other) == "Anna Weber, “a Swiss chemist”"
    assert namesake(JOB, own, other[:1]) == ""


@given(st.text(max_size=40), st.text(max_size=60), st.text(max_size=20))
def test_any_text_can_be_read_and_is_no_namesake_of_itself(
    question: str, quote: str, title: str
) -> None:
    same = [passage(quote, title)]
    assert namesake(question, same, same) == ""
