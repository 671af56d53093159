"""`python -m calibration.figures`: draw the calibration's figures and print the numbers behind them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import pandas as pd
import typer
from PIL import Image

from calibration import program as door
from calibration.figures import moved, pit, scores, support, targets
from calibration.figures.draws import Draws, chosen
from calibration.fit import inclusion as terms
from calibration.reference import REFERENCE, read
from sim.commands.options import Jobs
from sim.errors import InputError, unknown
from sim.figures.style import Sheet, save, settings
from sim.paths import ROOT
from sim.record.windows import load_windows

COLOURS = 128
NAMES = ("priors_posteriors", "terms", "pit", "scores", "targets")


def figures(
    out: door.Folder = ROOT / "docs" / "figures",
    only: Annotated[list[str] | None, typer.Option("--only", help="Draw this figure alone; may be repeated.")] = None,
    draws: Annotated[int, typer.Option(min=2, max=door.MOST, help="Parameter draws to use.")] = 400,
    worlds: Annotated[int, typer.Option(min=2, max=door.MOST, help="Worlds of the targets, if they are simulated here.")] = 200,
    prior: Annotated[bool, typer.Option("--prior", help="Draws of the prior, even if a posterior is there.")] = False,
    lead_table: Annotated[Path, typer.Option("--leads", help="Output of `escalation score --each --json`.")] = (
        REFERENCE / "leads.csv"
    ),
    pit_file: Annotated[Path, typer.Option("--pit", help="Table of transforms of the test window.")] = REFERENCE / "pit.csv",
    check_table: Annotated[Path, typer.Option("--check", help="Output of `escalation check --json`; else simulated here.")] = (
        REFERENCE / "check.json"
    ),
    posterior_table: Annotated[Path, typer.Option("--posterior", help="Table that `escalation calibrate` writes.")] = (
        REFERENCE / "posterior.csv"
    ),
    jobs: Jobs = 1,
) -> None:
    """Draw priors_posteriors.png, terms.png, pit.png, scores.png and targets.png, and print the numbers behind them."""
    for name in only or ():
        if name not in NAMES:
            raise InputError(f"--only: {unknown('figure', name, NAMES)}")
    out.mkdir(parents=True, exist_ok=True)
    shown = chosen(draws, prior=prior)
    for name in only or NAMES:
        with settings():
            if name == "priors_posteriors":
                table = moved.numbers(shown)
                page = moved.draw(table, shown)
            elif name == "terms":
                table = terms.tabulate(_given(posterior_table).set_index("parameter"))
                page = support.draw(table)
            elif name == "pit":
                test = load_windows()["test"]
                table = _given(pit_file)
                page = pit.draw(table, (test.since, test.until), "Posterior of the training window.")
            elif name == "scores":
                table = _given(lead_table)
                page = scores.draw(table, f"{lead_table.name}, {int(table['n_days'].iloc[0]):,} days")
            else:
                table, page = _targets(shown, check_table, worlds, jobs)
            path = lean(save(page, out / f"{name}.png"))
        typer.echo(f"{path}\n{table.to_string(float_format=lambda value: f'{value:.4g}')}\n")


def lean(path: Path) -> Path:
    """Write a PNG again with a palette instead of full colours: a third of the size, the same bytes every time."""
    with Image.open(path) as image:
        small = image.convert("RGB").quantize(COLOURS, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    small.save(path, format="PNG", optimize=True)
    return path


def _given(path: Path) -> pd.DataFrame:
    """A table that another command has made."""
    table = read(path)
    if table is None:
        raise InputError("there is no such file; docs/calibration.md says under Rebuild which command makes it", file=path)
    return table


def _targets(draws: Draws, given: Path, worlds: int, jobs: int) -> tuple[pd.DataFrame, Sheet]:
    table = read(given)
    if table is not None:
        return table, targets.draw(table, f"From {given.name}.")
    from calibration.targets.check import check

    return (table := check(draws.parameters, worlds, jobs=jobs)), targets.draw(table, f"{worlds:,} worlds, {draws.label}.")


if __name__ == "__main__":
    door.run(figures)
