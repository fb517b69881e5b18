"""Names are compared by their words."""

from __future__ import annotations

import pytest

from rag.alias import alias_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("the Delta Mills Co., Ltd.", "Delta Mills"),
        ("GPUs", "GPU"),
        ("Nestlé S.E.", "nestle s e"),
        ("Delta’s", "delta"),
        ("AT&T", "AT & T"),
        ("Co", "co"),
    ],
)
def test_forms_of_one_name_have_one_key(one: str, other: str) -> None:
    assert alias_key(one) == alias_key(other)


def test_different_names_have_different_keys() -> None:
    assert alias_key("Delta Mills") != alias_key("Delta Mill")
    assert alias_key("the Who") == "who"
    assert alias_key("?!") == ""
