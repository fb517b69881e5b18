"""The guard of attribution: what a third party says stays what that party says."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from rag.answering.guards.sentence import Sentence, closest_sentence, read
from rag.types import Check
from rag.words import containment

__all__ = ["check_attribution"]

_SAYS = (
    r"(?:sa(?:y|ys|id)|claim(?:s|ed)?|argue[sd]?|allege[sd]?|believe[sd]?|think|thinks|thought|"
    r"suggest(?:s|ed)?|predict(?:s|ed)?|estimate[sd]?|speculate[sd]?|maintain(?:s|ed)?|"
    r"contend(?:s|ed)?|insist(?:s|ed)?|assert(?:s|ed)?|warn(?:s|ed)?|suspect(?:s|ed)?|told|"
    r"wr(?:ites|ote)|opine[sd]?|state[sd]|add(?:s|ed)|note[sd]|complain(?:s|ed)?|fear(?:s|ed)?)"
)
_ACCORDING = re.compile(
    r"\b(?:according to|in the (?:view|opinion|words) of|as reported by|in (?:his|her|their) "
    r"(?:view|opinion))\b(?P<who>(?:\s+[\w'.&-]+){0,6})",
    re.IGNORECASE,
)
_THAT = re.compile(
    rf"(?P<who>(?:^|[,;]\s|\bthat\s|\bbut\s|\band\s)?(?:[\w'.&-]+\s){{1,6}}?){_SAYS}\b"
    r"(?:\s(?:[A-Z]\w+|reporters|investors|analysts|the \w+(?: \w+)?(?= that\b)))?\s?,?\s?"
    r"(?:that\b|\"|(?=[a-zA-Z]))",
)
_INVERTED = re.compile(
    rf"[,\"]\s?\"?\s?(?:{_SAYS}\s(?P<who>(?:[\w'.&-]+\s?){{1,6}})|(?P<who2>(?:[\w'.&-]+\s){{1,5}}?)"
    rf"{_SAYS}\b(?=\s?(?:[.,;\"]|$|on\b|in\b|at\b|to\b)))",
)
_OWN = re.compile(
    rf"\b(?:according to|{_SAYS}|announce[sd]?|report(?:s|ed|edly)?|alleged(?:ly)?|"
    r"view|opinion|confirm(?:s|ed)?|reveal(?:s|ed)?|declar(?:es|ed)|mention(?:s|ed)?|"
    r"expect(?:s|ed)?|apparently|supposedly|describ(?:es|ed)|quot(?:es|ed)|accus(?:es|ed))\b",
    re.IGNORECASE,
)
_NOT_SPEAKERS = frozenset(
    {"which", "that", "being", "was", "is", "were", "are", "been", "to", "be"}
)
_BEFORE_NOUNS = frozenset(
    """a an the any one each every no of for to its their his her this such under shall must will
    may can could should would value""".split()  # noqa: SIM905 - a list of words
)
_NEED_THAT = frozenset(
    """maintain maintains maintained add adds added note notes noted state states stated complain
    complained fear feared fears suspect suspects suspected wrote writes""".split()  # noqa: SIM905 - a list of words
)
_PLURAL_VERBS = frozenset(
    """say claim argue allege believe think suggest predict estimate speculate maintain contend
    insist assert warn suspect""".split()  # noqa: SIM905 - a list of words
)
_MANY = frozenset({"i", "we", "they", "you", "people", "many", "some", "most", "who", "few"})
_ABOUT = re.compile(r"\s?(?:[\w-]+\s){0,4}?about\b")
_OWN_DEED = re.compile(r",?\s(?:and|but)\s(?!that\b)(?=\w+ed\b)")
_PRONOUNS = frozenset({"he", "she", "it", "they", "i", "we"})
_LEAST = 0.5


def check_attribution(claim: Sentence, evidence: Sequence[Sentence]) -> Check | None:
    """Object if the claim states as a fact what its source has someone else say.

    What a speaker says of its own doings may be stated without it ("Acme said it sold 5" → "Acme
    sold 5").

    Args:
        claim: The claim.
        evidence: The sentences of the quotes, at least one.

    Returns:
        The check, or None if the source names nobody as saying it.
    """
    source = closest_sentence(claim, evidence)
    found = _attributed(source)
    if found is None:
        return None
    cue, who, said = found
    inside = _words(said) & claim.stems
    if len(inside) < 2 or containment(claim.stems, source.stems) < _LEAST:
        return None
    speaker = _words(who)
    if _says_itself(claim, source) or (speaker and speaker & claim.stems):
        return Check(name="attribution", passed=True, detail=f"Both name who says it (“{cue}”).")
    stand_in = any(word in _PRONOUNS for word in who.lower().split())
    if not speaker and (not stand_in or _keeps_reserve(claim, said)):
        return None
    detail = (
        f"In the source it is what {who.strip()} says (“{cue}”); the sentence says it as a fact."
    )
    return Check(name="attribution", passed=False, detail=detail)


def _says_itself(claim: Sentence, source: Sentence) -> bool:
    """Return whether the claim has words of saying beyond those the source has beside."""
    mine = Counter(match.lower() for match in _OWN.findall(claim.text))
    theirs = Counter(match.lower() for match in _OWN.findall(source.text))
    return bool(mine - theirs) or (bool(mine) and not theirs - mine)


def _keeps_reserve(claim: Sentence, said: str) -> bool:
    """Return whether the claim keeps a reserve inside what is said: "He said Acme expects ..."."""
    inner = {match.lower() for match in _OWN.findall(said)}
    return bool(inner & {match.lower() for match in _OWN.findall(claim.text)})


def _words(text: str) -> frozenset[str]:
    return read(text).stems


def _attributed(source: Sentence) -> tuple[str, str, str] | None:
    """Return the words of saying, who says it, and what is said; None if nobody does."""
    text = source.text
    match = _ACCORDING.search(text)
    if match:
        rest = text[: match.start()] + text[match.end() :]
        return "according to", match["who"], rest
    match = _INVERTED.search(text)
    if match:
        who = match["who"] or match["who2"] or ""
        return "said", who, text[: match.start()]
    for match in _THAT.finditer(text):
        verb = match.group()[len(match["who"]) :].split()[0].rstrip(",")
        quoted = match.group().endswith(("that", '"'))
        if _speaks(match["who"], verb, quoted) and not _ABOUT.match(text, match.end()):
            said = _OWN_DEED.split(text[match.end() :])[0]
            return verb, match["who"].strip(" ,;"), said
    return None


def _speaks(who: str, verb: str, quoted: bool) -> bool:
    """Return whether a word of saying is a verb of a speaker: not "any one claim", "shall note"."""
    words = who.lower().split()
    if not words or set(words) & _NOT_SPEAKERS or words[-1] in _BEFORE_NOUNS:
        return False
    if verb.lower() in _PLURAL_VERBS and not (words[-1].endswith("s") or words[-1] in _MANY):
        return False  # "the revised estimate"
    return quoted or verb.lower() not in _NEED_THAT
