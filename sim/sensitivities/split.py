"""How much of a measure's variance over worlds is chance, how much parameters, and how much which terms of the rules are there.

A world's value is y = m + v(variant) + p(draw) + e(world): the mean, what it adds which of the doubted terms are in, what the
draw's values add within a variant, and luck. Worlds that share a draw tell luck: the variance between draws' means less what luck
within a draw leaves in it (as in `sim.estimates.variance`). What variants explain of the draws' means is told by regression:

    rule variants = s2(means) - RSS / (N - p),      parameters = RSS / (N - p) - s2(luck) / worlds a draw,

with s2 the sample variance over N draws and p columns, the constant among them. The degrees of freedom make both unbiased where
the columns are right, as they do an adjusted R2 (Searle, Casella and McCulloch 1992, Variance Components, chapter 3, for columns
that are classes). Where variants repeat (`REPEATED` draws for each on average) every variant is a class, and nothing is assumed.
A posterior in which each draw is a variant of its own has a column for each doubted term instead, and what terms do only together
then counts as parameters. A term that goes along with a parameter's value has what both do, as in any regression on draws.

Intervals: many times a quarter of the draws is left out (delete-d jackknife, Shao and Wu 1989), since draws that stand twice, as
in a bootstrap, would be fitted the better for it; here the spread of such estimates, scaled by sqrt((N - d) / d), lies about the
estimate.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.estimates.variance import TOLD_APART, components
from sim.results.distribution import INTERVAL
from sim.sensitivities.rows import SHARE, Row, unknown
from sim.types import Bools, Floats, Ints

CHANCE, BETWEEN, PARAMETERS, VARIANTS = "chance", "parameters and rule variants", "parameters", "rule variants"
FACTORS = (CHANCE, BETWEEN, PARAMETERS, VARIANTS)
REPEATED = 3
"""Draws for each variant, or for each doubted term, on average, from which on variants are told from other parameters."""
LEFT_OUT, RESAMPLES = 0.25, 200
LEAST_DIFFERING = 20
"""Worlds with another value than the commonest, from which on anything is said: of two deaths no share has an honest interval."""
SAME, HARDLY = "the same in every world", "next to no world differs from the others"


@dataclass(frozen=True)
class Split:
    """Shares of a measure's variance, with what stands behind them.

    Attributes
    ----------
    rows
        One for each of `FACTORS`; NaN for what is not told apart.
    says
        Whether luck and parameters are told apart, and if not why (`sim.estimates.variance`), or `SAME`, or `HARDLY`.
    variance
        The whole variance over worlds, in the measure's unit squared; NaN if not told apart.
    """

    rows: tuple[Row, ...]
    says: str
    variance: float


def split(
    measure: str, values: Floats, draws: Ints, included: Bools, rng: np.random.Generator, units: Ints | None = None
) -> Split:
    """The shares of variance of a measure.

    Parameters
    ----------
    values, draws
        The measure in each world, and the world's draw as a row of `included`, shape `(worlds,)`.
    included
        Which doubted terms each draw has in, shape `(draws, terms)`.
    units
        Draws that share worlds' luck have the same number, shape `(draws,)`, and are left out together; default: none do.

    Returns
    -------
    Shares of one with 90 % intervals, each cut to 0 and 1: an estimate without bias may lie below nothing.
    """
    about = components(values, draws, shared=len(included) == 1)
    says = about.says if moves(values) else HARDLY if np.ptp(values) > 0 else SAME
    if says != TOLD_APART:
        return Split(tuple(unknown(measure, factor, SHARE) for factor in FACTORS), says, np.nan)
    columns = columns_of(included)
    found = _shares(values, draws, columns)
    units = np.arange(len(included)) if units is None else units
    errors = _errors(found, values, draws, columns, units, rng)
    low, high = (found - np.quantile(errors, 1 - share, axis=0) for share in INTERVAL)
    rows = [Row(measure, factor, SHARE, *map(_share, of)) for factor, *of in zip(FACTORS, found, low, high, strict=True)]
    return Split(tuple(rows), says, float(values.var(ddof=1)))


def moves(values: Floats) -> bool:
    """Whether enough worlds have another value than the commonest."""
    return bool(len(values) - np.unique(values, return_counts=True)[1].max() >= LEAST_DIFFERING)


def columns_of(included: Bools) -> Floats | None:
    """The regression's columns but for the constant, shape `(draws, columns)`; None if there are too few draws for them.

    Classes where variants repeat, else one column for each term that is in some draws and out in others.
    """
    variants, which = np.unique(included, axis=0, return_inverse=True)
    if REPEATED * len(variants) <= len(included):
        return np.asarray(which.reshape(-1, 1) == np.arange(1, len(variants)), dtype=np.float64)
    terms = np.unique(included, axis=1)
    terms = terms[:, terms.any(axis=0) & ~terms.all(axis=0)]
    return terms.astype(np.float64) if REPEATED * terms.shape[1] <= len(included) else None


def _shares(values: Floats, draws: Ints, columns: Floats | None) -> Floats:
    """Shares of `FACTORS`, in their order, not cut at 0, so that errors on both sides show; shape `(4,)`."""
    there, group, sizes = np.unique(draws, return_inverse=True, return_counts=True)
    means = np.bincount(group, values) / sizes
    within = float(((values - means[group]) ** 2).sum()) / (len(values) - len(there))
    between = float(means.var(ddof=1)) - within * float((1 / sizes).mean())
    explained = np.nan if columns is None else _explained(means, columns[there])
    whole = within + between
    return np.array([within, between, between - explained, explained]) / (whole if whole > 0 else np.nan)


def _explained(means: Floats, columns: Floats) -> float:
    """The part of the variance of draws' means that the columns explain, corrected for their number."""
    moving = columns[:, columns.min(axis=0) < columns.max(axis=0)]
    apart = means - means.mean()
    if not moving.shape[1]:
        return 0.0
    basis, _ = np.linalg.qr(moving - moving.mean(axis=0))
    left = float(apart @ apart) - float(((basis.T @ apart) ** 2).sum())
    explained: float = float(apart @ apart) / (len(means) - 1) - left / (len(means) - 1 - moving.shape[1])
    return explained


def _errors(found: Floats, values: Floats, draws: Ints, columns: Floats | None, units: Ints, rng: np.random.Generator) -> Floats:
    """How far estimates like this one lie from the truth: without a quarter of the units, scaled; shape `(resamples, 4)`."""
    names = np.unique(units)
    out = max(int(LEFT_OUT * len(names)), 1)
    errors = []
    for _ in range(RESAMPLES):
        kept = ~np.isin(units, rng.choice(names, out, replace=False))[draws]
        errors.append(_shares(values[kept], draws[kept], columns) - found)
    errors = [each for each in errors if not np.isnan(each[0])] or [np.full(4, np.nan)]
    return np.asarray(np.sqrt((len(names) - out) / out) * np.array(errors))


def _share(value: float) -> float:
    return float(np.clip(value, 0.0, 1.0))
