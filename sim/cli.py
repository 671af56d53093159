"""The command line: `escalation`.

Exit codes: 0 done; 1 a check or target failed; 2 the input is wrong; 3 the run could not be finished. Each failure is one line.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.metadata import version
from typing import Annotated

import typer

from sim.commands import calling
from sim.commands.lazy_group import LazyGroup

app = typer.Typer(cls=LazyGroup, no_args_is_help=True, pretty_exceptions_enable=False)


def _show_version(asked: bool) -> None:
    if asked:
        typer.echo(f"escalation {version('escalation-simulator')}")
        raise typer.Exit


@app.callback()
def escalation(
    debug: Annotated[bool, typer.Option(calling.DEBUG, help="Show the traceback of a failure; may stand anywhere.")] = False,
    show_version: Annotated[
        bool, typer.Option("--version", help="Print the version and stop.", callback=_show_version, is_eager=True)
    ] = False,
) -> None:
    """Escalation between the United States, Iran and militias in Iraq, simulated in many worlds."""


def call(arguments: Sequence[str]) -> int:
    """Run a command and return its exit code; whatever fails is one line on standard error."""
    return calling.call(app, arguments, "escalation")


def main() -> None:
    """Entry point of `escalation`."""
    sys.exit(call(sys.argv[1:]))


if __name__ == "__main__":
    main()
