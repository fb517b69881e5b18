"""Texts are compared after folding, without function words."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rag.words import containment, content_stems, fold, overlap_share, tokens


def test_fold_joins_hyphenation_and_plain_quotes() -> None:
    assert fold("an “inter-\nnational”   deal — it’s on") == 'an "international" deal - it\'s on'


def test_tokens_keep_numbers_whole_and_cut_possessives() -> None:
    assert tokens("Acme’s 1,400 racks cost $1.4m") == ["acme", "1,400", "racks", "cost", "1.4", "m"]


def test_content_stems_drop_function_words_and_inflection() -> None:
    assert content_stems("Are there any purchase commitments?") == ["purchas", "commit"]


@given(st.text(), st.text())
def test_shares_are_shares(first: str, second: str) -> None:
    one, two = content_stems(first), content_stems(second)
    assert 0 <= overlap_share(one, two) <= 1
    assert 0 <= containment(one, two) <= 1
    assert containment(one, one) == (1.0 if one else 0.0)


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
