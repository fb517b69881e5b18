"""A faster graph of the embedder: its int8 weights multiplied as integers, not read back as floats.

The file keeps each weight as an int8 with one scale a column, and its graph makes floats of them
before it multiplies. Here the rows that meet the weights are made integers too, each with a least
value and a scale of its own, so that the vector of a text still does not depend on the texts beside
it. What makes the queries, keys and values of attention stays in floats, since rounding there costs
more than everywhere else together (docs/decisions/0019-integer-embedder.md).

Source: Dettmers and others, "LLM.int8(): 8-bit matrix multiplication for transformers at scale",
2022 (arXiv 2208.07339), section 3.1, vector-wise quantisation.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any, cast

import numpy as np
import onnx
import onnx.parser
from onnx import GraphProto, NodeProto

__all__ = ["integer_graph", "multiplies_exactly"]

_DOMAIN = "citeproof"
_LINEAR = "IntegerLinear"

# A row of x is low + row_scale * integers. The sums are scaled by column first: onnxruntime takes a
# product of both scales for one scale of the whole input.
_FUNCTION = """
<domain: "citeproof", opset_import: ["": 17]>
IntegerLinear (x, weights, column_scale) => (y) {
    steps = Constant <value = float {255.0}> ()
    least = Constant <value = float {1e-12}> ()
    low = ReduceMin <axes = [-1], keepdims = 1> (x)
    high = ReduceMax <axes = [-1], keepdims = 1> (x)
    range = Sub (high, low)
    step = Div (range, steps)
    row_scale = Max (step, least)
    above = Sub (x, low)
    scaled = Div (above, row_scale)
    rounded = Round (scaled)
    integers = Cast <to = 2> (rounded)
    sums = MatMulInteger (integers, weights)
    floats = Cast <to = 1> (sums)
    by_column = Mul (floats, column_scale)
    varying = Mul (by_column, row_scale)
    weights_read = Cast <to = 1> (weights)
    axis = Constant <value = int64[1] {0}> ()
    column_sums = ReduceSum <keepdims = 0> (weights_read, axis)
    per_low = Mul (column_sums, column_scale)
    fixed = Mul (low, per_low)
    y = Add (varying, fixed)
}
"""

_PROBE = """
<ir_version: 8, opset_import: ["": 17]>
probe (uint8[8, 64] x, int8[64, 64] weights) => (int32[8, 64] y) {
    zero = Constant <value = uint8 {0}> ()
    y = MatMulInteger (x, weights, zero)
}
"""


def integer_graph(path: Path) -> bytes:
    """Return the model of a file with its products of int8 weights taken in integers.

    A graph in which no weight is kept as `Mul(Cast(int8), scale)` comes back as it is.

    Args:
        path: An ONNX file.

    Raises:
        OSError: If the file cannot be read.
        google.protobuf.message.DecodeError: If it is not an ONNX model.
    """
    model = onnx.load_from_string(path.read_bytes())
    made_by = _makers(model.graph)
    _multiply_integers(model.graph, made_by)
    _drop_checks_for_nan(model.graph, made_by)
    _drop_unused(model.graph)
    model.functions.append(onnx.parser.parse_function(_FUNCTION))
    model.opset_import.append(onnx.helper.make_opsetid(_DOMAIN, 1))
    return model.SerializeToString()


@cache
def multiplies_exactly() -> bool:
    """Say whether this processor's sums of uint8 times int8 products are exact.

    Older ones add two products in 16 bits and lose what does not fit.
    """
    import onnxruntime

    probe = onnx.parser.parse_model(_PROBE).SerializeToString()
    session = cast("Any", onnxruntime).InferenceSession(probe, providers=["CPUExecutionProvider"])
    x = np.full((8, 64), 255, dtype=np.uint8)
    weights = np.full((64, 64), 127, dtype=np.int8)
    weights[:, ::2] = -127
    (sums,) = session.run(None, {"x": x, "weights": weights})
    return bool(np.array_equal(sums, x.astype(np.int32) @ weights.astype(np.int32)))


def _makers(graph: GraphProto) -> dict[str, NodeProto]:
    """Return the node that makes each value."""
    return {name: node for node in graph.node for name in node.output}


def _multiply_integers(graph: GraphProto, made_by: dict[str, NodeProto]) -> None:
    """Replace each product with int8 weights whose input meets no other weights."""
    found = [(node, weights) for node in graph.node if (weights := _weights(node, made_by))]
    readers = Counter(node.input[0] for node, _ in found)
    for node, weights in found:
        if readers[node.input[0]] == 1:
            node.input[:] = [node.input[0], *weights]
            node.op_type, node.domain = _LINEAR, _DOMAIN


def _weights(node: NodeProto, made_by: dict[str, NodeProto]) -> tuple[str, str] | None:
    """Return the names of a product's int8 weights and their scales, None for any other node."""
    if node.op_type != "MatMul":
        return None
    scaled = made_by.get(node.input[1])
    if scaled is None or scaled.op_type != "Mul":
        return None
    floats = made_by.get(scaled.input[0])
    if floats is None or floats.op_type != "Cast" or floats.input[0] in made_by:
        return None
    return floats.input[0], scaled.input[1]


def _drop_checks_for_nan(graph: GraphProto, made_by: dict[str, NodeProto]) -> None:
    """Read attention without its replacement of NaN, which only a row without any token has."""
    instead: dict[str, str] = {}
    for node in graph.node:
        asks = made_by.get(node.input[0]) if node.op_type == "Where" else None
        if asks is not None and asks.op_type == "IsNaN" and asks.input[0] == node.input[2]:
            instead[node.output[0]] = node.input[2]
    for node in graph.node:
        node.input[:] = [instead.get(name, name) for name in node.input]


def _drop_unused(graph: GraphProto) -> None:
    """Remove what no output needs."""
    made_by = _makers(graph)
    needed: set[str] = set()
    open_names = [output.name for output in graph.output]
    while open_names:
        name = open_names.pop()
        if name not in needed:
            needed.add(name)
            open_names += made_by[name].input if name in made_by else []
    nodes = [node for node in graph.node if needed.intersection(node.output)]
    weights = [each for each in graph.initializer if each.name in needed]
    del graph.node[:], graph.initializer[:]
    graph.node.extend(nodes)
    graph.initializer.extend(weights)
