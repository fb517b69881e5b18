"""Other systems that the benchmarks compare with, each run in a process of its own."""
