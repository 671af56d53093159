"""The folder of a sweep: tables, design, figures and manifest, whoever asks for it.

================== =======================================================================================================
`design.csv`       a row for each point, a column for each name: can be edited and given back (`sim.sweeps.design_files`)
`sweep.parquet`    one row per point and world: the design's columns, then every measure (`sim.sweeps.running`)
`points.csv`       one row per point and watched measure: means, errors, paired differences (`sim.sweeps.response`)
`figures/`         `response`, `response_2` ..., `tornado`, as PNG and SVG (or `--format`)
`manifest.json`    what all was made from
================== =======================================================================================================
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa

from sim.figures.style import USUAL
from sim.figures.write_sweep import write_sweep_figures
from sim.machine import Machine, Progress
from sim.results.draws import write_draws
from sim.results.folders import new_folder
from sim.results.manifest import write_manifest
from sim.results.tables import TableWriter, write_csv
from sim.sweeps.design_files import DESIGN, write_design
from sim.sweeps.running import SWEEP, Plan, Sweep, add_up, run_sweep

POINTS, FIGURES = "points.csv", "figures"


def write_sweep(
    folder: Path, plan: Plan, machine: Machine, progress: Progress | None = None, *, formats: Sequence[str] = USUAL
) -> Sweep:
    """Run a sweep and write everything but the manifest into a folder that is there; rows of worlds go to disk as they come."""
    with TableWriter(folder, {SWEEP: plan.schema}) as writer:
        sweep = run_sweep(plan, machine, progress, sink=lambda rows: writer.add_tables({SWEEP: rows}))
    _write_rest(folder, sweep, formats)
    return sweep


def write_tables(
    folder: Path, plan: Plan, tables: Iterator[pa.Table], machine: Machine, *, formats: Sequence[str] = USUAL
) -> Sweep:
    """The same of rows that come from elsewhere (see `sim.sweeps.running.add_up`)."""
    with TableWriter(folder, {SWEEP: plan.schema}) as writer:
        sweep = add_up(plan, tables, machine, sink=lambda rows: writer.add_tables({SWEEP: rows}))
    _write_rest(folder, sweep, formats)
    return sweep


def save_sweep(sweep: Sweep, folder: Path, *, force: bool = False, formats: Sequence[str] = USUAL) -> None:
    """Write a sweep that was kept in memory: the same files, to the byte, as the command's but for the manifest's date.

    Raises
    ------
    InputError
        If the folder holds something already; with `force` it may replace a result of ours.
    """
    assert sweep.table is not None, "its rows went to disk as they came"
    with new_folder(folder, force=force) as partial:
        with TableWriter(partial, {SWEEP: sweep.plan.schema}) as writer:
            writer.add_tables({SWEEP: sweep.table})
        _write_rest(partial, sweep, formats)
        write_manifest(partial, sweep.manifest)


def _write_rest(folder: Path, sweep: Sweep, formats: Sequence[str]) -> None:
    write_design(sweep.plan.design, folder / DESIGN)
    write_csv(sweep.points, folder / POINTS)
    write_draws(folder, sweep.plan.parameters)
    write_sweep_figures(sweep, folder / FIGURES, formats=formats)
