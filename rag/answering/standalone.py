"""Follow-up questions: made to stand alone, only when they need it.

First by grammar (`follow_up`); then a model rewrites and code compares what it wrote with what was
said; else the follow-up is joined with the topic of the question before. A question is never
exchanged for another one.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence

from rag.answering.follow_up import is_fragment, refers_back, resolved, topic_of
from rag.answering.request import not_asked
from rag.errors import ModelError
from rag.prompts import STANDALONE_SYSTEM
from rag.protocols import ChatModel
from rag.types import Message
from rag.words import content_stems, fold

__all__ = ["is_faithful", "needs_history", "standalone_question"]

_TURNS = 4
_MAX_TOKENS = 60
_MOST_CHARS = 300
_CITED = re.compile(r"\[\d+\]")  # what was answered without a source is not built upon
_POINTERS = frozenset(
    content_stems(
        "one ones first second third last next other another former latter same both else really "
        "else happen mean also exactly more"
    )
)
_MORE_THAN_ONE = re.compile(
    r"(?<!\bInc)(?<!\bCorp)(?<!\bLtd)(?<!\bCo)(?<!\bMr)(?<!\bMs)(?<!\bMrs)(?<!\bDr)(?<!\bU\.S)\.\s"
    r"|[!:;]\s|[\n\"“”<>{}]"
)
_TYPE = re.compile(
    r"^(?:(?:and|but|so|or|in|at|on|by|for|from|to|of|with|under|since|until)[\s,]+)*"
    r"(?:(who|whom|whose|what|which|when|where|why|how(?: (?:much|many|long|often|old|far))?)"
    r"|(is|are|was|were|has|have|had|do|does|did|can|could|will|would|shall|should|may|might|must"
    r"))\b",
    re.IGNORECASE,
)


def needs_history(question: str, history: Sequence[Message]) -> bool:
    """Return whether the question refers to the conversation.

    >>> needs_history("And for 2026?", [Message(role="user", content="Revenue in 2025?")])
    True
    >>> needs_history("Who founded Acme?", [])
    False
    """
    if not any(turn.role == "user" and not_asked(turn.content) is None for turn in history):
        return False
    return is_fragment(question) or refers_back(question) or _says_little(question)


async def standalone_question(question: str, history: Sequence[Message], chat: ChatModel) -> str:
    """Return the question as it reads without the conversation.

    A model that fails is treated as one whose words were refused.

    Args:
        question: The last question.
        history: The turns before it, oldest first.
        chat: Rewrites what grammar cannot.
    """
    if not needs_history(question, history):
        return question
    previous, said = _before(history)
    return (
        resolved(question, previous, said)
        or await _rewritten(question, previous, history, chat)
        or _joined(question, previous)
    )


def is_faithful(rewritten: str, question: str, *, previous: str, conversation: str) -> bool:
    """Return whether a rewritten question asks what the follow-up asks, and adds nothing.

    It must be one question, keep every word and figure of the follow-up that carries meaning and
    its question word (for a fragment: that of the question before), and add only words of the
    conversation.

    Args:
        rewritten: The candidate.
        question: The follow-up.
        previous: The question before it.
        conversation: All that was said before.
    """
    one = rewritten.endswith("?") and rewritten.count("?") == 1 and len(rewritten) <= _MOST_CHARS
    if not one or _MORE_THAN_ONE.search(rewritten):
        return False
    words, kept = set(content_stems(rewritten)), set(content_stems(question)) - _POINTERS
    known = set(content_stems(f"{question} {conversation}"))
    asks = _TYPE.match(question) or _TYPE.match(previous)
    same_kind = asks is None or _kind(rewritten) == _kind(asks.string)
    added = words - set(content_stems(question))
    return kept <= words <= known and bool(added) and same_kind and _kind(rewritten) != ""


def _says_little(question: str) -> bool:
    """Return whether the question has no word of its own, or but a verb: "Who did?", "Who paid?".

    "What is inflation?" and "Who is Ada?" stand alone.
    """
    words = set(content_stems(question)) - _POINTERS
    whole = re.search(r"\b(?:is|are|was|were)\b|\d|(?<=\s)[A-Z]", question)
    return not words or (len(words) == 1 and not whole and bool(_TYPE.match(question)))


def _kind(question: str) -> str:
    """Return the question word, `yes/no`, or nothing for what is no question."""
    match = _TYPE.match(question)
    if match is None:
        return ""
    return match[1].lower() if match[1] else "yes/no"


def _before(history: Sequence[Message]) -> tuple[str, str]:
    """Return the last user question, standing alone as far as grammar can tell, and its answer."""
    previous, said = "", ""
    for turn in history:
        if turn.role == "assistant" and _CITED.search(turn.content):
            said = fold(turn.content)
        elif turn.role == "user" and not_asked(turn.content) is None:
            asked = fold(turn.content)
            refers = bool(previous) and (is_fragment(asked) or refers_back(asked))
            found = resolved(asked, previous, said) or _joined(asked, previous) if refers else None
            previous, said = found or asked, ""
    return previous, said


async def _rewritten(
    question: str, previous: str, history: Sequence[Message], chat: ChatModel
) -> str | None:
    turns = [
        turn
        for turn in history
        if turn.role == "user" or (turn.role == "assistant" and _CITED.search(turn.content))
    ][-_TURNS:]
    said = "\n".join(f"{turn.role}: {fold(turn.content)[:400]}" for turn in turns)
    try:
        reply = await chat.complete(
            [
                Message(role="system", content=STANDALONE_SYSTEM),
                Message(role="user", content=f"{said}\n\nLast question: {question}"),
            ],
            max_tokens=_MAX_TOKENS,
        )
    except ModelError:
        return None
    lines = reply.text.strip().splitlines()
    rewritten = fold(lines[0]).strip("\"' ") if len(lines) == 1 and not reply.truncated else ""
    conversation = " ".join(fold(turn.content) for turn in turns)
    faithful = is_faithful(rewritten, question, previous=previous, conversation=conversation)
    return rewritten if faithful else None


def _joined(question: str, previous: str) -> str:
    """Return the follow-up with the topic of the question before behind it."""
    topic = textwrap.shorten(topic_of(previous), _MOST_CHARS, placeholder=" …")
    return f"{fold(question).rstrip('?!. ')}, regarding {topic}?"
