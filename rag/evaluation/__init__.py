"""Batch question evaluation: questions, runs, metrics with intervals, reports and gates."""
