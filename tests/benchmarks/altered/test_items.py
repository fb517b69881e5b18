from __future__ import annotations

import ast
import json
from collections import Counter
from pathlib import Path

import pytest

from benchmarks.altered.items import CLASSES, altered_items, faithful_items, hand_written

_FOLDER = Path(__file__).resolve().parents[3] / "benchmarks" / "altered"
_TEXT = (
    "In March 1998 the council of Ashbrook sold 4,200 acres of forest to a French company for "
    "$3.5 million. John Miller, who was the mayor for twelve years, did not agree to the sale. "
    "The forest was bought by settlers from London after 1850 and may contain about 30 rare "
    "plants. The mill in Boston is older than the mill in Denver and was never sold. On Friday "
    "the mayor said that the town could lose up to 15 percent of its income. The old bridge was "
    "designed by Henry Cole in 1871 and is located in the eastern part of the town. The museum "
    "has 12 rooms, which are open to visitors on 300 days of the year. Visitors without a "
    "ticket cannot enter the library, which holds approximately 10,000 books. The school lost "
    "two million dollars and failed to open its second building in 2004."
)


def _data(folder: Path) -> Path:
    """An evaluation folder with both files, every row a town of its own."""
    rows = [(f"row-{n}", _TEXT.replace("Ashbrook", f"Ashbrook{'abcdefgh'[n]}")) for n in range(8)]
    (folder / "qa").mkdir()
    (folder / "judge").mkdir()
    squad = [
        {"id": row, "documents": [{"title": "", "text": text}]}
        for row, text in ((row, text.replace(" the ", f" the {row[-1]}th ")) for row, text in rows)
    ]
    wice = [{"id": f"w-{row}", "evidence": text.replace("town", "city")} for row, text in rows]
    for path, lines in (("qa/squad2.jsonl", squad), ("judge/wice.jsonl", wice)):
        (folder / path).write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    return folder


@pytest.mark.parametrize("half", ["tune", "report"])
def test_every_class_reaches_its_count(tmp_path: Path, half: str) -> None:
    items = altered_items(_data(tmp_path), half=half, per_class=4)
    assert Counter(item.cls for item in items) == dict.fromkeys(CLASSES, 4)


def test_seeds_alone_give_most_classes() -> None:
    both = altered_items(None, half="tune") + altered_items(None, half="report")
    assert {item.source for item in both} == {"seeds"}
    assert set(CLASSES) - {item.cls for item in both} == set()


def test_the_same_arguments_give_the_same_items(tmp_path: Path) -> None:
    data = _data(tmp_path)
    assert altered_items(data, half="tune") == altered_items(data, half="tune")
    assert faithful_items(data, half="tune") == faithful_items(data, half="tune")
    assert altered_items(data, half="tune", seed=1) != altered_items(data, half="tune", seed=2)


def test_halves_share_no_sentence(tmp_path: Path) -> None:
    data = _data(tmp_path)
    tune = {item.evidence for item in altered_items(data, half="tune", per_class=500)}
    report = {item.evidence for item in altered_items(data, half="report", per_class=500)}
    assert tune
    assert report
    assert not tune & report


def test_altered_items_differ_and_have_ids_of_their_own(tmp_path: Path) -> None:
    items = altered_items(_data(tmp_path), half="tune", per_class=100)
    assert len({item.id for item in items}) == len(items)
    assert [item for item in items if item.claim == item.evidence or item.faithful] == []
    assert [item for item in items if "  " in item.claim or not item.claim.endswith(".")] == []


def test_faithful_items_are_so_marked_and_few_are_verbatim(tmp_path: Path) -> None:
    items = faithful_items(_data(tmp_path), half="tune", count=20)
    assert len(items) == 20
    assert all(item.faithful for item in items)
    assert sum(item.claim == item.evidence for item in items) < 10


def test_an_unknown_half_and_a_missing_folder_are_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="'both'"):
        altered_items(None, half="both")
    with pytest.raises(FileNotFoundError, match="CITEPROOF_EVAL_DATA"):
        altered_items(tmp_path, half="tune")


def test_hand_written_items_are_sixty() -> None:
    items = hand_written()
    assert Counter(item.faithful for item in items) == {False: 45, True: 15}
    assert {item.cls for item in items if not item.faithful} == set(CLASSES)
    assert len({item.id for item in items}) == 60
    assert [item for item in items if item.claim == item.evidence] == []


def test_the_set_is_independent_of_what_it_tests() -> None:
    for path in _FOLDER.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            assert not {name.split(".")[0] for name in names} & {"rag", "ingest", "ui"}, path.name
