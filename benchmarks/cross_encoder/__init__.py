"""An experiment: a small cross-encoder made from the embedder, as a fast first judge.

Three commands, in this order; the middle one needs what `requirements.txt` names, in an environment
of its own: `prepare` (pairs to learn from), `train` (weights, then one int8 ONNX file) and
`evaluate` (figures of the report half). What came out is in `docs/decisions/`.
"""
