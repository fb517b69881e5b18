"""Make the examples: `python -m benchmarks.judge_adapter.prepare EVAL_DATA OUT`.

Only rows of the tune half are read, and nothing is trained on that has a sentence of the report
half (the sets repeat their texts; `benchmarks.cross_encoder.held` tells which). Writes
`train.jsonl`, and as `dev.jsonl` what people wrote of the tune half and is not trained on.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from random import Random

from benchmarks.cross_encoder.held import Held, report_texts
from benchmarks.cross_encoder.judged import judged_pairs
from benchmarks.cross_encoder.pair import Pair, is_dev
from benchmarks.cross_encoder.prepare import all_pairs
from benchmarks.judge_adapter.example import Example, write_examples
from benchmarks.judge_adapter.questions import question_examples
from benchmarks.measures.data import Question, load_questions, require_data
from rag.prompts import SUPPORTS

__all__ = ["main", "trained_on", "untrained_claims"]

_SEED = 19
_MOST = {
    ("statement", True): 90,
    ("statement", False): 130,
    ("generated", True): 160,
    ("generated", False): 160,
}
"""Examples that rules made: as many as keep them from outweighing what people wrote."""


def main(argv: list[str] | None = None) -> None:
    """Make the examples, write them, print the counts.

    Args:
        argv: Arguments of the command; None takes those of the process.

    Raises:
        DataError: The evaluation data is not there or a row has another shape.
    """
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("eval_data", type=Path)
    parser.add_argument("out", type=Path)
    given = parser.parse_args(argv)
    data = require_data(given.eval_data)
    given.out.mkdir(parents=True, exist_ok=True)
    held = report_texts(data)
    train = _claims(held.clean(all_pairs(data)))
    dev = [_claim(pair) for pair in untrained_claims(data, held)]
    for name in ("squad2", "clapnq"):
        questions = load_questions(data, name, "tune")
        learned = [question for question in questions if trained_on(question, held)]
        others = [question for question in questions if question not in learned]
        train += question_examples(name, learned, given.out / f"corpus-{name}-train")
        dev += question_examples(name, others, given.out / f"corpus-{name}-dev")
    Random(_SEED).shuffle(train)  # noqa: S311 - no secret
    for name, examples in (("train", train), ("dev", dev)):
        write_examples(given.out / f"{name}.jsonl", examples)
        counts = Counter(f"{one.source} {'yes' if one.yes else 'no'}" for one in examples)
        print(f"{name}: {len(examples)} examples, {dict(sorted(counts.items()))}")


def trained_on(question: Question, held: Held) -> bool:
    """Whether a question of the tune half is trained on: its texts are not of the report half.

    One group of texts in six is kept to compare with.

    Args:
        question: Of the tune half.
        held: Texts of the report half.
    """
    texts = [question.question, *(document.text for document in question.documents)]
    dev = is_dev(question.documents[0].text[:200])
    return not dev and not any(held.touches(text) for text in texts)


def untrained_claims(data: Path, held: Held) -> list[Pair]:
    """Return the claims by people of the tune half that are not trained on, in file order.

    Args:
        data: The evaluation folder.
        held: Texts of the report half.

    Raises:
        DataError: As `main`.
    """
    pairs = judged_pairs(data)
    clean = {pair.id for pair in held.clean(pairs)}
    return [pair for pair in pairs if pair.id not in clean or is_dev(pair.group)]


def _claims(pairs: Sequence[Pair]) -> list[Example]:
    """Return claims beside their passages, without the groups kept to compare with."""
    groups: defaultdict[tuple[str, bool], list[Pair]] = defaultdict(list)
    for pair in pairs:
        if pair.source != "gate" and not is_dev(pair.group):
            groups[pair.source, pair.holds].append(pair)
    chosen: list[Pair] = []
    for key, group in sorted(groups.items()):
        order = list(group)
        Random(f"{_SEED} {key}").shuffle(order)  # noqa: S311 - no secret
        chosen += order[: _MOST.get(key, len(order))]
    return [_claim(pair) for pair in chosen]


def _claim(pair: Pair) -> Example:
    prompt = SUPPORTS.format(passage=pair.passage, claim=pair.claim)
    return Example(id=pair.id, source=pair.source, prompt=prompt, yes=pair.holds)


if __name__ == "__main__":
    main()
