"""A passage beside a claim or a question, and whether the one supports or answers the other."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

__all__ = ["Pair", "PairSource", "is_dev", "read_pairs", "write_pairs"]

PairSource = Literal["fever_symmetric", "wice", "bump", "statement", "gate", "generated"]

_DEV_SHARE = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One example.

    Attributes:
        id: Unique in its file.
        source: The set it is from; `statement` and `gate` are made of questions, `generated` of
            true sentences.
        group: What it shares text with; a group is either trained on or held back, never both.
        passage: What is read as evidence.
        claim: A sentence, or a question where the source is `gate`.
        holds: Whether the passage supports the claim or answers the question.
    """

    id: str
    source: PairSource
    group: str
    passage: str
    claim: str
    holds: bool


def is_dev(group: str) -> bool:
    """Whether a group is held back to decide when training stops: one in six, by a hash."""
    return int(hashlib.sha256(f"dev {group}".encode()).hexdigest(), 16) % _DEV_SHARE == 0


def write_pairs(path: Path, pairs: Iterable[Pair]) -> None:
    """Write one JSON object a line."""
    lines = (json.dumps(asdict(pair), ensure_ascii=False) for pair in pairs)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def read_pairs(path: Path) -> list[Pair]:
    """Read what `write_pairs` wrote, in its order.

    Raises:
        FileNotFoundError: The file is not there.
    """
    if not path.is_file():
        raise FileNotFoundError(
            f"no {path}; run `python -m benchmarks.cross_encoder.prepare` first"
        )
    with path.open(encoding="utf-8") as lines:
        return [Pair(**json.loads(line)) for line in lines]
