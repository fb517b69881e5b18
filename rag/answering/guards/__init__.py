"""Guards: what code can compare between a claim and its evidence without a model.

A guard objects only to what the evidence does not carry; it never accepts by itself. Each returns
a `Check` that says what it compared.
"""

from __future__ import annotations

from rag.answering.guards.claim import guard_claim

__all__ = ["guard_claim"]
