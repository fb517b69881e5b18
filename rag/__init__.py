"""citeproof: ask your own documents; every sentence of the answer is checked against their words.

>>> from rag import Client  # doctest: +SKIP
>>> Client(data="my-data").ask("Is there a purchase commitment?").text  # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rag.client import AsyncClient, Client

__all__ = ["AsyncClient", "Client"]


def __getattr__(name: str) -> object:
    """Import the clients on first use, so that `import rag` stays light."""
    if name in __all__:
        from rag import client

        return getattr(client, name)
    raise AttributeError(f"module 'rag' has no attribute {name!r}")
