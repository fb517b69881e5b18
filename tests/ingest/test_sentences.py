"""Sentences: the spans tile the text, and each is what a reader would call it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.sentences import split

SEEDS = Path(__file__).resolve().parents[2] / "seeds"


def quotes(text: str) -> list[str]:
    return [text[s.start : s.end] for s in split(text)]


def kinds(text: str) -> list[tuple[str, str]]:
    return [(s.kind, text[s.start : s.end]) for s in split(text)]


def check_tiling(text: str) -> None:
    position = 0
    for sentence in split(text):
        assert sentence.start >= position
        assert not text[position : sentence.start].strip()
        quote = text[sentence.start : sentence.end]
        assert quote
        assert quote == quote.strip()
        position = sentence.end
    assert not text[position:].strip()


PIECES = st.sampled_from(
    [
        "Dr. Smith",
        "U.S.",
        "It is 3.5.",
        "Why?",
        "No.",
        " ",
        "\n",
        "\n\n",
        "• ",
        "- ",
        "1. ",
        "a) ",
        "| a | b |",
        "|---|---|",
        "a\tb",
        "# Title",
        "===",
        "---",
        "```",
        "…",
        "...",
        "“Yes.”",
        "(e.g. this)",
        "Also Read: x",
        "東京です。",
        "the end",
        "Short Heading",
        "\u2028",
        "\x0c",
        "\r\n",
        "\u200b",
        "\ufeff",
        "[1]",
        "title: x",
        "This website uses cookies",
        "   x   y   z",
    ]
)


@given(st.text() | st.lists(PIECES, max_size=30).map("".join))
@settings(max_examples=600, deadline=None)
def test_every_character_lies_in_exactly_one_sentence(text: str) -> None:
    check_tiling(text)


@pytest.mark.parametrize("path", sorted(SEEDS.iterdir()), ids=lambda path: path.name[:3])
def test_the_seeds_are_tiled(path: Path) -> None:
    check_tiling(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "text",
    [
        "It was signed by Dr. Anna Smith and Mr. J. R. Smith of Acme Inc. in Jan. 2025.",
        "The fee, e.g. 3.5 percent, is due at 5 p.m. Monday at the U.S. Treasury.",
        "Version 2.0.1 is at https://example.org/a?b=1. and mail goes to a.b@c.de now.",
        "See No. 5 and Fig. 3 on pp. 4 of Vol. 2.",
        "He went to the U.S. Army and the U.K. Parliament.",
        "Foxconn (Hon Hai Inc.) Chairman Young Liu spoke.",
        "Yahoo! said it would pay.",
        '"Is it binding?" he asked.',
        "A. B. Jones vs. C. D. Miller was decided.",
        "About approx. 5 kg were found by St. Mary and Prof. Lee et al. in the lab.",
        "She waited … and then left.",
        "IV. Results of the study are here.",
        "Sec. 101. Counterterrorism fund.",
        "Er ist seit dem 1. Januar 2020 im Amt.",
        "Article 5. Notice of the end of the lease.",
        "The salt lake (lit. Sea of Death. The name is old) lies in the east.",
        "He left (see Note 4. It applies (with limits). Read it).",
        "The rate [as of May. It changed] is 3%.",
    ],
)
def test_one_sentence_stays_whole(text: str) -> None:
    assert quotes(text) == [text]


@pytest.mark.parametrize(
    "parts",
    [
        ["It is made in the U.S.", "The plant is in Ohio."],
        ["They left at 5 p.m.", "It was dark."],
        ["He works for Acme Inc.", "The firm is old."],
        ["Is it binding?", "No.", "The agreement gives an option."],
        ["“It is a start.”", "He left."],
        ["He left (see below).", "She stayed."],
        ["It ended.[1]", "Then it began."],
        ["It rose 3.5%.", "iPhone sales fell."],
        ["He paused…", "Then he left."],
        ["This ends!", "“Really?”", "(Yes.)"],
        ["これは本です。", "それはペンです！", "終わり"],
        ["It cost $5.", "$3 came back."],
        ["The year was 2024.", "2025 was better."],
        ["Take vitamin C.", "It helps."],
        ["This bracket ( stays open.", "The next goes on."],
        ["It sells pumps.", "(It also buys fans. It has two.)", "It grew."],
    ],
)
def test_sentences_are_told_apart(parts: list[str]) -> None:
    joint = "" if parts[0].endswith("。") else " "
    assert quotes(joint.join(parts)) == parts


def test_hard_wrapped_lines_are_joined() -> None:
    text = (
        "The agreement was signed by both parties in the city of Berlin on the\n"
        "third of March. It runs for five years and may be ended by either side\n"
        "with a notice of ninety days. The monthly rent is due on the first day\n"
        "of each month.\n"
    )
    assert [q.replace("\n", " ") for q in quotes(text)] == [
        "The agreement was signed by both parties in the city of Berlin on the third of March.",
        "It runs for five years and may be ended by either side with a notice of ninety days.",
        "The monthly rent is due on the first day of each month.",
    ]


def test_a_wrapped_list_item_is_one_item() -> None:
    text = (
        "The tenant pays for the following costs of the building every single month:\n"
        "- the cleaning of the stairs and of the yard, which is done on each Friday\n"
        "  by a firm of the choice of the landlord\n"
        "- water\n"
    )
    assert [(k, q[:5]) for k, q in kinds(text)] == [
        ("prose", "The t"),
        ("list_item", "- the"),
        ("list_item", "- wat"),
    ]


def test_lines_that_are_paragraphs_stay_apart() -> None:
    text = "Founded 1974\nHeadquarters New Taipei City\nChairman Young Liu\nRevenue 5 billion\n"
    assert quotes(text) == text.splitlines()
    assert {kind for kind, _ in kinds(text)[1:]} == {"prose"}


def test_equally_long_log_lines_stay_apart() -> None:
    text = "".join(
        f"2025-11-21 10:00:0{n} INFO request {n} took 15 ms and it was ok\n" for n in range(9)
    )
    assert len(quotes(text)) == 9


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# Terms\n\nThe fee is due.", ["heading", "prose"]),
        ("Terms\n=====\nThe fee is due.", ["heading", "boilerplate", "prose"]),
        (
            "Why It Matters\n\nThe fee is due at the end of each and every month.",
            ["heading", "prose"],
        ),
        ("## Is there a fee?\n\nNo.", ["question", "prose"]),
        ("• one\n• two…\n3) is it?", ["list_item", "truncated", "question"]),
        ("| a | b |\n|---|---|\n| 1 | 2 |", ["table_row", "boilerplate", "table_row"]),
        ("a | b\n---|---\n1 | 2", ["table_row", "boilerplate", "table_row"]),
        ("name\tage\nAnna\t31", ["table_row", "table_row"]),
        ("Item      Price     Tax\nApple     3.00      0.10", ["table_row", "table_row"]),
        ("Under the agreement, Foxconn wil…", ["truncated"]),
        ("Under the agreement, it… Read more", ["truncated", "boilerplate"]),
        ("```\nx = 1. Y\n```", ["boilerplate", "prose", "boilerplate"]),
        ("---\ntitle: A lease\n---\nIt runs.", ["boilerplate", "prose", "boilerplate", "prose"]),
        ("1. Term. This lease runs for five years.", ["list_item", "list_item"]),
        ("***\n\nIt runs.", ["boilerplate", "prose"]),
    ],
)
def test_kinds(text: str, expected: list[str]) -> None:
    assert [kind for kind, _ in kinds(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "Leave a Reply",
        "Your email address will not be published.",
        "Required fields are marked *",
        "Pending intelligence enrichment.",
        "Editorial author not yet assigned.",
        "Similar Posts",
        "Also Read: Foxconn and SoftBank turn Ohio plant into Stargate hub",
        "© 2025 Acme Inc. All rights reserved",
        "Copyright 2024 Acme",
        "Share this article",
        "Subscribe to our newsletter",
        "Home | About | Contact",
        "5 min read",
        "Page 3 of 10",
        "Read more",
        "* * *",
    ],
)
def test_boilerplate_is_seen(text: str) -> None:
    assert {kind for kind, _ in kinds(text)} == {"boilerplate"}


@pytest.mark.parametrize(
    "text",
    [
        "No.",
        "The copyright term is seventy years.",
        "We use cookies to count visits.",
        "The company will share this data with partners.",
        "The approval is pending.",
        "Recommended: 8 GB of memory.",
        "Subscribers pay $5 a month.",
        "Ohio | Texas | Wisconsin",
        "He commented on the deal.",
        "Undisclosed",
        "Contact Jane Smith at the Ohio plant.",
    ],
)
def test_what_may_be_evidence_is_not_boilerplate(text: str) -> None:
    assert {kind for kind, _ in kinds(text)} <= {"prose", "list_item", "table_row"}


def test_a_teaser_inside_prose_is_cut_out() -> None:
    text = "It has sites. Also Read: Top news today: 7 July, 2025 This deal could matter. It may."
    assert kinds(text) == [
        ("prose", "It has sites."),
        ("boilerplate", "Also Read: Top news today: 7 July, 2025"),
        ("prose", "This deal could matter."),
        ("prose", "It may."),
    ]


def test_the_parties_of_a_contract_are_one_sentence() -> None:
    text = "BETWEEN\nThe Port, represented by Ada Lee, its head,\nand\nThe Terminal Company, Ltd.\n"
    assert quotes(text)[-1].endswith("its head,\nand\nThe Terminal Company, Ltd.")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2. TERM\n2.1 The lease runs for ten years.\n", ["heading", "prose"]),
        (
            "2. Term\n2.1 The lease of the whole of the building runs\nfor ten years.\n",
            ["heading", "prose"],
        ),
        ("5. CRANE 3\nMr Lee said that it works.\n", ["heading", "prose"]),
        ("5. ANY OTHER BUSINESS\n - Mr Lee asked.\n", ["heading", "list_item"]),
        ("1. RED\n2. BLUE\n", ["list_item", "list_item"]),
        ("1. Red\nIt is a colour that is seen.\n", ["list_item", "prose"]),
        ("2. Ten years\n", ["list_item"]),
    ],
)
def test_the_number_and_title_of_a_clause_are_its_heading(text: str, expected: list[str]) -> None:
    assert [kind for kind, _ in kinds(text)] == expected


def test_lines_with_a_label_state_facts() -> None:
    text = (
        "Present: Ada Lee, Bo Roe\nApologies: Cy Doe (chair)\nMinutes: Di Poe\n\n"
        "The minutes of the meeting of 17 January were approved without a change.\n"
    )
    assert [kind for kind, _ in kinds(text)] == ["prose"] * 4


def test_a_line_of_several_facts_is_no_heading() -> None:
    text = (
        "MINUTES OF THE BOARD\nTuesday 21 February 2023, 13.00, Customs House, Room 4\n\n"
        "The minutes of the meeting of 17 January were approved without a change.\n"
    )
    assert kinds(text)[1] == ("prose", "Tuesday 21 February 2023, 13.00, Customs House, Room 4")


def test_an_opening_title_may_hold_several_sentences() -> None:
    text = "Acme Lands a Major Deal. Is This the Start of a Power Shift?\nIt is a start, they say."
    assert [kind for kind, _ in kinds(text)] == ["heading", "prose"]


@pytest.mark.parametrize(
    "text",
    [
        "a" * 200_000,
        "\n" * 200_000,
        "." * 200_000,
        "1. " * 70_000,
        "Also Read: " * 20_000,
        "Is it?\n" * 20_000,
        "```a\n" * 20_000,
        "(c) " * 50_000,
        "a\t" * 50_000,
        "“" * 100_000,
    ],
    ids=range(10),
)
def test_pathological_texts_end(text: str) -> None:
    check_tiling(text)
