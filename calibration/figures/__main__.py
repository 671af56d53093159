"""`python -m calibration.figures`: draw the calibration's figures and print the numbers behind them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer
from PIL import Image

from calibration import program
from calibration.figures import inclusion, pit, scores, shrinkage, targets
from calibration.figures.draws import Draws, chosen
from calibration.fit import inclusion as probabilities
from calibration.reference import REFERENCE, read
from sim.commands.options import Jobs
from sim.errors import InputError, unknown
from sim.figures.style import Sheet, save, settings
from sim.paths import ROOT, Posterior
from sim.record.windows import load_windows

COLOURS = 128


@dataclass(frozen=True)
class Inputs:
    """What figures are drawn from: parameter draws, tables that other commands have made, how to simulate what is not there.

    Attributes
    ----------
    draws
        Of the posterior that scenarios run on.
    judging
        Of the one that has not seen the days after the training window.
    """

    draws: Draws
    judging: Draws
    leads: Path
    pit: Path
    check: Path
    posterior: Path
    worlds: int
    jobs: int


def _shrinkage(given: Inputs) -> tuple[pd.DataFrame, Sheet]:
    table = shrinkage.numbers(given.draws)
    return table, shrinkage.draw(table, given.draws)


def _inclusion(given: Inputs) -> tuple[pd.DataFrame, Sheet]:
    table = probabilities.tabulate(_table(given.posterior).set_index("parameter"))
    return table, inclusion.draw(table)


def _pit(given: Inputs) -> tuple[pd.DataFrame, Sheet]:
    test, table = load_windows()["test"], _table(given.pit)
    return table, pit.draw(table, (test.since, test.until), "Posterior of the training window.")


def _scores(given: Inputs) -> tuple[pd.DataFrame, Sheet]:
    table = _table(given.leads)
    return table, scores.draw(table, f"{given.leads.name}, {int(table['n_days'].iloc[0]):,} days")


def _targets(given: Inputs) -> tuple[pd.DataFrame, Sheet]:
    table = read(given.check)
    if table is not None:
        return table, targets.draw(table, f"From {given.check.name}.")
    from calibration.targets.check import evaluate_targets

    table = evaluate_targets(given.judging.parameters, given.worlds, jobs=given.jobs)
    return table, targets.draw(table, f"{given.worlds:,} worlds, {given.judging.label}.")


FIGURES: Mapping[str, Callable[[Inputs], tuple[pd.DataFrame, Sheet]]] = {
    "shrinkage": _shrinkage, "inclusion": _inclusion, "pit": _pit, "scores": _scores, "targets": _targets,
}  # fmt: skip
"""By name, which is also that of the file and of the module that draws it: the numbers behind a figure and its page."""


def figures(
    out: program.Folder = ROOT / "docs" / "figures",
    only: Annotated[list[str] | None, typer.Option("--only", help="Draw this figure alone; may be repeated.")] = None,
    draws: Annotated[int, typer.Option(min=2, max=program.MOST, help="Parameter draws to use.")] = 400,
    worlds: Annotated[
        int, typer.Option(min=2, max=program.MOST, help="Worlds of the targets, if they are simulated here.")
    ] = 200,
    prior: Annotated[bool, typer.Option("--prior", help="Draws of the prior, even if a posterior is there.")] = False,
    leads: Annotated[Path, typer.Option("--leads", help="Output of `escalation score --each --json`.")] = REFERENCE / "leads.csv",
    pit_file: Annotated[Path, typer.Option("--pit", help="Table of transforms of the test window.")] = REFERENCE / "pit.csv",
    check: Annotated[Path, typer.Option("--check", help="Output of `escalation check --json`; else simulated here.")] = (
        REFERENCE / "check.json"
    ),
    posterior: Annotated[Path, typer.Option("--posterior", help="Table that `escalation calibrate` writes.")] = (
        REFERENCE / "posterior_whole.csv"
    ),
    jobs: Jobs = 1,
) -> None:
    """Draw the calibration's figures, one PNG each, and print the numbers behind them."""
    for name in only or ():
        if name not in FIGURES:
            raise InputError(f"--only: {unknown('figure', name, FIGURES)}")
    out.mkdir(parents=True, exist_ok=True)
    shown, judging = (chosen(draws, posterior=which, prior=prior) for which in Posterior)
    given = Inputs(shown, judging, leads, pit_file, check, posterior, worlds, jobs)
    for name in only or FIGURES:
        with settings():
            table, page = FIGURES[name](given)
            path = lean(save(page, out / f"{name}.png"))
        typer.echo(f"{path}\n{table.to_string(float_format=lambda value: f'{value:.4g}')}\n")


def lean(path: Path) -> Path:
    """Write a PNG again with a palette instead of full colours: a third of the size, the same bytes every time."""
    with Image.open(path) as image:
        small = image.convert("RGB").quantize(COLOURS, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    small.save(path, format="PNG", optimize=True)
    return path


def _table(path: Path) -> pd.DataFrame:
    """A table that another command has made."""
    table = read(path)
    if table is None:
        raise InputError("there is no such file; docs/calibration.md says under Rebuild which command makes it", file=path)
    return table


if __name__ == "__main__":
    program.run(figures)
