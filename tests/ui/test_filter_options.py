"""The options that choose documents, on every command that searches."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from rag.filters import Filters
from tests.fake_check import DRAFT

if TYPE_CHECKING:
    from tests.ui.conftest import World

QUESTION = "When did the bridge reopen?"
OPTIONS = (
    *("--filter", "*.txt", "--folder", "a/b/", "--folder", "c", "--type", "text/html"),
    *("--language", "EN", "--tag", "law", "--tag", "two words"),
    *("--from", "2024-01-31", "--to", "2024-02-01"),
)
FILTERS = Filters(
    uris=("*.txt",),
    folders=("a/b", "c"),
    media_types=("text/html",),
    languages=("en",),
    tags=("law", "two words"),
    published_from=date(2024, 1, 31),
    published_to=date(2024, 2, 1),
)


def test_every_command_that_searches_takes_them(world: World, tmp_path: Path) -> None:
    draft = tmp_path / "draft.md"
    draft.write_text(DRAFT, encoding="utf-8")
    assert world.run("ask", QUESTION, *OPTIONS).exit_code == 0
    assert world.run("ask", QUESTION, "--json", *OPTIONS).exit_code == 0
    assert world.pipeline.asked == [(QUESTION, (), FILTERS)] * 2
    assert world.run("check", str(draft), *OPTIONS).exit_code == 0
    assert world.pipeline.checked == [(DRAFT, FILTERS)]


def test_without_them_everything_is_searched(world: World) -> None:
    world.run("ask", QUESTION)
    assert world.pipeline.asked == [(QUESTION, (), None)]


@pytest.mark.parametrize(
    ("given", "named"),
    [
        (["--language", "english"], "languages holds 'english'"),
        (["--from", "yesterday"], "published_from holds 'yesterday'"),
        (["--from", "2024-02-02", "--to", "2024-02-01"], "2024-02-02 is after"),
        (["--folder", "/etc"], "folders holds '/etc'"),
    ],
)
def test_what_cannot_be_used_is_wrong_usage(world: World, given: list[str], named: str) -> None:
    shown = world.run("ask", QUESTION, *given)
    assert shown.exit_code == 2
    assert named in shown.stderr
    assert world.pipeline.asked == []
