"""What a text claims, where it stands, and what it needs to be read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answering.plain_text import read_sentences

_WORDS = st.sampled_from(["Acme", "pays", "$4", "million", "in", "Ohio", "It", "Dr.", "**red**"])


@st.composite
def _texts(draw: st.DrawFn) -> str:
    between = draw(st.sampled_from([" ", "\n", "\n\n", "\n- ", " [1] ", "\n# "]))
    sentences = draw(st.lists(st.lists(_WORDS, min_size=2, max_size=8), max_size=6))
    ends = st.sampled_from([".", "?", "!", "", ":"])
    return between.join(" ".join(words) + draw(ends) for words in sentences)


def leads(text: str) -> list[tuple[str, str]]:
    return [(s.text, s.lead) for s in read_sentences(text) if not s.skipped]


def test_sentences_stand_where_they_say() -> None:
    text = "Dr. **Lee left** Acme. [1]\nIt\nrose 17%.[2] \n\n> The _end_ came.\n"
    assert [(s.text, text[s.start : s.end]) for s in read_sentences(text)] == [
        ("Dr. Lee left Acme.", "Dr. **Lee left** Acme."),
        ("It rose 17%.", "It\nrose 17%.[2]"),
        ("The end came.", "The _end_ came."),
    ]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("# Acme pays", "heading"),
        ("Why Acme Pays Borel", "heading"),
        ("Does Acme pay?", "question"),
        ("Hello Bob,", "greeting"),
        ("Please see the annex below.", "tells the reader"),
        ("In summary:", "introduces"),
        ("Yes.", "too little"),
        ("It is so.", "too little"),
        ("```\nAcme pays $4.\n```", "code"),
        ("<div>\nAcme pays $4.\n</div>", "HTML"),
        ("[a]: http://acme.com", "not shown"),
        ("| A | B |\n|---|---|", "header"),
        ("| | |\n|---|---|\n| x | y |", "without a header"),
        ("|a|b|c|d|e|f|g|\n|-|-|-|-|-|-|-|\n|1|2|3|4|5|6|7|", "7 columns"),
    ],
)
def test_what_is_no_claim_has_a_reason(text: str, reason: str) -> None:
    last = read_sentences(text)[-1]
    assert reason in last.skipped


@pytest.mark.parametrize(
    "text",
    [
        "# Acme pays $4 million.",
        "I think Acme pays.",
        "Acme pays",
        "Please see that Acme paid $9 million.",
        "Thank you for the $4 million.",
        "Acme paid Borel $4 million:",
        "Acme, as all of us here know, has never paid:",
        "Acme lies.",
    ],
)
def test_in_doubt_it_is_a_claim(text: str) -> None:
    assert [sentence.skipped for sentence in read_sentences(text)] == [""]


def test_a_row_is_read_with_its_header() -> None:
    text = "| Partner | CEO | Value |\n|---|---|---|\n| Borel | **Lee** | |\n"
    row = read_sentences(text)[-1]
    assert row.text == "partner: Borel; CEO: Lee."
    assert text[row.start : row.end] == "| Borel | **Lee** | |"


def test_a_pronoun_needs_the_sentence_that_names_it() -> None:
    assert leads("Acme grew fast. It rose 17%. However, they fell. Borel fell too.") == [
        ("Acme grew fast.", ""),
        ("It rose 17%.", "Acme grew fast."),
        ("However, they fell.", "Acme grew fast."),
        ("Borel fell too.", ""),
    ]
    assert leads("# Acme\n\nThe company pays.\n\nThis year Borel paid.") == [
        ("The company pays.", "Acme"),
        ("This year Borel paid.", ""),
    ]


def test_a_pronoun_without_a_name_is_unresolved() -> None:
    assert [s.unresolved for s in read_sentences("It rose 17%. Acme grew.")] == [True, False]


def test_fragments_of_a_list_need_what_introduces_it() -> None:
    text = (
        "Acme will:\n- pay $4 million\n  - in Ohio\n- By Monday, Borel will ship the pumps.\n"
        "\nSo:\n\n# Next\n- Cato sells"
    )
    assert leads(text) == [
        ("pay $4 million", "Acme will:"),
        ("in Ohio", "Acme will: pay $4 million"),
        ("By Monday, Borel will ship the pumps.", ""),
        ("Cato sells", ""),
    ]


@given(_texts() | st.text(max_size=100))
def test_sentences_never_overlap_and_lie_in_the_text(text: str) -> None:
    before = 0
    for sentence in read_sentences(text):
        assert before <= sentence.start < sentence.end <= len(text)
        assert not text[sentence.start].isspace()
        assert not text[sentence.end - 1].isspace()
        before = sentence.end


@given(_texts())
def test_every_word_is_judged_or_listed(text: str) -> None:
    places = [range(s.start, s.end) for s in read_sentences(text)]
    covered = {at for place in places for at in place}
    assert [c for at, c in enumerate(text) if c.isalpha() and at not in covered] == []
