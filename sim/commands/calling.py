"""How every program calls its commands: an exit code, and one line on standard error for whatever fails."""

from __future__ import annotations

import functools
import traceback
from collections.abc import Sequence

import typer

from sim.commands import interrupts
from sim.commands.extras import how_to_install
from sim.errors import LONGEST, EscalationError, InputError, RunUnfinished, bounded

DEBUG = "--debug"
_WHERE = f" ({DEBUG} shows where)"
_INTERRUPTED = 130
"""What Typer makes of Ctrl-C outside a run."""
_command = functools.lru_cache(maxsize=4)(typer.main.get_command)
"""What Typer makes of a program, once: looking for the commands of other packages goes through all that is installed."""


def call(app: typer.Typer, arguments: Sequence[str], program: str | None = None) -> int:
    """Run a command and return its exit code (`sim.errors`); `--debug`, wherever it stands, shows the traceback of a failure.

    Ctrl-C and SIGTERM end it in the same way (`sim.commands.interrupts`).

    Parameters
    ----------
    program
        The name to show in help; by default as it was called.
    """
    words = [word for word in arguments if word != DEBUG]
    debug = len(words) < len(arguments)
    try:
        with interrupts.handled():
            return _called(app, words, program, debug)
    except KeyboardInterrupt:  # after the command, before the handlers are as they were
        return RunUnfinished.exit_code


def _called(app: typer.Typer, words: Sequence[str], program: str | None, debug: bool) -> int:
    try:
        result = _command(app).main(words, prog_name=program, standalone_mode=False)
    except SystemExit as stopped:  # what installs or shows shell completion stops the program
        return stopped.code if isinstance(stopped.code, int) else 0
    except (KeyboardInterrupt, Exception) as error:  # noqa: BLE001 a user sees one line, or asks for the traceback
        if debug:
            traceback.print_exception(error)
        code, line = code_and_line(error)
        if line.strip():
            typer.echo(line, err=True)
        return code
    if result == _INTERRUPTED:
        typer.echo(interrupts.INTERRUPTED, err=True)
        return RunUnfinished.exit_code
    return result if isinstance(result, int) else 0


def code_and_line(error: BaseException) -> tuple[int, str]:
    """Exit code and the line to print, bounded whatever somebody typed; only the help of a group has several lines."""
    if isinstance(error, EscalationError):
        return error.exit_code, str(error)
    if isinstance(error, KeyboardInterrupt):
        return RunUnfinished.exit_code, interrupts.INTERRUPTED
    missing = how_to_install(error)
    if missing is not None:
        return InputError.exit_code, bounded(missing)
    message = getattr(error, "format_message", None)  # what Typer raises for wrong options and arguments
    if message is not None:
        text = str(message())
        return InputError.exit_code, text if type(error).__name__ == "NoArgsIsHelpError" else bounded(text)
    said = bounded(str(error), LONGEST - len(_WHERE) - 100)
    return RunUnfinished.exit_code, f"not finished: {type(error).__name__}: {said}{_WHERE}"
