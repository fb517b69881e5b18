"""Prompts that were measured stay as they were measured."""

from __future__ import annotations

import json

from rag.answering.calibration import FILE
from rag.prompts import ANSWERS, JUDGE_SYSTEM, SUPPORTS, prompt_hash


def test_the_judge_is_asked_as_it_was_calibrated() -> None:
    stored = json.loads(FILE.read_text(encoding="utf-8"))
    assert prompt_hash(JUDGE_SYSTEM, SUPPORTS, ANSWERS) == stored["prompts"]
