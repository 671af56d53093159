"""Writing a run's folder, with figures and report, and saying where it lies."""

from __future__ import annotations

from pathlib import Path

from sim.commands.options import err
from sim.compare import Comparison
from sim.folders import new_folder, write_manifest, write_runs
from sim.manifest import write_draws
from sim.parameters import Parameters

FIGURES = "figures"


def write_comparison(comparison: Comparison, folder: Path, parameters: Parameters, *, force: bool) -> list[str]:
    """Write tables, figures, report and manifest, whole or not at all; returns the name of the report."""
    from sim.plots import write_figures
    from sim.report import write_report

    runs = list(comparison.runs.values())
    with new_folder(folder, force=force) as partial:
        write_runs(partial, runs)
        write_draws(partial, parameters)
        figures = write_figures(comparison, partial / FIGURES)
        report = write_report(comparison, partial, figures)
        write_manifest(partial, runs[0].manifest)
        return [report.name]


def say_where(folder: Path, written: list[str]) -> None:
    """Say on standard error where the results lie."""
    if written:
        err.print(f"report: {folder / written[0]}")
    err.print(f"tables, figures and manifest: {folder}")
