"""A made-up corpus, its questions and models without weights, to measure evaluation itself by."""
