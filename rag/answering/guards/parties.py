"""The guard of parties: who does what to whom is the same in the claim and in the source.

Grammar is read from word order, the passive's "by" and converse verbs; where that is not clear the
guard stays silent.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.answering.guards.denials import ADVERBS
from rag.answering.guards.lexicon import CONVERSES, is_past
from rag.answering.guards.names import name_runs
from rag.answering.guards.quantities import every_quantity
from rag.answering.guards.scope import segment
from rag.answering.guards.sentence import Sentence, Word, closest_sentence
from rag.answering.guards.swaps import (
    ARTICLES,
    OF_ONE_SIDE,
    SYMMETRIC,
    check_swaps,
    entity,
    objection,
)
from rag.answering.guards.units import unit_family
from rag.answering.guards.wording import GENERIC
from rag.types import Check

__all__ = ["check_parties"]

_BE = frozenset("is are was were be been being get gets got".split())  # noqa: SIM905 - a list of words
_AMOUNTS = frozenset("half third quarter fifth tenth few little lot mere further dozen".split())  # noqa: SIM905 - a list of words
_SCORED = frozenset(
    "percent points votes goals times runs lengths seats per shares cents pounds dollars".split()  # noqa: SIM905 - a list of words
)
_TELLS = frozenset({"tell", "tells", "told"})
_BESIDE = 3
_SHORT = 4
_BEFORE_NOUNS = frozenset(
    """a an the its their his her our your my this that these those of each every all no any some
    both""".split()  # noqa: SIM905 - a list of words
)
_PIVOTS = frozenset({"than", "before", "after", "over", "against", "from"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Roles:
    """What stands on the doer's and on the other side of a word, and how its voice is."""

    doer: frozenset[str]
    other: frozenset[str]
    voice: str


def check_parties(claim: Sentence, evidence: Sequence[Sentence]) -> Check | None:
    """Compare who does what to whom.

    Args:
        claim: The claim.
        evidence: The sentences of the quotes, at least one.

    Returns:
        A check if the claim has two parties around a word of the source, else None.
    """
    source = closest_sentence(claim, evidence)
    swapped = check_swaps(claim, source)
    if swapped:
        return swapped
    compared = False
    for mine, theirs in _shared_pivots(claim, source):
        compared = True
        first, second = _roles(claim, mine), _roles(source, theirs)
        pair = (
            _crossed(first, second)
            or _beside_crossed(claim, mine, source, theirs, first.voice, second.voice)
            or _wrong_doer(claim, mine, source, theirs)
        )
        if pair:
            return objection(claim.words[mine].text, *_written(pair, claim))
    converse = _converse(claim, source)
    if converse:
        return converse
    if not compared:
        return None
    return Check(name="parties", passed=True, detail="Who does what to whom is as in the source.")


def _written(pair: tuple[str, str], claim: Sentence) -> tuple[str, str]:
    shown = {word.stem: word.text for word in reversed(claim.words)}
    return shown.get(pair[0], pair[0]), shown.get(pair[1], pair[1])


def _shared_pivots(claim: Sentence, source: Sentence) -> Iterator[tuple[int, int]]:
    """Yield the places of each lower-case word that both have exactly once."""
    mine, theirs = _single(claim), _single(source)
    for stem, index in mine.items():
        place = theirs.get(stem)
        if place is None or (stem in SYMMETRIC and claim.words[index].lower not in _TELLS):
            continue
        if claim.words[index].lower in _AUXILIARIES:
            continue
        passive = "passive" in {_roles(claim, index).voice, _roles(source, place).voice}
        if passive or (_acts(claim, index) and _acts(source, place)):
            yield index, place


def _acts(sentence: Sentence, index: int) -> bool:
    """Return whether a word looks like a verb where it stands, or compares two things."""
    word = sentence.words[index]
    if word.lower in ADVERBS:
        return False
    if word.lower in _PIVOTS or is_past(word.lower):
        return True
    before = sentence.words[index - 1].lower if index else ""
    if before in _AUXILIARIES or before in {"to", "not", *_BE}:
        return word.content
    earlier = sentence.words[index - 2].lower if index > 1 else ""
    if earlier in _BE and word.content and before in {*ARTICLES, *OF_ONE_SIDE, "now", "once"}:
        return True  # "is now part of", "was a subsidiary of"
    if not word.lower.endswith("s") or before in _BEFORE_NOUNS or not word.content:
        return False
    after = sentence.words[index + 1] if index + 1 < len(sentence.words) else None
    return after is not None and (after.capital or after.numeral or after.lower in _BEFORE_NOUNS)


def _single(sentence: Sentence) -> dict[str, int]:
    places: dict[str, list[int]] = {}
    for index, word in enumerate(sentence.words):
        if word.content or word.lower in _PIVOTS:
            places.setdefault(word.stem, []).append(index)
    return {
        stem: found[0]
        for stem, found in places.items()
        if len(found) == 1 and _may_turn(sentence.words[found[0]])
    }


def _may_turn(word: Word) -> bool:
    """Return whether parties may stand around the word: no name, no figure."""
    return not word.capital and not word.numeral


def _roles(sentence: Sentence, index: int) -> _Roles:
    words = sentence.words
    if words[index].lower in _PIVOTS:  # compares what stands beside it in its clause
        left, right = _beside(sentence, index)
        return _Roles(doer=left, other=right, voice="active")
    before = frozenset(word.stem for word in words[:index] if entity(word))
    after = [word for word in words[index + 1 :]]
    by = next((i for i, word in enumerate(_clause_of(after[:8])) if word.lower == "by"), None)
    passive = any(word.lower in _BE for word in words[max(0, index - 4) : index])
    lower = words[index].lower
    participle = is_past(lower) or (lower.endswith("en") and len(lower) > _SHORT)
    agent_named = by is not None and _may_act(after[by + 1 : by + 4])
    if by is not None and agent_named and participle and words[index].content:
        agent, rest = _agent(after, by)
        return _Roles(doer=agent, other=before | rest, voice="passive")
    voice = "open" if passive and participle and words[index].content else "active"
    return _Roles(
        doer=before, other=frozenset(word.stem for word in after if entity(word)), voice=voice
    )


def _may_act(words: Sequence[Word]) -> bool:
    """Return whether "by" may lead to a doer, not "by 13 points" or "by holding both"."""
    gerund = bool(words) and words[0].lower.endswith("ing")
    if gerund or any(word.lower in _AMOUNTS for word in words[:2]):
        return False
    after = [word for word in words if not (word.numeral or every_quantity(word.text))]
    figure = len(after) < len(words)
    measured = any(unit_family(word.lower) or word.lower in _SCORED for word in after)
    return not figure or (not measured and any(word.content for word in after))


def _clause_of(after: Sequence[Word]) -> Sequence[Word]:
    """Return the words after a verb up to one that begins another clause."""
    end = next((i for i, word in enumerate(after) if word.lower in _SUBORDINATORS), len(after))
    return after[:end]


def _agent(after: Sequence[Word], by: int) -> tuple[frozenset[str], frozenset[str]]:
    """Return the stems of the doer after "by" and of all else after the verb."""
    agent: list[Word] = []
    for word in after[by + 1 :]:
        if agent and (word.clause != agent[-1].clause or word.lower in _STOPS):
            break
        agent.append(word)
    names = frozenset(word.stem for word in agent if entity(word))
    rest = frozenset(word.stem for word in after if entity(word)) - names
    return names, rest


_SUBORDINATORS = frozenset("when while where which who whom that because if although as".split())  # noqa: SIM905 - a list of words
_STOPS = frozenset("in on at for from to with as after before during since until when and".split())  # noqa: SIM905 - a list of words


def _crossed(mine: _Roles, theirs: _Roles) -> tuple[str, str] | None:
    """Return a pair that has changed sides: one from each side to the other."""
    if mine.voice != theirs.voice and "open" in {mine.voice, theirs.voice}:
        return None
    if mine.voice == "active" and theirs.voice == "passive":
        moved = theirs.doer & mine.other - mine.doer
        if moved and moved == theirs.doer:
            return min(moved), min(moved)
    to_doer = mine.doer & theirs.other - theirs.doer - mine.other
    to_other = mine.other & theirs.doer - theirs.other - mine.doer
    if not to_doer or not to_other:
        return None
    return min(to_doer), min(to_other)


def _beside_crossed(
    claim: Sentence, mine: int, source: Sentence, theirs: int, voice: str, other: str
) -> tuple[str, str] | None:
    """Return a pair that has changed sides among the few words beside the pivot."""
    if voice != "active" or other != "active":
        return None
    left, right = _beside(claim, mine)
    source_left, source_right = _beside(source, theirs)
    to_left = (left - source_left) & (source_right - right)
    to_right = (right - source_right) & (source_left - left)
    return (min(to_left), min(to_right)) if to_left and to_right else None


def _beside(sentence: Sentence, index: int) -> tuple[frozenset[str], frozenset[str]]:
    clause = sentence.words[index].clause
    words = [word for word in sentence.words if word.clause == clause]
    place = words.index(sentence.words[index])
    before = [word.stem for word in words[:place] if entity(word)]
    after = [word.stem for word in words[place + 1 :] if entity(word)]
    places = segment(sentence, index)
    lead = [sentence.words[i] for i in places if i < index]
    carried = sentence.words[places[0]].lower == "and" and not any(map(entity, lead))
    subject = _first_words(sentence) if carried else frozenset[str]()
    return frozenset(before[-_BESIDE:]) | subject, frozenset(after[:_BESIDE])


def _first_words(sentence: Sentence) -> frozenset[str]:
    """Return the stems before the first verb, whom "and shall notify" speaks of too."""
    end = next((i for i in range(len(sentence.words)) if _acts(sentence, i)), 0)
    return frozenset(word.stem for word in sentence.words[:end] if entity(word))


def _subject(sentence: Sentence, index: int) -> tuple[Word, ...]:
    """Return the name or "the" noun directly before a verb, or nothing."""
    place = index - 1
    while place >= 0 and not sentence.words[place].content and not sentence.words[place].capital:
        if sentence.words[place].lower not in _AUXILIARIES:
            return ()
        place -= 1
    if place < 0:
        return ()
    word = sentence.words[place]
    if place and word.content and word.text.islower() and sentence.words[place - 1].lower == "the":
        return () if word.possessive or word.lower in GENERIC else (word,)
    same = word.clause == sentence.words[index].clause and not word.possessive
    return next((run for run in name_runs(sentence) if same and run[-1] == word), ())


_AUXILIARIES = frozenset(
    """has have had will would can could may might must shall should also did does do not
    then""".split()  # noqa: SIM905 - a list of words
)


def _wrong_doer(
    claim: Sentence, mine: int, source: Sentence, theirs: int
) -> tuple[str, str] | None:
    """Return the claim's and the source's doer where another name of the source took its place."""
    first, second = _subject(claim, mine), _subject(source, theirs)
    if not first or not second:
        return None
    ours, others = {word.stem for word in first}, {word.stem for word in second}
    if ours & others or claim.words[mine].lower.endswith("ing"):
        return None
    roles = _roles(source, theirs)
    active = roles.voice == "active" and _roles(claim, mine).voice == "active"
    elsewhere = ours <= source.stems and not others & claim.stems
    noun = first[0].text.islower() or second[0].text.islower()
    if active and (ours <= roles.other - roles.doer or (noun and elsewhere)):
        return min(ours), min(others)
    return None


def _converse(claim: Sentence, source: Sentence) -> Check | None:
    """Object where "sold" has become "bought" and the doer stayed the same."""
    theirs = {word.stem: index for index, word in enumerate(source.words) if not word.capital}
    for index, word in enumerate(claim.words):
        if word.capital or word.stem in theirs:
            continue
        for stem, place in theirs.items():
            if (word.stem, stem) not in CONVERSES:
                continue
            mine, other = _subject_of(claim, index), _subject_of(source, place)
            if mine & other and _roles(claim, index).voice == _roles(source, place).voice:
                shown = ", ".join(w.text for w in claim.words if w.stem in mine & other)
                detail = (
                    f"The sentence says {shown} “{word.text}”; the source says "
                    f"“{source.words[place].text}”."
                )
                return Check(name="parties", passed=False, detail=detail)
    return None


def _subject_of(sentence: Sentence, index: int) -> frozenset[str]:
    """Return the stems of the few content words before a verb, in its clause."""
    clause = sentence.words[index].clause
    before = [w for w in sentence.words[max(0, index - 6) : index] if w.clause == clause]
    return frozenset(word.stem for word in before if entity(word))
