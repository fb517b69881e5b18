from __future__ import annotations

import json

from rag.errors import UsageError
from tests.ui.conftest import World


def test_documents_are_removed_once_confirmed(world: World) -> None:
    shown = world.run("remove", "a.md", "doc_1", "--yes")
    assert shown.exit_code == 0
    assert shown.stdout.startswith("2 removed")
    assert world.ingestor.removed == ["a.md", "doc_1"]
    asked = world.run("remove", "b.md")
    assert asked.exit_code == 1  # nobody said yes
    assert "Remove 1 document from" in asked.stderr
    assert world.ingestor.removed == ["a.md", "doc_1"]


def test_removal_as_json(world: World) -> None:
    report = json.loads(world.run("remove", "a.md", "--yes", "--json").stdout)
    assert report["removed"] == ["a.md"]


def test_a_document_that_is_not_there(world: World) -> None:
    world.ingestor.error = UsageError("there is no document 'x.md'")
    shown = world.run("remove", "x.md", "--yes")
    assert shown.exit_code == 2
    assert "there is no document 'x.md'" in shown.stderr
