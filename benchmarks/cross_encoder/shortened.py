"""Two more rules on true sentences: saying less of them, and putting another word into them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from random import Random

from benchmarks.altered.edit import Rule, chosen, raised
from benchmarks.altered.sentences import Sentence
from rag.words import content_stems

__all__ = ["shortened", "word_swap"]

_LEAST_WORDS = 4
_BREAK = re.compile(
    r"(?:,? (?=(?:and|who|which|where|when|while|after|before|because|as|in|on|at|by|for|from|with"
    r"|during|through|including)\b)|[,;] )"
)
_LEAD = re.compile(r"^(?:In|On|During|By|Since|At|After|As|With|For) [^,]{3,60}, (?=[\w“\"])")
_BRACKET = re.compile(r" ?(?:\([^()]*\)|-LRB-.*?-RRB-)")
_VERB = re.compile(
    r"\b(?:is|are|was|were|has|have|had|became|began|made|took|gave|led|won|held|wrote|said|built"
    r"|\w{3,}ed)\b (?!by\b)"
)
_HARMFUL = re.compile(
    r"\b(?:not|no|never|without|unless|if|except|but|only|may|might|could|although|though|however"
    r"|reportedly|allegedly|despite|according|instead|rather|until|than|or|whether|both|between|so"
    r"|either|neither|most|first|last|among|one of|less|more)\b|n['’]t\b"
)
_WORD = re.compile(r"(?<=[a-z,] )[a-z]{4,}(?=[ ,.;])")
_NEIGHBOUR = re.compile(r"(\w+) $")
_ENDINGS = ("tion", "ing", "ed", "ly", "al", "ic", "ous", "er", "ist", "ity", "ment", "s")


def shortened(sentence: Sentence, rng: Random) -> str | None:
    """The beginning of a sentence up to a place where it may end, without brackets and its lead.

    None where the sentence has a word that a cut may turn around ("not", "only", "unless"), or no
    place to cut that leaves a verb and something after it.
    """
    text = _BRACKET.sub("", sentence.text)
    if _HARMFUL.search(text):
        return None
    text = raised(_LEAD.sub("", text))
    heads = [text[: match.start()] for match in _BREAK.finditer(text)]
    whole = [head for head in heads if _stands(head)]
    return f"{rng.choice(whole)}." if whole else None


def word_swap(sentences: Iterable[Sentence]) -> Rule:
    """A rule that replaces one lower-case word by a word of like form from the other sentences.

    Like form: it follows the same word somewhere and has the same ending. The new word's stem does
    not occur in the sentence.

    Args:
        sentences: Where the words come from.
    """
    known: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for sentence in sentences:
        for match in _WORD.finditer(sentence.text):
            known[_form(sentence.text, match)].add(match.group())
    lists = {form: sorted(words) for form, words in known.items()}

    def rule(sentence: Sentence, rng: Random) -> str | None:
        own = set(content_stems(sentence.text))
        edits: list[tuple[int, int, str]] = []
        for match in _WORD.finditer(sentence.text):
            listed = lists.get(_form(sentence.text, match), [])
            others = [word for word in rng.sample(listed, min(5, len(listed))) if _new(word, own)]
            if others and content_stems(match.group()):
                edits.append((match.start(), match.end(), others[0]))
        return chosen(sentence, rng, edits)

    return rule


def _new(word: str, stems: set[str]) -> bool:
    own = content_stems(word)
    return bool(own) and stems.isdisjoint(own)


def _stands(head: str) -> bool:
    if (
        len(head.split()) < _LEAST_WORDS
        or head.count('"') % 2
        or head.count("“") != head.count("”")
    ):
        return False
    verb = _VERB.search(head)
    return verb is not None and len(head[verb.end() :].split()) >= 1 and head[-1] not in ",;:("


def _form(text: str, match: re.Match[str]) -> tuple[str, str]:
    before = _NEIGHBOUR.search(text[: match.start()])
    ending = next((end for end in _ENDINGS if match.group().endswith(end)), "")
    return (before.group(1).lower() if before else "", ending)
