"""A word does not stand where the source has its opposite."""

from __future__ import annotations

import pytest

from rag.answering.guards import guard_claim


def objections(claim: str, evidence: str) -> list[str]:
    checks = guard_claim(claim, [evidence], question="", context="")
    return [check.name for check in checks if not check.passed]


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("The river rose to 4.6 metres.", "The river fell to 4.6 metres."),
        ("Dogs, guide dogs included, are barred.", "Dogs, other than guide dogs, are barred."),
        ("The quotation was 900 euros including VAT.", "The quotation was 900 euros net of VAT."),
        ("The price of 240 euros includes tax.", "It has a price of 240 euros before tax."),
        ("The court allowed the appeal.", "The court dismissed the appeal."),
        ("Profit was 5 million in calendar 2023.", "Profit was 5 million in fiscal 2023."),
        (
            "The motion passed by five votes to four.",
            "The motion failed by five votes to four.",
        ),
        (
            "The road would have a considerable effect on lapwings.",
            "The road would have little effect on lapwings.",
        ),
        (
            "The deep basin holds little oxygen and pike are present once more.",
            "The deep basin still holds little oxygen in summer and pike remain absent.",
        ),
        (
            "They were stranded until 6.30 the following evening.",
            "They were stranded until 6.30 the following morning.",
        ),
    ],
)
def test_objects(claim: str, evidence: str) -> None:
    assert {"opposites", "exclusions", "wording"} & set(objections(claim, evidence))


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("The rise came before the fall.", "The fall came after the rise."),
        ("The small tank held 5 litres less than the big tank.",
         "The big tank held 5 litres more than the small tank."),
        ("All dogs except guide dogs are barred.", "Dogs, other than guide dogs, are barred."),
        ("Boats under 5 metres need no permit.", "Boats of less than 5 metres need no permit, "
         "those above that size do."),
    ],
)  # fmt: skip
def test_accepts(claim: str, evidence: str) -> None:
    assert "opposites" not in objections(claim, evidence)
