"""The guard of quantifiers: some is not all, one of the largest is not the largest."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.answering.guards.alignment import align
from rag.answering.guards.lexicon import canonical
from rag.answering.guards.moments import moments
from rag.answering.guards.scope import same_place
from rag.answering.guards.sentence import Sentence, closest_sentence
from rag.types import Check
from rag.words import containment

__all__ = ["check_quantifiers"]

# How much of a whole a word covers; a claim may say less, never more.
_LEVELS = {
    "few": 1, "handful": 1, "rarely": 1, "seldom": 1,
    "some": 2, "several": 2, "certain": 2, "part": 2, "partly": 2, "partially": 2,
    "sometimes": 2, "occasionally": 2, "various": 2,
    "many": 3, "numerous": 3, "often": 3, "frequently": 3, "lot": 3,
    "most": 4, "majority": 4, "mostly": 4, "largely": 4, "mainly": 4, "usually": 4, "generally": 4,
    "typically": 4, "primarily": 4, "normally": 4,
    "all": 5, "every": 5, "each": 5, "both": 5, "always": 5, "entire": 5, "entirely": 5, "whole": 5,
    "everyone": 5, "everybody": 5, "everything": 5, "completely": 5, "fully": 5, "throughout": 5,
    "wholly": 5, "totally": 5, "any": 5, "invariably": 5,
}  # fmt: skip
_WEAKENED = re.compile(r"\b(?:almost|nearly|virtually|practically|not|not necessarily)\s$", re.I)
_PAIR = re.compile(r"\b(?:at all|all over|first of all|above all|any(?:\smore| other))\b", re.I)
_ONE_OF = re.compile(
    r"\b(?:one of|among|some of|part of|two of|three of|several of|many of|most of|half of|"
    r"a number of|a few of|one in|second|third|fourth|fifth)\b",
    re.IGNORECASE,
)
_EXCLUSIVE = {
    "only": "only", "solely": "only", "sole": "only", "exclusively": "only", "exclusive": "only",
    "alone": "only", "just": "only", "merely": "only", "unique": "only", "uniquely": "only",
    "first": "first", "original": "first", "earliest": "first", "initially": "first",
    "last": "last", "final": "last", "latest": "last",
}  # fmt: skip
_SUPERLATIVE = re.compile(
    r"\b(?:(?P<est>(?!west\b|east\b|rest\b|best\b|test\b|guest\b|forest\b|interest\b|request\b|"
    r"latest\b|honest\b|modest\b|invest\b|protest\b|contest\b|harvest\b|arrest\b|suggest\b|"
    r"earliest\b|midwest\b|northwest\b|southwest\b|northeast\b|ernest\b|budapest\b|conquest\b)"
    r"[a-z]{2,}est)|the\s(?:most|least)\s(?P<most>\w{4,})|(?P<best>best|worst))\b"
)
_ONE_OF_THEM = re.compile(r"\bone of (?:the|its|their|these)\b", re.IGNORECASE)
_NEAR_NOUN = 3
_SAME_REST = 0.6


def check_quantifiers(claim: Sentence, evidence: Sequence[Sentence]) -> Check | None:
    """Compare how much of a whole is spoken of, and what is said to be only, first or largest.

    Args:
        claim: The claim.
        evidence: The sentences of the quotes, at least one.

    Returns:
        A check if the claim has a quantifier or claims to be the only or the most, else None.
    """
    source = closest_sentence(claim, evidence)
    lowers = frozenset[str]().union(*(sentence.lowers for sentence in evidence))
    objection = (
        _more_of_whole(claim, source, lowers)
        or _exchanged(claim, source)
        or _more_exclusive(claim, lowers)
        or _superlative(claim, source, evidence)
    )
    if objection:
        return Check(name="quantifiers", passed=False, detail=objection)
    if any(True for _ in _levels(claim)):
        return Check(name="quantifiers", passed=True, detail="It covers no more than the source.")
    return None


def _levels(sentence: Sentence) -> Iterator[tuple[int, float]]:
    """Yield the place and level of each quantifier."""
    for index, word in enumerate(sentence.words):
        level = _LEVELS.get(word.lower)
        if level is None:
            continue
        lead = sentence.text[max(0, word.start - 12) : word.end + 6]
        if word.lower == "most" and not _covers_most(sentence, index):
            continue
        if _PAIR.search(lead):
            continue
        if _WEAKENED.search(sentence.text[: word.start]):
            yield index, level - 0.5
        else:
            yield index, float(level)


def _covers_most(sentence: Sentence, index: int) -> bool:
    """Return whether "most" speaks of a part, not of a highest degree."""
    before = sentence.words[index - 1].lower if index else ""
    return before not in {"the", "its", "their", "his", "her", "at"}


def _noun(sentence: Sentence, index: int) -> int | None:
    following = range(index + 1, min(index + 6, len(sentence.words)))
    return next((i for i in following if sentence.words[i].content), None)


def _more_of_whole(claim: Sentence, source: Sentence, lowers: frozenset[str]) -> str:
    given = {place: level for place, level in _levels(source)}
    for index, level in _levels(claim):
        noun = _noun(claim, index)
        if level >= 5 and _one_of(claim, index, source):
            return f"The sentence says “{claim.words[index].text}”; the source speaks of one."
        if noun is None or (claim.words[index].lower in lowers and level < 5):
            continue
        places = same_place(claim, noun, source, claim.words[noun].stem)
        if not places:
            continue
        near = [lv for place, lv in given.items() if 0 < places[0] - place <= 5]
        said = claim.words[index].text
        if near and level > max(near):
            word = source.words[next(p for p in given if 0 < places[0] - p <= 5)].text
            return f"The sentence says “{said}”; the source says “{word}”."
        if not near and level >= 4 and not _whole(source, lowers, claim.words[index].lower):
            noun_text = claim.words[noun].text
            return f"The sentence says “{said}” of “{noun_text}”; the source does not."
    return ""


def _exchanged(claim: Sentence, source: Sentence) -> str:
    """Return an objection if a wider word stands where the source has a narrower one."""
    for tag, i1, i2, j1, j2 in align(source, claim):
        if tag != "replace" or i2 - i1 > 2 or j2 - j1 > 2:
            continue
        old = [word.lower for word in source.words[i1:i2] if word.lower in _LEVELS]
        new = [word.lower for word in claim.words[j1:j2] if word.lower in _LEVELS]
        if old and new and _LEVELS[new[0]] > _LEVELS[old[0]]:
            return f"The sentence says “{new[0]}” where the source says “{old[0]}”."
    return ""


def _one_of(claim: Sentence, index: int, source: Sentence) -> bool:
    """Return whether the source says it of one of them only: "one of the two cables"."""
    noun = _noun(claim, index)
    if noun is None:
        return False
    for match in _ONE_OF_THEM.finditer(source.text):
        near = source.words[source.at(match.end()) :][:_NEAR_NOUN]
        if any(word.stem in {w.stem for w in claim.words[noun : noun + 2]} for word in near):
            return True
    return False


def _whole(source: Sentence, lowers: frozenset[str], word: str) -> bool:
    """Return whether the source too speaks of a whole."""
    if word in {"any", "both", "each"}:
        return True
    return any(_LEVELS.get(other, 0) >= 5 for other in lowers) or "100" in source.text


def _more_exclusive(claim: Sentence, lowers: frozenset[str]) -> str:
    given = {_EXCLUSIVE[word] for word in lowers if word in _EXCLUSIVE}
    if "1st" in lowers:
        given.add("first")
    for index, word in enumerate(claim.words):
        kind = _EXCLUSIVE.get(word.lower)
        if kind is None or kind in given or (kind == "last" and _time_after(claim, index)):
            continue
        if word.lower in {"just", "alone", "last"} or (kind == "first" and index == 0):
            continue
        if any(moment.start <= word.start < moment.end for moment in moments(claim.text)):
            continue
        return f"The sentence says “{word.text}”; the source does not."
    return ""


def _time_after(claim: Sentence, index: int) -> bool:
    return index + 1 < len(claim.words) and claim.words[index + 1].lower in {
        "year", "month", "week", "quarter", "night", "century", "decade",
    }  # fmt: skip


def _superlative(claim: Sentence, source: Sentence, evidence: Sequence[Sentence]) -> str:
    stems = frozenset[str]().union(*(_degrees(sentence) for sentence in evidence))
    for match in _SUPERLATIVE.finditer(claim.text):
        word = match["est"] or match["most"] or match["best"]
        if _degree(word) not in stems:
            return f"The sentence says “{match.group()}”; the source does not."
        same = containment(claim.stems, source.stems) >= _SAME_REST
        limit = "" if _ONE_OF.search(claim.text) else _limited(source, word)
        if same and limit:
            return f"The sentence says “{match.group()}” without the source's “{limit}”."
    return ""


def _limited(source: Sentence, word: str) -> str:
    """Return the words that make the source's superlative one of several, or ""."""
    for match in _SUPERLATIVE.finditer(source.text):
        if _degree(match["est"] or match["most"] or match["best"]) != _degree(word):
            continue
        lead = _ONE_OF.search(source.text[max(0, match.start() - 22) : match.start()])
        if lead:
            return lead.group()
    return ""


def _degree(word: str) -> str:
    lower = word.lower()
    if not lower.endswith("est"):
        return canonical(lower)
    bare = lower.removesuffix("est")
    bare = bare[:-1] + "y" if bare.endswith("i") else bare
    doubled = len(bare) > 3 and bare[-1] == bare[-2] and bare[-1] not in "ls"
    return canonical({"larg": "large"}.get(bare, bare[:-1] if doubled else bare))


def _degrees(sentence: Sentence) -> frozenset[str]:
    found: set[str] = set()
    for match in _SUPERLATIVE.finditer(sentence.text):
        found.add(_degree(match["est"] or match["most"] or match["best"]))
    return frozenset(found) | sentence.stems
