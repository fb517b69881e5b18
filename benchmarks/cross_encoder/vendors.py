"""The training libraries. The project does not depend on them, so they are looked up by name."""

from __future__ import annotations

import importlib
from typing import Any, TypeAlias

__all__ = ["Vendor", "vendor"]

Vendor: TypeAlias = Any
"""A module, a tensor or a graph of a library that the type checker cannot look into here."""


def vendor(name: str) -> Vendor:
    """Return a module of a training library.

    Args:
        name: Its full name.

    Raises:
        ModuleNotFoundError: It is not in this environment.
    """
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as exc:
        raise ModuleNotFoundError(
            f"{name} is not in this environment; run `pip install -r "
            "benchmarks/cross_encoder/requirements.txt` in one of its own"
        ) from exc
