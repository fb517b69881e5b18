"""Markup goes, words stay, and every character still knows its place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answering.markdown import read_blocks

_PIECES = [
    "Acme", "pays", "$4", "*", "**", "_", "`", "[1]", "[x](u)", "[", "]", "(", ")", "\\", "&amp;",
    "<b>", "|", "---", "# ", "- ", "1. ", "> ", "• ", "```", "\n", "\n\n", "\r\n", "    ", "\t",
    ".", "é", "\u2028", "[^n]: ", ":", "~~", "<!--", "\x00",
]  # fmt: skip


def only(text: str) -> str:
    (block,) = read_blocks(text)
    return block.content.text


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("It **rose** by *17%*, ***truly***.", "It rose by 17%, truly."),
        ("A __bold__ _word_ and snake_case_name.", "A bold word and snake_case_name."),
        ("5 * 3 = 15 and 2*3 = 6.", "5 * 3 = 15 and 2*3 = 6."),
        ("The [pact](http://a/b(c).d 'x') and [note][ref].", "The pact and note."),
        ("It rose [1], [2, 3] and fell [4][5] [^n]【6†s】.", "It rose, and fell."),
        ("It rose in [2024] to [source 3].", "It rose in [2024] to."),
        ("`a*b` is ``code``.", "a*b is code."),
        (r"\*Not\* bold.", "*Not* bold."),
        ("R&amp;D &copy; &nosuch;.", "R&D © &nosuch;."),
        ("It <b>rose</b> <!-- why --> here.", "It rose  here."),
        ("See https://a.b/c_d(e) now, ~~never~~.", "See (e) now, never."),
        ("![a chart](c.png) It rose.", " It rose."),
        ("\u2028\nAcme\npays.", "Acme pays."),
        ("One line<br>two\nthree  \nfour", "One line\ntwo three  \nfour"),
    ],
)
def test_markup_is_read_not_shown(written: str, read: str) -> None:
    assert only(written) == read


def test_blocks_are_told_apart() -> None:
    text = (
        "# Head\n\n    indented\n\nProse\ngoes on.\n\n> - quoted item\n\n1. one\n"
        "   - deep\n\n• dot\n\n```\ncode\n```\n\n<div>\nx\n</div>\n\n[a]: http://x\n\n"
        "| Name | Place |\n|---|---|\n| *Borel* | Ohio \\| Texas |\n"
    )
    blocks = read_blocks(text)
    assert [(block.kind, text[block.start : block.end], block.depth) for block in blocks] == [
        ("heading", "Head", 0),
        ("text", "indented", 0),
        ("text", "Prose\ngoes on.", 0),
        ("item", "quoted item", 1),
        ("item", "one", 1),
        ("item", "deep", 2),
        ("item", "dot", 1),
        ("code", "```\ncode\n```", 0),
        ("html", "<div>\nx\n</div>", 0),
        ("other", "[a]: http://x", 0),
        ("header", "| Name | Place |", 0),
        ("row", "| *Borel* | Ohio \\| Texas |", 0),
    ]
    assert (blocks[-1].header, blocks[-1].cells) == (("Name", "Place"), ("Borel", "Ohio | Texas"))


@given(st.lists(st.sampled_from(_PIECES), max_size=30).map("".join) | st.text(max_size=80))
def test_places_are_in_order_and_inside_the_text(text: str) -> None:
    before = 0
    for block in read_blocks(text):
        assert before <= block.start <= block.end <= len(text)
        before = block.end
        assert len(block.content.text) == len(block.content.places)
        reached = block.start
        for character, (start, end) in zip(block.content.text, block.content.places, strict=True):
            assert block.start <= start <= end <= block.end
            assert start >= reached or text[start:end].startswith("&")
            reached = end if end > start else reached
            if end - start == 1:
                assert character == text[start] or character.isspace()


@given(st.lists(st.sampled_from(_PIECES), max_size=30).map("".join) | st.text(max_size=80))
def test_no_line_with_words_is_lost(text: str) -> None:
    covered = {at for block in read_blocks(text) for at in range(block.start, block.end)}
    assert [c for at, c in enumerate(text) if c.isalpha() and at not in covered] == []
