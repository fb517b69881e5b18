from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any, cast

import numpy as np
import onnx
import onnx.parser
import onnxruntime
import pytest
from numpy.typing import NDArray

from rag.models import int8_graph
from rag.models.embedded_embedder import EmbeddedEmbedder
from rag.models.int8_graph import integer_graph, multiplies_exactly

WIDE, NARROW = 96, 40
TEXTS = [
    "The lease ends in May.",
    "Revenue of the copper mine rose by a third, to 12 million dollars, because of the new shaft.",
    "Who pays for repairs?",
]

ONE_WEIGHT = """
<ir_version: 8, opset_import: ["": 17]>
model (float[n, 96] x) => (float[n, 40] y) {
    floats = Cast <to = 1> (weights)
    scaled = Mul (floats, scale)
    y = MatMul (x, scaled)
}
"""
TWO_WEIGHTS = """
<ir_version: 8, opset_import: ["": 17]>
model (float[n, 96] x) => (float[n, 40] y) {
    floats = Cast <to = 1> (weights)
    scaled = Mul (floats, scale)
    keys = MatMul (x, scaled)
    queries = MatMul (x, scaled)
    sums = Add (keys, queries)
    bad = IsNaN (sums)
    nothing = Constant <value = float {0.0}> ()
    kept = Where (bad, nothing, sums)
    y = Neg (kept)
}
"""


def write(path: Path, text: str) -> tuple[Path, NDArray[np.float32]]:
    """Write a graph with int8 weights and return the weights as floats."""
    random = np.random.default_rng(7)
    weights = random.integers(-127, 128, (WIDE, NARROW)).astype(np.int8)
    scale = random.uniform(0.001, 0.01, (1, NARROW)).astype(np.float32)
    model = onnx.parser.parse_model(text)
    model.graph.initializer.extend(
        [
            onnx.numpy_helper.from_array(weights, "weights"),
            onnx.numpy_helper.from_array(scale, "scale"),
        ]
    )
    path.write_bytes(model.SerializeToString())
    return path, weights.astype(np.float32) * scale


def rows(number: int) -> NDArray[np.float32]:
    found = np.random.default_rng(3).normal(0.4, 2.0, (number, WIDE)).astype(np.float32)
    found[0] *= 1000  # one scale for all rows would leave nothing of the others
    return found


def run(model: bytes, x: NDArray[np.float32]) -> NDArray[np.float32]:
    session = cast("Any", onnxruntime).InferenceSession(model, providers=["CPUExecutionProvider"])
    return cast("NDArray[np.float32]", session.run(None, {"x": x})[0])


def operators(model: bytes) -> Counter[str]:
    return Counter(node.op_type for node in onnx.load_from_string(model).graph.node)


@pytest.mark.skipif(
    not multiplies_exactly(), reason="this processor is given the file's own graph instead"
)
def test_products_are_taken_in_integers_row_by_row(tmp_path: Path) -> None:
    path, weights = write(tmp_path / "model.onnx", ONE_WEIGHT)
    model = integer_graph(path)
    x = rows(6)
    expected = x @ weights
    found = run(model, x)
    assert operators(model) == {"IntegerLinear": 1}
    error = np.linalg.norm(found - expected, axis=1) / np.linalg.norm(expected, axis=1)
    assert error.max() < 0.02
    assert error.min() > 0  # they are not the floats' products
    for number in range(len(x)):
        np.testing.assert_array_equal(run(model, x[number : number + 1])[0], found[number])


@pytest.mark.parametrize("value", [0.0, -3.5, 1e-20])
def test_a_row_that_is_one_value_throughout_is_exact(tmp_path: Path, value: float) -> None:
    path, weights = write(tmp_path / "model.onnx", ONE_WEIGHT)
    x = np.full((2, WIDE), value, dtype=np.float32)
    np.testing.assert_allclose(run(integer_graph(path), x), x @ weights, rtol=1e-4, atol=1e-6)


def test_an_input_of_several_weights_stays_in_floats(tmp_path: Path) -> None:
    path, weights = write(tmp_path / "model.onnx", TWO_WEIGHTS)
    model = integer_graph(path)
    x = rows(3)
    np.testing.assert_allclose(run(model, x), -2 * (x @ weights), rtol=1e-4, atol=1e-3)
    assert operators(model) == {"Cast": 1, "Mul": 1, "MatMul": 2, "Add": 1, "Neg": 1}


def test_a_file_that_is_no_model_is_refused(tmp_path: Path) -> None:
    (tmp_path / "model.onnx").write_bytes(b"not a model")
    with pytest.raises(Exception, match="pars"):
        integer_graph(tmp_path / "model.onnx")


@pytest.mark.models
async def test_the_vectors_are_those_of_the_file(
    models_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def embedder() -> EmbeddedEmbedder:
        return EmbeddedEmbedder(
            models_dir / "all-minilm-l6-v2-int8.onnx",
            models_dir / "all-minilm-l6-v2-tokenizer.json",
        )

    found = await embedder().embed(TEXTS)
    monkeypatch.setattr(int8_graph, "multiplies_exactly", lambda: False)
    of_file = await embedder().embed(TEXTS)
    likeness = (found * of_file).sum(axis=1)
    assert likeness.min() > 0.998
    assert bool(likeness.min() < 1 - 1e-7) is multiplies_exactly()
