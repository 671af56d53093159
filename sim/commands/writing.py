"""Writing a run's folder, whichever command asks for it, and saying where it lies."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from rich.markup import escape

from sim.commands.options import err

if TYPE_CHECKING:
    from sim.comparison import Command, Comparison
    from sim.machine import Machine, Progress
    from sim.parameters import Parameters
    from sim.results.tabulation import Arm
    from sim.scenario import Scenario

REPORT = "report.html"


def arms_for(command: Command, scenarios: Sequence[Scenario]) -> tuple[Arm, ...]:
    """The scenarios with the days over which they are counted; raises `InputError` where they do not fit together."""
    from sim.comparison import arms_against, arms_alone

    return arms_against(scenarios) if command == "compare" else arms_alone(scenarios)


def write_run(
    folder: Path,
    command: Command,
    arms: Sequence[Arm],
    worlds: int,
    seed: int,
    parameters: Parameters,
    machine: Machine,
    progress: Progress,
    *,
    provenance: dict[str, Any] | None = None,
    formats: Sequence[str] = ("png", "svg"),
) -> Comparison:
    """Run the arms and write everything but the manifest: tables as the blocks come, then figures and report.

    Parameters
    ----------
    provenance
        The manifest of which the report states commit and versions; default: the new one.
    formats
        Of the figures (`sim.figures.style.formats_of`).
    """
    from sim.comparison import run_arms
    from sim.results.tables import TableWriter
    from sim.run_folders import write_beside

    with TableWriter(folder) as writer:
        comparison = run_arms(
            arms, worlds, seed, parameters, machine, progress,
            command=command, sink=writer.add,
        )  # fmt: skip
    write_beside(folder, comparison, parameters, formats=formats, provenance=provenance)
    return comparison


def say_what_leaves_the_record(comparison: Comparison) -> None:
    """Print a line for each way in which a scenario leaves what the record shows, once."""
    from sim.extrapolation import lines_beyond

    for line in lines_beyond(comparison):
        typer.echo(line)


def say_where(folder: Path, report: bool, figures: bool = False) -> None:
    """Say on standard error where the results lie; a report has figures."""
    if report:
        err.print(escape(f"report: {folder / REPORT}"))
    err.print(escape(f"{'tables, figures' if report or figures else 'tables'} and manifest: {folder}"))
