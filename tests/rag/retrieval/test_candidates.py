"""An item of a list is read with what introduces the list; a short list can be taken whole."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from rag.retrieval.candidates import Candidate, readable, whole_list
from tests.corpus import open_catalog

_ITEMS = ("Borel Pumps", "Cato Tools", "Dorn Ferries")
_LIST = "\n".join(f"- {item}" for item in _ITEMS)


def candidates(folder: Path, text: str) -> list[Candidate]:
    catalog = open_catalog(folder, {"a.md": text})
    chunks = catalog.chunks(catalog.chunk_ids())
    (document,) = catalog.documents()
    return [
        candidate
        for chunk in chunks
        for candidate in readable(
            document, chunk, np.ones((len(chunk.embedded_sentences), 2), dtype=np.float32)
        )
    ]


def test_every_item_has_the_words_that_introduce_the_list(tmp_path: Path) -> None:
    text = f"# Port\n\nThe port is large. The main tenants are:\n\n{_LIST}\n\nThe quay is long.\n"
    items = [one for one in candidates(tmp_path, text) if one.quote.startswith("- ")]
    assert [one.quote[2:] for one in items] == list(_ITEMS)
    assert all(one.context.endswith("The main tenants are:") for one in items)


def test_a_short_list_is_taken_whole(tmp_path: Path) -> None:
    text = f"The port is large. The main tenants are:\n\n{_LIST}\n\nThe quay is long.\n"
    found = candidates(tmp_path, text)
    item = next(one for one in found if "Cato" in one.quote)
    whole = whole_list(item)
    assert whole.quote == _LIST
    assert whole.lead_start == text.index("The main")
    other = next(one for one in found if "quay" in one.quote)
    assert whole_list(other) == other


def test_a_long_list_and_one_without_introduction_are_not(tmp_path: Path) -> None:
    long = "\n".join(f"- Tenant {number} has a house, a yard and a crane." for number in range(30))
    for number, text in enumerate((f"They are:\n\n{long}\n", f"The port is large.\n\n{_LIST}\n")):
        items = [
            one for one in candidates(tmp_path / str(number), text) if one.quote.startswith("- ")
        ]
        assert items
        assert all(whole_list(item) is item for item in items)


def test_an_it_that_stands_for_nothing_brings_no_sentence_along(tmp_path: Path) -> None:
    text = "The mill burned. It is believed that a lamp fell. It was rebuilt in a year.\n"
    found = {one.quote.split()[1]: one.context for one in candidates(tmp_path, text)}
    assert found["is"] == ""
    assert found["was"] != ""


def test_a_question_that_is_the_heading_stands_once(tmp_path: Path) -> None:
    text = "# Port\n\n## Can I park here?\n\nYes. The car park has 420 spaces.\n"
    found = next(one for one in candidates(tmp_path, text) if "420" in one.quote)
    assert found.context.count("Can I park here?") == 1
