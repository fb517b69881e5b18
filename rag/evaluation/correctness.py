"""Whether an answer is right by the rules of its question, and how near it is to a reference."""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Iterable, Sequence

from rag.evaluation.dataset import EvalQuestion
from rag.evaluation.response import Response

__all__ = [
    "best_f1",
    "exactly",
    "groups_included",
    "names_one",
    "normalised",
    "occurs",
    "problems",
    "token_f1",
]

_ARTICLES = re.compile(r"\b(?:a|an|the)\b")
_PUNCTUATION = str.maketrans("", "", string.punctuation + "‘’“”–—")


def problems(question: EvalQuestion, response: Response) -> list[str]:
    """Return what is wrong with an answer, empty when every rule of its question holds.

    A system without statuses is silent when its words say so, and may tell both sides of a
    conflict in its text.
    """
    found = _status_problem(question, response)
    words = response.words
    for group in question.must_include:
        if not any(occurs(alternative, words) for alternative in group):
            found.append("lacks " + " | ".join(group))
    for text in question.must_not_include:
        if text.casefold() in words.casefold():
            found.append(f"says {text}")
    if question.polarity and _first_word(response.text) != question.polarity:
        found.append(
            f"begins with {_first_word(response.text) or 'nothing'}, not {question.polarity}"
        )
    cited = [citation.uri for citation in response.citations]
    if question.gold_sources and not any(names_one(uri, question.gold_sources) for uri in cited):
        found.append("cites no document that holds the answer")
    return found


def groups_included(question: EvalQuestion, response: Response) -> list[bool]:
    """Return of each group of `must_include` whether one of its alternatives is told."""
    words = response.words
    return [any(occurs(one, words) for one in group) for group in question.must_include]


def occurs(phrase: str, text: str) -> bool:
    r"""Whether a phrase occurs as whole words, in any case and with any white space.

    >>> occurs("$1 trillion", "It is $1.4 trillion."), occurs("4 trillion", "It is $1.4 trillion.")
    (False, False)
    >>> occurs("$1.4 trillion", "a staggering US$1.4\xa0Trillion"), occurs("17", "rose 17%.")
    (True, True)
    """
    inner = r"\s+".join(re.escape(word) for word in phrase.split())
    before = r"(?<!\w)(?<!\d[.,])" if phrase[:1].isalnum() else ""
    after = r"(?!\w)(?![.,]\d)" if phrase[-1:].isalnum() else ""
    return re.search(before + inner + after, text, re.IGNORECASE) is not None


def names_one(uri: str, sources: Sequence[str]) -> bool:
    """Whether a uri is one of the sources, or ends with one after a slash.

    >>> names_one("folder/a.txt", ["a.txt"]), names_one("ba.txt", ["a.txt"])
    (True, False)
    """
    parts = uri.split("/")
    return any(parts[-len(named) :] == named for named in (each.split("/") for each in sources))


def normalised(text: str) -> str:
    """Return a text in lower case, without punctuation and articles, white space folded.

    Source: Rajpurkar et al., "SQuAD: 100,000+ questions for machine comprehension of text", 2016,
    and its evaluation script; curly quotes and long dashes count as punctuation here too.

    >>> normalised("The  Harbour's U.S. gate.")
    'harbours us gate'
    """
    return " ".join(_ARTICLES.sub(" ", text.lower().translate(_PUNCTUATION)).split())


def exactly(golds: Iterable[str], told: str) -> bool:
    """Whether what is told is one of the gold answers, both normalised."""
    return normalised(told) in {normalised(gold) for gold in golds}


def token_f1(gold: str, told: str) -> float:
    """Return the F1 of shared words, repeats counted, 0–1.

    Source: as `normalised`.
    """
    wanted, words = normalised(gold).split(), normalised(told).split()
    shared = sum((Counter(wanted) & Counter(words)).values())
    return 2 * shared / (len(wanted) + len(words)) if shared else 0.0


def best_f1(golds: Iterable[str], told: str) -> float:
    """Return the largest token F1 against any of the gold answers, 0–1; 0 without one."""
    return max((token_f1(gold, told) for gold in golds), default=0.0)


def _status_problem(question: EvalQuestion, response: Response) -> list[str]:
    expected = _counted_as(question.expected_status)
    if expected is None:
        return []
    if response.status is None:
        silent = response.silent
        if silent == (expected == "not_found"):
            return []
        return [f"{'silent' if silent else 'answered'}, not {expected}"]
    if _counted_as(response.status) == expected:
        return []
    return [f"{response.status}, not {expected}"]


def _counted_as(status: str | None) -> str | None:
    return "answered" if status == "partly_answered" else status


def _first_word(text: str) -> str:
    found = re.search(r"\w+", text)
    return found.group().casefold() if found else ""
