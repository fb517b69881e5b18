from __future__ import annotations

import pytest

from rag.errors import UsageError
from ui.eval_options import EvalOptions, parsed_prices


def test_options_have_defaults_that_ask_each_question_once() -> None:
    options = EvalOptions()
    assert (options.repeat, options.concurrency, options.limit) == (1, 1, None)


def test_prices_are_two_numbers() -> None:
    assert parsed_prices(None) is None
    assert parsed_prices("0.15, 0.6") == (0.15, 0.6)


@pytest.mark.parametrize("text", ["", "1", "1,2,3", "a,b", "-1,2", "nan,1", "inf,1"])
def test_other_prices_are_refused(text: str) -> None:
    with pytest.raises(UsageError, match="write two numbers"):
        parsed_prices(text)
