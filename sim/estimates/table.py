"""The tables of effects: a row for each scenario or design point and measure, and the same month by month.

======================================= ========================================================================================
`scenario`, `measure`, `reference`      what, of what, against what; a point of a sweep is `name#point`
`mean`, `low`, `high`                   mean over worlds, and 5 % and 95 % of worlds
`difference`                            mean over worlds of (this less the reference), world by world
`difference_low`, `difference_high`     5 % and 95 % quantiles of that over single worlds: luck and parameters together
`p_more`, `p_less`, `p_same`            shares of worlds in which it is positive, negative, nothing
`standard_error`                        Monte Carlo standard error of `difference`, clustered by draw of the parameters
`estimand`                              `given all that followed` (abducted luck) or `on average` (fresh luck)
`since`, `until`, `worlds`              days counted, and worlds that have a value in both
`reference_mean`, `ratio`               mean of the reference, and the ratio of both means over the worlds with a value in both;
                                        none of a rung, which is an order
`p_lost`                                of the worlds in which the reference has any, the share in which there is none at all
`effect_low`, `effect_high`             5 % and 95 % of the *mean effect* over draws of the parameters (`sim.estimates.variance`)
`sd_parameters`, `sd_luck`, `draws`     standard deviations of the mean effect between draws and of luck within one; how many
`spread`                                whether these two are told apart, and if not why
`own`, `followed`                       the difference in two parts: the edited acts themselves, and what followed
`shape`, `bimodality`                   what the differences look like (`sim.estimates.shape`)
`coupling`                              what ties the luck of the arm to the record: `causes`, `inversion`, or `none`
`coupling_low`, `coupling_high`         least and greatest mean difference over couplings (`sim.estimates.ranged`)
`couplings`                             which of them; empty, as these two, where no other folder is given
`contrast`                              in what it differs from the reference (`sim.scenario.contrast`); empty in a sweep
`point` and the names varied            of a sweep
======================================= ========================================================================================

The reference stands in the table too, without a difference.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from sim.effect_table import DIFFERENCE, difference_columns
from sim.estimates.pairing import MONTHLY, Pair
from sim.estimates.shape import bimodality, shape_of
from sim.estimates.variance import components
from sim.results.digest import MISSING
from sim.results.distribution import INTERVAL, Distribution
from sim.types import Bools, Ints
from sim.vocabulary.measures import MEASURES

CONTRACT = ("scenario", "measure", "reference", "mean", "low", "high", *DIFFERENCE, "estimand")
"""The columns that other programs rely on; they come first."""
FURTHER = (
    "since", "until", "worlds", "reference_mean", "ratio", "p_lost", "effect_low", "effect_high", "sd_parameters", "sd_luck",
    "draws", "spread", "own", "followed", "shape", "bimodality", "coupling_low", "coupling_high", "couplings", "coupling",
    "contrast",
)  # fmt: skip
MONTH_COLUMNS = (
    "scenario", "measure", "reference", "month", "days", "mean", "reference_mean", *DIFFERENCE, "estimand",
)  # fmt: skip
_OF_DIFFERENCE = (
    *DIFFERENCE, "ratio", "p_lost", "effect_low", "effect_high", "sd_parameters", "sd_luck", "own", "followed", "bimodality",
)  # fmt: skip


def effect_rows(pair: Pair) -> Iterator[dict[str, Any]]:
    """The rows of a scenario or point, one for each measure."""
    for place, name in enumerate(MEASURES):
        known = pair.values[:, place] != MISSING
        level = _distribution(pair, pair.values[:, place], known)
        low, high = level.quantiles(INTERVAL)
        yield {
            "scenario": pair.scenario, "measure": name, "reference": pair.reference,
            "mean": level.mean, "low": low, "high": high,
            "since": str(pair.span.since), "until": str(pair.span.until),
            "coupling_low": math.nan, "coupling_high": math.nan, "couplings": "",
            **(_of_reference(level) if pair.reference_values is None else _paired(pair, place, name)),
            **pair.about,
        }  # fmt: skip


def _of_reference(level: Distribution) -> dict[str, Any]:
    nothing = dict.fromkeys(_OF_DIFFERENCE, math.nan)
    return {**nothing, "worlds": level.n, "reference_mean": level.mean, "draws": 0, "spread": "", "shape": ""}


def _paired(pair: Pair, place: int, name: str) -> dict[str, Any]:
    """What is said of a measure's differences, world by world."""
    assert pair.reference_values is not None
    ours, theirs = pair.values[:, place], pair.reference_values[:, place]
    known, there = (ours != MISSING) & (theirs != MISSING), theirs != MISSING
    apart = ours - theirs
    of = _distribution(pair, apart, known)
    spread = components(apart[known].astype(float), pair.draws[known], shared=pair.n_draws == 1)
    own = math.nan if pair.own is None or not known.any() else float(pair.own[known, place].mean())
    return {
        **difference_columns(of),
        "worlds": of.n,
        "reference_mean": float(theirs[there].mean()) if there.any() else math.nan,
        "ratio": math.nan if MEASURES[name].how == "highest" else _ratio(ours[known], theirs[known]),
        "p_lost": _lost(ours, theirs, name),
        "effect_low": spread.low,
        "effect_high": spread.high,
        "sd_parameters": math.sqrt(spread.between),
        "sd_luck": math.sqrt(spread.within),
        "draws": spread.draws,
        "spread": spread.says if of.n else "",
        "own": own,
        "followed": of.mean - own,
        "shape": shape_of(of),
        "bimodality": bimodality(of),
    }


def _distribution(pair: Pair, values: Ints, known: Bools) -> Distribution:
    of = Distribution(pair.n_draws)
    of.add(np.where(known, values, np.nan), pair.draws)
    return of


def _ratio(ours: Ints, theirs: Ints) -> float:
    return float(ours.mean() / theirs.mean()) if theirs.size and theirs.mean() != 0 else math.nan


def _lost(ours: Ints, theirs: Ints, name: str) -> float:
    """The share of worlds with none at all among those in which the reference has any; NaN where it has none anywhere."""
    comes = MEASURES[name].how == "first_day"
    there: Bools = theirs != MISSING if comes else theirs > 0
    gone: Bools = ours == MISSING if comes else ours == 0
    return float(gone[there].mean()) if there.any() else math.nan


def month_rows(pair: Pair) -> Iterator[dict[str, Any]]:
    """The rows of a scenario, one for each measure and month."""
    if pair.months is None or pair.reference_values is None:
        return
    every = np.ones(len(pair.draws), dtype=np.bool_)
    for place, name in enumerate(MONTHLY):
        for at, (month, days) in enumerate(zip(pair.months.names, pair.months.days, strict=True)):
            ours, theirs = pair.months.values[:, at, place], pair.months.reference[:, at, place]
            yield {
                "scenario": pair.scenario, "measure": name, "reference": pair.reference, "month": month, "days": days,
                "mean": float(ours.mean()), "reference_mean": float(theirs.mean()), "estimand": pair.about["estimand"],
                **difference_columns(_distribution(pair, ours - theirs, every)),
            }  # fmt: skip


def effect_table(rows: Sequence[dict[str, Any]]) -> pd.DataFrame:
    """Rows as a table, the contract's columns first, those of a design last."""
    frame = pd.DataFrame(rows)
    return frame[[*CONTRACT, *FURTHER, *(name for name in frame.columns if name not in (*CONTRACT, *FURTHER))]]


def month_table(rows: Sequence[dict[str, Any]]) -> pd.DataFrame:
    """Rows as a table; there may be none, as of a sweep."""
    return pd.DataFrame(rows, columns=list(MONTH_COLUMNS))
