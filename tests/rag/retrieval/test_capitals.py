"""Names are told by their capitals."""

from __future__ import annotations

import pytest

from rag.retrieval.capitals import names_in


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Who owns Delta Mills and Borel?", ["Delta Mills", "Borel"]),
        ("Delta owns Borel's mill, and Borel pays.", ["Borel"]),
        ("It is in the Republic of Ruhr-Nord.", ["the Republic of Ruhr-Nord"]),
        ("a 747 by van Dyck", ["747", "Dyck"]),
        ("nothing here", []),
        ("", []),
    ],
)
def test_names(text: str, names: list[str]) -> None:
    assert names_in(text) == names
