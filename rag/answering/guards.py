"""Guards: what code can compare between a claim and its evidence without a model.

A guard objects only to what the evidence does not carry; it never accepts by itself. Each returns
a `Check` that says what it compared.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answering.quantities import Quantity, figures, quantities, same_quantity
from rag.types import Check
from rag.words import STOP_WORDS, content_stems, fold, tokens

__all__ = ["guard_claim"]

_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_MONTH = re.compile(
    r"\b(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?(?=\s+\d|\s*,|\s*$)"
    r"|(?<=\d\s)(january|february|march|april|may|june|july|august|september|october|november|"
    r"december)\b|\b(january|february|april|june|july|august|september|october|november|"
    r"december)\b",
    re.IGNORECASE,
)
_NEGATOR = re.compile(
    r"\b(?:no|not|never|none|neither|nor|without|cannot|lacks?|lacking|denie[sd]|deny|denying|"
    r"fail(?:s|ed)? to|refus(?:e|es|ed) to|yet to|unable to|no longer|hardly|absence of|free of|"
    r"un(?:disclosed|available|known|certain|able|clear|confirmed|changed|likely|willing|specified)|"
    r"\w+n't)\b",
    re.IGNORECASE,
)
_HEDGE = re.compile(
    r"\b(?:may(?!\s+\d)|might|could|possibly|perhaps|potential(?:ly)?|reportedly|allegedly|"
    r"likely|rumou?red|expect(?:s|ed)?|plan(?:s|ned)?|aim(?:s|ed)?|intend(?:s|ed)?|seek(?:s)?|"
    r"consider(?:s|ing)?|option|optional|hope[sd]?|target(?:s|ed)?|propos(?:e|es|ed|al)|"
    r"believe[sd]?|suggest(?:s|ed)?|forecast(?:s)?|estimat(?:e|es|ed)|should)\b",
    re.IGNORECASE,
)
_CAPITALISED = re.compile(r"(?<![\w.])[A-Z][\w&.'’-]*\w|(?<![\w.])[A-Z]{2,}\b")
_CLAUSE_END = re.compile(r"[.,;:!?|]|\bbut\b")
_NEGATION_REACH = 6
_HEDGE_REACH = 3


def guard_claim(claim: str, evidence: Sequence[str], *, question: str, context: str) -> list[Check]:
    """Compare a claim with the evidence it cites.

    Args:
        claim: One sentence.
        evidence: The exact quotes it cites, at least one.
        question: The question asked; names in it need no support.
        context: Titles, headings and earlier sentences of the evidence; they may supply names and
            years, never figures.

    Returns:
        One check per guard that had something to compare, in a fixed order.
    """
    quoted = " ".join(evidence)
    if _contained(claim, evidence):
        return [
            Check(name="quote", passed=True, detail="The sentence is the source's own wording.")
        ]
    checks = [
        _numbers(claim, quoted, context),
        _dates(claim, quoted, context),
        _names(claim, quoted, f"{question} {context}"),
        _negation(claim, quoted),
        _modality(claim, quoted),
    ]
    return [check for check in checks if check is not None]


def _contained(claim: str, evidence: Sequence[str]) -> bool:
    words = fold(claim).strip(" .\"'").lower()
    return any(words and words in fold(quote).lower() for quote in evidence)


def _numbers(claim: str, quoted: str, context: str) -> Check | None:
    claimed = [q for q in figures(claim) if q.unit != "year"]
    if not claimed:
        return None
    given = quantities(quoted)
    missing = [q for q in claimed if not any(same_quantity(q, other) for other in given)]
    missing = [q for q in missing if not _identifier(q, f"{quoted} {context}")]
    if missing:
        have = ", ".join(q.text for q in given) or "no figure"
        return Check(
            name="numbers",
            passed=False,
            detail=f"The sentence says {_list(missing)}; the source has {have}.",
        )
    return Check(name="numbers", passed=True, detail=f"{_list(claimed)} is in the source.")


def _identifier(quantity: Quantity, text: str) -> bool:
    """Return whether a bare number without unit stands in a name of the context ("Model 3")."""
    return quantity.unit == "" and quantity.text in text.split()


def _list(found: Sequence[Quantity]) -> str:
    return ", ".join(dict.fromkeys(quantity.text for quantity in found))


def _dates(claim: str, quoted: str, context: str) -> Check | None:
    claimed = _dates_of(claim)
    if not claimed:
        return None
    given = _dates_of(f"{quoted} {context}")
    missing = [date for date in claimed if date not in given]
    if missing:
        have = ", ".join(given) or "no date"
        return Check(
            name="dates",
            passed=False,
            detail=f"The sentence says {', '.join(missing)}; the source has {have}.",
        )
    return Check(name="dates", passed=True, detail=f"{', '.join(claimed)} is in the source.")


def _dates_of(text: str) -> list[str]:
    folded = fold(text)
    years = [str(int(q.value)) for q in quantities(folded) if q.unit == "year"]
    months: list[str] = []
    for match in _MONTH.finditer(folded):
        short = match.group().lower()[:3]
        months += [month for month in _MONTHS if month.startswith(short)]
    return list(dict.fromkeys([*years, *months]))


def _names(claim: str, quoted: str, known: str) -> Check | None:
    names = [
        match.group()
        for match in _CAPITALISED.finditer(fold(claim))
        if match.start() > 0 or match.group().lower() not in STOP_WORDS
    ]
    wanted = {word for name in names for word in tokens(name) if word not in STOP_WORDS}
    wanted = {word for word in wanted if not word.isdigit() and word not in _MONTHS}
    if not wanted:
        return None
    given = set(tokens(f"{quoted} {known}"))
    stems = set(content_stems(f"{quoted} {known}"))
    missing = sorted(
        word for word in wanted if word not in given and not set(content_stems(word)) <= stems
    )
    if missing:
        shown = ", ".join(name for name in names if set(tokens(name)) & set(missing))
        return Check(
            name="names",
            passed=False,
            detail=f"{shown or ', '.join(missing)} is not in the source.",
        )
    return Check(name="names", passed=True, detail="Every name is in the source.")


def _reached(text: str, cue: re.Pattern[str], reach: int) -> set[str]:
    """Return the content stems among the `reach` words after each cue, up to a clause's end."""
    folded = fold(text)
    reached: set[str] = set()
    for match in cue.finditer(folded):
        clause = _CLAUSE_END.split(folded[match.end() :], maxsplit=1)
        reached |= set(content_stems(" ".join(clause[0].split()[:reach])))
        if match.group().lower().startswith("un"):
            reached |= set(content_stems(match.group()[2:]))
    return reached


def _negation(claim: str, quoted: str) -> Check | None:
    claim_denies, source_denies = _reached(claim, _NEGATOR, 9), _reached(quoted, _NEGATOR, 9)
    if not claim_denies and not source_denies:
        return None
    claim_words, source_words = set(content_stems(claim)), set(content_stems(quoted))
    denied_only_by_source = {
        stem
        for stem in _reached(quoted, _NEGATOR, _NEGATION_REACH) & claim_words
        if stem not in claim_denies and _core(stem, claim)
    }
    if denied_only_by_source and not claim_denies:
        return Check(
            name="negation",
            passed=False,
            detail=f"The source denies “{_readable(denied_only_by_source, quoted)}”; "
            "the sentence does not.",
        )
    asserted = _reached(claim, _NEGATOR, _NEGATION_REACH) & source_words
    if asserted and not source_denies:
        return Check(
            name="negation",
            passed=False,
            detail=f"The sentence denies “{_readable(asserted, claim)}”; the source does not.",
        )
    return Check(name="negation", passed=True, detail="Both deny the same, or neither denies.")


def _core(stem: str, claim: str) -> bool:
    """Return whether the word is not merely part of a name in the claim."""
    return any(stem in content_stems(word) and not word[0].isupper() for word in claim.split())


def _readable(stems: set[str], text: str) -> str:
    return " ".join(word for word in tokens(text) if set(content_stems(word)) & stems)


def _modality(claim: str, quoted: str) -> Check | None:
    hedged = _reached(quoted, _HEDGE, _HEDGE_REACH) & set(content_stems(claim))
    if not hedged:
        return None
    if _HEDGE.search(claim):
        return Check(name="modality", passed=True, detail="Both say it with the same reserve.")
    verbs = {stem for stem in hedged if _core(stem, claim)}
    if not verbs or _reached_plainly(quoted, verbs):
        return None
    return Check(
        name="modality",
        passed=False,
        detail=f"The source says “{_hedge_words(quoted)}” of “{_readable(verbs, quoted)}”; "
        "the sentence says it as a fact.",
    )


def _reached_plainly(quoted: str, stems: set[str]) -> bool:
    """Return whether the source also says the words outside every hedge's reach."""
    words = content_stems(quoted)
    hedged = _reached(quoted, _HEDGE, _HEDGE_REACH)
    return any(words.count(stem) > 1 for stem in stems & hedged)


def _hedge_words(quoted: str) -> str:
    return ", ".join(dict.fromkeys(match.group().lower() for match in _HEDGE.finditer(quoted)))
