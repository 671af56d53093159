"""How `python -m calibration.<module>` runs: like a command of `escalation`, with one line for a user's mistake."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import typer

from sim.errors import EscalationError


def run(command: Callable[..., Any]) -> None:
    """Run a function as a program with Typer; an `EscalationError` is one line on standard error and its exit code."""
    try:
        typer.run(command)
    except EscalationError as error:
        typer.echo(str(error), err=True)
        sys.exit(error.exit_code)


def say(text: str) -> None:
    """A line on standard error: progress, not a result."""
    typer.echo(text, err=True)
