"""The guard of parties: who does what to whom is the same in the claim and in the source.

Grammar is read from word order, the passive's "by" and converse verbs; where that is not clear the
guard stays silent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.answering.guards.alignment import align
from rag.answering.guards.denials import ADVERBS
from rag.answering.guards.lexicon import CONVERSES, canonical, is_past
from rag.answering.guards.names import name_runs
from rag.answering.guards.scope import segment
from rag.answering.guards.sentence import Sentence, Word, closest_sentence
from rag.answering.guards.units import unit_family
from rag.answering.guards.wording import GENERIC
from rag.types import Check

__all__ = ["check_parties"]

_BE = frozenset("is are was were be been being get gets got".split())  # noqa: SIM905 - a list of words
_MUTUAL = frozenset(
    canonical(word)
    for word in """meet marry partner agree collaborate merge equal differ compare compete border
    cooperate similar unite combine correspond talk negotiate relation relationship friend ally
    cousin neighbour link connect mix react interact""".split()  # noqa: SIM905 - a list of words
)
_SYMMETRIC = _MUTUAL | frozenset(
    canonical(word)
    for word in """same together join sign agreement contract deal include name call know be is are
    both and between say tell""".split()  # noqa: SIM905 - a list of words
)
_AMOUNTS = frozenset("half third quarter fifth tenth few little lot mere further dozen".split())  # noqa: SIM905 - a list of words
_TELLS = frozenset({"tell", "tells", "told"})
_OF_ONE_SIDE = frozenset({"also", "only", "too", "mainly", "mostly", "first"})
_ITEMS = re.compile(r"\s*(?:,\s*(?:(?:and|or)\s+)?[\w'-]+\s*)*(?:,\s*)?(?:(?:and|or)\s+)?")
_BESIDE = 3
_SHORT = 4
_MOST_NAMED = 4
_NO_ENTITIES = frozenset(
    """during since between among within until despite under without against monday tuesday
    wednesday thursday friday saturday sunday january february march april june july august
    september october november december year month week day quarter fiscal""".split()  # noqa: SIM905 - a list of words
)
_LIST = frozenset({"and", "or", "the", "a", "an", "both"})
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
    turned = _turned(claim, source)
    if turned:
        return None if _alike_both_ways(claim, *turned) else _exchanged(claim, *turned)
    swapped = _swapped(claim, source)
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
            return _objection(claim.words[mine].text, *_written(pair, claim))
    converse = _converse(claim, source)
    if converse:
        return converse
    if not compared:
        return None
    return Check(name="parties", passed=True, detail="Who does what to whom is as in the source.")


def _objection(verb: str, first: str, second: str) -> Check:
    detail = (
        f"The sentence puts {first} before “{verb}” and {second} after it; in the source their "
        "parts are the other way round."
    )
    return Check(name="parties", passed=False, detail=detail)


def _written(pair: tuple[str, str], claim: Sentence) -> tuple[str, str]:
    shown = {word.stem: word.text for word in reversed(claim.words)}
    return shown.get(pair[0], pair[0]), shown.get(pair[1], pair[1])


def _turned(claim: Sentence, source: Sentence) -> tuple[int, int] | None:
    """Return the places of two words that have changed places in an otherwise equal stretch."""
    mine = claim.words
    for start in range(len(source.words) - len(mine) + 1):
        theirs = source.words[start : start + len(mine)]
        places = [
            i for i, (one, two) in enumerate(zip(mine, theirs, strict=True)) if one.stem != two.stem
        ]
        if len(places) != 2:
            continue
        first, second = places
        if mine[first].stem == theirs[second].stem and mine[second].stem == theirs[first].stem:
            return first, second
    return None


def _swapped(claim: Sentence, source: Sentence) -> Check | None:
    """Object where each of two names or things stands where the source has the other."""
    steps = [step for step in align(source, claim) if step[0] == "replace"]
    for place, (_, i1, i2, j1, j2) in enumerate(steps):
        old, new = _named(source, i1, i2), _named(claim, j1, j2)
        for _, k1, k2, l1, l2 in steps[place + 1 :]:
            back = _named(source, k1, k2) == new and _named(claim, l1, l2) == old
            if old and new and old != new and back and not _alike_both_ways(claim, j1, l1):
                return _exchanged(claim, j1, l1)
    return None


def _named(sentence: Sentence, start: int, end: int) -> tuple[str, ...]:
    """Return the stems of a short stretch, articles left out, or nothing if it has a figure."""
    words = [word for word in sentence.words[start:end] if word.lower not in _LIST]
    fit = 0 < len(words) <= _MOST_NAMED and all(_entity(word) for word in words)
    return tuple(word.stem for word in words) if fit else ()


def _exchanged(claim: Sentence, first: int, second: int) -> Check:
    inner = claim.words[first + 1 : second]
    verb = next((w for w in inner if not w.capital and w.lower not in _LIST), inner[0])
    return _objection(verb.text, claim.words[first].text, claim.words[second].text)


def _alike_both_ways(sentence: Sentence, first: int, second: int) -> bool:
    """Return whether two words may change places: items of a list, or sides of "met"."""
    words = sentence.words
    written = sentence.text[words[first].end : words[second].start]
    if _ITEMS.fullmatch(written):
        return True
    inner = words[first + 1 : second]
    if all(word.lower in _LIST for word in inner):
        return True
    if any(word.lower in _OF_ONE_SIDE for word in inner):
        return False
    content = [word for word in inner if word.content and not word.capital]
    if not content and "with" in {word.lower for word in inner}:
        content = [word for word in words[:first] if word.content][-1:]
    return bool(content) and all(word.stem in _MUTUAL for word in content)


def _shared_pivots(claim: Sentence, source: Sentence) -> Iterator[tuple[int, int]]:
    """Yield the places of each lower-case word that both have exactly once."""
    mine, theirs = _single(claim), _single(source)
    for stem, index in mine.items():
        place = theirs.get(stem)
        if place is None or (stem in _SYMMETRIC and claim.words[index].lower not in _TELLS):
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
    before = frozenset(word.stem for word in words[:index] if _entity(word))
    after = [word for word in words[index + 1 :]]
    by = next((i for i, word in enumerate(_clause_of(after[:8])) if word.lower == "by"), None)
    passive = any(word.lower in _BE for word in words[max(0, index - 4) : index])
    lower = words[index].lower
    participle = is_past(lower) or (lower.endswith("en") and len(lower) > _SHORT)
    agent_named = by is not None and _may_act(after[by + 1 : by + 3])
    if by is not None and agent_named and participle and words[index].content:
        agent, rest = _agent(after, by)
        return _Roles(doer=agent, other=before | rest, voice="passive")
    voice = "open" if passive and participle and words[index].content else "active"
    return _Roles(
        doer=before, other=frozenset(word.stem for word in after if _entity(word)), voice=voice
    )


def _may_act(words: Sequence[Word]) -> bool:
    """Return whether "by" may lead to a doer, not "by 13 points" or "by holding both"."""
    deed = any(word.lower.endswith("ing") for word in words[:1])
    return not deed and not any(word.numeral or word.lower in _AMOUNTS for word in words)


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
    names = frozenset(word.stem for word in agent if _entity(word))
    rest = frozenset(word.stem for word in after if _entity(word)) - names
    return names, rest


_SUBORDINATORS = frozenset("when while where which who whom that because if although as".split())  # noqa: SIM905 - a list of words
_STOPS = frozenset("in on at for from to with as after before during since until when and".split())  # noqa: SIM905 - a list of words


def _entity(word: Word) -> bool:
    plain = (
        not word.numeral
        and unit_family(word.lower) is None
        and not word.lower.endswith("ly")
        and word.lower not in _NO_ENTITIES
    )
    return word.content and plain


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
    before = [word.stem for word in words[:place] if _entity(word)]
    after = [word.stem for word in words[place + 1 :] if _entity(word)]
    places = segment(sentence, index)
    lead = [sentence.words[i] for i in places if i < index]
    carried = sentence.words[places[0]].lower == "and" and not any(map(_entity, lead))
    subject = _first_words(sentence) if carried else frozenset[str]()
    return frozenset(before[-_BESIDE:]) | subject, frozenset(after[:_BESIDE])


def _first_words(sentence: Sentence) -> frozenset[str]:
    """Return the stems before the first verb, whom "and shall notify" speaks of too."""
    end = next((i for i in range(len(sentence.words)) if _acts(sentence, i)), 0)
    return frozenset(word.stem for word in sentence.words[:end] if _entity(word))


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
    return frozenset(word.stem for word in before if _entity(word))
