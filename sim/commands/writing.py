"""Writing a run's folder, with figures and report, and saying where it lies."""

from __future__ import annotations

from pathlib import Path

from rich.markup import escape

from sim.commands.options import err
from sim.comparison import Comparison
from sim.parameters import Parameters
from sim.results.folders import write_effects, write_manifest, write_runs
from sim.results.manifest import write_draws

FIGURES = "figures"


def write_comparison(comparison: Comparison, folder: Path, parameters: Parameters) -> str:
    """Write tables, figures, report and manifest; returns the name of the report."""
    from sim.figures.write import write_figures
    from sim.report import write_report

    runs = list(comparison.runs.values())
    write_runs(folder, runs)
    write_draws(folder, parameters)
    if comparison.effects is not None:
        write_effects(folder, comparison.effects)
    figures = write_figures(comparison, folder / FIGURES, seed=comparison.seed)
    report = write_report(comparison, folder, figures, seed=comparison.seed, parameters=parameters)
    write_manifest(folder, runs[0].manifest)
    return report.name


def say_where(folder: Path, report: str | None) -> None:
    """Say on standard error where the results lie."""
    if report is not None:
        err.print(escape(f"report: {folder / report}"))
    err.print(escape(f"tables and manifest: {folder}" if report is None else f"tables, figures and manifest: {folder}"))
