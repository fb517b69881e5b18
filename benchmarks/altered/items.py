"""The sets of altered and faithful claims, each beside the exact true sentence it is made from."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from random import Random

from benchmarks.altered.dates import DATE_RULES
from benchmarks.altered.edit import Rule
from benchmarks.altered.faithful import FAITHFUL_RULES
from benchmarks.altered.figures import NUMBER_RULES, SCALE_RULES, UNIT_RULES
from benchmarks.altered.invented import INVENTED_RULES
from benchmarks.altered.modality import MODALITY_RULES
from benchmarks.altered.names import NAME_RULES
from benchmarks.altered.parties import PARTY_RULES
from benchmarks.altered.polarity import NEGATION_ADDED_RULES, NEGATION_REMOVED_RULES
from benchmarks.altered.sentences import Sentence, sentences

__all__ = ["CLASSES", "AlteredItem", "altered_items", "faithful_items", "hand_written"]

_HAND_WRITTEN = Path(__file__).with_name("hand_written.jsonl")

CLASSES: dict[str, dict[str, Rule]] = {
    "number": NUMBER_RULES,
    "scale": SCALE_RULES,
    "unit": UNIT_RULES,
    "date": DATE_RULES,
    "name": NAME_RULES,
    "party": PARTY_RULES,
    "negation_added": NEGATION_ADDED_RULES,
    "negation_removed": NEGATION_REMOVED_RULES,
    "modality": MODALITY_RULES,
    "half_invented": INVENTED_RULES,
}
"""The ten classes of alteration and the rules of each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlteredItem:
    """A claim about a quote, and whether the quote states it.

    Attributes:
        id: Unique in a set: the sentence, the class and the rule.
        cls: One of `CLASSES`; for a faithful item the name of the rule that made it.
        source: `seeds`, `squad2`, `wice` or `hand_written`.
        evidence: The exact true sentence.
        title: Name of the article, or "".
        claim: The altered or restated sentence; equal to the evidence only in class `verbatim`.
        faithful: Whether the evidence states the claim.
    """

    id: str
    cls: str
    source: str
    evidence: str
    title: str
    claim: str
    faithful: bool


def altered_items(
    data: Path | None, *, half: str, per_class: int = 45, seed: int = 20
) -> list[AlteredItem]:
    """Falsified claims, the same for the same arguments.

    Args:
        data: The evaluation folder; None takes the seed articles alone.
        half: `tune` to look at and develop with, `report` for published figures.
        per_class: Most items of a class, from as many sources and rules as there are.
        seed: Of the choices among sentences, rules and places.

    Returns:
        Items by class in the order of `CLASSES`; fewer than `per_class` where the sentences give no
        more. In a class a sentence occurs once.

    Raises:
        FileNotFoundError: A file is not in the folder.
        ValueError: The half is unknown.
    """
    found = sentences(data, half=half)
    items: list[AlteredItem] = []
    for cls, rules in CLASSES.items():
        made = _made(found, rules, cls, seed)
        items += [
            _item(sentence, cls, rule, claim, faithful=False)
            for sentence, rule, claim in _stratified(made, per_class)
        ]
    return items


def faithful_items(
    data: Path | None, *, half: str, count: int = 200, seed: int = 20
) -> list[AlteredItem]:
    """Claims that say what the quote says, or less of it; arguments as for `altered_items`.

    Returns:
        At most `count` items, the rules in turn; a sentence occurs once.

    Raises:
        FileNotFoundError: A file is not in the folder.
        ValueError: The half is unknown.
    """
    made = _made(sentences(data, half=half), FAITHFUL_RULES, "faithful", seed)
    return [
        _item(sentence, rule, "faithful", claim, faithful=True)
        for sentence, rule, claim in _stratified(made, count)
    ]


def hand_written() -> list[AlteredItem]:
    """The 60 items written by hand: 45 altered and 15 faithful, on texts of this project."""
    lines = _HAND_WRITTEN.read_text(encoding="utf-8").splitlines()
    return [
        AlteredItem(id=f"hand-{at}", source="hand_written", title="", **json.loads(line))
        for at, line in enumerate(lines)
    ]


_Made = tuple[Sentence, str, str]
"""A sentence, the rule and the claim."""


def _item(sentence: Sentence, cls: str, rule: str, claim: str, *, faithful: bool) -> AlteredItem:
    return AlteredItem(
        id=f"{sentence.id}-{cls}-{rule}",
        cls=cls,
        source=sentence.source,
        evidence=sentence.text,
        title=sentence.title,
        claim=claim,
        faithful=faithful,
    )


def _made(
    found: list[Sentence], rules: dict[str, Rule], cls: str, seed: int
) -> dict[str, dict[str, list[_Made]]]:
    """All claims the rules make, in random order, by source and rule."""
    made: dict[str, dict[str, list[_Made]]] = defaultdict(lambda: defaultdict(list))
    for sentence in found:
        for name, rule in rules.items():
            rng = Random(f"{seed} {cls} {name} {sentence.id}")  # noqa: S311 - no secret
            claim = rule(sentence, rng)
            if claim is not None and (claim != sentence.text or name == "verbatim"):
                made[sentence.source][name].append((sentence, name, claim))
    order = Random(f"{seed} {cls}")  # noqa: S311 - no secret
    return {source: _shuffled(by_rule, order) for source, by_rule in made.items()}


def _shuffled(by_rule: dict[str, list[_Made]], order: Random) -> dict[str, list[_Made]]:
    """The rules and the claims of each in random order, so that sources differ in both."""
    names = sorted(by_rule)
    order.shuffle(names)
    return {name: order.sample(by_rule[name], len(by_rule[name])) for name in names}


def _stratified(made: dict[str, dict[str, list[_Made]]], count: int) -> list[_Made]:
    """Takes from the sources in turn, there from the rule used least so far."""
    taken: list[_Made] = []
    used: Counter[str] = Counter()
    seen: set[str] = set()
    while len(taken) < count and made:
        for source in list(made):
            one = _next(made[source], used, seen)
            if one is None:
                del made[source]
            elif len(taken) < count:
                taken.append(one)
                used[one[1]] += 1
                seen.add(one[0].text)
    return taken


def _next(rules: dict[str, list[_Made]], used: Counter[str], seen: set[str]) -> _Made | None:
    while rules:
        name = min(rules, key=lambda rule: used[rule])
        while rules[name]:
            one = rules[name].pop()
            if one[0].text not in seen:
                return one
        del rules[name]
    return None
