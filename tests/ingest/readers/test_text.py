"""Text and Markdown: the canonical text, the title, the date."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.readers.text import decode, read_markdown, read_text
from rag.errors import IngestError

SEEDS = Path(__file__).resolve().parents[3] / "seeds"


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"\xef\xbb\xbfCaf\xc3\xa9\r\nnew\rold\n", "Café\nnew\nold\n"),
        ("Café".encode("utf-16"), "Café"),
        ("Café".encode("utf-32"), "Café"),
        (b"  keep\t \n\n\n it  ", "  keep\t \n\n\n it  "),
    ],
)
def test_decoding(data: bytes, text: str) -> None:
    assert decode(data) == text


def test_an_old_encoding_is_told() -> None:
    text = "Der Käufer hat größere Beträge für die Häuser in München zu zahlen, früher als üblich. "
    assert decode((text * 5).encode("cp1252")) == text * 5
    assert decode("Grüße".encode("latin-1"), declared="iso-8859-1") == "Grüße"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \n\t ", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"PK\x03\x04\x00\x00binary", "NUL"),
        (bytes(range(1, 9)) * 20, "control"),
        (b"\xff\xfe\x00", "utf-16"),
    ],
)
def test_what_is_not_text_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(IngestError, match=reason):
        decode(data)


@pytest.mark.parametrize(
    ("number", "title"),
    [
        ("000", "The $1 Trillion AI Power Play: OpenAI and Foxconn Partner for US-Based"),
        ("001", "Foxconn Just Landed a Major OpenAI Deal. Is This the Start of an AI"),
        ("002", None),
        ("003", "OpenAI Partners With Foxconn to Develop AI Hardware in the U.S."),
        ("004", "Foxconn and OpenAI join forces to build next-gen AI infrastructure in"),
    ],
)
def test_the_titles_of_the_seeds(number: str, title: str | None) -> None:
    (path,) = SEEDS.glob(f"{number}_*")
    read = read_text(path.read_bytes())
    assert read.published_at is None
    if title is None:
        assert read.title is None
    else:
        assert (read.title or "").startswith(title)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# The lease #\n\nIt runs.", "The lease"),
        ("The lease\n=========\n\nIt runs.", "The lease"),
        ("```\n# no\n```\n\n# Yes, a title\n", "Yes, a title"),
        ('---\ntitle: "A: lease"\n---\n# Other\n', "A: lease"),
        ("- item\n\nIt runs.", None),
    ],
)
def test_markdown_titles(text: str, title: str | None) -> None:
    assert read_markdown(text.encode()).title == title


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Letter of the union to the board, 3 May 2026\n\nDear Mr Lee,\n\nWe object.",
         "Letter of the union to the board, 3 May 2026"),
        ("Dear Mr Lee and dear friends,\n\nWe object to the plan.", None),
        ("Evening Post, 3 May 2026\n\nA leak in the valley\n\nIt rained.", "A leak in the valley"),
    ],
)  # fmt: skip
def test_a_record_is_a_title_and_a_salutation_or_a_newspaper_none(
    text: str, title: str | None
) -> None:
    assert read_text(text.encode()).title == title


def test_front_matter_stays_in_the_text() -> None:
    text = "---\ndate: 2025-11-21\n---\nIt runs.\n"
    read = read_markdown(text.encode())
    assert (read.text, read.published_at) == (text, "2025-11-21")


@pytest.mark.parametrize(
    ("front", "tags"),
    [
        ("tags: [law, 'draft', \"law\"]", ("draft", "law")),
        ("Tags: law, two words", ("law", "two words")),
        ("tags: law", ("law",)),
        ("tags:\n  - law\n  - two words\ntitle: Other", ("law", "two words")),
        ("tags:\n- non-stop\n-  'b'", ("b", "non-stop")),
        ("tags: [\n  law,\n  draft\n]", ("draft", "law")),
        ("title: Other\ntags: [a]", ("a",)),
        ("tags: []", ()),
        ("tags:", ()),
        ("tags:\ntitle: Other", ()),
        ("title: Tags: none", ()),
        ("hashtags: a", ()),
    ],
)
def test_front_matter_gives_tags(front: str, tags: tuple[str, ...]) -> None:
    assert read_markdown(f"---\n{front}\n---\nIt runs.\n".encode()).tags == tags


def test_tags_are_taken_from_front_matter_only() -> None:
    assert read_markdown(b"It runs.\n\ntags: [law]\n").tags == ()
    assert read_text(b"---\ntags: [law]\n---\nIt runs.\n").tags == ()


@pytest.mark.parametrize(
    ("text", "published_at"),
    [
        ("Title of it\n\nPublished: 21 November 2025\n\nProse.", "2025-11-21"),
        ("Title of it\nBy Anna B. Smith | Nov 21, 2025\nProse.", "2025-11-21"),
        ("By Anna Smith and Bob Jones – 2025-11-21", "2025-11-21"),
        ("Title of it\n\nFriday, November 21st, 2025\n\nProse.", "2025-11-21"),
        ("Date: Fri, 21 Nov 2025 10:00:00 +0000\n\nProse.", "2025-11-21"),
        ("Last updated: 21/11/2025", "2025-11-21"),
        ("Date: 3/4/2025", None),
        ("Date: 31 February 2025", None),
        ("The plan was announced on 21 November 2025.", None),
        ("By Friday, 21 November 2025.", None),
        ("It was published: 21 November 2025 was a Friday.", None),
        ("Prose of 2025\n" * 40 + "21 November 2025", None),
    ],
)
def test_only_a_date_of_its_own_is_taken(text: str, published_at: str | None) -> None:
    assert read_text(text.encode()).published_at == published_at
