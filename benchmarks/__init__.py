"""One command for each published figure; see README.md."""
