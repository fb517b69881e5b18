from __future__ import annotations

from benchmarks.cross_encoder.figures import first_stage, measured
from benchmarks.cross_encoder.items import Item, ItemSet


def _item(name: str, of: ItemSet, *, holds: bool, kind: str = "", twin: str = "") -> Item:
    return Item(id=name, of=of, kind=kind, twin=twin, evidence="", claim="", holds=holds)


def test_partly_supported_rows_count_only_where_said() -> None:
    items = [
        _item("a", "wice", holds=True, kind="supported"),
        _item("b", "wice", holds=False, kind="contradicted"),
        _item("c", "wice", holds=False, kind="partially_supported"),
    ]
    figures = measured(items, {"a": 1, "b": 0, "c": 2})
    assert (figures["wice_auc"].value, figures["wice_auc"].n) == (1.0, 2)
    assert (figures["wice_auc_with_partial"].value, figures["wice_auc_with_partial"].n) == (0.5, 3)


def test_twins_are_compared_with_each_other() -> None:
    items = [
        _item("a", "bump", holds=True, twin="1"),
        _item("b", "bump", holds=False, twin="1"),
        _item("c", "bump", holds=True, twin="2"),
        _item("d", "bump", holds=False, twin="2"),
    ]
    figures = measured(items, {"a": 0, "b": -1, "c": -2, "d": -2})
    assert (figures["bump_pairs"].value, figures["bump_pairs"].n) == (0.75, 2)


def test_acceptance_is_counted_at_one_half_and_by_class() -> None:
    items = [
        _item("a", "altered", holds=False, kind="number"),
        _item("b", "altered", holds=False, kind="date"),
        _item("c", "altered", holds=True, kind="faithful"),
    ]
    figures = measured(items, {"a": 0.5, "b": -0.5, "c": 0.5})
    assert figures["altered_accepted"].value == 0.5
    assert figures["altered_accepted_number"].value == 1.0
    assert figures["altered_accepted_date"].value == 0.0
    assert figures["faithful_accepted"].value == 1.0


def test_what_has_no_score_is_not_in_n() -> None:
    items = [_item("a", "fever_symmetric", holds=True), _item("b", "wice", holds=True)]
    assert set(measured(items, {"a": 1.0})) == {"fever_auc"}


def test_a_first_stage_loses_and_saves() -> None:
    items = [_item(str(at), "wice", holds=at % 2 == 0) for at in range(8)]
    figures = first_stage(items, {str(at): float(at) for at in range(8)}, 3.0)
    assert figures["refused_false"].value == 0.25
    assert figures["refused_true"].value == 0.5
