"""The folder of a run or a comparison, whoever asks for it: what is written beside the tables, and a result that was in memory.

=================== ======================================================================================================
`events.parquet` .. the tables (`sim.results.tables`)
`summary.csv`       mean, median and intervals by measure; `effects.csv`: of a comparison, what each arm changes
`figures/`          `timeline`, `ladder` and, of a comparison, `difference`, as PNG and SVG (or `--format`)
`report.html`       one page that needs nothing else
`manifest.json`     what all was made from
=================== ======================================================================================================
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sim.comparison import Comparison
from sim.figures.style import USUAL
from sim.figures.write import write_figures
from sim.parameters import Parameters
from sim.report import write_report
from sim.results.draws import write_draws
from sim.results.folders import new_folder
from sim.results.manifest import write_manifest
from sim.results.runs import Run
from sim.results.tables import EFFECTS, SUMMARY, TABLES, TableWriter, to_arrow, write_csv
from sim.told_worlds import told_worlds

FIGURES, REPORT = "figures", "report.html"


def write_beside(
    folder: Path,
    comparison: Comparison,
    parameters: Parameters,
    *,
    formats: Sequence[str] = USUAL,
    provenance: Mapping[str, Any] | None = None,
) -> None:
    """Write all but tables and manifest into a folder in which the tables are.

    Parameters
    ----------
    provenance
        The manifest of which the report states commit and versions; default: the comparison's own.
    """
    write_csv(comparison.summary, folder / SUMMARY)
    if comparison.effects is not None:
        write_csv(comparison.effects, folder / EFFECTS)
    write_draws(folder, parameters)
    figures = write_figures(comparison, folder / FIGURES, formats=formats)
    manifest = comparison.manifest if provenance is None else provenance
    told = told_worlds(folder, comparison, parameters)
    write_report(comparison, folder / REPORT, figures, parameters=parameters, manifest=manifest, told=told)


def save_comparison(
    comparison: Comparison, parameters: Parameters, folder: Path, *, force: bool = False, formats: Sequence[str] = USUAL
) -> None:
    """Write one that was kept in memory: the same files, to the byte, as the command's but for the manifest's dates.

    Frames of `runs` are written as they are: whoever changed one in place saves what he made of it.

    Raises
    ------
    InputError
        If the folder holds something already; with `force` it may replace a result of ours.
    """
    with new_folder(folder, force=force) as partial:
        with TableWriter(partial) as writer:
            for run in comparison.runs.values():
                writer.add_tables({name: to_arrow(name, frame) for name, frame in _frames(run).items()})
        write_beside(partial, comparison, parameters, formats=formats)
        write_manifest(partial, comparison.manifest)


def _frames(run: Run) -> dict[str, Any]:
    return {name: getattr(run, name) for name in TABLES}
