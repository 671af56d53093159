"""The command line: `escalation`.

Exit codes: 0 done; 1 a check or target failed; 2 the input is wrong; 3 the run could not be finished. Each failure is one line.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.metadata import entry_points
from typing import Annotated

import typer

from sim.commands import calling
from sim.commands.batch import batch
from sim.commands.compare import compare
from sim.commands.explain import explain
from sim.commands.record import record
from sim.commands.reproduce import reproduce
from sim.commands.rules import rules
from sim.commands.run import run
from sim.commands.scenarios import scenarios, schema, validate

EXTENSIONS = "escalation.commands"

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


@app.callback()
def escalation(
    debug: Annotated[bool, typer.Option(calling.DEBUG, help="Show the traceback of a failure; may stand anywhere.")] = False,
) -> None:
    """Escalation between the United States, Iran and militias in Iraq, simulated in many worlds."""


for command in (run, compare, batch, scenarios, validate, schema, record, rules, explain, reproduce):
    app.command()(command)
for extension in entry_points(group=EXTENSIONS):  # the calibration's commands: `sim` knows of them by name only
    extension.load()(app)


def call(arguments: Sequence[str]) -> int:
    """Run a command and return its exit code; whatever fails is one line on standard error."""
    return calling.call(app, arguments, "escalation")


def main() -> None:
    """Entry point of `escalation`."""
    sys.exit(call(sys.argv[1:]))


if __name__ == "__main__":
    main()
