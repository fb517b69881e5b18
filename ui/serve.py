"""Serve the application on one port until it is stopped."""

from __future__ import annotations

import asyncio
import logging
import socket
import webbrowser
from collections.abc import Callable
from contextlib import suppress

import typer
import uvicorn
from fastapi import FastAPI

from rag.client import BuildPipeline
from rag.errors import ConfigurationError
from rag.settings import Settings
from ui.api import create_app
from ui.security import check_host, is_loopback, serve_key
from ui.web.mount import end_streams
from ui.wiring import Ingests

__all__ = ["serve"]

_SHUTDOWN_S = 3


def serve(
    settings: Settings,
    *,
    build: BuildPipeline | None = None,
    ingestor: Callable[[Settings], Ingests] | None = None,
    host: str = "127.0.0.1",
    port: int = 7860,
    open_page: bool = False,
) -> None:
    """Serve the page and the documents until Ctrl-C.

    Args:
        settings: The settings, with the data directory.
        build: What builds the pipeline; `rag.assemble.build_pipeline` when None.
        ingestor: Makes what takes documents in; `ingest.Ingestor` when None.
        host: Address to listen on; one that others reach needs `CITEPROOF_SERVE_KEY`.
        port: Port; 0 takes a free one.
        open_page: Whether to open the page in a browser.

    Raises:
        UsageError: If others can reach the host and there is no key.
        ConfigurationError: If the address cannot be listened on.
    """
    key = serve_key()
    check_host(host, key)
    hosts = {"127.0.0.1", "localhost", "::1", host} if is_loopback(host) else None
    with _listen(host, port) as listening:
        address = _address(listening)
        typer.echo(f"citeproof is at {address} (Ctrl-C stops it)", err=True)
        if open_page:
            webbrowser.open(address)

        async def served() -> None:  # gradio leaves loops open where no loop runs
            app = create_app(settings, build=build, ingestor=ingestor, key=key, hosts=hosts)
            await _Server(app).serve(sockets=[listening])

        with suppress(KeyboardInterrupt):  # the way this command is meant to end
            asyncio.run(served())


class _Server(uvicorn.Server):
    """Ends quietly and at once while pages are open."""

    def __init__(self, app: FastAPI) -> None:
        self._app = app
        config = uvicorn.Config(
            app,
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=_SHUTDOWN_S,
        )
        super().__init__(config)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Close the streams of open pages first."""
        end_streams(self._app)
        # From here on a connection that is cut is no error, so it is not reported as one.
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
        await super().shutdown(sockets)


def _listen(host: str, port: int) -> socket.socket:
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        return socket.create_server(address, family=family)
    except OSError as exc:
        raise ConfigurationError(
            f"cannot listen on {host} port {port}: {exc.strerror or exc}; "
            "choose another with --port, 0 takes a free one"
        ) from exc


def _address(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"
