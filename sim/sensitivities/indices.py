"""Sobol indices of a stochastic simulator from pick-freeze designs: shares of the variance of its *mean over luck*.

Two independent sets of draws A and B; AB_k is A with the columns of group k from B (Sobol 1993; Saltelli et al. 2010, table 2).
With f the mean over luck:

    V       = 1/2 E (f(A) - f(B))^2
    S_k V   = E f(B) (f(AB_k) - f(A))              first order: what is gone if group k were known   (Saltelli 2010)
    T_k V   = 1/2 E (f(A) - f(AB_k))^2             total order: what is left if all others were known  (Jansen 1999)

f is never seen, only worlds. So every product of two means is taken over *different* worlds alone: with n worlds a point,
(sum x * sum y - sum x y) / (n (n - 1)) has the product of the means as its expectation, whatever luck is in single worlds. That
is the noise correction: without it luck counts as interaction and total indices are too large. World w has the same luck in A, B
and all AB_k (common random numbers), so that most of it is gone from each difference before the product is taken.

SALib has these estimators for functions without luck; it has no correction for replicates, which is why they are written here.
"""

from __future__ import annotations

import numpy as np

from sim.results.distribution import INTERVAL
from sim.sensitivities.rows import FIRST, TOTAL, Row, unknown
from sim.types import Floats

RESAMPLES = 1000
SURE = 0.25
"""The variance that parameters make is at least this share of its estimate in 19 of 20 resamples, else no index is given."""


def indices(measure: str, names: tuple[str, ...], a: Floats, b: Floats, ab: Floats, rng: np.random.Generator) -> list[Row]:
    """First and total order of each group, with 90 % intervals (bootstrap of the rows, Archer, Saltelli and Sobol 1997).

    Parameters
    ----------
    names
        The groups.
    a, b, ab
        The measure at the points of the designs: shapes `(rows, worlds)`, `(rows, worlds)` and `(groups, rows, worlds)`, two or
        more worlds, the same luck in a world of a row wherever it stands.

    Returns
    -------
    A row for each group and kind; NaN where parameters move the measure too little to be told from nothing.

    Raises
    ------
    ValueError
        For a single world a point, of which luck cannot be taken out.
    """
    if a.shape[1] < 2:
        raise ValueError("one world a point; allowed: two or more")
    centre = 0.5 * (a.mean() + b.mean())
    whole = product(a - b, a - b) / 2
    first = np.array([product(b - centre, each - a) for each in ab])
    total = np.array([product(a - each, a - each) / 2 for each in ab])
    counts = rng.multinomial(len(a), np.full(len(a), 1 / len(a)), RESAMPLES) / len(a)
    wholes = counts @ whole
    if not np.quantile(wholes, INTERVAL[0]) > SURE * max(whole.mean(), 0.0):
        return [unknown(measure, name, kind) for name in names for kind in (FIRST, TOTAL)]
    rows = []
    for name, one, other in zip(names, first, total, strict=True):
        for kind, parts in ((FIRST, one), (TOTAL, other)):
            spread = (counts @ parts)[wholes > 0] / wholes[wholes > 0]
            low, high = np.quantile(spread, INTERVAL)
            rows.append(Row(measure, name, kind, float(parts.mean() / whole.mean()), float(low), float(high)))
    return rows


def product(x: Floats, y: Floats) -> Floats:
    """An unbiased estimate of the product of two means over luck, by row: no world with itself; shape `(rows,)`."""
    worlds = x.shape[1]
    return np.asarray((x.sum(axis=1) * y.sum(axis=1) - (x * y).sum(axis=1)) / (worlds * (worlds - 1)))
