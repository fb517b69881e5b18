"""Writes low-rank weights as the GGUF file that llama.cpp reads as an adapter."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.cross_encoder.vendors import vendor

__all__ = ["ALPHA", "MODULES", "RANK", "Weights", "tensor_name", "write_adapter"]

Weights = Mapping[str, tuple[NDArray[np.float32], NDArray[np.float32]]]
"""A and B of each weight that is adapted, by layer and module, such as `12.q_proj`."""

RANK = 8
ALPHA = 16.0
MODULES = {
    "q_proj": "attn_q",
    "k_proj": "attn_k",
    "v_proj": "attn_v",
    "o_proj": "attn_output",
    "gate_proj": "ffn_gate",
    "up_proj": "ffn_up",
    "down_proj": "ffn_down",
}
"""The matrices of a layer that are adapted, with llama.cpp's name of each."""


def tensor_name(name: str) -> str:
    """Return llama.cpp's name of a weight.

    Example:
        >>> tensor_name("12.q_proj")
        'blk.12.attn_q.weight'
    """
    layer, _, module = name.partition(".")
    return f"blk.{layer}.{MODULES[module]}.weight"


def write_adapter(path: Path, weights: Weights) -> None:
    """Write A, shape (rank, in), and B, shape (out, rank), of each weight as half floats.

    Args:
        path: The file; what is there is replaced.
        weights: By layer and module, such as `12.q_proj`.
    """
    gguf = vendor("gguf")
    writer = gguf.GGUFWriter(path, "qwen2")
    writer.add_type("adapter")
    writer.add_string("adapter.type", "lora")
    writer.add_float32("adapter.lora.alpha", ALPHA)
    for name, (a, b) in weights.items():
        writer.add_tensor(f"{tensor_name(name)}.lora_a", np.ascontiguousarray(a, np.float16))
        writer.add_tensor(f"{tensor_name(name)}.lora_b", np.ascontiguousarray(b, np.float16))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
