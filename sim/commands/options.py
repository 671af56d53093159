"""What the commands share: their options, the progress bar, tables and lists of records.

A command that lists something must start at once, so that what runs or holds numbers is imported where it is used.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console, RenderableType
from rich.markup import escape
from rich.table import Table

from sim import wording
from sim.commands.extras import how_to_install
from sim.errors import EscalationError, InputError, RunUnfinished, unknown
from sim.machine import Machine, check_block, check_jobs, check_seed, check_worlds
from sim.vocabulary.measures import in_order

if TYPE_CHECKING:
    import pandas as pd

    from sim.parameters import Parameters
    from sim.scenario import Scenario


def _names_beginning(incomplete: str) -> list[str]:
    """For shell completion."""
    from sim.scenario.files import scenario_paths

    return [name for name in scenario_paths() if name.startswith(incomplete)]


Names = Annotated[
    list[str],
    typer.Argument(
        metavar="SCENARIO...", help="Names of scenarios, or their files.", show_default=False, autocompletion=_names_beginning
    ),
]
Name = Annotated[
    str,
    typer.Argument(
        metavar="SCENARIO", help="The name of a scenario, or its file.", show_default=False, autocompletion=_names_beginning
    ),
]
Worlds = Annotated[int, typer.Option(help="How many worlds.", callback=check_worlds)]
Seed = Annotated[int, typer.Option(help="Which luck: the same seed gives the same worlds.", callback=check_seed)]
Jobs = Annotated[int, typer.Option(help="Processes to use, -1 for one per core; no result depends on it.", callback=check_jobs)]
Out = Annotated[Path | None, typer.Option(help="Folder to write; default: results/ and the scenario's name.", show_default=False)]
Settings = Annotated[
    list[str] | None,
    typer.Option(
        "--set", metavar="ACTOR.PARAMETER=VALUE", help="Change a parameter; may be given several times.", show_default=False
    ),
]
Luck = Annotated[
    str | None,
    typer.Option(
        metavar="abducted|fresh",
        help="Given all that followed, or new luck after the branch; default: as the scenario says.",
        show_default=False,
    ),
]
Coupling = Annotated[
    str | None,
    typer.Option(
        metavar="causes|inversion",
        help="What ties an abducted history to the record: causes of acts, or their luck; default: as the scenario says.",
        show_default=False,
    ),
]
Params = Annotated[
    str,
    typer.Option(
        metavar="posterior|train|point|FILE",
        help="Draws of the posterior of the whole record, or of its training window alone; values set by hand; or a file.",
    ),
]
Block = Annotated[
    int, typer.Option(help="Worlds run at a time; it changes speed and memory, never a result.", callback=check_block)
]
Scheduler = Annotated[
    str | None,
    typer.Option(
        metavar="ADDRESS|local",
        help="Run on the Dask cluster at this address, such as tcp://host:8786; or on one of --jobs workers here.",
        show_default=False,
    ),
]
Force = Annotated[bool, typer.Option("--force", help="Replace the run that the folder holds.")]
Formats = Annotated[
    list[str] | None,
    typer.Option(
        "--format",
        metavar="png|svg|pdf",
        help="What figures are written as beside PNG; may be given several times. Default: svg.",
        show_default=False,
    ),
]
Yes = Annotated[bool, typer.Option("--yes", help="Run it even if it takes hours, or most of the machine.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print a list of records instead of a table.")]

LUCKS, COUPLINGS = ("abducted", "fresh"), ("causes", "inversion")
PLAIN_WIDTH = 110
"""Columns of a table that goes to a file or a pipe."""
err = Console(stderr=True, highlight=False, soft_wrap=True)


def scenarios_named(names: Sequence[str], luck: str | None = None, coupling: str | None = None) -> list[Scenario]:
    """Load scenarios by name or file; those that branch with another luck or coupling, if one is asked for."""
    from sim.scenario import load_scenario

    for option, value, allowed in (("--luck", luck, LUCKS), ("--coupling", coupling, COUPLINGS)):
        if value is not None and value not in allowed:
            raise InputError(f"{option}: {unknown('word', value, allowed)}")
    changes: dict[str, Any] = {key: value for key, value in (("luck", luck), ("coupling", coupling)) if value is not None}
    loaded = [load_scenario(name) for name in names]
    if changes and all(scenario.branch is None for scenario in loaded):
        option = " and ".join(f"--{key}" for key in changes)
        raise InputError(f"{option}: nothing is simulated in {', '.join(names)}; allowed: with a scenario that branches")
    return [scenario.edit(**changes) if changes and scenario.branch is not None else scenario for scenario in loaded]


def refuse(given: Mapping[str, object], what: str) -> None:
    """Refuse options that were given, whatever as, and do not go with what is asked about."""
    for option, value in given.items():
        if value is not None and value is not False:
            raise InputError(f"{option} does not go with {what}")


def parameters_of(params: str, settings: Sequence[str] | None) -> Parameters:
    """What `--params` and `--set` ask for."""
    from sim.parameter_files import choose
    from sim.parameters import parse_settings

    return choose(params, parse_settings(settings or ()))


def check_work(scenarios: Sequence[Scenario], worlds: int, machine: Machine, folder: Path, *, yes: bool, kept: int = 1) -> None:
    """Refuse, before anything is taken, what would take hours or most of the machine, unless `--yes` says that it is meant."""
    from sim.workload import check, estimate

    check(estimate(scenarios, worlds, machine, kept), folder, yes=yes)


# While it runs --------------------------------------------------------------------------------------------------------------


@contextmanager
def progress_over(scenarios: Sequence[Scenario], worlds: int) -> Iterator[Callable[[str, int], None]]:
    """A bar for each scenario on a terminal, plain lines otherwise; both go to standard error."""
    if not err.is_terminal:
        yield _plain_lines(worlds)
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("worlds"))
    with Progress(*columns, TimeElapsedColumn(), TextColumn("left:"), TimeRemainingColumn(), console=err) as bar:
        tasks = {scenario.name: bar.add_task(scenario.name, total=worlds) for scenario in scenarios}
        yield lambda name, done: bar.advance(tasks[name], done)


def _plain_lines(worlds: int) -> Callable[[str, int], None]:
    """A line at each quarter of a scenario's worlds."""
    total: dict[str, int] = {}

    def advance(name: str, done: int) -> None:
        before = total.get(name, 0)
        total[name] = before + done
        if total[name] * 4 // worlds > before * 4 // worlds:
            typer.echo(f"{name}: {total[name]} of {worlds} worlds", err=True)

    return advance


@contextmanager
def unfinished(what_is_safe: Callable[[], str]) -> Iterator[None]:
    """Turn an interruption or an unforeseen failure into `RunUnfinished`, which says what is safe and how to go on.

    Meanwhile what the libraries below have to say (`logging`) goes to standard error, a line each.
    """
    try:
        with _told():
            yield
    except RunUnfinished as error:
        raise type(error)(f"{error}; {what_is_safe()}") from error
    except (EscalationError, typer.Exit):
        raise
    except KeyboardInterrupt as error:
        raise RunUnfinished(f"interrupted; {what_is_safe()}") from error
    except Exception as error:
        missing = how_to_install(error)
        if missing is not None:
            raise InputError(missing) from error
        raise RunUnfinished(f"not finished: {type(error).__name__}: {' '.join(str(error).split())}; {what_is_safe()}") from error


@contextmanager
def _told() -> Iterator[None]:
    """Warnings of the simulator as plain lines on standard error."""
    import logging

    handler = logging.StreamHandler(sys.stderr)
    logger = logging.getLogger("sim")
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)


def nothing_written() -> str:
    """What is safe after a command that keeps nothing until its end."""
    return "nothing was written; run the same command again"


# When it is done ------------------------------------------------------------------------------------------------------------


def watched(scenarios: Sequence[Scenario]) -> list[str]:
    """Measures that any of the scenarios watches, in the order they are defined."""
    return in_order(name for scenario in scenarios for name in scenario.watch)


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Plain records; what has no value is null."""
    plain = frame.astype(object).where(frame.notna(), None)
    return [{str(key): value for key, value in row.items()} for row in plain.to_dict("records")]


def print_records(rows: list[dict[str, Any]]) -> None:
    """Print records as JSON on standard output."""
    typer.echo(json.dumps(rows, indent=2, ensure_ascii=False))


def print_table(
    title: str, columns: Sequence[str], rows: Sequence[Sequence[str]], n_words: int = 1, width: int = PLAIN_WIDTH
) -> None:
    """Print a table; the first `n_words` columns are text, the others numbers."""
    table = Table(title=escape(title), title_justify="left", title_style="bold", box=None, pad_edge=False, collapse_padding=True)
    for at, column in enumerate(columns):
        table.add_column(escape(column), justify="left" if at < n_words else "right", no_wrap=at >= n_words)
    for row in rows:
        table.add_row(*map(escape, row))
    print_wide(table, width)


def print_wide(shown: RenderableType, width: int = PLAIN_WIDTH) -> None:
    """Print as wide as the terminal is; into a file or a pipe at least `width` columns wide."""
    console = Console(highlight=False, emoji=False)
    if not console.is_terminal:
        console.width = max(console.width, width)
    console.print(shown)


def number(value: float | None, *, sign: bool = False) -> str:
    """A number as a reader wants it: about three significant digits; a dash for none."""
    if value is None or math.isnan(value):
        return "-"
    return wording.rounded(value, "+" if sign else "")


def percent(share: float | None) -> str:
    """A share as a whole per cent; a dash for none."""
    return "-" if share is None or math.isnan(share) else wording.percent(share)


def span(low: float | None, high: float | None, *, sign: bool = False) -> str:
    """An interval, `low to high`; a dash for none."""
    return "-" if low is None or math.isnan(low) else f"{number(low, sign=sign)} to {number(high, sign=sign)}"
