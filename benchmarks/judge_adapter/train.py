"""Train the adapter: `python -m benchmarks.judge_adapter.train OUT MODEL`. Needs requirements.txt.

Reads `train.jsonl` from OUT and the embedded chat model's own weights from MODEL (the GGUF file;
they stay as they are), and writes `adapter.gguf` and `train.json` into OUT.

Low-rank adaptation (Hu et al., 2021, arXiv 2106.09685): beside each weight W of the upper layers a
product B·A of rank 8 is learned, y = Wx + (alpha / rank)·B·A·x. The loss is the cross-entropy of
the first token of the reply, Yes or No, over the whole vocabulary.
"""

from __future__ import annotations

import argparse
import json
import math
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np

from benchmarks.cross_encoder.vendors import Vendor, vendor
from benchmarks.judge_adapter.adapter_file import ALPHA, MODULES, RANK, Weights, write_adapter
from benchmarks.judge_adapter.example import Example, read_examples
from rag.prompts import JUDGE_SYSTEM

__all__ = ["main"]

_SEED = 23
_BATCH = 8
_BUCKET = 64
_RATE = 3e-4
_WARM_STEPS = 12
_FIRST_LAYER = 12
_BY_PEOPLE = frozenset({"fever_symmetric", "wice", "bump"})
_WEIGHT = {True: 2.0, False: 1.0}
_MOST_TOKENS = 480
_LOOK = 5
_KEEP = 50
_CHAT = (
    "<|im_start|>system\n{system}<|im_end|>\n<|im_start|>user\n{prompt}<|im_end|>\n"
    "<|im_start|>assistant\n"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Learner:
    """The model with what is learned of it: A and B of each weight, by layer and module."""

    model: Vendor
    tokenizer: Vendor
    learned: dict[str, tuple[Vendor, Vendor]]


def main(argv: list[str] | None = None) -> None:
    """Load the model, train, write the adapter.

    Args:
        argv: Arguments of the command; None takes those of the process.

    Raises:
        FileNotFoundError: `prepare` has not been run.
    """
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("model", type=Path, help="the embedded chat model's GGUF file")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--steps", type=int, help="end after so many steps, to try it out")
    given = parser.parse_args(argv)
    torch = vendor("torch")
    torch.manual_seed(_SEED)
    torch.set_num_threads(given.threads)
    model, tokenizer = _load(given.model)
    learner = _Learner(model=model, tokenizer=tokenizer, learned=_adapt(model))
    _train(given.out, learner, read_examples(given.out / "train.jsonl"), given.steps)


def _load(path: Path) -> tuple[Vendor, Vendor]:
    """Return the model with its weights as plain bfloat16, none of them to be learned."""
    torch, transformers = vendor("torch"), vendor("transformers")
    tokenizer = transformers.AutoTokenizer.from_pretrained(path.parent, gguf_file=path.name)
    packed = transformers.AutoModelForCausalLM.from_pretrained(
        path.parent, gguf_file=path.name, dtype=torch.bfloat16
    )
    config = packed.config
    del config.quantization_config  # else the weights stay packed and are unpacked at every use
    model = transformers.AutoModelForCausalLM.from_config(config, dtype=torch.bfloat16)
    model.load_state_dict(packed.state_dict())
    for weight in model.parameters():
        weight.requires_grad_(False)
    return model.eval(), tokenizer


def _adapt(model: Vendor) -> dict[str, tuple[Vendor, Vendor]]:
    """Put A and B beside the upper layers' weights; return them by llama.cpp's names."""
    torch = vendor("torch")
    learned: dict[str, tuple[Vendor, Vendor]] = {}
    for index, layer in enumerate(model.model.layers):
        if index < _FIRST_LAYER:
            continue
        for name, module in layer.named_modules():
            short = name.rpartition(".")[2]
            if short not in MODULES:
                continue
            down = torch.randn(RANK, module.in_features) / math.sqrt(module.in_features)
            a = torch.nn.Parameter(down)
            b = torch.nn.Parameter(torch.zeros(module.out_features, RANK))
            module.register_forward_hook(_beside(a, b))
            learned[f"{index}.{short}"] = (a, b)
    return learned


def _beside(a: Vendor, b: Vendor) -> Vendor:
    linear = vendor("torch").nn.functional.linear

    def hook(_module: Vendor, inputs: tuple[Vendor, ...], output: Vendor) -> Vendor:
        low = linear(inputs[0], a.to(inputs[0].dtype))
        return output + (ALPHA / RANK) * linear(low, b.to(low.dtype))

    return hook


def _train(out: Path, learner: _Learner, examples: Sequence[Example], most: int | None) -> None:
    torch = vendor("torch")
    texts = [_CHAT.format(system=JUDGE_SYSTEM, prompt=example.prompt) for example in examples]
    tokens: list[list[int]] = learner.tokenizer(texts, add_special_tokens=False)["input_ids"]
    stream = list(_batches([len(ids) for ids in tokens]))[:most]
    weights = [weight for pair in learner.learned.values() for weight in pair]
    optimizer = torch.optim.AdamW(weights, lr=_RATE, weight_decay=0.0, betas=(0.9, 0.98))
    looks: list[dict[str, float]] = []
    seen: list[tuple[float, bool]] = []
    start = time.monotonic()
    for step, batch in enumerate(stream, start=1):
        for group in optimizer.param_groups:
            group["lr"] = _RATE * min(step / _WARM_STEPS, 1 - (step - 1) / len(stream))
        asked = [examples[at] for at in batch]
        seen += _step(learner, optimizer, [tokens[at] for at in batch], asked)
        if step % _LOOK == 0 or step == len(stream):
            minutes = round((time.monotonic() - start) / 60, 1)
            loss, right = (round(float(np.mean(part)), 4) for part in zip(*seen, strict=True))
            looks.append({"step": step, "minutes": minutes, "loss": loss, "right": right})
            print(json.dumps(looks[-1]), flush=True)
            (out / "train.json").write_text(json.dumps(looks, indent=2) + "\n", encoding="utf-8")
            seen.clear()
        if step % _KEEP == 0 or step == len(stream):
            write_adapter(out / "adapter.gguf", _arrays(learner))


def _step(
    learner: _Learner, optimizer: Vendor, tokens: Sequence[Sequence[int]], batch: Sequence[Example]
) -> list[tuple[float, bool]]:
    """Learn from a batch; return each example's loss and whether it was right before."""
    torch = vendor("torch")
    words = {yes: learner.tokenizer.encode("Yes" if yes else "No")[0] for yes in (True, False)}
    logits = _first_token(learner.model, tokens)
    truth = torch.tensor([words[example.yes] for example in batch])
    each = torch.nn.functional.cross_entropy(logits, truth, reduction="none")
    share = torch.tensor([_WEIGHT[example.source in _BY_PEOPLE] for example in batch])
    optimizer.zero_grad()
    ((each * share).sum() / share.sum()).backward()
    torch.nn.utils.clip_grad_norm_(optimizer.param_groups[0]["params"], 1.0)
    optimizer.step()
    said = logits[:, words[True]] > logits[:, words[False]]
    right = [bool(yes) == example.yes for yes, example in zip(said, batch, strict=True)]
    return list(zip(each.tolist(), right, strict=True))


def _arrays(learner: _Learner) -> Weights:
    return {
        name: (a.detach().numpy(), b.detach().numpy()) for name, (a, b) in learner.learned.items()
    }


def _first_token(model: Vendor, batch: Sequence[Sequence[int]]) -> Vendor:
    """Return the logits of the first token of each reply, shape (n, vocabulary).

    Padding stands behind the prompts, where no token that is read can see it.
    """
    torch = vendor("torch")
    longest = max(len(ids) for ids in batch)
    padded = torch.tensor([[*ids, *[0] * (longest - len(ids))] for ids in batch])
    hidden = model.model(input_ids=padded, use_cache=False).last_hidden_state
    last = torch.tensor([len(ids) - 1 for ids in batch])
    return model.lm_head(hidden[torch.arange(len(batch)), last]).float()


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Yield every example once, in batches of like length, in a seeded order."""
    rng = Random(_SEED)  # noqa: S311 - no secret
    order = [at for at, length in enumerate(lengths) if length <= _MOST_TOKENS]
    rng.shuffle(order)
    batches: list[list[int]] = []
    for start in range(0, len(order), _BUCKET):
        bucket = sorted(order[start : start + _BUCKET], key=lambda at: lengths[at])
        batches += [bucket[at : at + _BATCH] for at in range(0, len(bucket), _BATCH)]
    rng.shuffle(batches)
    yield from batches


if __name__ == "__main__":
    main()
