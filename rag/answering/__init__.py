"""Answering: gate, write, split into claims, cite, check, mend, disagree."""
