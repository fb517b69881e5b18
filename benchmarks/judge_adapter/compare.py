"""Compare the judge with and without an adapter: `... compare OUT [--adapter FILE] [--most N]`.

Asks both about `dev.jsonl` of `prepare`: rows of the tune half that were not trained on. Prints the
area under the ROC curve by set with the paired difference and its bootstrap interval.
"""

from __future__ import annotations

import argparse
import asyncio
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from benchmarks.judge_adapter.example import Example, read_examples
from benchmarks.measures.data import spread
from rag.answering.judge import Judge
from rag.evaluation.statistics import Scored, area_under_roc, paired_metrics
from rag.models.embedded_chat import EmbeddedChat
from rag.models.registry import ensure
from rag.settings import load_settings

__all__ = ["main"]

Both = tuple[Scored, Scored]


def main(argv: list[str] | None = None) -> None:
    """Ask, print.

    Args:
        argv: Arguments of the command; None takes those of the process.

    Raises:
        FileNotFoundError: `prepare` or `train` has not been run.
    """
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--adapter", type=Path, help="by default OUT/adapter.gguf")
    parser.add_argument("--most", type=int, help="most examples of a set")
    given = parser.parse_args(argv)
    examples = read_examples(given.out / "dev.jsonl")
    adapter = given.adapter or given.out / "adapter.gguf"
    if not adapter.is_file():
        raise FileNotFoundError(f"no {adapter}; run `python -m benchmarks.judge_adapter.train`")
    asyncio.run(_compare(examples, adapter, given.most))


async def _compare(examples: Sequence[Example], adapter: Path, most: int | None) -> None:
    models = load_settings().models
    chat = EmbeddedChat(
        ensure("chat", models.cache_dir), adapter_path=adapter, threads=models.threads
    )
    groups: defaultdict[str, list[Example]] = defaultdict(list)
    for example in examples:
        groups[example.source].append(example)
    for source, group in sorted(groups.items()):
        chosen = spread(group, name=lambda e: e.id, stratum=lambda e: e.yes)[:most]
        plain, taught = Judge(chat), Judge(chat.adapted())
        without = [(await plain.reply_to(e.prompt), e.yes) for e in chosen]
        with_it = [(await taught.reply_to(e.prompt), e.yes) for e in chosen]
        _print(source, list(zip(without, with_it, strict=True)))
    await chat.close()


def _print(source: str, both: Sequence[Both]) -> None:
    sides = [[pair[at] for pair in both] for at in (0, 1)]
    area = [area_under_roc(side) for side in sides]
    right = [sum((p >= 0.5) == yes for p, yes in side) / len(side) for side in sides]
    gain = paired_metrics("gain", both, _gain)["gain"]
    print(
        f"{source}: n {len(both)}, AUC {area[0]:.3f} -> {area[1]:.3f}, gain {gain.value:.3f} "
        f"({gain.low:.3f} to {gain.high:.3f}); right at .5: {right[0]:.3f} -> {right[1]:.3f}",
        flush=True,
    )


def _gain(both: Sequence[Both]) -> float:
    without, with_it = (area_under_roc([pair[at] for pair in both]) for at in (0, 1))
    return with_it - without


if __name__ == "__main__":
    main()
