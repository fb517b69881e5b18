from __future__ import annotations

import html
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from ui.untrusted import escaped, one_line, printable

TEXTS = st.text(
    st.one_of(
        st.characters(codec=None),
        st.sampled_from("\x1b\x00\x07\x85\x9b\u2028\u202e\u2066\u200f\U000e0041\ud800<>&\"'\r\n\t"),
    )
)


@given(TEXTS)
def test_nothing_printable_can_command_a_terminal(text: str) -> None:
    shown = printable(text)
    assert not {c for c in shown if unicodedata.category(c) in {"Cc", "Cs"}} - {"\n", "\t"}
    assert not {c for c in shown if unicodedata.bidirectional(c) in {"RLO", "LRO", "RLI", "LRI"}}
    assert "\n" not in one_line(text)
    shown.encode()


@given(TEXTS)
def test_escaped_text_is_only_text(text: str) -> None:
    shown = escaped(text)
    assert not set("<>\"'") & set(shown)
    assert html.unescape(shown) == printable(text) or "&" in text


def test_ordinary_text_is_left_alone() -> None:
    text = "Zoë’s “naïve” café – 日本語\n\tשלום 👩‍🚀 $1.4 trillion"
    assert printable(text) == text
