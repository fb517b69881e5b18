"""The guard of names: every name of the claim is in its texts, and in the place it has there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from rag.answering.guards.alignment import align
from rag.answering.guards.bounds import figures_of
from rag.answering.guards.moments import moments
from rag.answering.guards.sentence import Sentence, Word, closest_sentence, read
from rag.answering.guards.units import unit_family
from rag.types import Check
from rag.words import STOP_WORDS

__all__ = ["check_names", "name_runs"]

_CALENDAR = frozenset(
    """january february march april may june july august september october november december
    monday tuesday wednesday thursday friday saturday sunday""".split()  # noqa: SIM905 - a list of words
)
_OPENERS = frozenset(
    """about above according across additionally after aside even apart amid among as because
    but can did do does if is was were are or so whether all almost along although among
    another any anybody anyone anything approximately around at based before behind below
    besides between beyond both by despite during each either every everybody everyone
    everything few finally five following for four from furthermore given half he hence her
    here his how however in including instead it its last later likewise many meanwhile
    moreover most much near nearly neither never nevertheless next no none nonetheless not
    nothing now off on once one only other others our out over overall per perhaps plus
    previously rather recently several she similarly since some somebody someone something
    sometimes soon still subsequently such that their then there therefore these they this
    those though three thus to today together two under unless unlike unlikely until upon
    usually via we what when where whereas while who why with within without yes yesterday yet
    you your i""".split()  # noqa: SIM905 - a list of words
)
_COMMON_ENDING = re.compile(
    r"(?:[ts]ions?|ments?|ness|it(?:y|ies)|ings?|ly|ers|ors|ists|ants|ents|ees|ages|ances?|ences?|"
    r"ships?|ures|als|sales?|costs?|people)$"
)
_AFTER_NOUNS = frozenset({"on", "of", "to", "for", "with", "into", "about"})
_BEFORE_UNITS = frozenset({"per", "a", "an", "one"})
_LINKS = frozenset({"of", "the", "and", "for", "de", "la", "van", "von"})
_TITLES = frozenset(
    """mr mrs ms dr prof professor sir lord lady president chairman chief executive officer director
    minister prime king queen prince princess judge justice general captain company inc corp
    corporation ltd limited llc plc co group ag gmbh sa nv the""".split()  # noqa: SIM905 - a list of words
)
_ALIASES = {
    "us": "united states", "usa": "united states", "america": "united states",
    "american": "united states", "americans": "united states", "uk": "united kingdom",
    "britain": "united kingdom", "british": "united kingdom", "eu": "european union",
    "chinese": "china", "japanese": "japan", "german": "germany", "germans": "germany",
    "french": "france", "italian": "italy", "italians": "italy", "spanish": "spain",
    "russian": "russia", "russians": "russia", "indian": "india", "indians": "india",
    "canadian": "canada", "canadians": "canada", "mexican": "mexico", "brazilian": "brazil",
    "korean": "korea", "dutch": "netherlands", "swiss": "switzerland", "swedish": "sweden",
    "norwegian": "norway", "danish": "denmark", "finnish": "finland", "polish": "poland",
    "turkish": "turkey", "greek": "greece", "irish": "ireland", "scottish": "scotland",
    "welsh": "wales", "egyptian": "egypt", "israeli": "israel", "australian": "australia",
    "taiwanese": "taiwan", "vietnamese": "vietnam", "european": "europe", "asian": "asia",
    "african": "africa", "californian": "california", "ukrainian": "ukraine", "iranian": "iran",
    "iraqi": "iraq", "portuguese": "portugal", "austrian": "austria", "belgian": "belgium",
    "tv": "television",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class _Names:
    """Every word the texts have, and their long names."""

    words: frozenset[str]
    stems: frozenset[str]
    runs: tuple[frozenset[str], ...]


@lru_cache(maxsize=2048)
def name_runs(
    sentence: Sentence, known: frozenset[str] = frozenset()
) -> tuple[tuple[Word, ...], ...]:
    """Return the names of a sentence, each as its capitalised words in a row.

    Args:
        sentence: The sentence.
        known: Lower-case words that are known to be names, to decide about the first word.
    """
    runs: list[tuple[Word, ...]] = []
    run: list[Word] = []
    for index, word in enumerate(sentence.words):
        gap = sentence.text[run[-1].end : word.start] if run else ""
        joined = gap in {"", " ", "-", " & ", ". "} and not run[-1].possessive if run else False
        if not _named(sentence, index, known):
            joined = False
            if run:
                runs.append(tuple(run))
                run = []
            continue
        if run and not joined:
            runs.append(tuple(run))
            run = []
        run.append(word)
    return (*runs, tuple(run)) if run else tuple(runs)


def _named(sentence: Sentence, index: int, known: frozenset[str]) -> bool:
    word = sentence.words[index]
    if not word.capital or word.lower in _CALENDAR:
        return False
    before = sentence.words[index - 1] if index else None
    if before and unit_family(word.lower) and (before.numeral or before.lower in _BEFORE_UNITS):
        return False
    if len(word.text) == 1 and sentence.text[: word.start].endswith(("/", "·")):
        return False  # a unit: "mg/L"
    if word.lower in STOP_WORDS and not (word.text.isupper() and len(word.text) > 1):
        return False
    if not _opens(sentence, index):
        return True
    if word.lower in known or word.possessive or any(c.isupper() for c in word.text[1:]):
        return True
    return word.lower not in _OPENERS and not _common(sentence, index)


def _common(sentence: Sentence, index: int) -> bool:
    """Return whether the first word of a sentence looks like an ordinary word."""
    word = sentence.words[index]
    following = sentence.words[index + 1] if index + 1 < len(sentence.words) else None
    if word.lower.endswith("ed") or (following and following.lower in _AFTER_NOUNS):
        return True
    in_name = following and following.capital and following.lower not in STOP_WORDS
    return not in_name and bool(_COMMON_ENDING.search(word.lower))


def _opens(sentence: Sentence, index: int) -> bool:
    before = sentence.text[: sentence.words[index].start].rstrip(" \"'([")
    return not before or before[-1] in ".!?:"


def check_names(claim: Sentence, evidence: Sequence[Sentence], known: str) -> Check | None:
    """Compare the names of a claim with those of its evidence.

    Args:
        claim: The claim.
        evidence: The sentences of the quotes, at least one.
        known: Question, titles and headings; their names need no support.

    Returns:
        The check, or None if the claim has no name.
    """
    texts = [*evidence, read(known)]
    names = _collected(texts)
    runs = name_runs(claim, frozenset(w.lower for s in texts for w in s.words if _inner(s, w)))
    dates = {w.lower for m in moments(claim.text) for w in read(m.text).words}
    dates |= {w.lower for f in figures_of(claim) for w in read(f.quantity.text).words}
    runs = tuple(run for run in runs if not all(word.lower in dates for word in run))
    if not runs:
        return None
    for run in runs:
        missing = any(_missing(word, names) and not _shortened(word, run, names) for word in run)
        if missing and not _short_for(run, texts) and not _in_full(run, names):
            return _objection(f"{_shown(run)} is not in the source.")
        if _mixed(run, names):
            return _objection(f"{_shown(run)} is not a name of the source.")
    closest = closest_sentence(claim, evidence)
    swapped = _swapped(claim, closest, runs)
    if swapped:
        return _objection(f"The sentence says {swapped[0]}; the source says {swapped[1]}.")
    return Check(name="names", passed=True, detail="Every name is in the source.")


def _objection(detail: str) -> Check:
    return Check(name="names", passed=False, detail=detail)


def _inner(sentence: Sentence, word: Word) -> bool:
    return word.capital and word.start > 0


def _collected(texts: Sequence[Sentence]) -> _Names:
    words = {word.lower for text in texts for word in text.words}
    words |= {part for word in words for part in _ALIASES.get(word, "").split()}
    runs = tuple(frozenset(word.lower for word in run) for text in texts for run in name_runs(text))
    stems = frozenset(word.stem for text in texts for word in text.words)
    return _Names(words=frozenset(words), stems=stems, runs=runs)


def _missing(word: Word, names: _Names) -> bool:
    if word.lower in names.words or word.lower.isdigit() or word.lower in _TITLES:
        return False
    alias = _ALIASES.get(word.lower, "").split()
    if alias and all(part in names.words for part in alias):
        return False
    return not (word.content and word.stem in names.stems)


def _in_full(run: Sequence[Word], names: _Names) -> bool:
    """Return whether the source has only the last part of the name: "Cruz" for "Ana Cruz"."""
    parts = {word.lower for word in run}
    holding = [other for other in names.runs if run[-1].lower in other]
    return len(run) > 1 and bool(holding) and all(other <= parts for other in holding)


def _shortened(word: Word, run: Sequence[Word], names: _Names) -> bool:
    """Return whether it is the short form of a first name whose last name follows ("Tim Roth")."""
    if len(run) < 2 or word == run[-1] or len(word.lower) < 3:
        return False
    last = run[-1].lower
    return any(
        last in other and any(part.startswith(word.lower) for part in other) for other in names.runs
    )


def _short_for(run: Sequence[Word], texts: Sequence[Sentence]) -> bool:
    """Return whether an acronym stands for a name of the texts, or the name for an acronym."""
    letters = "".join(word.text[0] for word in run if word.lower not in _LINKS)
    if len(run) > 1 and any(letters == word.text for text in texts for word in text.words):
        return True
    if len(run) != 1 or not run[0].text.isupper() or len(run[0].text) < 2:
        return False
    return any(run[0].text in _initials(text) or _spelled(run[0], text) for text in texts)


def _spelled(acronym: Word, sentence: Sentence) -> bool:
    """Return whether words in a row, of any case, begin with the letters: "value added tax"."""
    first = "".join(word.lower[0] for word in sentence.words if word.lower not in _LINKS)
    return len(acronym.text) > 2 and acronym.lower in first


def _initials(sentence: Sentence) -> set[str]:
    found: set[str] = set()
    groups = groupby(sentence.words, key=lambda word: word.capital or word.lower in _LINKS)
    for capital, group in groups:
        if capital:
            words = list(group)
            strict = "".join(word.text[0] for word in words if word.capital)
            loose = "".join(word.text[0].upper() for word in words)
            for whole in (strict, loose):
                found |= {
                    whole[i:j] for i in range(len(whole)) for j in range(i + 2, len(whole) + 1)
                }
    return found


def _mixed(run: Sequence[Word], names: _Names) -> bool:
    """Return whether a name is put together from parts of different names."""
    parts = frozenset(word.lower for word in run) - _TITLES
    if len(parts) < 2 or any(parts <= other for other in names.runs):
        return False
    partial = [other & parts for other in names.runs if other & parts and other - parts - _TITLES]
    whole = frozenset[str]().union(
        *(other & parts for other in names.runs if other <= parts | _TITLES)
    )
    return len({part for part in partial if part - whole}) > 1


def _shown(run: Sequence[Word]) -> str:
    return " ".join(word.text for word in run)


def _swapped(
    claim: Sentence, source: Sentence, runs: Sequence[tuple[Word, ...]]
) -> tuple[str, str] | None:
    """Return a name of the claim and the other name that the source has in its place."""
    named = {word.start for run in runs for word in run}
    source_named = {word.start for run in name_runs(source) for word in run}
    for tag, i1, i2, j1, j2 in align(source, claim):
        if tag != "replace":
            continue
        old = _bare(source.words[i1:i2])
        new = _bare(claim.words[j1:j2])
        if not old or not new or not _same_place(claim, source, (i1, i2, j1, j2)):
            continue
        if not all(w.start in source_named for w in old) or not all(w.start in named for w in new):
            continue
        if not _related(old, new, claim, source):
            return _shown(new), _shown(old)
    return None


def _bare(words: Sequence[Word]) -> list[Word]:
    return [word for word in words if word.lower not in _TITLES and word.lower not in _LINKS]


def _same_place(claim: Sentence, source: Sentence, place: tuple[int, int, int, int]) -> bool:
    """Return whether the word before or after the two stretches is the same."""
    i1, i2, j1, j2 = place
    before = i1 == j1 == 0 or (
        i1 > 0 and j1 > 0 and source.words[i1 - 1].stem == claim.words[j1 - 1].stem
    )
    ends = i2 == len(source.words) and j2 == len(claim.words)
    after = ends or (
        i2 < len(source.words)
        and j2 < len(claim.words)
        and source.words[i2].stem == claim.words[j2].stem
    )
    return before and after


def _two_sides(one: str, two: str) -> bool:
    """Return whether two words name the sides of one deal: "licensor" and "licensee"."""
    ends = {one.endswith("ee"), two.endswith("ee")}
    return ends == {True, False} and one[:4] == two[:4]


def _related(old: Sequence[Word], new: Sequence[Word], claim: Sentence, source: Sentence) -> bool:
    if {word.lower for word in old} & {word.lower for word in new}:
        return len(old) != len(new) or old[-1].lower == new[-1].lower
    pairs = [(one.lower, two.lower) for one in old[:1] for two in new[:1]]
    if any(one.startswith(two[:3]) and not _two_sides(one, two) for one, two in pairs):
        return True
    aliases = {_ALIASES.get(word.lower, word.lower) for word in (*old, *new)}
    if len(aliases) == 1 or _short_for(new, [source]) or _short_for(old, [claim]):
        return True
    return {word.lower for word in old} <= claim.lowers and {
        word.lower for word in new
    } <= source.lowers
