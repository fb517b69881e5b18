from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from rag.answering.calibration import calibrated_model
from rag.errors import ConfigurationError, ModelError, UsageError
from rag.filters import Filters
from rag.types import Answer
from tests.fake_pipeline import HARBOUR, Builder, FakePipeline, answer_of, builder
from ui.cli_docs import cli_docs, command_paths

if TYPE_CHECKING:
    from tests.ui.conftest import World

ROOT = Path(__file__).parents[2]
QUESTION = "When did the bridge reopen?"
HEAVY = ["gradio", "chromadb", "llama_index", "openai", "fastapi", "onnxruntime", "trafilatura"]


def test_ask_shows_evidence_then_checked_sentences_then_sources(world: World) -> None:
    shown = world.run("ask", QUESTION)
    assert shown.exit_code == 0
    parts = [
        "3 passages found in ",
        "The bridge reopened on 3 May 2024. [1]\n  ✓ supported 0.97\n",
        "Repairs took nine months and cost $4.2 million. [1][2]\n  ✓ supported 0.81\n",
        "\nSources\n[1] Harbour bridge reopens\n    news/harbour.txt · 2024-05-04\n",
        "“The bridge reopened on 3 May 2024 after nine months of repairs.”\n[2] ",
        "\nAnswered · 4.3 s\n",
    ]
    places = [shown.stdout.find(part) for part in parts]
    assert -1 not in places
    assert places == sorted(places)
    assert "\x1b" not in shown.stdout
    assert world.pipeline.closed == 1


def test_ask_json_is_exactly_the_answer(world: World) -> None:
    world.build = Builder(world.pipeline, missing=("chat.gguf",))
    shown = world.run("ask", QUESTION, "--json")
    assert shown.exit_code == 0
    assert shown.stdout == answer_of(QUESTION).model_dump_json() + "\n"
    assert Answer.model_validate_json(shown.stdout) == answer_of(QUESTION)
    assert shown.stderr == "Fetching chat.gguf (1.5 MB), once\n"


def test_ask_passes_filters_and_data_on(world: World, tmp_path: Path) -> None:
    build = builder(world.pipeline)
    world.build = build
    world.run(
        "ask", QUESTION, "--filter", "*.txt", "--filter", "a/*", "--data", str(tmp_path / "d")
    )
    assert world.pipeline.asked == [(QUESTION, (), Filters(uris=("*.txt", "a/*")))]
    assert build.built[0].data == tmp_path / "d"


def test_conflicting_shows_each_side(world: World) -> None:
    shown = world.run("ask", "What did the repairs cost?")
    assert shown.exit_code == 0
    for words in [
        "The repairs cost $4.2 million. [1]\n  ✓ supported 0.97\n\nThe documents disagree\n",
        "▪ $4.2 million\n  [1] Harbour bridge reopens\n      news/harbour.txt · 2024-05-04\n",
        "▪ $4.9 million\n  The repairs cost $4.9 million in all. [2]\n"
        "  Note: includes the temporary ferry\n  [2] City ledger <2024>\n",
        "      “Repairs of the harbour bridge cost $4.9 million in all”\n",
    ]:
        assert words in shown.stdout
    assert "Sources" not in shown.stdout


def test_not_found_is_an_answer(world: World) -> None:
    shown = world.run("ask", "What is missing?")
    assert shown.exit_code == 0
    assert "The documents do not answer this question.\n" in shown.stdout
    assert "Searched: 3 documents, 9 chunks, for: What is missing?\n" in shown.stdout
    assert "Closest passages\n1. Harbour bridge reopens\n" in shown.stdout


def test_removed_sentences_are_mentioned_not_shown(world: World) -> None:
    shown = world.run("ask", "partly?")
    assert "1 sentence removed: No passage says who paid.\n" in shown.stdout
    assert "mayor" not in shown.stdout


def test_document_text_cannot_command_the_terminal(world: World) -> None:
    shown = world.run("ask", "evil")
    assert shown.exit_code == 0
    assert "�]0;owned�gnp.exe [link](javascript:alert(1)) is the password." in shown.stdout
    for bad in "\x1b\x07\u202e\u202c":
        assert bad not in shown.stdout


@pytest.mark.parametrize("question", ["", "  ", "?!", "😀", "x" * 3000, "\udcff\udcfe"])
def test_a_question_that_cannot_be_asked_is_wrong_usage(world: World, question: str) -> None:
    shown = world.run("ask", question)
    assert shown.exit_code == 2
    assert shown.stderr.startswith("error: question")
    assert shown.stderr.count("\n") == 1
    assert world.pipeline.asked == []


@pytest.mark.parametrize(
    "words",
    [["ask"], ["ask", "a", "b"], ["nothing"], ["ask", "a", "--color"], ["serve", "--port", "x"]],
)
def test_wrong_words_are_wrong_usage(world: World, words: list[str]) -> None:
    assert world.run(*words).exit_code == 2


def test_an_empty_data_directory_names_the_next_step(world: World) -> None:
    world.build = builder(error=ConfigurationError("no documents; run citeproof ingest PATH"))
    shown = world.run("ask", QUESTION)
    assert (shown.exit_code, shown.stdout) == (1, "")
    assert shown.stderr == "error: no documents; run citeproof ingest PATH\n"


def test_an_error_is_one_line_and_a_traceback_only_on_request(world: World) -> None:
    world.pipeline.error = ModelError("the model\nstopped \x1b[31m")
    shown = world.run("ask", QUESTION)
    assert shown.exit_code == 1
    assert shown.stderr == "error: the model stopped �[31m\n"
    shown = world.run("ask", QUESTION, env={"CITEPROOF_DEBUG": "1"})
    assert "Traceback" in shown.stderr
    world.pipeline.error = UsageError("no such filter")
    assert world.run("ask", QUESTION).exit_code == 2


def test_settings_that_are_not_valid_are_named(world: World) -> None:
    shown = world.run("ask", QUESTION, env={"CITEPROOF_ANSWER__MAX_TOKENS": "many"})
    assert shown.exit_code == 1
    assert "answer.max_tokens = 'many'" in shown.stderr


def test_ctrl_c_ends_quietly(world: World) -> None:
    def interrupted(settings: object, *, progress: object = None) -> FakePipeline:
        raise KeyboardInterrupt

    world.build = interrupted
    shown = world.run("ask", QUESTION)
    assert (shown.exit_code, shown.stdout, shown.stderr) == (130, "", "")


def test_ingest_reports_what_it_did(world: World) -> None:
    world.registry.present.clear()
    shown = world.run("ingest", "a.txt", "b", "--sync")
    assert shown.exit_code == 0
    assert "1 added, 1 skipped · 3 chunks written · 0.2 s\n" in shown.stdout
    assert "  skipped b�[31m.exe: not a kind that is read\n" in shown.stdout
    assert world.ingestor.calls == [([Path("a.txt"), Path("b")], True)]
    assert world.registry.fetched == ["embedder", "tokenizer"]


def test_ingest_json(world: World) -> None:
    shown = world.run("ingest", "a.txt", "--json", "--tag", "a", "--tag", "b")
    assert world.ingestor.tags == [["a", "b"]]
    assert json.loads(shown.stdout)["added"] == ["a.txt"]


def test_documents_are_listed(world: World) -> None:
    shown = world.run("documents")
    assert shown.exit_code == 0
    harbour = next(line for line in shown.stdout.splitlines() if "harbour.txt" in line)
    assert harbour.split("  ")[0] == "Harbour bridge reopens"
    assert harbour.split()[-6:-1] == ["news/harbour.txt", "2024-05-04", "en", "news", "1"]
    assert harbour.split()[-1] == str(len(HARBOUR.text))
    assert "\x1b" not in shown.stdout


def test_documents_json_has_no_text(world: World) -> None:
    rows = json.loads(world.run("documents", "--json").stdout)
    assert [row["uri"] for row in rows] == [
        "evil/<script>.txt",
        "news/harbour.txt",
        "reports/city ledger.md",
    ]
    assert rows[1]["characters"] == len(HARBOUR.text)
    assert "text" not in rows[1]


def test_no_documents_yet(world: World) -> None:
    world.held = []
    shown = world.run("documents", "--json")
    assert (shown.exit_code, shown.stdout) == (0, "[]\n")
    assert "citeproof ingest PATH" in shown.stderr


def test_documents_of_a_folder_that_is_not_there(tmp_path: Path) -> None:
    from ui.wiring import Wiring

    assert Wiring().documents(tmp_path / "nothing") == []
    assert not (tmp_path / "nothing").exists()


def test_serve_passes_its_options_on(world: World) -> None:
    world.run("serve")
    world.run("serve", "--host", "::1", "--port", "0", "--open")
    assert world.served == [("127.0.0.1", 7860, False), ("::1", 0, True)]


def test_serve_fetches_the_models_that_are_missing(world: World) -> None:
    world.registry.present.clear()
    world.held = []  # documents can be added on the page
    world.run("serve", env={"CITEPROOF_MODELS__CHAT": "openai:big"})
    assert world.registry.fetched == ["embedder", "tokenizer"]
    assert len(world.served) == 1


def test_serve_refuses_other_machines_before_anything_else(world: World) -> None:
    world.registry.present.clear()
    shown = world.run("serve", "--host", "0.0.0.0", env={"CITEPROOF_SERVE_KEY": ""})  # noqa: S104 - refused
    assert shown.exit_code == 2
    assert "CITEPROOF_SERVE_KEY" in shown.stderr
    assert (world.registry.fetched, world.served) == ([], [])


def test_models_lists_files_and_folder(world: World, tmp_path: Path) -> None:
    world.registry.present.discard("chat")
    shown = world.run("models", env={"CITEPROOF_MODELS__CACHE_DIR": str(tmp_path)})
    assert shown.exit_code == 0
    chat = next(line for line in shown.stdout.splitlines() if line.startswith("chat"))
    assert chat.split() == [
        "chat",
        "chat",
        "model",
        "chat.bin",
        "1.5",
        "MB",
        "Apache-2.0",
        "absent",
    ]
    assert f"Folder: {tmp_path}\n" in shown.stdout
    assert re.search(r"^Judge: \S+, calibrated$", shown.stdout, re.MULTILINE)
    assert world.registry.fetched == []


def test_models_says_what_to_do_about_another_judge(world: World) -> None:
    shown = world.run("models", env={"CITEPROOF_MODELS__JUDGE": "openai:other"})
    assert shown.exit_code == 0
    line = next(line for line in shown.stdout.splitlines() if line.startswith("Judge: "))
    assert line.startswith("Judge: openai:other, not calibrated: ")
    for words in (calibrated_model(), "benchmarks.calibrate", "answer.support_threshold"):
        assert words in line


def test_models_pull_fetches_what_is_absent(world: World) -> None:
    world.registry.present = {"chat"}
    world.registry.damaged = {"chat"}
    assert world.run("models", "pull").exit_code == 0
    assert world.registry.fetched == ["embedder", "tokenizer"]
    shown = world.run("models", "pull", "--verify")
    assert world.registry.fetched == ["embedder", "tokenizer", "chat"]
    assert "Removing chat.bin: it is damaged" in shown.stderr


def test_version(world: World) -> None:
    shown = world.run("--version")
    assert shown.exit_code == 0
    assert shown.stdout.startswith("citeproof 0.")


@pytest.mark.parametrize("words", [["--help"], ["ask", "--help"], ["--version"]])
def test_help_is_light(words: list[str]) -> None:
    program = (
        "import sys; sys.argv[:] = ['citeproof', *sys.argv[1:]]\n"
        "from ui.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        f"heavy = [name for name in {HEAVY} if name in sys.modules]\n"
        "assert not heavy, heavy"
    )
    ended = subprocess.run(  # noqa: S603 - runs this interpreter on a program written here
        [sys.executable, "-c", program, *words], capture_output=True, text=True, check=False
    )
    assert (ended.returncode, ended.stderr) == (0, "")


def test_every_command_and_option_has_help() -> None:
    for section in cli_docs().split("\n## ")[1:]:
        entries = [line for line in section.splitlines() if line.startswith("  -")]
        assert entries
        for entry in entries:
            assert len(entry.split("  ")) > 2, entry
    assert len(command_paths()) == 17
    for path in command_paths():
        help_line = cli_docs().split(f"## `{' '.join(('citeproof', *path))}`")[1].splitlines()[5]
        assert help_line.endswith((".", "their")), path


def test_the_reference_page_is_current() -> None:
    page = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    assert page == cli_docs(), "run: python -m ui.cli_docs"
