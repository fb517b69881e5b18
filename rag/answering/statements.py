"""Yes/no questions as a pair of opposite statements, built by grammar.

"Is there a purchase commitment?" becomes "There is a purchase commitment." and "There is no
purchase commitment."; the judge weighs both against each passage and code says yes, no or unclear.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.answering.claims import as_answer

__all__ = ["StatementPair", "statement_pair"]


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementPair:
    """A yes/no question's two possible answers as sentences.

    Attributes:
        yes: The statement that makes the answer yes.
        no: Its negation.
    """

    yes: str
    no: str


_BE = frozenset({"is", "are", "was", "were", "am"})
_HAVE = frozenset({"has", "have", "had"})
_DO = frozenset({"do", "does", "did"})
_MODAL = frozenset({"can", "could", "will", "would", "shall", "should", "may", "might", "must"})
_AUXILIARY = re.compile(
    r"^(?:(?:and|but|so|then|also|please tell me|tell me)[, ]+)?"
    r"(is|are|was|were|am|has|have|had|do|does|did|can|could|will|would|shall|should|may|might|"
    r"must|isn['’]t|aren['’]t|wasn['’]t|weren['’]t|hasn['’]t|haven['’]t|hadn['’]t|don['’]t|"
    r"doesn['’]t|didn['’]t|can['’]t|couldn['’]t|won['’]t|wouldn['’]t|shouldn['’]t)\s+(.+)$",
    re.IGNORECASE | re.DOTALL,
)
_CONTRACTED = {"won't": "will", "can't": "can", "shan't": "shall"}
_DETERMINERS = frozenset(
    """the a an this that these those its their his her our your my any some all every each both no
    such another other several many most more""".split()  # noqa: SIM905 - a list of words
)
_PREPOSITIONS = frozenset(
    """in on at for to from under with without by about above below after before between into over
    against among during through within""".split()  # noqa: SIM905 - a list of words
)
_NOUN_LINKS = frozenset({"of", "and", "or", "&", "the", "for"})
_PRONOUNS = frozenset(
    {"it", "they", "he", "she", "we", "you", "i", "this", "that", "these", "those", "there"}
)
# After these words "any" means every one.
_FORBIDS = re.compile(
    r"(?:prohibit|forb[aio]d|exclud|prevent|preclud|restrict|refus|reject|disclaim|waiv|lack|"
    r"without$|ban(?:s|ned)?$|bar(?:s|red)?$|den(?:y|ies|ied)$)",
    re.IGNORECASE,
)
# What is said of some, and what is said of none.
_INDEFINITE = {
    "any": ("some", "no"),
    "some": ("some", "no"),
    "anyone": ("someone", "no one"),
    "someone": ("someone", "no one"),
    "anybody": ("somebody", "nobody"),
    "somebody": ("somebody", "nobody"),
    "anything": ("something", "nothing"),
    "something": ("something", "nothing"),
}
_UNIVERSAL = {"all": "all", "every": "every", "each": "every", "both": "both"}
_PARTICIPLES = frozenset(
    """built made known paid sold given taken held kept left lost met put read said sent set shown
    told won bought brought caught cut done drawn driven found gone grown hit led meant run seen
    spent understood worn written begun broken chosen fallen forgotten frozen hidden spoken stolen
    thrown due able likely bound subject liable free open closed public private valid ready legal
    available safe true false new old big large small high low full empty good bad right wrong
    late early possible necessary mandatory optional binding allowed still already also currently
    now ever not fully partly entirely exclusively final equal essential confidential identical
    conditional ill sick alive dead married single alone afraid aware similar different cheaper
    better worse""".split()  # noqa: SIM905 - a list of words
)
_PREDICATE_ENDING = re.compile(
    r"(?:ed|ing|able|ible|ful|ive|ous|ent|ant|ary|less|ally|ily|tly|ely|ised|ized)$"
)
# Nouns that end as adjectives and participles do.
_NOUNS = frozenset(
    """plant tenant restaurant grant warrant merchant consultant assistant accountant applicant
    participant giant migrant immigrant occupant defendant claimant infant covenant servant
    attendant inhabitant descendant president client student patient parent accident incident event
    rent cent percent continent content component ingredient resident agent patent talent precedent
    respondent correspondent executive initiative objective incentive directive representative
    archive drive perspective alternative detective relative motive narrative five subsidiary salary
    library secretary summary anniversary boundary dictionary diary beneficiary intermediary notary
    commentary table cable variable vegetable bible seed bed speed need feed deed shed family ally
    rally spring ring king string wing thing morning evening ceiling""".split()  # noqa: SIM905
)
# Nouns where a predicate follows: "the main building insured", but "the firm building homes".
_DOINGS = frozenset(
    """building meeting funding financing hearing filing offering listing ruling training housing
    opening parking painting wedding warning drawing briefing mailing savings""".split()  # noqa: SIM905
)
_ATTRIBUTIVE = frozenset(
    """new old main first second third next last current former local national annual central
    general big large small long short entire whole only same other own joint planned proposed
    original previous public private parent medical legal financial""".split()  # noqa: SIM905
)
_ADJECTIVE_ENDING = re.compile(r"(?:able|ible|ful|ive|ous|ent|ant|ary)$")
_VERBS = frozenset(
    """get have own pay make include need require own sell buy use plan expect say give take hold
    offer provide produce build run cover contain allow permit apply mention state name list show
    specify describe disclose report receive earn cost charge owe employ hire work operate manage
    lead control compete cooperate collaborate partner agree commit intend want seek support oppose
    reject accept approve deny confirm announce publish release launch ship deliver supply
    manufacture design develop test evaluate measure know think believe consider regard treat count
    exist depend rely rest end begin start stop continue expire renew terminate close open change
    increase decrease rise fall grow shrink gain lose win cause lead result affect influence help
    hurt reduce improve involve belong refer relate concern go come do be become remain stay live
    keep put set let see find tell ask answer call write read explain define distinguish compare
    differ match exceed meet reach pass fail succeed qualify face bear carry store process share
    transfer move invest acquire merge join leave return replace remove add create destroy store
    protect guarantee insure assure ensure promise threaten sue fine tax license export import
    trade exchange convert recognise recognize acknowledge admit claim argue suggest imply mean
    indicate prove prevent prohibit forbid ban restrict limit mandate oblige entitle enjoy like
    prefer recommend advise warn plan propose consist comprise feature represent serve act function
    appear seem look feel last take occur happen arise derive exclude waive resign retire die
    respond reply vote elect appoint attend participate visit travel sign check inspect audit notify
    inform consult discuss negotiate settle withdraw cancel postpone delay extend expand double
    borrow lend repay deduct refund reimburse train teach study drive fly eat drink sleep speak
    talk write win spend save waste invite hurt injure harm fill empty heat cool""".split()  # noqa: SIM905 - a list of words
)


def statement_pair(question: str) -> StatementPair | None:
    """Return the pair of statements of a yes/no question, or None for any other question.

    When the subject's end cannot be told, the statements name the question itself.

    >>> statement_pair("Is there a purchase commitment?")
    StatementPair(yes='There is a purchase commitment.', no='There is no purchase commitment.')
    >>> statement_pair("Does Acme get early access to the tools?").no
    'Acme does not get early access to the tools.'
    >>> statement_pair("Who signed?") is None
    True
    """
    match = _AUXILIARY.match(" ".join(question.split()).rstrip("?!. "))
    if match is None or re.search(r",?\s\bor\b\s(?!not\b)", match[2]):
        return None
    auxiliary = _plain(match[1].lower())
    words = match[2].split()
    ever = len(words) > 2 and "ever" in map(str.lower, words)
    if ever:
        words = [word for word in words if word.lower() != "ever"]
    if words[0].lower() == "there":
        return _existence(auxiliary, words[1:]) if len(words) > 1 else None
    end = _subject_end(auxiliary, words)
    if end is None:
        asked = question.strip()
        return StatementPair(yes=as_answer(asked, "yes"), no=as_answer(asked, "no"))
    return _clause(auxiliary, words[:end], words[end:], ever=ever)


def _plain(auxiliary: str) -> str:
    folded = auxiliary.replace("’", "'")
    return _CONTRACTED.get(folded, folded.removesuffix("n't"))


def _existence(auxiliary: str, rest: list[str]) -> StatementPair:
    if rest[0].lower() == "been":
        words, verb = rest[1:], f"{auxiliary} been"
    else:
        words, verb = rest, auxiliary
    bare = words[1:] if words and words[0].lower() in {"a", "an", "any", "some"} else words
    stated = bare if words and words[0].lower() == "any" else words
    return StatementPair(
        yes=_sentence(["There", verb, *stated]), no=_sentence(["There", verb, "no", *bare])
    )


def _subject_end(auxiliary: str, words: list[str]) -> int | None:
    """Return the index of the first word of the predicate, or None if it cannot be told."""
    if len(words) <= 2:
        return 1 if len(words) == 2 else None
    first = words[0].lower()
    if first in _PRONOUNS and (first not in _DETERMINERS or _predicates(auxiliary, words[1])):
        return 1
    if first not in _DETERMINERS and words[0][0].isupper():
        end = _capitalised_run(words)
        if end < len(words):
            return end
    return _first_predicate(auxiliary, words)


def _capitalised_run(words: list[str]) -> int:
    end = 1
    while end < len(words):
        word, following = words[end], words[end + 1 : end + 2]
        linked = word.lower() in _NOUN_LINKS and bool(following) and following[0][0].isupper()
        if not (word[0].isupper() or word[0].isdigit() or linked):
            break
        end += 1
    if words[end - 1].endswith(("'s", "’s", "s'", "s’")) and end < len(words):
        return len(words)
    return end


def _predicates(auxiliary: str, word: str) -> bool:
    lower = word.lower().strip(",")
    if auxiliary in _BE or auxiliary in _HAVE:
        ending = _PREDICATE_ENDING.search(lower) and lower not in _NOUNS
        formed = bool(ending) and not lower.endswith("ment")
        return lower in _PARTICIPLES or formed or lower == "been"
    return lower in _VERBS


def _first_predicate(auxiliary: str, words: list[str]) -> int | None:
    start = 2 if words[0].lower() in _DETERMINERS else 1
    stop = len(words)
    if auxiliary in _BE:  # "a binding commitment" is one predicate
        stop = _starter(words, start, _DETERMINERS - {"that"}, after=_VERBS) or stop
    for index in range(start, stop):
        before = words[index - 1].lower()
        attributed = before in _DETERMINERS | _ATTRIBUTIVE or before == "of"
        if auxiliary in _BE and not attributed and _compares(words, index):
            return index
        if attributed or not _predicates(auxiliary, words[index]):
            continue
        if not _of_subject(auxiliary, words, index):
            return index
    if auxiliary in _DO | _MODAL:
        return _verb_before_object(words, start)
    if auxiliary in _BE:
        return _starter(words, start, _DETERMINERS) or _starter(words, start, _PREPOSITIONS)
    return None


def _compares(words: list[str], index: int) -> bool:
    """Return whether a comparison begins at a word: "higher than", "more useful than"."""
    word, following = words[index].lower(), [w.lower() for w in words[index + 1 : index + 3]]
    if word in {"more", "less", "fewer"}:
        return "than" in following
    return word.endswith("er") and following[:1] == ["than"]


def _of_subject(auxiliary: str, words: list[str], index: int) -> bool:
    """Return whether a noun or adjective belongs to the subject, the predicate coming after it."""
    word, following = words[index].lower(), words[index + 1 : index + 2]
    if auxiliary not in _BE | _HAVE or not following:
        return False
    nominal = word in _DOINGS or bool(_ADJECTIVE_ENDING.search(word))
    return nominal and _predicates(auxiliary, following[0])


def _starter(
    words: list[str], start: int, starters: frozenset[str], *, after: frozenset[str] = frozenset()
) -> int | None:
    """Return the index of the first starter that does not belong to the word before it.

    It belongs to a preposition, "of", "and", "or", another starter, and to the words of `after`.
    """
    joining = _PREPOSITIONS | {"of", "and", "or"} | starters | after
    for index in range(start, len(words)):
        if words[index].lower() in starters and words[index - 1].lower() not in joining:
            return index
    return None


def _verb_before_object(words: list[str], start: int) -> int | None:
    """Return the index of a verb known only by its place: before a determiner, or last of three."""
    for index in range(start, len(words) - 1):
        known = words[index].lower() in _PREPOSITIONS | _NOUN_LINKS
        if words[index + 1].lower() in _DETERMINERS and not known:
            return index
    return 2 if len(words) == 3 and start == 2 else None


def _clause(
    auxiliary: str, subject: list[str], predicate: list[str], *, ever: bool
) -> StatementPair:
    if predicate[0].lower() == "not":
        predicate = predicate[1:]
    negated = "cannot" if auxiliary == "can" else f"{auxiliary} not"
    negated += " ever" if ever else ""
    stated = predicate if auxiliary in _MODAL else _with_some(predicate)
    first = subject[0].lower()
    if first in _INDEFINITE:
        some, none = _INDEFINITE[first]
        kept = subject[:1] if auxiliary in _MODAL else [some]  # "any tenant can" is each of them
        none = "none" if none == "no" and subject[1:2] == ["of"] else none
        yes = [*kept, *subject[1:], *_finite(auxiliary, stated)]
        no = [none, *subject[1:], *_finite(auxiliary, predicate)]
        return StatementPair(yes=_sentence(yes), no=_sentence(no))
    yes, no = [*subject, *_finite(auxiliary, stated)], [*subject, negated, *predicate]
    if first in _UNIVERSAL:
        every = "every one" if first == "each" and subject[1:2] == ["of"] else _UNIVERSAL[first]
        no = ["not", every, *subject[1:], *_finite(auxiliary, stated)]
    return StatementPair(yes=_sentence(yes), no=_sentence(no))


def _finite(auxiliary: str, predicate: list[str]) -> list[str]:
    """Return the predicate as it is said without a question."""
    if auxiliary == "does":
        return [_third_person(predicate[0]), *predicate[1:]]
    return predicate if auxiliary == "do" else [auxiliary, *predicate]


def _with_some(words: list[str]) -> list[str]:
    """Return the words with "some" for "any", which a statement does not say.

    It does say "at any time" and "prohibits any use".
    """
    said: list[str] = []
    forbids = False
    for word in words:
        forbids = forbids or bool(_FORBIDS.match(word))
        free = forbids or (bool(said) and said[-1].lower() in _PREPOSITIONS)
        said.append(word if free else _INDEFINITE.get(word.lower(), (word, ""))[0])
    return said


def _third_person(verb: str) -> str:
    irregular = {"have": "has", "be": "is", "do": "does", "go": "goes"}
    if verb in irregular:
        return irregular[verb]
    if re.search(r"(?:s|x|z|ch|sh)$", verb):
        return verb + "es"
    if re.search(r"[^aeiou]y$", verb):
        return verb[:-1] + "ies"
    return verb + "s"


def _sentence(words: list[str]) -> str:
    text = " ".join(word for word in words if word)
    return text[0].upper() + text[1:] + "."
