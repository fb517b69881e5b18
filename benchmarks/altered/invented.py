"""True sentences with an invented half: a clause before or after that no document states."""

from __future__ import annotations

from random import Random

from benchmarks.altered.edit import Rule, lowered, swap
from benchmarks.altered.sentences import Sentence
from benchmarks.altered.words import words

__all__ = ["INVENTED_RULES"]

_PLACES = words("Lisbon Nairobi Oslo Winnipeg Montevideo Geneva Kolkata Brisbane Tallinn Quito")
_PEOPLE = (
    "Ruth Okafor",
    "Daniel Brandt",
    "Mei Tanaka",
    "Pedro Salinas",
    "Ingrid Holm",
    "Amir Nasser",
)

_ENDS: dict[str, tuple[str, ...]] = {
    "end_money": (
        ", at a cost of ${n} million",
        ", which cost taxpayers about ${n} million",
        ", a step that saved an estimated ${n} million",
        ", with {n} percent of the money coming from private donors",
        ", for which ${n} million was set aside in a separate fund",
    ),
    "end_source": (
        ", according to court filings",
        ", as an internal memo later confirmed",
        ", as {person} revealed in a memoir",
        ", a fact first reported by a newspaper in {place}",
        ", according to a survey of {n} specialists",
    ),
    "end_later": (
        ", which was later cancelled",
        ", a decision that was reversed {few} years later",
        ", although a court in {place} overturned this soon afterwards",
        ", but this was abandoned after {few} months",
        ", and the matter was reopened in {place} {few} years later",
    ),
    "end_effect": (
        ", which led to protests in {place}",
        ", causing {n} people to lose their jobs",
        ", and as a result {n} schools were closed",
        ", which prompted a formal inquiry led by {person}",
        ", a move that {person} publicly opposed",
        ", which doubled the number of visitors from {place}",
    ),
    "end_fame": (
        ", making it the first of its kind outside {place}",
        ", for which {person} received a national award",
        ", an approach since copied in {place}",
        ", and a monument in {place} recalls this today",
        ", a record that still stands",
    ),
    "end_reason": (
        " because of pressure from investors in {place}",
        " in order to avoid a fine of ${n} million",
        " mainly because {person} insisted on it",
        " after {few} earlier attempts had failed",
        " despite objections from the city council of {place}",
        " as part of a secret agreement with officials in {place}",
    ),
}
_STARTS: dict[str, tuple[str, ...]] = {
    "start_after": (
        "After a {few}-year legal dispute, ",
        "Following a complaint by {person}, ",
        "Shortly after a fire in {place}, ",
        "Under pressure from shareholders, ",
        "On the advice of {person}, ",
    ),
    "start_fact": (
        "A commission in {place} voted {n} to {few} on the matter, and ",
        "{person} had warned against it for years, but ",
        "The plans were drawn up in {place}, and ",
        "Insurers paid out ${n} million, and ",
        "A film about it was made in {place}, and ",
    ),
}


def _filled(template: str, rng: Random) -> str:
    return template.format(
        n=rng.randint(12, 96),
        few=rng.choice(("two", "three", "four", "five")),
        place=rng.choice(_PLACES),
        person=rng.choice(_PEOPLE),
    )


def _end(templates: tuple[str, ...]) -> Rule:
    def rule(sentence: Sentence, rng: Random) -> str | None:
        if sentence.text[-2] in '”"’).' or len(sentence.text.split()) > 32:
            return None
        return sentence.text[:-1] + _filled(rng.choice(templates), rng) + "."

    return rule


def _start(templates: tuple[str, ...]) -> Rule:
    def rule(sentence: Sentence, rng: Random) -> str | None:
        first = sentence.text.split(" ", 1)[0]
        if first in {"However,", "And", "But", "Also,", "Thus,"} or first[0] in '“"':
            return None
        joined = lowered(sentence.text) != sentence.text or sentence.text.split()[1][0].isupper()
        if not joined or first.rstrip(",").endswith(("ly", "ing")) or first.rstrip(",") != first:
            return None
        return _filled(rng.choice(templates), rng) + lowered(sentence.text)

    return rule


INVENTED_RULES: dict[str, Rule] = {
    **{name: _end(templates) for name, templates in _ENDS.items()},
    **{name: _start(templates) for name, templates in _STARTS.items()},
    "middle_aside": swap(
        r"^((?:The|This|These) (?:[a-z]+ )?[a-z]+s?) (is|are|was|were|has|had|will)\b",
        r"\1, once banned in Oslo, \2",
        r"\1, long a source of debate in Quito, \2",
        r"\1, first described by Ruth Okafor, \2",
        r"\1, which two rival firms had copied, \2",
        r"\1, now protected by a patent, \2",
    ),
}
"""Class `half_invented`: the evidence states one half of the claim and not the other."""
