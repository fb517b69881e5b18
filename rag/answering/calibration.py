"""From raw signals to calibrated probabilities: two logistic models with stored weights.

The weights are fitted by `benchmarks/calibrate.py` on the tune half of public data and stored
beside this module with the model id and the hash of the prompts they were fitted with.
"""

from __future__ import annotations

import json
import logging
import math
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal, cast

from rag.words import containment, content_stems

__all__ = [
    "FILE",
    "RiskLevel",
    "Weights",
    "answer_features",
    "answer_probability",
    "calibrated_model",
    "gate_features",
    "gate_probability",
    "is_calibrated",
    "logit",
    "risk_threshold",
    "support_features",
    "support_probability",
    "uncalibrated_text",
    "warn_if_uncalibrated",
]

Weights = dict[str, float]
RiskLevel = Literal["strict", "balanced", "open"]
FILE = Path(__file__).with_name("calibration.json")
_BOUND = 1e-3
_LOG = logging.getLogger(__name__)


def support_probability(judged: float, claim: str, evidence: str) -> float:
    """Return P(the evidence supports the claim), 0–1.

    Args:
        judged: The judge's P(yes), 0–1.
        claim: The claim.
        evidence: The evidence as the judge read it.
    """
    return _logistic(_weights("support"), support_features(judged, claim, evidence))


def gate_probability(judged: float) -> float:
    """Return P(the passage answers the question), 0–1, from the judge's P(yes), 0–1."""
    return _logistic(_weights("gate"), gate_features(judged))


def risk_threshold(level: RiskLevel) -> float:
    """Return the least P(the evidence answers the question) for an answer at a risk level, 0–1."""
    return _weights("risk")[level]


def support_features(judged: float, claim: str, evidence: str) -> dict[str, float]:
    """Return the judge's log odds and the share of the claim's words that the evidence has.

    Whether guards object was tried as a third feature; it did not raise the area under the curve
    on the tune half. A guard's objection decides the verdict, not the score.
    """
    return {
        "judge": logit(judged),
        "words": containment(content_stems(claim), content_stems(evidence)),
    }


def answer_probability(judged: float, together: float, lead: float) -> float:
    """Return P(the evidence of a question answers it), 0–1.

    Args:
        judged: The judge's P(yes) for the best passage, 0–1.
        together: The judge's P(yes) for the best document's passages read together, 0–1.
        lead: How far the best passage's retrieval score is above that of the best passage of any
            other document, 0–1.
    """
    return _logistic(_weights("answer"), answer_features(judged, together, lead))


def answer_features(judged: float, together: float, lead: float) -> dict[str, float]:
    """Return the judge's log odds of the best passage and of all together, and the lead in 0–1."""
    return {
        "judge": logit(judged),
        "together": logit(together),
        "lead": min(max(lead, 0.0), 1.0),
    }


def gate_features(judged: float) -> dict[str, float]:
    """Return the gate's feature: the judge's log odds.

    The share of the question's words, its names and the kind of thing asked for were tried beside
    it and did not raise the area under the curve on the tune half (.947 with, .946 without).
    """
    return {"judge": logit(judged)}


def logit(probability: float) -> float:
    """Return the log odds of a probability, bounded at about ±6.9."""
    bounded = min(max(probability, _BOUND), 1 - _BOUND)
    return math.log(bounded / (1 - bounded))


def _logistic(weights: Weights, features: Mapping[str, float]) -> float:
    total = weights["bias"] + sum(weights[name] * value for name, value in features.items())
    return 1 / (1 + math.exp(-total))


@lru_cache(maxsize=1)
def _stored() -> Mapping[str, Weights]:
    return cast("Mapping[str, Weights]", json.loads(FILE.read_text(encoding="utf-8")))


def _weights(name: str) -> Weights:
    return _stored()[name]


def calibrated_model() -> str:
    """Return the id of the judge that the stored weights were fitted on."""
    return str(_stored()["model"])


def is_calibrated(judge: str) -> bool:
    """Whether the stored weights were fitted on this judge.

    Args:
        judge: Its model id.
    """
    return judge == calibrated_model()


def uncalibrated_text(judge: str) -> str:
    """Return what a judge without weights of its own means for the reader, and what to do.

    Args:
        judge: Its model id.
    """
    return (
        f"the judge {judge!r} is not the model {calibrated_model()!r} that scores and thresholds "
        "were calibrated on, so verdicts may be too strict or too lenient; run "
        "python -m benchmarks.calibrate EVAL_DATA from a checkout, or set answer.support_threshold "
        "and answer.risk to what suits this judge"
    )


@cache  # once a process for each judge
def warn_if_uncalibrated(judge: str) -> None:
    """Log a warning the first time that a judge without weights of its own is used.

    Args:
        judge: Its model id.
    """
    if not is_calibrated(judge):
        _LOG.warning("warning: %s", uncalibrated_text(judge))
