"""The command line: `escalation`.

Exit codes: 0 done; 1 a check or target failed; 2 the input is wrong; 3 the run could not be finished. Each failure is one line.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Sequence
from importlib.metadata import entry_points
from typing import Annotated

import typer

from sim.commands.batch import batch
from sim.commands.compare import compare
from sim.commands.explain import explain
from sim.commands.record import record
from sim.commands.reproduce import reproduce
from sim.commands.rules import rules
from sim.commands.run import run
from sim.commands.scenarios import scenarios, schema, validate
from sim.errors import EscalationError, InputError, RunUnfinished

DEBUG = "--debug"
EXTENSIONS = "escalation.commands"
_INTERRUPTED = 130
"""What Typer makes of Ctrl-C outside a run."""

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


@app.callback()
def escalation(
    debug: Annotated[bool, typer.Option(DEBUG, help="Show the traceback of a failure; may stand anywhere.")] = False,
) -> None:
    """Escalation between the United States, Iran and militias in Iraq, simulated in many worlds."""


for command in (run, compare, batch, scenarios, validate, schema, record, rules, explain, reproduce):
    app.command()(command)
for extension in entry_points(group=EXTENSIONS):  # the calibration's commands: `sim` knows of them by name only
    extension.load()(app)


def call(arguments: Sequence[str]) -> int:
    """Run a command and return its exit code; whatever fails is one line on standard error."""
    words = [word for word in arguments if word != DEBUG]
    debug = len(words) < len(arguments)
    try:
        result = typer.main.get_command(app).main(words, prog_name="escalation", standalone_mode=False)
    except (KeyboardInterrupt, Exception) as error:  # noqa: BLE001 a user sees one line, or asks for the traceback
        if debug:
            traceback.print_exception(error)
        code, line = _told(error)
        if line.strip():
            print(line, file=sys.stderr)
        return code
    if result == _INTERRUPTED:
        print("interrupted", file=sys.stderr)
        return RunUnfinished.exit_code
    return result if isinstance(result, int) else 0


def _told(error: BaseException) -> tuple[int, str]:
    """Exit code and the line to print."""
    if isinstance(error, EscalationError):
        return error.exit_code, str(error)
    message = getattr(error, "format_message", None)  # what Typer raises for wrong options and arguments
    if message is not None:
        text = str(message())
        return InputError.exit_code, text if "Usage:" in text else " ".join(text.split())
    return RunUnfinished.exit_code, f"not finished: {type(error).__name__}: {' '.join(str(error).split())} (--debug shows where)"


def main() -> None:
    """Entry point of `escalation`."""
    sys.exit(call(sys.argv[1:]))


if __name__ == "__main__":
    main()
