"""The page of one document: its canonical text with the quoted words marked."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable

from rag.errors import UsageError
from rag.types import Document
from ui.untrusted import escaped, one_line

__all__ = [
    "DOCUMENT_POLICY",
    "FORM_POLICY",
    "document_page",
    "file_page",
    "form_page",
    "message_page",
    "parse_span",
]

_STYLE = """
:root { color-scheme: light dark; }
body { font: 1rem/1.6 system-ui, sans-serif; margin: 0 auto; max-width: 46rem; padding: 1rem; }
h1 { font-size: 1.4rem; margin: 0.5rem 0 0.2rem; overflow-wrap: anywhere; }
.where { margin: 0 0 1rem; opacity: 0.8; overflow-wrap: anywhere; }
.text { white-space: pre-wrap; overflow-wrap: anywhere; }
.text { border-top: 1px solid #8a8f98; padding-top: 1rem; }
mark { background: #ffe48a; color: #1a1a1a; scroll-margin-top: 30vh; }
form { display: grid; gap: 0.8rem; max-width: 24rem; margin-top: 1rem; }
label { display: grid; gap: 0.3rem; }
input, button { font: inherit; padding: 0.5rem 0.7rem; border-radius: 6px; }
input { border: 1px solid #687283; }
button { border: 1px solid #1c5f5a; background: #1c5f5a; color: #ffffff; cursor: pointer; }
.wrong { border-left: 4px solid #c02626; padding-left: 0.7rem; }
"""
_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()

DOCUMENT_POLICY = (
    f"default-src 'none'; style-src 'sha256-{_HASH}'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'"
)
"""Content security policy of these pages: no script, no image, no address is ever loaded.

Only the page itself may show them in a frame."""

FORM_POLICY = (
    f"default-src 'none'; style-src 'sha256-{_HASH}'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
"""The same for a page that asks for something."""

_SPAN = re.compile(r"([0-9]{1,10})-([0-9]{1,10})")


def parse_span(at: str | None, document: Document) -> tuple[int, int] | None:
    """Return the span that `at=start-end` names, None when it is not given.

    Raises:
        UsageError: If it is not two numbers, or empty, or outside the text.
    """
    if at is None:
        return None
    matched = _SPAN.fullmatch(at)
    if matched is None:
        raise UsageError(f"at={at!r} is not start-end, such as at=10-25")
    start, end = int(matched[1]), int(matched[2])
    if not start < end <= len(document.text):
        raise UsageError(
            f"at={at!r} is empty or outside this document of {len(document.text)} characters"
        )
    return start, end


def document_page(document: Document, span: tuple[int, int] | None = None) -> str:
    """Return a document's page as HTML; its text is escaped and the span marked as `#quote`."""
    date = f" · {escaped(document.published_at)}" if document.published_at else ""
    body = (
        f"<h1>{escaped(one_line(document.title))}</h1>"
        f'<p class="where">{escaped(one_line(document.uri))}{date} · version {document.version}</p>'
        f'<div class="text">{_marked(document.text, span, escaped)}</div>'
    )
    return _page(document.title, body)


def message_page(title: str, words: str) -> str:
    """Return a page that says one thing, such as that there is no such document."""
    return _page(title, f"<h1>{escaped(title)}</h1><p>{escaped(one_line(words))}</p>")


def form_page(action: str, *, to: str, wrong: bool) -> str:
    """Return the page that asks for the key.

    Args:
        action: Where the key is sent.
        to: Where it goes on to.
        wrong: Whether the key given was not the server's.
    """
    told = '<p class="wrong" role="alert">This is not the key of this server.</p>' if wrong else ""
    return _page(
        "Sign in to citeproof",
        f"<h1>Sign in to citeproof</h1><p>This server needs a key; who runs it has it.</p>{told}"
        f'<form method="post" action="{escaped(action)}">'
        f'<input type="hidden" name="to" value="{escaped(to)}">'
        '<label>Key <input type="password" name="key" required autofocus '
        'autocomplete="current-password"></label><button>Sign in</button></form>',
    )


def file_page(title: str, body: str) -> str:
    """Return a page that is kept as a file; its policy stands in the page itself.

    Args:
        title: Its title, escaped here.
        body: HTML whose texts are escaped.
    """
    kept = DOCUMENT_POLICY.replace("; frame-ancestors 'self'", "")  # of no effect in a page
    meta = f'<meta http-equiv="content-security-policy" content="{kept}">'
    return _page(title, f"<h1>{escaped(one_line(title))}</h1>{body}", meta)


def _marked(text: str, span: tuple[int, int] | None, escape: Callable[[str], str]) -> str:
    if span is None:
        return escape(text)
    start, end = span
    quoted = f'<mark id="quote">{escape(text[start:end])}</mark>'
    return escape(text[:start]) + quoted + escape(text[end:])


def _page(title: str, body: str, meta: str = "") -> str:
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8">{meta}'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escaped(one_line(title))}</title><style>{_STYLE}</style></head>"
        f"<body><main>{body}</main></body></html>"
    )
