"""Splits a text into sentences with offsets and says of each what it is.

Written here because offsets must be exact and the usual splitters break at "Dr.", "U.S." and
"No. 5", or need data files.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from ingest.blocks import Block, read_blocks
from ingest.boilerplate import TEASER, is_boilerplate
from rag.types import Sentence, SentenceKind

__all__ = ["split"]

_CJK_END = frozenset("。！？｡﹖﹗")
_END = re.compile(r"(?P<stop>[.!?…。！？｡؟।﹖﹗]+)[\"'”’»›)\]}」』）】*_`]*(?:\[\d{1,3}\])*")
_NEXT = re.compile(r"\s*(?P<open>[\"'“‘«‹(\[{「『（【*_`¿¡]*)(?P<word>\w{1,30}|\S)?(?P<dot>\.?)")
_GOES_ON = frozenset("-–—&/=+<>,;:%|)]}’”")
_BRAND = re.compile(r"[a-z]{1,2}[A-Z]")
_ACRONYM = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]|[^\W\d_]")
_ENUMERATOR = re.compile(
    r"(?:(?:Sec(?:tion|\.)|Art(?:icle|\.)|Chapter|Part|Rule|Clause|Paragraph|§)\s{1,3})?"
    r"(?:[IVXLC]{1,7}|\d{1,4}(?:\.\d{1,3}){0,4}|[A-Za-z])"
)
_ASIDE = re.compile(r"\((?:[^()]|\([^()]{0,200}\)){1,400}\)|\[[^\[\]]{1,400}\]")
_TOKEN_CHARS = 24
_OPENING_MARKS = "\"'“‘«(["
_INLINE_BULLET = re.compile(r"\s(?=[•●▪‣]\s)")
_TEASER_TAIL = re.compile(
    r"\b(?:19|20)\d\d(?=\s+(?:This|That|These|The|It|In|By|For|We|They|With|As|At|While|A|An)\s)"
)
_TRUNCATED = re.compile(r"(?:…|\.{3,}|\[…\]|\[\.{3}\])[\"'”’»)\]*_]*$")
_INNER_STOP = re.compile(r"[.!?]\s")
_QUESTION = re.compile(r"[?？؟][!?]*[\"'”’»)\]*_]*$")

# Never the end of a sentence.
_TITLES = frozenset(
    """
    mr mrs ms dr prof st sr sra gen sen rep gov capt lt col sgt maj adm rev hon pres messrs mme mlle
    vs v e.g i.e cf viz eg ie fig figs eq eqs sec ref refs mt ft approx ca resp incl excl
    z.b d.h bzw u.a art adj supt insp cmdr
    """.split()  # noqa: SIM905 - a quoted list is three times as long
)
# Not the end of a sentence before a number.
_BEFORE_NUMBER = frozenset(
    """
    no nos nr jan feb mar apr jun jul aug sep sept oct nov dec ch chap p pp pg vol vols par para
    ver art sec fig eq item table op rm apt bldg ext tel est c fl lit sp
    """.split()  # noqa: SIM905
)
# The end of a sentence only if the next word is one that starts sentences.
_SUFFIXES = frozenset(
    """
    inc ltd corp co llc llp plc gmbh ag jr bros assn dept univ ave blvd rd etc al ph.d m.d b.a m.a
    u.s.a est intl natl mfg dist tech
    """.split()  # noqa: SIM905
)
# Written after "1." in German dates.
_GERMAN_MONTHS = frozenset(
    """
    januar februar märz april mai juni juli august september oktober november dezember
    """.split()  # noqa: SIM905
)
_OPENERS = frozenset(
    """
    the this that these those it its he she they we you i in on at by for from with as but and or
    if when while however although though after before since because under there their his her our
    my your not no yes here such some many most all both each another other one also still yet
    meanwhile then thus therefore moreover furthermore additionally what why how who where which is
    are was were did does do can could will would should has have had to an a so during until once
    """.split()  # noqa: SIM905
)


def split(text: str) -> list[Sentence]:
    """Return the sentences of a text, in order.

    Every character that is not white space lies in exactly one sentence; list markers, heading
    signs and table rules belong to the sentence they stand in.

    >>> [s.kind for s in split("• Is it binding? No. Neither side has to buy.")]
    ['question', 'list_item', 'list_item']
    """
    return [sentence for block in read_blocks(text) for sentence in _sentences(text, block)]


def _sentences(text: str, block: Block) -> list[Sentence]:
    cuts = _cuts(text, block) if block.kind in ("text", "list") else []
    if not cuts:
        kind = _kind(text[block.start : block.end], block)
        return [Sentence(start=block.start, end=block.end, kind=kind)]
    spans = list(_spans(text, block, cuts))
    kinds: list[SentenceKind] = [_kind(text[start:end], block) for start, end in spans]
    return [
        Sentence(start=start, end=end, kind=_settled(kinds, index))
        for index, (start, end) in enumerate(spans)
    ]


def _settled(kinds: list[SentenceKind], index: int) -> SentenceKind:
    """Only the last sentence of a block, links after it aside, can have been cut off."""
    rest = kinds[index + 1 : index + 3]
    if kinds[index] == "truncated" and any(kind != "boilerplate" for kind in rest):
        return "prose"
    return kinds[index]


def _kind(sentence: str, block: Block) -> SentenceKind:
    if block.kind == "rule" or is_boilerplate(sentence):
        return "boilerplate"
    if block.kind == "row":
        return "table_row"
    if block.kind == "verbatim":
        return "prose"
    tail = sentence[-12:]
    if _QUESTION.search(tail):
        titled = block.kind == "heading" and _INNER_STOP.search(sentence)
        return "heading" if titled else "question"
    if block.kind == "heading":
        return "heading"
    if _TRUNCATED.search(tail):
        return "truncated"
    return "list_item" if block.kind == "list" else "prose"


def _spans(text: str, block: Block, cuts: list[int]) -> Iterator[tuple[int, int]]:
    start = block.start
    for cut in [*cuts, block.end]:
        first, last = _trimmed(text, start, cut)
        if first < last:
            yield first, last
        start = cut


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end


def _cuts(text: str, block: Block) -> list[int]:
    """Return the positions inside a block at which a new sentence starts, in order."""
    body, end = block.start + block.marker, block.end
    cuts = [
        match.end()
        for match in _END.finditer(text, body, end)
        if match.end() < end and _ends_sentence(text, match, body, end)
    ]
    cuts = _outside_asides(text, cuts, body, end)
    if text.find("•", body, end) >= 0 or text.find("▪", body, end) >= 0:
        cuts += [match.start() for match in _INLINE_BULLET.finditer(text, body, end)]
    if text.find(":", body, end) >= 0:
        for teaser in TEASER.finditer(text, body, end):
            cuts.append(teaser.start())
            tail = _TEASER_TAIL.search(text, teaser.end(), min(end, teaser.end() + 150))
            cuts += [tail.end()] if tail else []
    return sorted(set(cuts))


def _outside_asides(text: str, cuts: list[int], body: int, end: int) -> list[int]:
    """Return the cuts, in order, that lie in no closed pair of brackets."""
    kept = cuts
    if cuts:
        for aside in _ASIDE.finditer(text, body, end):
            first = bisect_right(kept, aside.start())
            last = bisect_left(kept, aside.end(), lo=first)
            kept = kept if first == last else kept[:first] + kept[last:]
    return kept


def _ends_sentence(text: str, match: re.Match[str], start: int, end: int) -> bool:
    """Whether a sentence ends at a terminator that is not the last of its block."""
    stop = match.group("stop")
    if stop[-1] in _CJK_END:
        return True
    if not text[match.end()].isspace():
        return False
    after = _NEXT.match(text, match.end(), end)
    word = after.group("word") if after else None
    if after is None or not word:
        return True
    if word[0] in _GOES_ON or (word[0].islower() and not _BRAND.match(word)):
        return False
    token = _token_before(text, match.start("stop"), start)
    if stop != ".":
        return bool(token) or not word[0].isdigit()  # "Chapter 1 ..... 5"
    if _ENUMERATOR.fullmatch(text, start, match.start("stop")):
        return False
    opener = word.casefold() in _OPENERS and not (len(word) == 1 and after.group("dot"))
    return _full_stop_ends(token, word, opener=opener)


def _token_before(text: str, stop: int, start: int) -> str:
    window = text[max(start, stop - _TOKEN_CHARS) : stop]
    if not window or window[-1].isspace():
        return ""
    return window.split()[-1].lstrip(_OPENING_MARKS)


def _full_stop_ends(token: str, word: str, *, opener: bool) -> bool:
    folded = token.casefold()
    ordinal = token.isdigit() and len(token) < 3
    if folded in _TITLES or (ordinal and word.casefold() in _GERMAN_MONTHS):
        return False
    if word[0].isdigit():
        return folded not in _BEFORE_NUMBER
    if folded in _SUFFIXES or _ACRONYM.fullmatch(token):
        return opener
    return True
