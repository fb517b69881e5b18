from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.grounding import SECTIONS, main
from tests.small_evaluation import make_data, make_tools


def test_without_the_data_it_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CITEPROOF_EVAL_DATA", raising=False)
    assert main([]) == 1
    assert "CITEPROOF_EVAL_DATA" in capsys.readouterr().err
    assert main([str(tmp_path)]) == 1
    assert str(tmp_path) in capsys.readouterr().err


def test_an_unknown_section_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--only", "fever", "reading"]) == 2
    assert "reading" in capsys.readouterr().err


def test_figures_are_printed_written_and_reused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CITEPROOF_EVAL_DATA", str(make_data(tmp_path / "eval")))
    given = ["--work", str(tmp_path / "work"), "--only", "fever", "wice", "--json"]
    assert main([*given, str(tmp_path / "one.json")], tools=make_tools()) == 0
    first = capsys.readouterr()
    assert first.out.startswith("report half\n")
    assert "fever_auc" in first.out
    assert main([*given, str(tmp_path / "two.json")], tools=make_tools()) == 0
    second = capsys.readouterr()
    assert second.out == first.out
    assert "fever 4 of 4" in first.err
    assert "fever" not in second.err
    reports = [json.loads((tmp_path / f"{n}.json").read_text()) for n in ("one", "two")]
    assert reports[0]["metrics"] == reports[1]["metrics"]
    assert reports[0]["half"] == "report"
    assert reports[0]["metrics"]["fever_accuracy"].keys() == {"value", "n", "low", "high"}


def test_the_tune_half_is_labelled(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "tune.json"
    data = str(make_data(tmp_path / "eval"))
    given = [data, "--half", "tune", "--work", str(tmp_path / "work"), "--json", str(target)]
    assert main([*given, "--only", "fever"], tools=make_tools()) == 0
    assert "never to be published" in capsys.readouterr().out
    assert json.loads(target.read_text())["half"] == "tune"
    assert main(["--table", str(target)]) == 1
    assert "tune half" in capsys.readouterr().err


@pytest.mark.slow
def test_a_whole_run_on_small_data(tmp_path: Path) -> None:
    target = tmp_path / "all.json"
    data = str(make_data(tmp_path / "eval"))
    work = str(tmp_path / "work")
    given = [data, "--work", work, "--sample", "3", "--json", str(target)]
    assert main(given, tools=make_tools()) == 0
    report = json.loads(target.read_text())
    assert report["metrics"].keys() >= {
        "altered_accepted_hard",
        "altered_accepted",
        "altered_n",
        "faithful_refused",
        "fever_auc",
        "fever_accuracy",
        "wice_auroc",
        "wice_auroc_all",
        "bump_auc",
        "squad2_abstention_f1",
        "clapnq_abstention_f1",
        "squad2_answered",
        "squad2_answered_right",
        "clapnq_answered",
        "clapnq_answered_right",
        "ramdocs_right_answers_shown",
        "ramdocs_strict_em",
        "clapnq_citation_recall",
        "clapnq_citation_precision",
        "seeds_correct",
        "peer_handled_gain",
    }
    assert report["curves"].keys() == {"squad2", "clapnq"}
    assert report["curves"]["squad2"][0].keys() == {"threshold", "coverage", "risk"}
    assert len(SECTIONS) == 10
