from __future__ import annotations

import typer
from typer.main import get_command

from ui.cli import app
from ui.options import wiring_of
from ui.wiring import Wiring


def test_the_wiring_is_the_one_given_or_the_real_one() -> None:
    given = Wiring(documents=lambda data: [])
    command = get_command(app)
    assert wiring_of(typer.Context(command, obj=given)) is given
    assert wiring_of(typer.Context(command)) == Wiring()
