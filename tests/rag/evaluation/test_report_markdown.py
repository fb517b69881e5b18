from __future__ import annotations

from rag.evaluation.compare import Changed, Comparison, Difference
from rag.evaluation.report_markdown import pull_request_text
from rag.evaluation.summary import summarise
from tests.rag.evaluation.sample_run import HOSTILE, INFO, results

SUMMARY = summarise(INFO, results())


def _comparison(*changed: Changed) -> Comparison:
    difference = Difference(
        metric="correct", n=3, first=1.0, second=2 / 3, difference=-1 / 3, low=-1.0, high=0.0,
        p=1.0, verdict="no difference shown",
    )  # fmt: skip
    return Comparison(
        first=INFO, second=INFO, paired=3, only_first=0, only_second=0,
        differences=[difference], changed=list(changed),
    )  # fmt: skip


def test_the_headline_figures_and_what_was_asked() -> None:
    text = pull_request_text(SUMMARY)
    assert text.startswith("### 2 of 4 right (0.500), 1 failed\n")
    assert "| correct | 0.500 | 0.000 to 1.000 | 4 |" in text
    assert text.endswith(
        "Asked citeproof with questions.jsonl, settings 0123456789abcdef, index g3, "
        "judge judge-model.\n"
    )


def test_a_comparison_adds_what_was_before() -> None:
    text = pull_request_text(SUMMARY, comparison=_comparison())
    assert "| 1.000 | -0.333 | no difference shown |" in text
    assert "3 questions in both runs." in text
    widths = {line.count("|") for line in text.splitlines() if line.startswith("|")}
    assert len(widths) == 1  # every row has as many cells as the header


def test_text_of_questions_is_shown_as_it_is() -> None:
    nasty = f"a | b\n# @team `x` [y](z) #12 {HOSTILE}"
    change = Changed(id="q|1", question=nasty, was_wrong=(), is_wrong=("lacks <b>",))
    text = pull_request_text(SUMMARY, comparison=_comparison(change))
    line = next(each for each in text.splitlines() if each.startswith("- q"))
    assert "<img" not in line.replace("\\<", "") and "@team" not in line and "#12" not in line
    assert "\\|" in line and "\\[y\\]\\(z\\)" in line
    assert "**Now wrong**" in text


def test_long_lists_are_cut_and_say_so() -> None:
    many = [Changed(id=f"q{n}", question="?", was_wrong=("x",), is_wrong=()) for n in range(25)]
    text = pull_request_text(SUMMARY, comparison=_comparison(*many))
    assert "- and 5 more" in text and "q19" in text and "q20" not in text
    assert "**Now right**" in text and "**Now wrong**" not in text
