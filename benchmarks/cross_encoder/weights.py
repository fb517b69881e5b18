"""The embedder's int8 weights as float32 arrays, and the trained ones as an int8 ONNX file.

Needs onnx and onnxruntime's quantiser; see `requirements.txt`.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.cross_encoder.vendors import Vendor, vendor

__all__ = ["HEAD_BIAS", "HEAD_WEIGHT", "Weights", "quantise", "read_weights", "write_float"]

Weights = dict[str, NDArray[np.float32]]
"""Arrays by their name in the published model; matrices are (n_in, n_out)."""

HEAD_WEIGHT, HEAD_BIAS = "head.weight", "head.bias"
_PREFIX = "inner."
_FAR = -1e4  # added to what the greatest value must not be taken from


def read_weights(path: Path) -> Weights:
    """Return the weights of the embedder, each int8 value times the scale of its row or column.

    Args:
        path: The ONNX file, int8 matrices stored as `<name>_q` and `<name>_scale`.
    """
    graph = vendor("onnx").load(str(path)).graph
    stored = _arrays(graph)
    names = _names(graph)
    weights = {
        names.get(name, name).removeprefix(_PREFIX): array
        for name, array in stored.items()
        if name.startswith(_PREFIX)
        and array.dtype == np.float32
        and not name.endswith(("_q", "_scale"))
    }
    for name in [name.removesuffix("_q") for name in stored if name.endswith("_q")]:
        value = stored[f"{name}_q"].astype(np.float32) * stored[f"{name}_scale"]
        weights[names.get(name, name).removeprefix(_PREFIX)] = value
    return weights


def write_float(embedder: Path, weights: Mapping[str, NDArray[np.float32]], out: Path) -> None:
    """Write the embedder's graph with other weights and the head, in float32.

    Its output is `logit`, shape (batch,): the head on the mean and the greatest value of each
    component over the claim's tokens, those of token type 1.

    Args:
        embedder: The ONNX file that the graph is taken from.
        weights: As from `read_weights`, with the head's.
        out: The file to write.
    """
    onnx = vendor("onnx")
    model = onnx.load(str(embedder))
    graph, to_proto = model.graph, onnx.numpy_helper.from_array
    names = _names(graph)
    restored: list[str] = [
        i.name.removesuffix("_q") for i in graph.initializer if i.name.endswith("_q")
    ]
    made = {f"{name}{ending}" for name in restored for ending in ("_f", "")}
    nodes = [node for node in graph.node if node.output[0] not in made]
    kept = {
        name: weights.get(name.removeprefix(_PREFIX), array)
        for name, array in _arrays(graph).items()
        if not name.endswith(("_q", "_scale"))
    }
    kept |= {name: weights[names.get(name, name).removeprefix(_PREFIX)] for name in restored}
    kept |= {HEAD_WEIGHT: weights[HEAD_WEIGHT], HEAD_BIAS: weights[HEAD_BIAS]}
    kept |= {"head.axis": np.array([1]), "head.last": np.array([2])}
    kept |= {"head.far": np.array(_FAR, np.float32), "head.one": np.array(1, np.float32)}
    del graph.node[:], graph.initializer[:], graph.output[:]
    graph.node.extend([*nodes, *_head_nodes(onnx.helper.make_node)])
    graph.initializer.extend(to_proto(np.ascontiguousarray(a), n) for n, a in kept.items())
    value = onnx.helper.make_tensor_value_info
    graph.output.extend([value("logit", onnx.TensorProto.FLOAT, ["batch"])])
    del graph.value_info[:]
    onnx.checker.check_model(model)
    onnx.save(model, str(out))


def quantise(source: Path, out: Path) -> None:
    """Write a float32 model with int8 weights, a scale a column; what flows is scaled as it comes.

    Args:
        source: The float32 ONNX file.
        out: The file to write.
    """
    library = vendor("onnxruntime.quantization")
    library.quantize_dynamic(
        str(source), str(out), per_channel=True, weight_type=library.QuantType.QInt8
    )


def _head_nodes(node: Vendor) -> list[Vendor]:
    """Pooling over the claim and one linear layer; `axes` are attributes of this opset's max."""
    return [
        node("Cast", ["token_type_ids"], ["head.claim"], to=1),
        node("Unsqueeze", ["head.claim", "head.last"], ["head.mask"]),
        node("Mul", ["last_hidden_state", "head.mask"], ["head.masked"]),
        node("ReduceSum", ["head.masked", "head.axis"], ["head.sum"], keepdims=0),
        node("ReduceSum", ["head.mask", "head.axis"], ["head.count"], keepdims=0),
        node("Div", ["head.sum", "head.count"], ["head.mean"]),
        node("Sub", ["head.one", "head.mask"], ["head.outside"]),
        node("Mul", ["head.outside", "head.far"], ["head.pushed"]),
        node("Add", ["last_hidden_state", "head.pushed"], ["head.open"]),
        node("ReduceMax", ["head.open"], ["head.max"], axes=[1], keepdims=0),
        node("Concat", ["head.mean", "head.max"], ["head.both"], axis=1),
        node("MatMul", ["head.both", HEAD_WEIGHT], ["head.product"]),
        node("Add", ["head.product", HEAD_BIAS], ["head.row"]),
        node("Squeeze", ["head.row", "head.axis"], ["logit"]),
    ]


def _names(graph: Vendor) -> dict[str, str]:
    """Names of the matrices that the graph has as `val_<n>`, by the bias added to a product."""
    added = {
        i: next(other for other in n.input if other != i)
        for n in graph.node
        if n.op_type == "Add"
        for i in n.input
    }
    return {
        node.input[1]: added[node.output[0]].removesuffix("bias") + "weight"
        for node in graph.node
        if node.op_type == "MatMul" and added.get(node.output[0], "").startswith(_PREFIX)
    }


def _arrays(graph: Vendor) -> dict[str, NDArray[Any]]:
    to_array = vendor("onnx.numpy_helper").to_array
    return {stored.name: to_array(stored) for stored in graph.initializer}
