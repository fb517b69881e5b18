"""The guards of one claim, in a fixed order."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answering.guards.additions import check_additions
from rag.answering.guards.attribution import check_attribution
from rag.answering.guards.dates import check_dates
from rag.answering.guards.modality import check_modality
from rag.answering.guards.moments import moments
from rag.answering.guards.names import check_names
from rag.answering.guards.negation import check_negation, check_opposites
from rag.answering.guards.numbers import check_numbers
from rag.answering.guards.parties import check_parties
from rag.answering.guards.quantifiers import check_quantifiers
from rag.answering.guards.quantities import every_quantity, same_quantity
from rag.answering.guards.sentence import Sentence, plain, read, sentences
from rag.answering.guards.series import check_series
from rag.answering.guards.wording import check_wording
from rag.types import Check
from rag.words import containment

__all__ = ["guard_claim"]

_ALIKE = 0.6
_ALL_BUT_TAKEN = 0.85
_MOSTLY_TAKEN = 0.6
_POLARITY = frozenset({"negation", "opposites", "series"})
_INVENTED = 0.5
_LEAST_INVENTED = 5
_DUTIES = frozenset(
    """must shall required requires require obliged obligated obligation mandatory bound compelled
    duty""".split()  # noqa: SIM905 - a list of words
)
_STAND_INS = frozenset(
    """it its he him his she her they them their this these that the who whom
    whose""".split()  # noqa: SIM905 - a list of words
)


def guard_claim(
    claim: str,
    evidence: Sequence[str],
    *,
    question: str,
    context: str,
    published_at: str | None = None,
) -> list[Check]:
    """Compare a claim with the evidence it cites.

    Args:
        claim: One sentence.
        evidence: The exact quotes it cites, at least one.
        question: The question asked; names in it need no support.
        context: Titles, headings and earlier sentences of the evidence; they may supply names and
            years, never figures.
        published_at: ISO 8601 date of the evidence, to read "last year" and the like; None if
            unknown.

    Returns:
        One check per guard that had something to compare, in a fixed order; a single check named
        `quote` if the claim is a whole sentence of the evidence. Against a claim that is no near
        copy of any sentence, what compares place by place is advisory.
    """
    if _whole_sentence(claim, evidence):
        return [
            Check(name="quote", passed=True, detail="The sentence is the source's own wording.")
        ]
    read_claim = read(claim)
    given = [sentence for quote in evidence for sentence in sentences(quote)]
    if not given:
        return [Check(name="quote", passed=False, detail="The source has no words to compare.")]
    known = f"{question} {context}"
    checks = [
        check_numbers(read_claim, given, context, question),
        check_dates(read_claim, given, context, published_at),
        check_names(read_claim, given, known),
        check_parties(read_claim, given),
        check_negation(read_claim, given),
        check_opposites(read_claim, given),
        check_series(read_claim, given),
        check_wording(read_claim, given, known),
        check_modality(read_claim, given),
        check_attribution(read_claim, given),
        check_quantifiers(read_claim, given),
        check_additions(read_claim, given, known),
    ]
    ran = [check for check in checks if check is not None]
    taken = _taken(read_claim, given)
    if taken >= _ALL_BUT_TAKEN or _alike(read_claim, given) >= _ALIKE:
        return ran
    texts = read(f"{' '.join(evidence)} {context} {question}")
    bare = not read(context).stems
    return [_softened(check, read_claim, texts, taken=taken, bare=bare) for check in ran]


def _taken(claim: Sentence, given: Sequence[Sentence]) -> float:
    """Return the largest share of the claim's words that one sentence has, 0–1."""
    return max(containment(claim.stems, sentence.stems) for sentence in given)


def _alike(claim: Sentence, given: Sequence[Sentence]) -> float:
    """Return the largest Dice coefficient of the claim's words with a sentence's, 0–1.

    Source: Dice, "Measures of the amount of ecologic association between species", 1945.
    """
    return max(
        2 * len(claim.stems & sentence.stems) / max(1, len(claim.stems) + len(sentence.stems))
        for sentence in given
    )


def _softened(check: Check, claim: Sentence, texts: Sentence, *, taken: float, bare: bool) -> Check:
    """Return the check of a freely worded claim, an objection that is not certain as advisory.

    Certain are a duty where no text speaks of one, a figure that no text has, a date with a word
    that no text has, names that no text has, a denial where the claim's words are mostly those of
    one sentence, and an addition where half of the claim's words are in no text; but where nothing
    is known of what the texts are about, "it" may stand for the name.
    """
    if check.passed:
        return check
    certain = False
    if check.name == "numbers":
        given = every_quantity(texts.text)
        certain = any(
            not any(same_quantity(one, other) for other in given)
            for one in every_quantity(claim.text)
            if any(character.isdigit() for character in one.text)
        )
    elif check.name == "dates":
        said = {word.lower for moment in moments(claim.text) for word in read(moment.text).words}
        certain = bool(said - texts.lowers)
    elif check.name == "modality":
        certain = bool(claim.lowers & _DUTIES) and not texts.lowers & _DUTIES
    elif check.name in _POLARITY:
        certain = taken >= _MOSTLY_TAKEN
    elif check.name == "names":
        certain = not (bare and texts.lowers & _STAND_INS)
    elif check.name == "additions":
        new = len(claim.stems - texts.stems)
        certain = new >= max(_LEAST_INVENTED, _INVENTED * len(claim.stems))
    return check if certain else check.model_copy(update={"advisory": True})


def _whole_sentence(claim: str, evidence: Sequence[str]) -> bool:
    """Return whether the claim is a quote, or a whole sentence of one, word for word."""
    words = _bare(claim)
    return any(
        words == _bare(quote) or any(words == _bare(part.text) for part in sentences(quote))
        for quote in evidence
    )


def _bare(text: str) -> str:
    return re.sub(r"\s+", " ", plain(text)).strip(" .\"'•*-").lower()
