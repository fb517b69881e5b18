"""Train the cross-encoder: `python -m benchmarks.cross_encoder.train OUT`. Needs torch.

Reads what `prepare` wrote into OUT, starts from the embedder's weights and writes `best.npz`,
`float.onnx`, `cross_encoder.onnx` (int8) and `train.json` (the figures of each look) there.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from benchmarks.cross_encoder.batches import batches
from benchmarks.cross_encoder.encoder import hidden_states, logits, parameters
from benchmarks.cross_encoder.pair import Pair, read_pairs
from benchmarks.cross_encoder.scorer import PairTokenizer, Tokens, feeds
from benchmarks.cross_encoder.vendors import Vendor, vendor
from benchmarks.cross_encoder.weights import quantise, read_weights, write_float
from rag.evaluation.statistics import area_under_roc

__all__ = ["main"]

_SEED = 5
_BATCH = 16
_RATE, _HEAD_RATE = 5e-5, 1e-3
_WARM_STEPS = 100
_DROPOUT = 0.1
_FROZEN = ("embeddings.word_embeddings.weight", "embeddings.position_embeddings.weight")
_LEAST_COSINE = 0.99
_JUDGED = ("fever_symmetric", "wice", "bump")
_PROBES = ("The mill was sold in 1999.", "Rain fell for three days, and the river rose by a metre.")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """Where things are and when to stop."""

    out: Path
    stop: Path | None
    steps: int
    minutes: float
    every: int
    patience: int


@dataclass(slots=True, kw_only=True)
class _Progress:
    """What has been reached; changes while training."""

    best: float = 0.0
    since_best: int = 0
    looks: list[dict[str, float]] = field(default_factory=list[dict[str, float]])


def main(argv: list[str] | None = None) -> None:
    """Check the weights, train, write the models.

    Args:
        argv: Arguments of the command; None takes those of the process.

    Raises:
        FileNotFoundError: `prepare` has not been run.
        ValueError: The weights read do not give the embedder's vectors.
    """
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--steps", type=int, default=1600, help="most steps of 16 pairs")
    parser.add_argument("--minutes", type=float, default=25, help="most minutes of training")
    parser.add_argument("--every", type=int, default=100, help="steps between looks at dev.jsonl")
    parser.add_argument("--patience", type=int, default=6, help="looks without gain before the end")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--stop", type=Path, help="end at the next look once this file exists")
    parser.add_argument("--limit", type=int, help="most pairs of each file, to try it out")
    given = parser.parse_args(argv)
    plan = _Plan(
        out=given.out,
        stop=given.stop,
        steps=given.steps,
        minutes=given.minutes,
        every=given.every,
        patience=given.patience,
    )
    torch = vendor("torch")
    torch.manual_seed(_SEED)
    torch.set_num_threads(given.threads)
    files = json.loads((given.out / "models.json").read_text(encoding="utf-8"))
    embedder, tokenizer = Path(files["embedder"]), PairTokenizer(Path(files["tokenizer"]))
    weights = parameters(read_weights(embedder))
    _check(weights, embedder, tokenizer)
    train, dev = (read_pairs(given.out / f"{name}.jsonl") for name in ("train", "dev"))
    _train(plan, weights, tokenizer, train[: given.limit], dev[: given.limit])
    _export(given.out, embedder)


def _check(weights: dict[str, Vendor], embedder: Path, tokenizer: PairTokenizer) -> None:
    """Compare the mean token vectors with those of the ONNX file."""
    torch = vendor("torch")
    session = vendor("onnxruntime").InferenceSession(str(embedder))
    least = 1.0
    for text in _PROBES:
        inputs = feeds([tokenizer.encode(text, text)])
        with torch.no_grad():
            own = hidden_states(weights, **_tensors(inputs)).numpy().mean(axis=1)[0]
        theirs = session.run(None, inputs)[0].mean(axis=1)[0]
        norm = float(np.linalg.norm(own) * np.linalg.norm(theirs))
        least = min(least, float(own @ theirs) / norm)
    print(f"weights read: least cosine with the embedder's own vectors {least:.6f}", flush=True)
    if least < _LEAST_COSINE:
        raise ValueError(f"the weights of {embedder} were read wrongly: cosine {least:.3f}")


def _train(
    plan: _Plan,
    weights: dict[str, Vendor],
    tokenizer: PairTokenizer,
    train: Sequence[Pair],
    dev: Sequence[Pair],
) -> None:
    torch = vendor("torch")
    tokens = [tokenizer.encode(pair.passage, pair.claim) for pair in train]
    dev_tokens = [tokenizer.encode(pair.passage, pair.claim) for pair in dev]
    optimizer, schedule = _optimizer(weights, plan.steps)
    stream = batches(train, size=_BATCH, lengths=[len(ids) for ids, _ in tokens], seed=_SEED)
    progress, start, losses = _Progress(), time.monotonic(), list[float]()
    for step, batch in enumerate(islice(stream, plan.steps), start=1):
        truth = torch.tensor([float(train[at].holds) for at in batch])
        inputs = _tensors(feeds([tokens[at] for at in batch]))
        loss = torch.nn.functional.binary_cross_entropy_with_logits(
            logits(weights, **inputs, dropout=_DROPOUT), truth
        )
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(optimizer.param_groups[0]["params"], 1.0)
        optimizer.step()
        schedule.step()
        losses.append(loss.item())
        if step % plan.every == 0 or step == plan.steps:
            minutes = (time.monotonic() - start) / 60
            look = {"step": step, "minutes": round(minutes, 2), "loss": float(np.mean(losses))}
            _look(plan, weights, progress, {**look, **_dev_figures(weights, dev, dev_tokens)})
            losses.clear()
            if _ends(plan, progress, minutes):
                break


def _optimizer(weights: dict[str, Vendor], steps: int) -> tuple[Vendor, Vendor]:
    """AdamW; the rate rises over the first steps and then falls evenly to nothing."""
    torch = vendor("torch")
    for name in _FROZEN:
        weights[name].requires_grad_(False)
    body = [w for name, w in weights.items() if not name.startswith("head") and w.requires_grad]
    head = [w for name, w in weights.items() if name.startswith("head")]
    optimizer = torch.optim.AdamW(
        [{"params": body, "lr": _RATE}, {"params": head, "lr": _HEAD_RATE}], weight_decay=0.01
    )

    def rate(step: int) -> float:
        return min((step + 1) / _WARM_STEPS, max(0.0, (steps - step) / steps))

    return optimizer, torch.optim.lr_scheduler.LambdaLR(optimizer, rate)


def _look(
    plan: _Plan, weights: dict[str, Vendor], progress: _Progress, look: dict[str, float]
) -> None:
    """Write down how far it is; keep the weights if they are the best so far."""
    progress.looks.append(look)
    print(json.dumps(look), flush=True)
    (plan.out / "train.json").write_text(json.dumps(progress.looks, indent=2) + "\n")
    if look["mean"] > progress.best:
        progress.best, progress.since_best = look["mean"], 0
        arrays = {name: tensor.detach().numpy() for name, tensor in weights.items()}
        cast("Any", np).savez(plan.out / "best.npz", **arrays)
    else:
        progress.since_best += 1


def _ends(plan: _Plan, progress: _Progress, minutes: float) -> bool:
    stopped = plan.stop is not None and plan.stop.exists()
    return stopped or minutes >= plan.minutes or progress.since_best >= plan.patience


def _dev_figures(
    weights: dict[str, Vendor], dev: Sequence[Pair], tokens: Sequence[Tokens]
) -> dict[str, float]:
    """Areas under the ROC curve on the pairs held back, and their mean, by which training stops."""
    torch = vendor("torch")
    scores: dict[int, float] = {}
    order = sorted(range(len(dev)), key=lambda at: len(tokens[at][0]))
    for start in range(0, len(order), _BATCH):
        batch = order[start : start + _BATCH]
        with torch.no_grad():
            found = logits(weights, **_tensors(feeds([tokens[at] for at in batch])))
        scores |= dict(zip(batch, (float(value) for value in found), strict=True))
    names = {at: "judged" if pair.source in _JUDGED else pair.source for at, pair in enumerate(dev)}
    figures = {
        name: area_under_roc([(scores[at], dev[at].holds) for at in names if names[at] == name])
        for name in sorted(set(names.values()))
    }
    return {**figures, "mean": float(np.mean(list(figures.values())))}


def _export(out: Path, embedder: Path) -> None:
    with np.load(out / "best.npz") as best:
        weights: dict[str, NDArray[np.float32]] = {name: best[name] for name in best.files}
    write_float(embedder, weights, out / "float.onnx")
    quantise(out / "float.onnx", out / "cross_encoder.onnx")
    print(f"cross_encoder.onnx: {(out / 'cross_encoder.onnx').stat().st_size / 1e6:.1f} MB")


def _tensors(inputs: dict[str, NDArray[np.int64]]) -> dict[str, Vendor]:
    names = {"input_ids": "ids", "token_type_ids": "types", "attention_mask": "mask"}
    return {names[name]: vendor("torch").from_numpy(array) for name, array in inputs.items()}


if __name__ == "__main__":
    main()
