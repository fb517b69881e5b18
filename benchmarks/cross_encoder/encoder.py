"""BERT with six layers as a function of its weights, for training. Needs torch.

Source: Devlin et al., BERT, 2018 (arXiv 1810.04805), and Vaswani et al., Attention is all you need,
2017 (arXiv 1706.03762), equation 1.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from benchmarks.cross_encoder.vendors import Vendor, vendor
from benchmarks.cross_encoder.weights import HEAD_BIAS, HEAD_WEIGHT

__all__ = ["hidden_states", "logits", "parameters"]

_HEADS = 12
_LAYERS = 6
_DIM = 384
_EPSILON = 1e-12
_FAR = -1e4


def parameters(weights: Mapping[str, NDArray[np.float32]]) -> dict[str, Vendor]:
    """Return the weights as tensors that learn, with a head of zeros where there is none.

    Args:
        weights: As from `weights.read_weights`.
    """
    torch = vendor("torch")
    head = {
        HEAD_WEIGHT: np.zeros((2 * _DIM, 1), np.float32),
        HEAD_BIAS: np.zeros(1, np.float32),
    }
    return {
        name: torch.tensor(array, requires_grad=True) for name, array in {**head, **weights}.items()
    }


def hidden_states(
    weights: Mapping[str, Vendor], ids: Vendor, types: Vendor, mask: Vendor, *, dropout: float = 0.0
) -> Vendor:
    """Return one vector a token, shape (batch, n_tokens, 384).

    Args:
        weights: As from `parameters`.
        ids: Token ids, (batch, n_tokens).
        types: 1 where a token belongs to the claim, else 0; the same shape.
        mask: 0 where a token is padding, else 1; the same shape.
        dropout: Share of values set to zero, 0–1; 0 when not training.
    """
    drop = _dropping(dropout)
    places = weights["embeddings.position_embeddings.weight"][: ids.shape[1]]
    x = weights["embeddings.word_embeddings.weight"][ids] + places
    x = x + weights["embeddings.token_type_embeddings.weight"][types]
    x = drop(_normed(weights, "embeddings.LayerNorm", x))
    closed = (1.0 - mask[:, None, None, :].float()) * _FAR
    for at in range(_LAYERS):
        name = f"encoder.layer.{at}"
        attended = drop(_attention(weights, name, x, closed, drop))
        x = _normed(weights, f"{name}.attention.output.LayerNorm", x + attended)
        inner = vendor("torch").nn.functional.gelu(
            _linear(weights, f"{name}.intermediate.dense", x)
        )
        x = x + drop(_linear(weights, f"{name}.output.dense", inner))
        x = _normed(weights, f"{name}.output.LayerNorm", x)
    return x


def logits(
    weights: Mapping[str, Vendor], ids: Vendor, types: Vendor, mask: Vendor, *, dropout: float = 0.0
) -> Vendor:
    """Return log-odds that the passage supports the claim, shape (batch,); arguments as above."""
    torch = vendor("torch")
    x = hidden_states(weights, ids, types, mask, dropout=dropout)
    claim = types[:, :, None].float()
    mean = (x * claim).sum(1) / claim.sum(1)
    most = (x + (1.0 - claim) * _FAR).amax(1)
    both = _dropping(dropout)(torch.cat([mean, most], dim=1))
    return (both @ weights[HEAD_WEIGHT] + weights[HEAD_BIAS]).squeeze(1)


def _attention(
    weights: Mapping[str, Vendor],
    name: str,
    x: Vendor,
    closed: Vendor,
    drop: Callable[[Vendor], Vendor],
) -> Vendor:
    batch, n_tokens, _ = x.shape
    query, key, value = (
        _linear(weights, f"{name}.attention.self.{part}", x)
        .view(batch, n_tokens, _HEADS, -1)
        .transpose(1, 2)
        for part in ("query", "key", "value")
    )
    scores = query @ key.transpose(2, 3) / (_DIM // _HEADS) ** 0.5 + closed
    mixed = drop(scores.softmax(-1)) @ value
    joined = mixed.transpose(1, 2).reshape(batch, n_tokens, _DIM)
    return _linear(weights, f"{name}.attention.output.dense", joined)


def _linear(weights: Mapping[str, Vendor], name: str, x: Vendor) -> Vendor:
    return x @ weights[f"{name}.weight"] + weights[f"{name}.bias"]


def _normed(weights: Mapping[str, Vendor], name: str, x: Vendor) -> Vendor:
    scale, shift = weights[f"{name}.weight"], weights[f"{name}.bias"]
    return vendor("torch").nn.functional.layer_norm(x, (_DIM,), scale, shift, _EPSILON)


def _dropping(share: float) -> Callable[[Vendor], Vendor]:
    def drop(x: Vendor) -> Vendor:
        return vendor("torch").nn.functional.dropout(x, share, training=share > 0)

    return drop
