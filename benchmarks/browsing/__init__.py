"""Parts of the benchmark of the page: a reader's visit, documents that attack it."""
