"""Write the pairs to learn from: `python -m benchmarks.cross_encoder.prepare EVAL_DATA OUT`.

Only the tune half is read for them, and what shares a sentence with the report half is left out.
Writes `train.jsonl`, `dev.jsonl` and `models.json` (where the embedder's files are) into OUT.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path

from benchmarks.altered.sentences import sentences
from benchmarks.cross_encoder.asked import gate_pairs, statement_pairs
from benchmarks.cross_encoder.generated import document_sentences, generated_pairs
from benchmarks.cross_encoder.held import report_texts
from benchmarks.cross_encoder.judged import judged_pairs
from benchmarks.cross_encoder.pair import Pair, is_dev, write_pairs
from benchmarks.measures.data import load_questions, require_data
from rag.models.registry import ensure
from rag.settings import load_settings

__all__ = ["all_pairs", "main", "write_models"]

_SEED = 11


def main(argv: list[str] | None = None) -> None:
    """Make the pairs, leave out what touches the report half, write, print the counts.

    Args:
        argv: Arguments of the command; None takes those of the process.

    Raises:
        DataError: The evaluation data is not there or a row has another shape.
    """
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("eval_data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--limit", type=int, help="most sentences to generate from, to try it out")
    given = parser.parse_args(argv)
    data = require_data(given.eval_data)
    made = all_pairs(data, given.limit)
    clean = report_texts(data).clean(made)
    given.out.mkdir(parents=True, exist_ok=True)
    for name, dev in (("train", False), ("dev", True)):
        chosen = [pair for pair in clean if is_dev(pair.group) == dev]
        write_pairs(given.out / f"{name}.jsonl", chosen)
        print(f"{name}: {_counts(chosen)}")
    print(f"left out because the report half has their text: {_counts(made, clean)}")
    write_models(given.out)


def write_models(out: Path) -> None:
    """Write where the embedder's files are, which `train` starts from."""
    cache = load_settings().models.cache_dir
    files = {name: str(ensure(name, cache)) for name in ("embedder", "tokenizer")}
    (out / "models.json").write_text(json.dumps(files, indent=2) + "\n", encoding="utf-8")


def all_pairs(data: Path, limit: int | None = None) -> list[Pair]:
    """All pairs of the tune half, also those that share a text with the report half.

    Args:
        data: The evaluation folder.
        limit: Most sentences to generate from; None takes all.

    Raises:
        DataError: A file is missing or a row has another shape.
    """
    squad, clap, hotpot = (
        load_questions(data, n, "tune") for n in ("squad2", "clapnq", "hotpotqa")
    )
    true = sentences(data, half="tune")
    true += document_sentences("clapnq", clap) + document_sentences("hotpotqa", hotpot)
    return [
        *judged_pairs(data),
        *statement_pairs([*squad, *hotpot], seed=_SEED),
        *gate_pairs(squad),
        *gate_pairs(clap),
        *generated_pairs(true[:limit], seed=_SEED),
    ]


def _counts(pairs: list[Pair], without: list[Pair] | None = None) -> dict[str, int]:
    counts = Counter(f"{pair.source} {'yes' if pair.holds else 'no'}" for pair in pairs)
    counts.subtract(f"{p.source} {'yes' if p.holds else 'no'}" for p in without or [])
    return dict(sorted(counts.items()))


if __name__ == "__main__":
    main()
