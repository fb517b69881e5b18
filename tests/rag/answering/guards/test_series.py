"""Of words that exclude each other the claim must have the source's."""

from __future__ import annotations

import pytest

from rag.answering.guards.sentence import read, sentences
from rag.answering.guards.series import check_series


@pytest.mark.parametrize(
    ("claim", "source", "objects"),
    [
        ("The annual fee is due.", "The monthly fee is due.", True),
        ("The yearly fee is due.", "The annual fee is due.", False),
        ("It is paid annually and monthly.", "It is paid monthly.", False),
        ("It took minutes.", "It took a few seconds.", True),
        ("It took 60 minutes.", "It took an hour.", False),
        ("It lasted 12 months, not years.", "It lasted years.", False),
        ("A multimillion deal was signed.", "A multi-billion deal was signed.", True),
        ("A multi-billion deal was signed.", "A multibillion deal was signed.", False),
        ("The fee is due.", "The annual fee is due.", False),
    ],
)
def test_series(claim: str, source: str, objects: bool) -> None:
    check = check_series(read(claim), sentences(source))
    assert (check is not None and not check.passed) is objects
