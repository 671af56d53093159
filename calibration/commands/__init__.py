"""The calibration's commands; the command line finds them by the entry point `escalation.commands`."""

from __future__ import annotations

import typer


def register(app: typer.Typer) -> None:
    """Add `calibrate`, `score` and `check` to the command line."""
    from calibration.commands.calibrate import calibrate
    from calibration.commands.check import check_targets
    from calibration.commands.score import score

    app.command()(calibrate)
    app.command()(score)
    app.command("check")(check_targets)
