"""Exact distributions of whole numbers, added up block by block: means, quantiles, shares, and errors of means.

Counts are small whole numbers, so that how often each value occurred says everything about them, however many worlds there are.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from sim.types import Floats, Ints

INTERVAL = (0.05, 0.95)


class Distribution:
    """How often each whole number occurred, and, by draw of the parameters, how many values there were and their sum.

    Parameters
    ----------
    n_draws
        How many vectors of parameters the worlds share.
    """

    def __init__(self, n_draws: int = 1) -> None:
        self._counts: dict[int, int] = {}
        self._n_by_draw = np.zeros(n_draws, dtype=np.int64)
        self._sum_by_draw = np.zeros(n_draws, dtype=np.int64)

    def add(self, values: Floats | Ints, draws: Ints) -> None:
        """Take in values, shape `(worlds,)`, whole numbers or NaN for none, and the draw of each world."""
        known = ~np.isnan(values)
        whole, of_draw = np.asarray(values)[known].astype(np.int64), draws[known]
        for value, count in zip(*np.unique(whole, return_counts=True), strict=True):
            self._counts[int(value)] = self._counts.get(int(value), 0) + int(count)
        np.add.at(self._n_by_draw, of_draw, 1)
        np.add.at(self._sum_by_draw, of_draw, whole)

    @property
    def n(self) -> int:
        """How many values there are."""
        return sum(self._counts.values())

    @property
    def values(self) -> Ints:
        """The values that occurred, rising."""
        return np.array(sorted(self._counts), dtype=np.int64)

    @property
    def counts(self) -> Ints:
        """How often each of `values` occurred."""
        return np.array([self._counts[value] for value in sorted(self._counts)], dtype=np.int64)

    @property
    def mean(self) -> float:
        """The mean; NaN of nothing."""
        return sum(value * count for value, count in self._counts.items()) / self.n if self._counts else math.nan

    def quantiles(self, shares: Sequence[float]) -> list[float]:
        """Values that occurred, each the least that at least such a share does not exceed (inverted CDF); NaN of nothing."""
        if not self._counts:
            return [math.nan] * len(shares)
        cumulative = np.cumsum(self.counts)
        at = [int(np.searchsorted(cumulative, share * cumulative[-1] - 1e-9)) for share in shares]
        return [float(self.values[place]) for place in at]

    def share(self, sign: int) -> float:
        """The share of values that are positive (1), negative (-1) or zero (0); NaN of nothing."""
        if not self._counts:
            return math.nan
        return sum(count for value, count in self._counts.items() if np.sign(value) == sign) / self.n

    @property
    def standard_error(self) -> float:
        """Monte Carlo standard error of the mean; NaN of fewer than two.

        Worlds that share a draw of the parameters are not independent, so that draws are taken as the sampled units: the
        sandwich estimator for clusters, sqrt(G / (G - 1) * sum over draws of (sum of (x - mean))^2) / n, which is the usual
        s / sqrt(n) where each world has a draw of its own (Cameron and Miller 2015, section II). With one vector of parameters
        for all, worlds differ by luck alone and each is a unit.
        """
        if len(self._n_by_draw) == 1:
            return self._of_single_worlds()
        used = self._n_by_draw > 0
        clusters = int(used.sum())
        if clusters < 2:
            return math.nan
        apart = self._sum_by_draw[used] - self._n_by_draw[used] * self.mean
        return math.sqrt(clusters / (clusters - 1) * float((apart**2).sum())) / self.n

    def _of_single_worlds(self) -> float:
        if self.n < 2:
            return math.nan
        mean = self.mean
        squares = sum(count * (value - mean) ** 2 for value, count in self._counts.items())
        return math.sqrt(squares / (self.n - 1) / self.n)
