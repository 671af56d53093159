"""The effective sample size of weighted particles, and how far a likelihood can be raised before it falls too low."""

from __future__ import annotations

import numpy as np

from sim.types import Floats

BISECTIONS = 60
"""Halvings of [0, 1] after which the power is known to the last digit of a float."""


def effective_sample_size(log_weights: Floats) -> float:
    """Kish's effective sample size, (sum w)^2 / sum w^2, of unnormalised log weights of shape `(n,)`.

    >>> effective_sample_size(np.log([0.5, 0.5]))
    2.0
    """
    w = np.exp(log_weights - log_weights.max())
    return float(w.sum() ** 2 / (w**2).sum())


def next_power(log_likelihood: Floats, power: float, target_ess: float) -> float:
    """How far from `power` towards one a likelihood can be raised in one step of tempering (bisection).

    Parameters
    ----------
    log_likelihood
        Of each particle, shape `(n,)`.
    power
        To which the likelihood is raised in the distribution that the particles come from, from 0 to 1.
    target_ess
        Share of the particles that the effective sample size of the weights must keep.
    """

    def ess(at: float) -> float:
        return effective_sample_size((at - power) * log_likelihood)

    target = target_ess * log_likelihood.size
    if ess(1.0) >= target:
        return 1.0
    low, high = power, 1.0
    for _ in range(BISECTIONS):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if ess(middle) >= target else (low, middle)
    return low
