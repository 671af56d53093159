"""How much of the spread of an effect is parameters and how much is luck: worlds that share a draw of the parameters tell.

The paired difference of world i with draw g is d = mu + a(g) + e(i): the mean effect, what the draw adds to it, and luck. With
several worlds a draw, one-way random-effects analysis of variance separates the variances of a and e (Searle, Casella and
McCulloch 1992, Variance Components, chapter 3, for groups of unequal size).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from sim.results.distribution import INTERVAL
from sim.types import Floats, Ints

LEAST_DRAWS, LEAST_REPEATED = 10, 30
"""Draws, and worlds beyond the first of each draw, from which on variances are estimated: fewer say next to nothing."""
TOLD_APART, NOT_TOLD_APART, ONE_VECTOR = "told apart", "one world a draw: not told apart", "one vector of parameters"
TOO_FEW = "too few worlds that share a draw: not told apart"


@dataclass(frozen=True)
class Components:
    """Variances of an effect.

    Attributes
    ----------
    between, within
        Of the mean effect over draws of the parameters, and of luck within a draw; NaN where they cannot be told apart.
    low, high
        5 % and 95 % quantiles of the mean effect over draws: of each draw's mean, drawn towards the mean of all until these have
        the estimated variance `between` (constrained empirical Bayes, Louis 1984).
    draws
        How many draws have a value.
    says
        Whether luck and parameters are told apart, and if not why.
    """

    between: float
    within: float
    low: float
    high: float
    draws: int
    says: str


def components(
    values: Floats, draws: Ints, *, shared: bool, least: tuple[int, int] = (LEAST_DRAWS, LEAST_REPEATED)
) -> Components:
    """The variances of an effect.

    Parameters
    ----------
    values, draws
        The paired difference of each world that has one, and its draw, shape `(worlds,)`.
    shared
        Whether all worlds have one vector of parameters, so that luck is all there is.
    least
        Draws, and worlds beyond the first of each, below which nothing is estimated.
    """
    _, group = np.unique(draws, return_inverse=True)
    sizes = np.bincount(group).astype(float) if values.size else np.zeros(0)
    n, n_draws = values.size, sizes.size
    if shared:
        return _none(n_draws, ONE_VECTOR)
    if n_draws < max(least[0], 2) or n - n_draws < max(least[1], 1):
        return _none(n_draws, NOT_TOLD_APART if n == n_draws else TOO_FEW)
    means = np.bincount(group, values) / sizes
    mean = float(values.mean())
    within = float(((values - means[group]) ** 2).sum()) / (n - n_draws)
    between_squares = float((sizes * (means - mean) ** 2).sum()) / (n_draws - 1)
    size = (n - float((sizes**2).sum()) / n) / (n_draws - 1)
    between = max((between_squares - within) / size, 0.0)
    seen = float((sizes * (means - mean) ** 2).sum()) / n * n_draws / (n_draws - 1)
    scale = min(math.sqrt(between / seen), 1.0) if seen > 0 else 0.0
    low, high = _quantiles(mean + scale * (means - mean), sizes)
    return Components(between, within, low, high, n_draws, TOLD_APART)


def _none(draws: int, says: str) -> Components:
    return Components(math.nan, math.nan, math.nan, math.nan, draws, says)


def _quantiles(values: Floats, weights: Floats) -> tuple[float, float]:
    """Each the least value that at least such a share of the weight does not exceed."""
    order = np.argsort(values, kind="stable")
    share = np.cumsum(weights[order]) / weights.sum()
    low, high = (float(values[order][np.searchsorted(share, at - 1e-9)]) for at in INTERVAL)
    return low, high
