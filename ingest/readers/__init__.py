"""Readers: one module per kind of file, each turning bytes into canonical text."""
