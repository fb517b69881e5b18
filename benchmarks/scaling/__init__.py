"""Parts of `benchmarks/scale.py`: how time, memory and disk grow with the number of chunks."""
