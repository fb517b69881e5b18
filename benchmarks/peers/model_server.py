"""Serve citeproof's embedded chat model to a peer, by the part of OpenAI's protocol it uses.

The very class that citeproof answers with, same threads, same prompt cache, so that both systems
run on one engine. Prints one line, `{"base_url", "model"}`, and serves until stdin ends; requests
carry the key in CITEPROOF_PEER_API_KEY.
"""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

from rag.models.embedded_chat import EmbeddedChat
from rag.models.registry import ensure
from rag.protocols import ChatReply
from rag.settings import load_settings
from rag.types import Message

__all__ = ["main"]


def main() -> None:
    """Serve until stdin ends."""
    models = load_settings().models
    chat = EmbeddedChat(
        ensure("chat", models.cache_dir),
        threads=models.threads,
        context_tokens=models.context_tokens,
        timeout_s=models.timeout_s,
    )
    server = HTTPServer(("127.0.0.1", 0), _handler(chat, os.environ["CITEPROOF_PEER_API_KEY"]))
    threading.Thread(target=_stop_at_end_of_input, args=(server,), daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}/v1"
    print(json.dumps({"base_url": address, "model": chat.model_id}), flush=True)
    server.serve_forever()
    server.server_close()


def _stop_at_end_of_input(server: HTTPServer) -> None:
    sys.stdin.read()
    server.shutdown()


def _handler(chat: EmbeddedChat, key: str) -> type[BaseHTTPRequestHandler]:
    loop = asyncio.new_event_loop()  # one thread serves, so one loop runs one request at a time

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            given = self.headers.get("Authorization", "")
            if not secrets.compare_digest(given.encode(), f"Bearer {key}".encode()):
                self._send(401, {"error": {"message": "wrong key"}})
                return
            asked = json.loads(self.rfile.read(int(self.headers.get("Content-Length", "0"))))
            messages = [Message.model_validate(each) for each in asked["messages"]]
            work = chat.complete(messages, max_tokens=asked["max_tokens"])
            self._send(200, _body(chat.model_id, loop.run_until_complete(work)))

        def _send(self, status: int, body: dict[str, Any]) -> None:
            data = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: object) -> None:
            del format, args

    return Handler


def _body(model: str, reply: ChatReply) -> dict[str, Any]:
    used = {"prompt_tokens": reply.prompt_tokens, "completion_tokens": reply.completion_tokens}
    return {
        "id": secrets.token_hex(8),
        "object": "chat.completion",
        "created": 0,
        "model": model,
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": reply.text},
                "finish_reason": "length" if reply.truncated else "stop",
            }
        ],
        "usage": {**used, "total_tokens": sum(used.values())},
    }


if __name__ == "__main__":
    main()
