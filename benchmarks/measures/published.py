"""The figures of a run, read back to be published: those of the report half only."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict

__all__ = ["Published", "read_published"]


class Published(BaseModel):
    """What is read of a run's figures; a subclass names the rest.

    Attributes:
        half: The half of the data that was measured.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    half: Literal["report", "tune"]


_P = TypeVar("_P", bound=Published)


def read_published(figures: Path, kind: type[_P], *, error: type[Exception]) -> _P:
    """Return the figures of a run.

    Args:
        figures: What `grounding.py --json` wrote.
        kind: What to read of them.
        error: Raised if the file cannot be read or holds figures of the tune half.
    """
    try:
        report = kind.model_validate_json(figures.read_text(encoding="utf-8"))
    except (OSError, ValueError) as exc:
        raise error(f"{figures} holds no figures of benchmarks/grounding.py: {exc}") from exc
    if report.half != "report":
        raise error(
            f"{figures} holds figures of the tune half, which are not for publishing; run "
            "benchmarks/grounding.py without --half tune"
        )
    return report
