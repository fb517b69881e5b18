"""What was typed: something to look up in documents, or a greeting, an order, a piece of code.

Only what is plainly no request for information is recognised; anything else is looked up, and the
checks decide. Nothing here keeps a question away that the documents could answer.
"""

from __future__ import annotations

import re
from typing import Literal

from rag.words import fold

__all__ = ["NotAsked", "not_asked"]

NotAsked = Literal["nothing", "greeting", "order", "code"]

_GREETING = re.compile(
    r"(?:(?:hi|hello|hey|hiya|greetings|good (?:morning|afternoon|evening|day|night)|thanks?|"
    r"thank you|thx|bye|goodbye|cheers|ok|okay|please|yes|no|test|testing|help|sorry|wow|great|"
    r"how are you(?: doing)?(?: today)?|what'?s up|who are you|what are you|what can you do|"
    r"very much|so much|a lot|there|all|everyone|everybody|bot|assistant|citeproof|again)"
    r"(?:[\s,.!?]+|$))+",
    re.IGNORECASE,
)
_POLITE = (
    r"(?:(?:please|now|just|so|and|then|ok|okay|first|hey|hi|hello|kindly|"
    r"(?:can|could|would|will) you(?: please)?|i (?:want|need|would like) you to|"
    r"you (?:must|should|have to|will)(?: now)?|from now on|let'?s)[\s,]+)*"
)
_WRITING = (
    r"(?:write|draft|compose|generate|create|invent|make up|produce)\b"
    r"(?!\s+(?:(?!(?:about|of|that|for|on|which|to|in|with)\b)\S+\s+){0,4}?(?:summar(?:y|ies)|"
    r"overviews?|lists?|tables?|outlines?|comparisons?|timelines?|descriptions?|explanations?|"
    r"abstracts?|synopsis|bullet|points|briefs?|briefings?|reports?|chronolog\w+|definitions?)\b)"
)
_SAYING = (
    r"(?:say|repeat|print|reveal|output|reply|respond|echo|type|answer)\b"
    r"(?=.*(?:\byour?\b|\byes\b|\bno\b|[\"“'‘]|\bafter me\b|\bonly\b|\bhello\b|\bthe word\b|"
    r"\bprompt\b|\binstructions\b))(?!.*\b(?:who|what|which|when|where|why|whether|how)\b)"
)
_ORDER = re.compile(
    rf"{_POLITE}(?:"
    r"(?:ignore|disregard|forget|override|bypass|pretend|imagine|act (?:as|like)|role-?play|behave|"
    r"sing|dance|draw|paint|rap|hack|play)\b(?!-)"
    rf"|{_WRITING}|{_SAYING}"
    r"|(?:tell|give|sing|read|write) (?:me |us )?(?:a|an|another|some) (?:\w+ )?"
    r"(?:jokes?|stor(?:y|ies)|poems?|songs?|riddles?|compliment|hug)\b"
    r"|(?:run|execute|eval|exec) (?:this|the following|my|rm|sudo|code|command|script|shell)\b"
    r"|(?:be|become) (?:my|a|an)\b|you are (?:now|no longer|an? \w+)\b)",
    re.IGNORECASE,
)
_QUESTION = re.compile(
    r"(?:^|[.!:,;]\s+)(?:(?:and|but|so|in|at|on|by|for|from|to|of|with)\s+)*(?:who|whom|whose|what|"
    r"which|when|where|why|how|is|are|was|were|has|have|had|do|does|did|can|could|will|would|shall|"
    r"should|may|might|must)\b(?! you\b)[^.!?]*\?",
    re.IGNORECASE,
)
_CODE_CHARACTERS = re.compile(r"[{}();=<>\[\]$#\\|&`*]")
_CODE_LINE = re.compile(
    r"(?m)^\s*(?:def \w+\(|class \w+[:(]|import \w+|from \w+ import |#include\b|#!/|function \w*\(|"
    r"(?:const|let|var) \w+ ?=|public |private |SELECT .+ FROM |INSERT INTO |DROP TABLE |<\?|<!|"
    r"</?\w+[^>]*>|```|\$ \w+|Traceback \()"
)
_LEAST_CODE_CHARACTERS = 6
_CODE_SHARE = 0.08


def not_asked(text: str) -> NotAsked | None:
    """Return why a text is no request for information, or None if it may be one.

    A text that also asks a question is a question.

    >>> not_asked("Write a poem about the sea"), not_asked("Summarise the termination clause")
    ('order', None)
    >>> not_asked("Hello!"), not_asked("Hello, who signed the pact?"), not_asked("?!")
    ('greeting', None, 'nothing')
    """
    words = fold(text)
    if not any(character.isalnum() for character in words):
        return "nothing"
    if _GREETING.fullmatch(words):
        return "greeting"
    if _QUESTION.search(words):
        return None
    if _ORDER.match(words):
        return "order"
    return "code" if _is_code(text) else None


def _is_code(text: str) -> bool:
    marks = len(_CODE_CHARACTERS.findall(text))
    dense = marks >= _LEAST_CODE_CHARACTERS and marks / len(text) >= _CODE_SHARE
    return dense or (bool(_CODE_LINE.search(text)) and marks > 1)
