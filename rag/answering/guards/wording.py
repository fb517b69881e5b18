"""The guard of wording: where a claim repeats its source, an exchanged word must mean the same.

A claim that follows the source word by word but has another word in one place says something else,
unless the two words are known to mean the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rag.answering.guards.alignment import align
from rag.answering.guards.conditions import CONDITION
from rag.answering.guards.lexicon import CONVERSES, OPPOSITES
from rag.answering.guards.modality import reserve_cues
from rag.answering.guards.moments import moments
from rag.answering.guards.negators import is_negator
from rag.answering.guards.quantities import every_quantity
from rag.answering.guards.sentence import Sentence, Word, closest_sentence, read
from rag.answering.guards.units import unit_family
from rag.types import Check

__all__ = ["GENERIC", "check_wording"]

_LEAST_SHARED = 4
_MOST_EXCHANGED = 2
_LEAST_COPIED = 0.75
_EXCHANGES = frozenset(
    frozenset(pair.split(":"))
    for pair in """before:after since:until with:without above:below over:under up:down in:out
    on:off into:from to:from for:against more:less most:least unlike:like unlike:just few:many
    little:much after:during before:during until:from by:after before:since about:exactly
    around:exactly roughly:exactly approximately:exactly nearly:exactly
    almost:exactly little:considerable
    little:great little:major little:substantial little:significant little:much few:most few:all
    by:without if:unless other:including except:including excluding:including""".split()  # noqa: SIM905 - a list of words
)
GENERIC = frozenset(
    """company firm group team man woman person people player author writer artist place city town
    country area region building work event organisation organization agency body member official
    one thing former latter""".split()  # noqa: SIM905 - a list of words
)
"""Words that stand for a name."""
# Compared by the guards of dates and quantifiers.
_COMPARED = frozenset(
    """all every each both many several some few various numerous most number quarter q1 q2 q3 q4
    down up low high little much least fewer less more than minimum maximum exceed exceeds
    exceeding exceeded excess also however therefore thus hence then first second third
    fourth""".split()  # noqa: SIM905 - a list of words
)
_COMPASS = frozenset(
    """north south east west northern southern eastern western northeast northwest southeast
    southwest northeastern northwestern southeastern southwestern""".split()  # noqa: SIM905 - a list of words
)


def check_wording(claim: Sentence, evidence: Sequence[Sentence], known: str) -> Check | None:
    """Object where the claim repeats its source but for one word of another meaning.

    Args:
        claim: The claim.
        evidence: The sentences of the quotes, at least one.
        known: Question, titles and headings; their words are not new.

    Returns:
        A check that failed, or None.
    """
    source = closest_sentence(claim, evidence)
    stems = frozenset[str]().union(read(known).stems, *(sentence.stems for sentence in evidence))
    for old, new in _exchanged(claim, source):
        if _compared_elsewhere(claim, new) and _compared_elsewhere(source, old):
            continue
        if _reserves(claim, new) & _reserves(source, old):
            continue
        if _opposed(old, new):
            return _check(old, new)
        theirs, mine = _content(old), _content(new)
        units = [
            word
            for before, word in zip([None, *new], new, strict=False)
            if word.content and _new_unit(word, stems) and not (before and before.numeral)
        ]
        if units and not _alike(old, units):
            return _check(old, new)
        fresh = [word for word in mine if word.stem not in stems]
        if len(fresh) > 1 and not _alike(theirs, fresh):
            return _check(old, new)
        if not theirs or not mine or len(theirs) > 3 or len(mine) > _MOST_EXCHANGED:
            continue
        head = mine[-1]
        if head.stem not in stems and not _alike(theirs, mine):
            return _check(old, new)
    return None


def _compared_elsewhere(sentence: Sentence, words: Sequence[Word]) -> bool:
    """Return whether the words deny, date, count or set a condition, which others compare."""
    spans = [(moment.start, moment.end) for moment in moments(sentence.text)]
    spans += [match.span() for match in CONDITION.finditer(sentence.text)]
    spans += [(figure.start, figure.end) for figure in every_quantity(sentence.text)]
    return any(
        word.lower.startswith("un")
        or is_negator(sentence, word)
        or any(start <= word.start < end for start, end in spans)
        for word in words
    )


def _reserves(sentence: Sentence, words: Sequence[Word]) -> set[str]:
    """Return the kinds of reserve that the words express: "plans" and "intends" are one."""
    return {
        kind
        for kind, cues in reserve_cues(sentence).items()
        for cue in cues
        if sentence.words[cue.start] in words
    }


def _check(old: Sequence[Word], new: Sequence[Word]) -> Check:
    detail = f"The sentence says “{_shown(new)}” where the source says “{_shown(old)}”."
    return Check(name="wording", passed=False, detail=detail)


def _shown(words: Sequence[Word]) -> str:
    return " ".join(word.text for word in words)


def _content(words: Sequence[Word]) -> list[Word]:
    return [word for word in words if word.content and word.lower not in _COMPARED]


def _exchanged(
    claim: Sentence, source: Sentence
) -> Iterator[tuple[Sequence[Word], Sequence[Word]]]:
    """Yield what stands in the source and in the claim between words that both have."""
    codes = align(source, claim)
    copied = sum(i2 - i1 for tag, i1, i2, _, _ in codes if tag == "equal")
    if copied < _LEAST_SHARED or copied < _LEAST_COPIED * len(claim.words):
        return
    for place, (tag, i1, i2, j1, j2) in enumerate(codes):
        if tag != "replace":
            continue
        before = place == 0 or codes[place - 1][0] == "equal"
        after = place == len(codes) - 1 or codes[place + 1][0] == "equal"
        # Where the claim ends before the source does, as many words are compared.
        last = place == len(codes) - 1
        if before and after:
            yield source.words[i1 : min(i2, i1 + j2 - j1) if last else i2], claim.words[j1:j2]


def _opposed(old: Sequence[Word], new: Sequence[Word]) -> bool:
    if len(old) > 2 or len(new) > 2:
        return False
    return any(_differ(one, two) for one in old for two in new)


def _differ(one: Word, two: Word) -> bool:
    if {one.lower, two.lower} <= _COMPASS:
        return one.lower.removesuffix("ern") != two.lower.removesuffix("ern")
    pair = (one.stem, two.stem)
    opposite = pair in OPPOSITES and pair not in CONVERSES
    return opposite or frozenset({one.lower, two.lower}) in _EXCHANGES


def _alike(old: Sequence[Word], new: Sequence[Word]) -> bool:
    """Return whether the words may mean the same: one root, a name's general word, a figure."""
    if any(word.lower[0].isdigit() or word.lower in GENERIC for word in (*old, *new)):
        return True
    return any(_root(one, two) or _same_unit(one, two) for one in old for two in new)


def _new_unit(word: Word, stems: frozenset[str]) -> bool:
    """Return whether the word names a unit of measure that no text has."""
    return unit_family(word.lower) is not None and word.stem not in stems


def _same_unit(one: Word, two: Word) -> bool:
    return unit_family(one.lower) is not None and unit_family(one.lower) == unit_family(two.lower)


def _root(one: Word, two: Word) -> bool:
    shorter = min(len(one.stem), len(two.stem))
    length = max(3, shorter - 2)
    return shorter >= 3 and one.stem[:length] == two.stem[:length]
