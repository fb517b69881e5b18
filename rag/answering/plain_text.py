"""The sentences of any text, each with its place, and which of them make a claim.

What is not judged is listed with the reason. In doubt a sentence is a claim.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from rag.answering.claims import sentence_ends
from rag.answering.markdown import Block, BlockKind, read_blocks
from rag.words import content_stems, fold

__all__ = ["PlainSentence", "read_sentences"]

_MOST_COLUMNS = 6
_TITLE_WORDS = 12
_ORDER_WORDS = 12
_GREETING_WORDS = 4
_INTRODUCTION_WORDS = 6
_CLAUSE_WORDS = 6
_NOT_PROSE: dict[BlockKind, str] = {
    "code": "It is code.",
    "html": "It is HTML.",
    "header": "It is the header of a table.",
    "heading": "It is a heading.",
    "other": "It is markup that is not shown, or could not be read as prose.",
}
_GREETING = re.compile(
    r"(?:hi|hello|dear|thanks|thank you|cheers|sincerely|yours|"
    r"(?:best|kind|warm) (?:regards|wishes)|good (?:morning|afternoon|evening))\b",
    re.IGNORECASE,
)
_ORDER = re.compile(
    r"(?:please )?(?:see|click|visit|contact|refer to|let (?:me|us) know|feel free)\b",
    re.IGNORECASE,
)
_JOINER = r"^\W*(?:(?:and|but|so|then|also|however|still|instead|yes|no)\b[\s,]+)?"
_PRONOUN = re.compile(rf"{_JOINER}(?:it|its|they|their|them|he|his|him|she|her)\b", re.IGNORECASE)
_POINTS_BACK = re.compile(
    rf"{_JOINER}(?:this(?! (?:year|quarter|month|week))|these|those|that|such|both|"
    r"the (?:latter|former|deal|company|agreement|contract|partnership|plan|move|project|firm|"
    r"group|report|study|two|three))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainSentence:
    """A sentence of a text.

    Attributes:
        text: Its words without markup, white space folded; a table row with its header.
        start: First code point in the text as written.
        end: One past the last code point.
        lead: The earlier sentence that says what this one is about ("It rose 17%." needs one), or
            the words that introduce its list; empty where it can be read alone.
        skipped: Why it is not judged; empty for a claim.
        unresolved: Whether it needs a sentence before it and there is none.
    """

    text: str
    start: int
    end: int
    lead: str = ""
    skipped: str = ""
    unresolved: bool = False


def read_sentences(text: str) -> list[PlainSentence]:
    """Return the sentences of Markdown or plain text, in order; they never overlap.

    >>> [(s.text, s.lead) for s in read_sentences("Acme grew. It *rose* 17% [2].")]
    [('Acme grew.', ''), ('It rose 17%.', 'Acme grew.')]
    """
    found: list[PlainSentence] = []
    antecedent = ""
    introductions: dict[int, str] = {}
    for block in read_blocks(text):
        introductions = {d: words for d, words in introductions.items() if d < block.depth}
        introduction = introductions.get(block.depth - 1, "")
        for sentence in _sentences(text, block):
            placed = _with_lead(sentence, antecedent, introduction)
            found.append(placed)
            if block.kind == "heading" or not (sentence.skipped or _depends(sentence.text)):
                antecedent = sentence.text
            if block.kind == "item" or sentence.text.endswith(":"):
                introductions[block.depth] = f"{placed.lead} {placed.text}".strip()
    return found


def _sentences(text: str, block: Block) -> Iterator[PlainSentence]:
    if block.kind == "row":
        yield _row(block)
    elif block.content.text.strip():
        for sentence in _prose(text, block):
            reason = _not_a_claim(sentence.text, block.kind)
            yield replace(sentence, skipped=reason)
    else:
        words = fold(text[block.start : block.end])
        if any(character.isalnum() for character in words):
            reason = _NOT_PROSE.get(block.kind, _NOT_PROSE["other"])
            yield PlainSentence(text=words, start=block.start, end=block.end, skipped=reason)


def _prose(text: str, block: Block) -> Iterator[PlainSentence]:
    content, places = block.content.text, block.content.places
    ends = [0, *sentence_ends(content), len(content)]
    before = block.start
    for first, last in pairwise(ends):
        inner = [at for at in range(first, last) if not content[at].isspace()]
        if not any(content[at].isalnum() for at in inner):
            continue
        start, end = places[inner[0]][0], places[inner[-1]][1]
        following = places[last][0] if last < len(places) else block.end
        while start > before and not text[start - 1].isspace():
            start -= 1
        while end < following and not text[end].isspace():
            end += 1
        words = " ".join(content[first:last].split())
        yield PlainSentence(text=re.sub(r"\s+([.,;!?])", r"\1", words), start=start, end=end)
        before = end


def _row(block: Block) -> PlainSentence:
    pairs = [(n, c) for n, c in zip(block.header, block.cells, strict=False) if c]
    words = "; ".join(f"{_lowered(name)}: {cell}" if name else cell for name, cell in pairs)
    sentence = PlainSentence(text=f"{words}.", start=block.start, end=block.end)
    if len(pairs) < 2 or not any(name for name, _ in pairs):
        return replace(sentence, skipped="It is a table row without a header or a second cell.")
    if len(block.cells) > _MOST_COLUMNS:
        wide = f"It is a table row of {len(block.cells)} columns, too wide to read as a sentence."
        return replace(sentence, skipped=wide)
    return sentence


def _lowered(name: str) -> str:
    """Return a column's name as a sentence would use it; an acronym keeps its capitals."""
    return name[0].lower() + name[1:] if name[1:].islower() else name


def _not_a_claim(sentence: str, kind: BlockKind) -> str:
    if kind == "heading" and not sentence.endswith("."):
        return _NOT_PROSE["heading"]
    if sentence.rstrip("\"'”’)").endswith("?"):
        return "It is a question."
    if not content_stems(sentence) or len(sentence.split()) < 2:
        return "It says too little to check."
    stated = any(character.isdigit() for character in sentence)
    return "" if stated else _courtesy(sentence, kind)


def _courtesy(sentence: str, kind: BlockKind) -> str:
    words = sentence.split()
    if len(words) <= _GREETING_WORDS and _GREETING.match(sentence):
        return "It is a greeting."
    if len(words) <= _ORDER_WORDS and _ORDER.match(sentence):
        return "It tells the reader what to do."
    if len(words) <= _INTRODUCTION_WORDS and sentence.endswith(":"):
        return "It introduces what follows."
    bare = sentence[-1].isalnum() and len(words) <= _TITLE_WORDS
    if kind == "text" and bare and all(w[0].isupper() for w in words if content_stems(w)):
        return _NOT_PROSE["heading"]
    return ""


def _depends(sentence: str) -> bool:
    return bool(_PRONOUN.match(sentence) or _POINTS_BACK.match(sentence))


def _with_lead(sentence: PlainSentence, antecedent: str, introduction: str) -> PlainSentence:
    if sentence.skipped:
        return sentence
    fragment = not sentence.text.endswith((".", "!")) or len(sentence.text.split()) < _CLAUSE_WORDS
    if introduction and fragment:
        return replace(sentence, lead=introduction)
    if not _depends(sentence.text):
        return sentence
    lead = introduction or antecedent
    unresolved = not lead and bool(_PRONOUN.match(sentence.text))
    return replace(sentence, lead=lead, unresolved=unresolved)
