"""What `benchmarks/grounding.py` is made of: data, asking, judging, and the figures."""
