"""Retrieval: from a question to ranked evidence sentences."""
