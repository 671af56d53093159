r"""One-step-ahead forecasts of a daily count, and how they are judged.

A forecast of day t is a mixture over K draws of the parameters: sum_k w_tk F(. | m_tk), where F is negative binomial, Poisson,
or, for what happens at most once a day, a yes or no with probability 1 - exp(-m_tk).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from scipy.special import betainc, logsumexp, pdtr

from sim.history.chance import log_negative_binomial, log_once, log_poisson
from sim.types import Floats, Ints

TAIL = 1e-10
"""Sums over counts stop where no day leaves more probability than this beyond."""
LONGEST = 20_000
"""Largest count that a sum goes to."""
_UNDERFLOW = 1e-290


@dataclass(frozen=True)
class Forecast:
    """The predictive distributions of one series over a span of days.

    Attributes
    ----------
    means
        Events a day under each draw, as reported, shape `(days, K)`; never negative.
    sizes
        Size of the negative binomial (variance = mean + mean^2 / size), shape `(K,)` or `(days, K)`; None: Poisson.
    once
        Whether it happens at most once a day.
    weights
        Weights of the draws, shape `(days, K)`, each row adding up to one; None: equal.
    """

    means: Floats
    sizes: Floats | None = None
    once: bool = False
    weights: Floats | None = None

    def __post_init__(self) -> None:
        if self.means.ndim != 2:
            raise ValueError(f"means have shape {self.means.shape}, not (days, K)")
        if not np.all(np.isfinite(self.means)) or np.any(self.means < 0):
            raise ValueError("means must be finite and not negative")
        if self.weights is not None and (
            self.weights.shape != self.means.shape or not np.allclose(self.weights.sum(axis=1), 1.0, atol=1e-6)
        ):
            raise ValueError("weights must have the shape of the means, each row adding up to one")

    def __len__(self) -> int:
        """How many days."""
        return len(self.means)

    def weighed(self, weights: Floats) -> Forecast:
        """The same with these weights of the draws on every day, shape `(K,)`, adding up to one; so far they were equal."""
        if self.weights is not None:
            raise ValueError("weights are there already")
        return replace(self, weights=np.broadcast_to(weights, self.means.shape))

    # Probabilities ----------------------------------------------------------------------------------------------------------

    def log_score(self, counts: Ints) -> Floats:
        """Log probability of each day's count, in nats, shape `(days,)`; higher is better."""
        parts = self.by_draw(counts)
        if self.weights is None:
            return np.asarray(logsumexp(parts, axis=1) - np.log(self.means.shape[1]))
        with np.errstate(divide="ignore"):
            return np.asarray(logsumexp(parts + np.log(self.weights), axis=1))

    def by_draw(self, counts: Ints) -> Floats:
        """Log probability of each day's count under each draw, shape `(days, K)`."""
        return self._log_pmf(np.asarray(counts, dtype=np.float64)[:, None])

    def mean(self) -> Floats:
        """Expected count, shape `(days,)`."""
        return self._mixed(-np.expm1(-self.means) if self.once else self.means)

    def cdf(self, k: Ints | int) -> Floats:
        """P(N <= k) on each day, shape `(days,)`; `k` is one number or shape `(days,)`, and may be negative."""
        at = np.broadcast_to(np.asarray(k, dtype=np.float64), (len(self),))[:, None]
        return np.where(at[:, 0] < 0, 0.0, self._mixed(self._cdf(np.maximum(at, 0.0))))

    @cached_property
    def table(self) -> Floats:
        """P(N <= k) for k = 0, 1, ... until every day's tail is below `TAIL`, shape `(days, n_counts)`."""
        columns: list[Floats] = []
        for column in self._columns():
            columns.append(column)
            if np.all(1.0 - column < TAIL) or len(columns) >= LONGEST:
                break
        return np.stack(columns, axis=1)

    # Scores and checks --------------------------------------------------------------------------------------------------------

    def crps(self, counts: Ints) -> Floats:
        """Continuous ranked probability score of each day, in events, shape `(days,)`; lower is better.

        The sum over k of (P(N <= k) - [count <= k])^2, exact up to `TAIL`.
        """
        table, n = self.table, np.asarray(counts)
        steps = np.arange(table.shape[1])[None, :] >= n[:, None]
        beyond = np.maximum(n - table.shape[1], 0)  # counts past the table: P(N <= k) is one there, the step still zero
        return np.asarray(((table - steps) ** 2).sum(axis=1) + beyond)

    def pit(self, counts: Ints) -> Floats:
        """Non-randomised probability integral transform (Czado, Gneiting and Held 2009).

        Returns the ends of each day's interval, P(N <= count - 1) and P(N <= count), shape `(days, 2)`.
        """
        n = np.asarray(counts)
        return np.stack([self.cdf(n - 1), self.cdf(n)], axis=1)

    def interval(self, level: float) -> Ints:
        """Central interval: the quantiles at (1 - level) / 2 and (1 + level) / 2, shape `(days, 2)`, ends included."""
        tails = ((1.0 - level) / 2.0, (1.0 + level) / 2.0)
        return np.stack([np.minimum((self.table < tail).sum(axis=1), self.table.shape[1] - 1) for tail in tails], axis=1)

    def covered(self, counts: Ints, level: float) -> Floats:
        """1 where the count lies in the central interval, shape `(days,)`."""
        ends, n = self.interval(level), np.asarray(counts)
        return ((n >= ends[:, 0]) & (n <= ends[:, 1])).astype(np.float64)

    def days(self, rows: slice) -> Forecast:
        """The forecast of some of the days."""
        by_day = self.sizes is not None and self.sizes.ndim == 2
        sizes = self.sizes[rows] if by_day and self.sizes is not None else self.sizes
        return Forecast(self.means[rows], sizes, self.once, None if self.weights is None else self.weights[rows])

    def shares(self) -> Floats:
        """Weights of the draws written out, shape `(days, K)`."""
        return np.full(self.means.shape, 1.0 / self.means.shape[1]) if self.weights is None else self.weights

    # Inside -------------------------------------------------------------------------------------------------------------------

    def _mixed(self, values: Floats) -> Floats:
        return np.asarray(values.mean(axis=1) if self.weights is None else (values * self.weights).sum(axis=1))

    def _log_pmf(self, n: Floats) -> Floats:
        if self.once:
            return np.asarray(log_once(n, self.means))
        if self.sizes is None:
            return np.asarray(log_poisson(n, self.means))
        return np.asarray(log_negative_binomial(n, self.means, self.sizes))

    def _cdf(self, k: Floats) -> Floats:
        if self.once:
            return np.where(k >= 1, 1.0, np.exp(-self.means))
        if self.sizes is None:
            return np.asarray(pdtr(k, self.means))
        return np.asarray(betainc(self.sizes, k + 1.0, self.sizes / (self.sizes + self.means)))

    def _columns(self) -> Iterator[Floats]:
        first = np.exp(self._log_pmf(np.zeros((1, 1))))
        if self.once:
            return iter([self._mixed(first), np.ones(len(self))])
        return self._by_recursion(first) if np.all(first > _UNDERFLOW) else self._one_by_one()

    def _by_recursion(self, pmf: Floats) -> Iterator[Floats]:
        """From P(N = k) to P(N = k + 1) by their ratio, which costs no special function."""
        if self.sizes is None:
            ratio, shift = self.means, None
        else:
            ratio, shift = self.means / (self.means + self.sizes), self.sizes
        below = pmf.copy()
        k = 0
        while True:
            yield np.minimum(self._mixed(below), 1.0)
            pmf = pmf * ratio * ((1.0 if shift is None else k + shift) / (k + 1.0))
            below += pmf
            k += 1

    def _one_by_one(self) -> Iterator[Floats]:
        k = 0
        while True:
            yield self.cdf(k)
            k += 1


def join(parts: Sequence[Forecast]) -> Forecast:
    """Forecasts of one series over spans that follow each other, of the same family and number of draws."""
    first = parts[0]
    sizes = [part.sizes for part in parts]
    by_day = [np.broadcast_to(size, part.means.shape) for part, size in zip(parts, sizes, strict=True) if size is not None]
    if by_day and len(by_day) < len(parts):
        raise ValueError("Poisson and negative binomial forecasts cannot be joined")
    equal = all(part.weights is None for part in parts)
    weights = [part.shares() for part in parts]
    return Forecast(
        np.concatenate([part.means for part in parts]),
        np.concatenate(by_day) if by_day else None,
        first.once,
        None if equal else np.concatenate(weights),
    )


def mix(parts: Sequence[Forecast], weights: Floats) -> Forecast:
    """One forecast of the same days that holds each of some others, of one family, in proportion to its weight.

    Parameters
    ----------
    weights
        One for each part, shape `(parts,)`, not negative; they need not sum to one.
    """
    shares = weights / weights.sum()
    sizes = [part.sizes for part in parts if part.sizes is not None]
    if sizes and len(sizes) < len(parts):
        raise ValueError("Poisson and negative binomial forecasts cannot be mixed")
    return Forecast(
        np.concatenate([part.means for part in parts], axis=1),
        np.concatenate(sizes, axis=-1) if sizes else None,
        parts[0].once,
        np.concatenate([share * part.shares() for part, share in zip(parts, shares, strict=True)], axis=1),
    )
