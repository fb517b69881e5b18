"""Filters: what a caller may give, what it means, and what is said of the rest."""

from __future__ import annotations

from datetime import date

import pytest

from rag.errors import UsageError
from rag.filters import Filters, Scope, checked_tags, parsed_filters


def test_nothing_given_filters_nothing() -> None:
    for nothing in (None, {}, {"tags": None}, Filters()):
        assert parsed_filters(nothing) is None


def test_a_list_means_glob_patterns() -> None:
    assert parsed_filters(["*.txt", "a/*"]) == Filters(uris=("*.txt", "a/*"))
    assert parsed_filters(("*.txt",)) == Filters(uris=("*.txt",))


def test_a_mapping_gives_the_fields_and_its_values_are_normalised() -> None:
    given = {
        "folders": ["./reports/2024/", "notes"],
        "media_types": ["Text/HTML"],
        "languages": [" DE "],
        "tags": [" law "],
        "published_from": "2024-01-31",
        "published_to": date(2024, 2, 1),
    }
    found = parsed_filters(given)
    assert found == Filters(
        folders=("reports/2024", "notes"),
        media_types=("text/html",),
        languages=("de",),
        tags=("law",),
        published_from=date(2024, 1, 31),
        published_to=date(2024, 2, 1),
    )
    assert parsed_filters(found) is found
    assert found is not None
    assert Filters.model_validate_json(found.model_dump_json()) == found


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ("*.txt", "'*.txt'"),
        (5, "not 5"),
        ([], "uris is an empty list; leave it out"),
        ([""], "''; give a glob"),
        ([1], "uris holds 1"),
        ({"tag": ["a"]}, "no 'tag'; choose from folders, languages, media_types"),
        ({1: ["a"]}, "no '1'"),
        ({"tags": "law"}, "tags must be a list of strings, not 'law'"),
        ({"tags": []}, "tags is an empty list"),
        ({"tags": ["a\nb"]}, "tags holds 'a\\nb'"),
        ({"tags": ["\ud800"]}, "tags holds"),
        ({"tags": [f"t{n}" for n in range(101)]}, "more than 100"),
        ({"folders": ["/etc"]}, "'/etc'; give a folder below"),
        ({"folders": ["a/../b"]}, "'a/../b'"),
        ({"folders": ["./"]}, "'./'"),
        ({"languages": ["eng"]}, "'eng'; give the two letters"),
        ({"media_types": ["pdf"]}, "'pdf'; give a media type"),
        ({"published_from": "May 2024"}, "'May 2024'; give a date"),
        ({"published_from": 20240101}, "20240101"),
        ({"published_to": "2024-02-30"}, "no such day"),
        (
            {"published_from": "2024-02-02", "published_to": "2024-02-01"},
            "published_from 2024-02-02 is after published_to 2024-02-01",
        ),
    ],
)
def test_what_is_not_usable_is_named(given: object, named: str) -> None:
    with pytest.raises(UsageError) as failed:
        parsed_filters(given)
    assert named in str(failed.value)


def test_a_scope_has_documents_in_place_of_patterns() -> None:
    filters = Filters(uris=("*.txt",), tags=("law",))
    assert filters.scope(["d1"]) == Scope(document_ids=("d1",), tags=("law",))
    assert filters.scope(None).document_ids is None
    assert filters.scope(["d1"]).by_metadata
    assert not Scope(document_ids=("d1",)).by_metadata


def test_tags_are_a_set_in_order() -> None:
    assert checked_tags(["b", "a ", "b"]) == ("a", "b")
    assert checked_tags([]) == ()
    for wrong in ("law", 5, [""], ["a\nb"], [1]):
        with pytest.raises(UsageError, match="tags"):
            checked_tags(wrong)
