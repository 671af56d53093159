"""How `python -m calibration.<module>` runs: like a command of `escalation`, with one line for whatever fails.

Exit codes: 0 done; 2 the input is wrong; 3 not finished. What several of these programs ask for is here too.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.commands import calling
from sim.errors import InputError

if TYPE_CHECKING:
    from pandas import DataFrame

MOST = 1_000_000
"""Of whatever is counted by an option: more is a slip of the keyboard."""
SMALL_SEED = 2**32 - 1
"""The largest seed of NumPy's older generator, which pandas, emcee and CMA-ES use."""


def run(command: Callable[..., Any]) -> None:
    """Run a function as a program."""
    sys.exit(call(command, sys.argv[1:]))


def call(command: Callable[..., Any], arguments: Sequence[str]) -> int:
    """Run a function on the words of a command line and return its exit code."""
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    app.command(epilog=f"{calling.DEBUG}, anywhere, shows the traceback of a failure.")(command)
    return calling.call(app, arguments)


def say(text: str) -> None:
    """A line on standard error: progress, not a result."""
    typer.echo(text, err=True)


def minutes_since(began: float) -> str:
    """How long something has taken, in words; `began` is a reading of the monotonic clock."""
    return f"{(time.monotonic() - began) / 60.0:.1f} minutes"


def write(table: DataFrame, path: Path, form: str | None = "%.4g") -> None:
    """Write a study's table, whole or not at all, into a folder that need not be there; `form` of numbers, None: all digits."""
    from sim.commands.export import write_whole

    def fill(partial: Path) -> None:
        table.to_csv(partial, index=False, float_format=form, lineterminator="\n")

    write_whole(path, fill, force=True, make_folder=True)


def a_small_seed(seed: int | None) -> int | None:
    """The seed as it was given; raises `InputError` if an older generator does not take it."""
    if seed is not None and not 0 <= seed <= SMALL_SEED:
        raise InputError(f"seed is {seed}; allowed: 0 to {SMALL_SEED}")
    return seed


# What is written, checked before the work begins ----------------------------------------------------------------------------


def a_file(path: Path | None) -> Path | None:
    """The path as it was given; raises `InputError` if no file can be written there."""
    from sim.results.folders import check_output

    if path is not None:
        check_output(path, "file")
    return path


def a_folder(path: Path | None) -> Path | None:
    """The path as it was given; raises `InputError` if no folder can be written there."""
    from sim.results.folders import check_output

    if path is not None:
        check_output(path, "folder")
    return path


Table = Annotated[Path, typer.Option(help="Table to write.", callback=a_file)]
Folder = Annotated[Path, typer.Option(help="Folder to write.", callback=a_folder)]
Work = Annotated[Path, typer.Option(help="Where finished parts are kept; the same command goes on from them.", callback=a_folder)]
