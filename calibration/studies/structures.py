"""`python -m calibration.studies.structures`: does a structure of the rules earn its place on the rolling origins?

The rules are fitted anew before each year with the structure taken out (`STRUCTURES` says by which values), and both forecast
the year: the rolling difference is the daily log score of the rules less that of the rules without it. The rules as they are come
from the fits of `calibration.studies.rolling`, whose work folder this goes on from. Years in which a structure can make no
difference, because what it is about had not happened by their end, are left out. What cannot be taken out by a value is held
against the work folder that the rolling study of an earlier commit left (`--before`).

What the rules do not have and a prior alone would bring is tried the other way round: the draws of the same fits are weighed
anew, and the difference is the score with it less that of the rules as they are.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import numpy as np
import pandas as pd
import typer
from scipy.special import logsumexp
from scipy.stats import halfnorm, norm

from calibration import program
from calibration.fit.likelihood import TRAIN
from calibration.fit.posterior import Plan
from calibration.forecasts.baseline_forecasts import Variant
from calibration.forecasts.bootstrap import block_means, interval
from calibration.forecasts.scores import ALL, RULES
from calibration.forecasts.series import SERIES
from calibration.reference import REFERENCE
from calibration.studies.evaluate import LOG, log_scoring
from calibration.studies.rolling import DRAWS, FINAL_MOVES, ORIGINS, Study, variants_of
from calibration.studies.rolling_scores import ALL_YEARS, Judged, kept_judged
from sim.commands.options import Jobs
from sim.errors import InputError, unknown
from sim.machine import check_jobs
from sim.parameters import Parameters
from sim.paths import RESULTS
from sim.types import Floats

FILE = "structures.csv"
COLUMNS = ("structure", "year", "series", "n_days", "difference", "error", "low", "high")
WHY = "structures: the rules against the rules without one"


@dataclass(frozen=True)
class Structure:
    """A part of the rules that is held against the rules without it.

    Attributes
    ----------
    words
        What the rules say with it.
    without
        The values of parameters that take it out, by full name; none if the rules without it are those of an earlier commit.
    years
        The years in which it can make a difference.
    log_weights
        Of a prior that is tried and that the rules do not have: what the draws fitted under the present one are weighed by, in
        nats, shape `(draws,)`.
    """

    words: str
    without: tuple[tuple[str, float], ...]
    years: tuple[str, ...]
    log_weights: Callable[[Parameters], Floats] | None = None


def alike_across_administrations(parameters: Parameters) -> Floats:
    """The prior of Biden's tolerance about Trump's (normal, of standard deviation `ALIKE`, not below zero) over the present one.

    Returns
    -------
    Log weights of the draws, up to a constant, shape `(draws,)`.
    """
    before, after = (np.asarray(parameters.values[f"us.tolerance_{name}"]) for name in ("trump", "biden"))
    (prior,) = parameters.entry("us.tolerance_biden").prior["halfnormal"]
    about = norm.logpdf(after, before, ALIKE) - norm.logsf(0.0, before, ALIKE)
    return np.asarray(about - halfnorm.logpdf(after, scale=prior))


ALIKE = 1.0
"""How far two administrations differ in tolerance, in log units: answers to the same attacks some three times as many or few."""

STRUCTURES = {
    "phases_and_halts": Structure(
        "a halt of the group that leads ends the campaign over Gaza and holds the fire of all for a time, in place of halts "
        "that held others as far as each truce held its own group (commit d24724f095)",
        (),
        ("2021", "2022", "2023", "2024"),
    ),
    "learning_across": Structure(
        "tried: an administration is expected to bear about what the one before it bore (hierarchical prior)",
        (),
        ("2021", "2022"),
        alike_across_administrations,
    ),
    "campaign_ends": Structure(
        "a halt of the group that leads ends the campaign over Gaza", (("militia.campaign_left", 1.0),), ("2023", "2024")
    ),
    "halts_bind": Structure(
        "such a halt holds the fire of all for a time", (("militia.halt_followed", 0.0),), ("2021", "2022", "2023", "2024")
    ),
}


def differences(structure: Structure, full: Study, *, log: Path, before: Path | None = None) -> Iterator[dict[str, object]]:
    """Rows of the table for one structure: each of its years, then all of them; every context known.

    Parameters
    ----------
    log
        Where each look at a test window is written down.
    before
        The work folder of the rolling study under the rules without it, where no value takes it out.

    Raises
    ------
    InputError
        If such a folder is needed and is not given, or lacks the scores of a year.
    """
    days: list[dict[str, Floats]] = []
    for year in structure.years:
        variant = variants_of(ORIGINS[year])[-1]
        if ORIGINS[year][1] > TRAIN[1]:
            since, until = ORIGINS[year]
            log_scoring(log, f"{since}:{until}", full.how, f"before {since}", f"{WHY}: {structure.words}")
        whole = full.rules(year, variant)
        if structure.log_weights is not None:
            days.append(_apart(_weighed(structure.log_weights, full, year, variant), whole))
        elif structure.without:
            days.append(_apart(whole, _fitted_without(structure, full, year, variant)))
        else:
            days.append(_apart(whole, _kept(before, full, year, variant)))
        yield from _rows(year, days[-1])
    yield from _rows(ALL_YEARS, {name: np.concatenate([each[name] for each in days]) for name in days[0]})


def _fitted_without(structure: Structure, full: Study, year: str, variant: Variant) -> Judged:
    folder = "_".join(f"{name}={value:g}" for name, value in structure.without)
    return replace(full, plan=replace(full.plan, fixed=structure.without), work=full.work / folder).rules(year, variant)


def _weighed(log_weights: Callable[[Parameters], Floats], full: Study, year: str, variant: Variant) -> Judged:
    """The scores of the rules under another prior, by the draws of the fit under the present one."""
    draws = full.fitted(year, variant)
    logs = log_weights(draws)
    weights = np.exp(logs - logsumexp(logs))
    program.say(f"{year}: {1.0 / np.sum(weights**2):.0f} of {len(weights)} draws stay effective")
    return full.scored(year, variant, draws, weights)


def _kept(before: Path | None, full: Study, year: str, variant: Variant) -> Judged:
    """The scores that the rolling study of an earlier commit left in its work folder."""
    if before is None:
        raise InputError("--before is missing; allowed: the work folder of `calibration.studies.rolling` at the earlier commit")
    path = replace(full, work=before).file(year, f"{RULES}_{variant}")
    scores = kept_judged(path, None)
    if scores is None:
        raise InputError(f"{path} is missing or damaged; allowed: a folder with the scores of every year")
    return scores


def _apart(full: Judged, without: Judged) -> dict[str, Floats]:
    """Daily log score of the rules with the structure less that without it, by series and of all together."""
    apart = {name: full[RULES][name][:, 0] - without[RULES][name][:, 0] for name in SERIES}
    return {**apart, ALL: np.sum(list(apart.values()), axis=0)}


def _rows(year: str, days: dict[str, Floats]) -> Iterator[dict[str, object]]:
    for series, values in days.items():
        low, high = interval(values)
        row = {"year": year, "series": series, "n_days": len(values), "difference": float(values.mean())}
        yield row | {"error": float(block_means(values).std()), "low": low, "high": high}


def structures(
    name: Annotated[list[str] | None, typer.Option(help="Only this structure; may be given several times.")] = None,
    particles: Annotated[int, typer.Option(min=64, max=program.MOST, help="Particles in each of two runs.")] = DRAWS,
    final_moves: Annotated[int, typer.Option(min=0, max=program.MOST, help="pCN moves after the last power.")] = FINAL_MOVES,
    year: Annotated[list[str] | None, typer.Option(help="Only in these years; may be given several times.")] = None,
    jobs: Jobs = 2,
    work: program.Work = RESULTS / "rolling",
    before: Annotated[Path | None, typer.Option(help="Work folder of the rolling study at an earlier commit.")] = None,
    out: Annotated[Path, typer.Option(help="Table to write.", callback=program.a_file)] = REFERENCE / FILE,
    log: Annotated[Path, typer.Option(help="Log of looks at the test windows.", callback=program.a_file)] = REFERENCE / LOG,
) -> None:
    """Hold the rules against the rules without one structure after another, on rolling origins."""
    began = time.monotonic()
    check_jobs(jobs)
    for each in name or ():
        if each not in STRUCTURES:
            raise InputError(unknown("structure", each, STRUCTURES))
    full = Study(ORIGINS, Plan(runs=2, particles=particles, final_moves=final_moves), work, log, jobs=jobs)
    rows: list[dict[str, object]] = []
    asked = name or [known for known, each in STRUCTURES.items() if each.without or each.log_weights or before]
    for each in asked:
        program.say(f"{each}: {STRUCTURES[each].words}")
        found = differences(_in_years(each, year), full, log=log, before=before)
        rows += [{"structure": each, **row} for row in found]
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    program.write(pd.concat([*_others(out, asked), table]), out, "%.6g")
    shown = table[table["series"].isin(["attack_base", ALL])]
    typer.echo(shown.to_string(index=False, float_format=lambda value: f"{value:.4f}"))
    program.say(f"took {program.minutes_since(began)}")


def _in_years(name: str, years: Sequence[str] | None) -> Structure:
    """A structure in some of its years alone; raises `InputError` for a year that is none of its."""
    structure = STRUCTURES[name]
    for year in years or ():
        if year not in structure.years:
            raise InputError(f"--year {unknown(f'year of {name}', year, structure.years)}")
    return structure if years is None else replace(structure, years=tuple(each for each in structure.years if each in years))


def _others(path: Path, asked: Iterable[str]) -> list[pd.DataFrame]:
    """What the table already says of structures that are not asked for."""
    if not path.exists():
        return []
    there = pd.read_csv(path)
    others = there[~there["structure"].isin(list(asked))]
    return [] if others.empty else [others]


if __name__ == "__main__":
    program.run(structures)
