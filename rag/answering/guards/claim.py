"""The guards of one claim, in a fixed order."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answering.guards.additions import check_additions
from rag.answering.guards.alignment import align, reordered
from rag.answering.guards.attribution import check_attribution
from rag.answering.guards.certain import Free, certain
from rag.answering.guards.change import check_change
from rag.answering.guards.dates import check_dates
from rag.answering.guards.direction import check_direction
from rag.answering.guards.modality import check_modality
from rag.answering.guards.names import check_names
from rag.answering.guards.negation import check_negation
from rag.answering.guards.numbers import check_numbers, check_rates
from rag.answering.guards.obligation import check_obligation
from rag.answering.guards.opposites import check_opposites
from rag.answering.guards.parties import check_parties
from rag.answering.guards.quantifiers import check_quantifiers
from rag.answering.guards.sentence import Sentence, plain, read, sentences
from rag.answering.guards.series import check_series
from rag.answering.guards.subject import check_subject, resolved
from rag.answering.guards.wording import check_wording
from rag.types import Check
from rag.words import containment

__all__ = ["guard_claim"]

_COPIED = 0.65
_NEARLY = 0.8
_TAKEN = 0.85
_ALIKE = 0.6


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
        `quote` if the claim is a whole sentence of the evidence. Against a claim that does not
        repeat a sentence nearly word for word and in its order, what compares place by place is
        advisory.
    """
    if _whole_sentence(claim, evidence):
        return [
            Check(name="quote", passed=True, detail="The sentence is the source's own wording.")
        ]
    read_claim = read(claim)
    bare = not read(context).stems
    before = sentences(context.rpartition(" — ")[2])[-1:] if len(evidence) == 1 else ()
    quotes = [sentences(quote) for quote in evidence]
    given = resolved(read_claim, quotes, before[0] if before else None, bare=bare)
    if not given:
        return [Check(name="quote", passed=False, detail="The source has no words to compare.")]
    ran = _ran(read_claim, given, question, context, published_at)
    written = [sentence for quote in quotes for sentence in quote]
    attribution = check_attribution(read_claim, written)
    ran += [attribution] if attribution is not None else []
    taken, copied = _taken(read_claim, given), _copied(read_claim, given)
    near = taken >= _TAKEN or copied >= _NEARLY or _alike(read_claim, given) >= _ALIKE
    if copied >= _COPIED and near:
        return ran
    texts = read(f"{' '.join(evidence)} {context} {question}")
    free = Free(
        claim=read_claim,
        texts=texts,
        taken=taken,
        copied=copied,
        reordered=any(reordered(sentence, read_claim) for sentence in given),
        bare=bare,
        dated=bool(published_at),
    )
    return [_softened(check, free) for check in ran]


def _softened(check: Check, free: Free) -> Check:
    """Return the check, an objection that is not certain as advisory."""
    decides = check.passed or certain(check, free)
    return check if decides else check.model_copy(update={"advisory": True})


def _ran(
    claim: Sentence,
    given: Sequence[Sentence],
    question: str,
    context: str,
    published_at: str | None,
) -> list[Check]:
    """Return the checks of the guards that had something to compare, in a fixed order."""
    known = f"{question} {context}"
    checks = [
        check_numbers(claim, given, context, question),
        check_dates(claim, given, context, published_at),
        check_names(claim, given, known),
        check_rates(claim, given, known),
        check_subject(claim, given),
        check_direction(claim, given),
        check_parties(claim, given),
        check_negation(claim, given),
        check_opposites(claim, given),
        check_series(claim, given),
        check_change(claim, given),
        check_wording(claim, given, known),
        check_obligation(claim, given),
        check_modality(claim, given),
        check_quantifiers(claim, given),
        check_additions(claim, given, known),
    ]
    return [check for check in checks if check is not None]


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


def _copied(claim: Sentence, given: Sequence[Sentence]) -> float:
    """Return the largest share of the claim's words that stand in one sentence in that order."""
    size = max(1, len(claim.words))
    return max(
        sum(i2 - i1 for tag, i1, i2, _, _ in align(sentence, claim) if tag == "equal") / size
        for sentence in given
    )


def _whole_sentence(claim: str, evidence: Sequence[str]) -> bool:
    """Return whether the claim is a quote, or a whole sentence of one, word for word."""
    words = _bare(claim)
    return any(
        words == _bare(quote) or any(words == _bare(part.text) for part in sentences(quote))
        for quote in evidence
    )


def _bare(text: str) -> str:
    return re.sub(r"\s+", " ", plain(text)).strip(" .\"'•*-").lower()
