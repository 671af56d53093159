r"""Counts and their probabilities: drawn, scored, and drawn again given what happened.

Luck enters as a survival uniform s: the count is the number of k >= 1 with s < P(N >= k). Written this way the upper tail keeps
its full precision, raising a rate can only raise the count (monotone coupling), and the luck behind an observed count n is
uniform on (P(N >= n+1), P(N >= n)] (abduction; Pearl 2009).
"""

from __future__ import annotations

import functools

import numpy as np
from scipy.special import gammainccinv, gammaincinv, gammaln, ndtr, ndtri, pdtrc
from scipy.stats import poisson

from sim.types import Floats, Ints, Number
from sim.worlds import is_nothing

_MANY = 100.0
"""Above this rate a count is found by SciPy's inversion instead of step by step."""


def draw_count(rate: Number, s: Floats) -> Number:
    """Poisson counts by inversion; the plain number 0.0 if nothing happens in any world.

    Parameters
    ----------
    rate
        Events per day, a number or shape `(worlds,)`.
    s
        Survival uniforms in [0, 1), shape `(worlds,)`.
    """
    index, lam = _where_it_happens(rate, s)
    if index.size == 0:
        return 0.0
    counts = np.zeros(s.shape)
    counts[index] = count_of(lam, s[index])
    return counts


def draw_table(rates: Floats, s: Floats) -> Number:
    """The same for rates and uniforms of one shape, such as `(authors, worlds)`; shape of both."""
    counts = draw_count(rates.ravel(), s.ravel())
    return counts if is_nothing(counts) else np.asarray(counts).reshape(s.shape)


def count_of(rate: Floats, s: Floats) -> Floats:
    """Poisson counts where it is known that something happens: 1 or more; all of one shape."""
    counts = np.ones(s.shape)
    index, left, lam, k = np.arange(s.size), s, rate, 1
    far = lam > _MANY
    if far.any():
        counts[far] = poisson.isf(left[far], lam[far])
        index, left, lam = index[~far], left[~far], lam[~far]
    while index.size:
        more = left < pdtrc(k, lam)  # P(N >= k + 1)
        index, left, lam = index[more], left[more], lam[more]
        k += 1
        counts[index] = k
    return counts


def draw_once(rate: Number, s: Floats) -> Number:
    """1 where the event happens, with probability 1 - exp(-rate); the plain number 0.0 if it happens nowhere."""
    index, _ = _where_it_happens(rate, s)
    if index.size == 0:
        return 0.0
    happens = np.zeros(s.shape)
    happens[index] = 1.0
    return happens


def _where_it_happens(rate: Number, s: Floats) -> tuple[Ints, Floats]:
    """The worlds in which anything happens, and their rates; 1 - exp(-rate) is below the rate, so few worlds need it exactly."""
    near = np.flatnonzero(s < rate)
    lam = rate[near] if isinstance(rate, np.ndarray) and rate.ndim else np.full(near.size, rate)
    happens = s[near] < -np.expm1(-lam)
    return near[happens], lam[happens]


def abduct_count(count: Number, rate: Number, v: Floats) -> Floats:
    """Survival uniforms conditional on a Poisson count having been `count`; `v` is a fresh uniform; shape `(worlds,)`."""
    count = np.asarray(count, dtype=np.float64)
    low = pdtrc(count, rate)
    high = np.where(count > 0, pdtrc(np.maximum(count - 1.0, 0.0), rate), 1.0)
    return np.asarray(low + v * (high - low))


def abduct_once(happened: Number, rate: Number, v: Floats) -> Floats:
    """Survival uniforms conditional on whether an at-most-once event happened; shape `(worlds,)`."""
    p = -np.expm1(-np.asarray(rate, dtype=np.float64))
    return np.where(np.asarray(happened) > 0, v * p, p + v * (1.0 - p))


def frailty(shape: Number, v: Floats, count: Number = 0.0, mean: Number = 0.0) -> Floats:
    """The day's common gamma frailty of mean one; given an observed count and its prior mean, its exact posterior.

    Z ~ Gamma(shape + count) / (shape + mean), the conjugate update; with count = mean = 0 the prior. Shape `(worlds,)`.
    A prior common to all worlds is read off a table of its quantiles (relative error below 1e-5), ten times faster;
    not for the most bunched ones, whose quantiles near zero are too steep for it.
    """
    if isinstance(shape, float) and shape > _TABLE_FROM and is_nothing(count) and is_nothing(mean):
        nodes, quantiles = _prior_quantiles(shape)
        return np.interp(ndtri(v), nodes, quantiles)
    return np.asarray(gammaincinv(np.asarray(shape) + count, v) / (shape + mean))


_TABLE_FROM = 0.5


@functools.lru_cache(maxsize=64)
def _prior_quantiles(shape: float) -> tuple[Floats, Floats]:
    """Quantiles of the prior frailty at even steps of the normal score, where they are smooth."""
    nodes = np.linspace(-8.5, 8.5, 16385)
    upper = nodes > 0
    quantiles = np.where(upper, gammainccinv(shape, ndtr(-nodes)), gammaincinv(shape, ndtr(nodes)))
    return nodes, quantiles / shape


def log_poisson(count: Number, mean: Number) -> Number:
    """Log probability of a Poisson count; minus infinity where the mean is zero and the count is not.

    As the two below, for numbers or for arrays of any shapes that NumPy broadcasts against each other.
    """
    if _is_zero(count):
        return -mean
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(count > 0, count * np.log(mean), 0.0) - mean - gammaln(count + 1.0)


def log_negative_binomial(count: Number, mean: Number, size: Number) -> Number:
    """Log probability of a negative binomial count with the given mean and size (variance = mean + mean^2 / size)."""
    if _is_zero(count):
        return -size * np.log1p(mean / size)
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = gammaln(count + size) - gammaln(size) - gammaln(count + 1.0)
        return spread + np.where(count > 0, count * np.log(mean / (size + mean)), 0.0) - size * np.log1p(mean / size)


def log_once(count: Number, rate: Number) -> Number:
    """Log probability that an at-most-once event happened, or did not; minus infinity for a count of two or more."""
    if _is_zero(count):
        return -rate
    with np.errstate(divide="ignore"):
        return np.where(count > 0, np.where(count > 1, -np.inf, np.log(-np.expm1(-rate))), -rate)


def _is_zero(count: Number) -> bool:
    """Whether it is one number, and zero, as on most days."""
    return not isinstance(count, np.ndarray) and count == 0


def geometric(mean: Number, u: Floats) -> Floats:
    """Geometric counts on 0, 1, 2, ... with the given mean, by inversion; shape of `u`."""
    ratio = np.asarray(mean) / (1.0 + np.asarray(mean))
    with np.errstate(divide="ignore"):
        return np.where(ratio > 0, np.floor(np.log(u) / np.log(np.where(ratio > 0, ratio, 0.5))), 0.0)


def pick(weights: Floats, u: Floats) -> np.ndarray:
    """Index of the choice for each world; `weights`, shape `(choices, worlds)`, need not sum to one; `u`, shape `(worlds,)`."""
    cumulative = np.cumsum(weights, axis=0)
    return np.asarray((u * cumulative[-1] >= cumulative).sum(axis=0)).clip(max=weights.shape[0] - 1)
