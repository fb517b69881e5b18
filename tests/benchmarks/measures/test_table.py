from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.measures.table import BEGIN, END, TableError, published_table, put_table
from benchmarks.scoring import write_report
from rag.evaluation.statistics import Metric


def _write(path: Path, *, half: str = "report") -> Path:
    metrics = {
        "fever_auc": Metric(value=0.875, n=130, low=0.8125, high=1.0),
        "fever_auc_gain": Metric(value=-0.02, n=130, low=-0.05, high=0.0),
        "seeds_correct": Metric(value=17, n=18, low=15, high=18),
        "altered_accepted_date": Metric(value=0.25, n=4, low=0, high=1),
        "squad2_failed": Metric(value=2, n=44, low=0, high=4),
        "fever_failed": Metric(value=0, n=130, low=0, high=0),
    }
    write_report(path, metrics, more={"half": half})
    return path


def test_figures_become_rows(tmp_path: Path) -> None:
    table = published_table([_write(tmp_path / "f.json")])
    assert "| FEVER-symmetric | area under ROC | .875 | 130 | .812 to 1.000 |" in table
    assert "|  | difference | -.020 | 130 | -.050 to .000 |" in table
    assert "| seed questions | right | 17 | 18 | 15 to 18 |" in table
    assert "Failures, counted as wrong: squad2 2." in table
    assert "Share accepted by class of alteration: date .250 of 4." in table
    assert "SQuAD" not in table


def test_of_several_files_the_first_that_has_a_figure_counts(tmp_path: Path) -> None:
    larger = tmp_path / "larger.json"
    metric = Metric(value=0.9, n=334, low=0.85, high=0.95)
    write_report(larger, {"fever_auc": metric}, more={"half": "report"})
    table = published_table([larger, _write(tmp_path / "f.json")])
    assert "area under ROC | .900 | 334 |" in table
    assert "| seed questions | right | 17 |" in table
    assert table.count("Commit ") == 1


def test_figures_for_development_are_not_published(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="tune half"):
        published_table([_write(tmp_path / "f.json", half="tune")])


@pytest.mark.parametrize("text", ["", "{}", "[1]"])
def test_a_file_without_figures_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "f.json"
    path.write_text(text)
    with pytest.raises(TableError, match="holds no figures"):
        published_table([path])
    with pytest.raises(TableError, match="holds no figures"):
        published_table([tmp_path / "missing.json"])


def test_the_table_stands_between_its_marks(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"# Before\n{BEGIN}\nold\n{END}\nafter\n")
    put_table(page, "| new |")
    put_table(page, "| newer |")
    assert page.read_text() == f"# Before\n{BEGIN}\n| newer |\n{END}\nafter\n"
    page.write_text(f"# Before\n{BEGIN}\n")
    with pytest.raises(TableError, match="lacks the lines"):
        put_table(page, "| new |")
