"""`python -m calibration.figures`: draw the calibration's figures and print the numbers behind them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer
from PIL import Image

from calibration.figures import moved, pit, scores, targets
from calibration.figures.draws import Draws, chosen
from calibration.reference import REFERENCE, read
from sim.commands.options import records
from sim.errors import InputError, unknown
from sim.figures.style import Sheet, save, settings
from sim.paths import ROOT

COLOURS = 128
NAMES = ("priors_posteriors", "pit", "scores", "targets")


def figures(
    out: Annotated[Path, typer.Option(help="Folder to write.")] = ROOT / "docs" / "figures",
    only: Annotated[list[str] | None, typer.Option("--only", help="Draw this figure alone; may be repeated.")] = None,
    draws: Annotated[int, typer.Option(min=2, help="Parameter draws to use.")] = 400,
    worlds: Annotated[int, typer.Option(min=2, help="Worlds of the targets, if they are simulated here.")] = 200,
    prior: Annotated[bool, typer.Option("--prior", help="Draws of the prior, even if a posterior is there.")] = False,
    score_table: Annotated[
        Path | None, typer.Option("--scores", help="Output of `escalation score --json`; else rolling origins.")
    ] = None,
    check_table: Annotated[Path, typer.Option("--check", help="Output of `escalation check --json`; else simulated here.")] = (
        REFERENCE / "check.json"
    ),
    rolling: Annotated[
        Path | None, typer.Option("--rolling", help="Also keep the scores on rolling origins here, as JSON.")
    ] = None,
    jobs: Annotated[int, typer.Option(help="Processes for the targets.")] = 1,
) -> None:
    """Draw priors_posteriors.png, pit.png, scores.png and targets.png, and print the numbers behind them."""
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
            elif name == "pit":
                table = pit.numbers(shown)
                page = pit.draw(table, shown)
            elif name == "scores":
                table, page = _scores(shown, score_table, rolling)
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


def _scores(draws: Draws, given: Path | None, rolling: Path | None) -> tuple[pd.DataFrame, Sheet]:
    if given is not None:
        table = read(given)
        if table is None:
            raise InputError("there is no such file", file=given)
        return table, scores.draw(table, f"{given.name}, {int(table['n_days'].iloc[0]):,} days")
    table = scores.numbers(draws, progress=lambda text: typer.echo(text, err=True))
    if rolling is not None:
        rolling.write_text(json.dumps(records(table), indent=2) + "\n", encoding="utf-8", newline="\n")
    years = f"{scores.ORIGINS[0][0].year} to {scores.ORIGINS[-1][0].year}"
    seen = ", which have seen these days" if draws.fitted else ""
    return table, scores.draw(table, f"{years}; rules: {draws.label}{seen}; baselines: fitted to the days before each year")


def _targets(draws: Draws, given: Path, worlds: int, jobs: int) -> tuple[pd.DataFrame, Sheet]:
    table = read(given)
    if table is not None:
        return table, targets.draw(table, f"From {given.name}.")
    from calibration.check import check

    return (table := check(draws.parameters, worlds, jobs=jobs)), targets.draw(table, f"{worlds:,} worlds, {draws.label}.")


if __name__ == "__main__":
    from calibration.door import run

    run(figures)
