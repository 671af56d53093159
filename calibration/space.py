"""The space that calibration moves in: the free parameters on an unconstrained scale.

A coordinate x has a standard normal prior; the parameter's value is the x-quantile of its own prior, `F^-1(Phi(x))`. So every
prior of `sim/parameters/*.yaml` becomes the same one, bounds hold by construction, and a sampler needs no Jacobian.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import betaincinv, ndtr, ndtri
from scipy.stats import norm

from sim.errors import InputError
from sim.events import MILITIAS
from sim.parameters import Entry, Parameters, load_parameters
from sim.types import Floats

NOT_IN_THE_LIKELIHOOD = (
    "marks.",
    "militia.facade_claims",
    "militia.umbrella_claims",
    "us.in_iraq_",
    "us.militia_killed_per_strike",
    "us.notice_saves",
    "us.commander_share",
    "us.attribution_accuracy",
    "us.blame_half_life",
    "us.war_",
)
"""Parameters of marks and of what never happened: no count depends on them while the record is replayed."""


@dataclass(frozen=True)
class Space:
    """The free parameters, in order.

    Attributes
    ----------
    names
        Full names, shape `(n_parameters,)`.
    base
        All parameters; those that are not free keep these values.
    """

    names: tuple[str, ...]
    base: Parameters

    def values(self, theta: Floats) -> Floats:
        """Natural values of unconstrained coordinates; both of shape `(n, n_parameters)`.

        Raises
        ------
        InputError
            If the shape does not fit.
        """
        theta = np.atleast_2d(np.asarray(theta, dtype=np.float64))
        if theta.shape[1] != len(self.names):
            raise InputError(f"theta has {theta.shape[1]} columns; allowed: {len(self.names)}, one for each free parameter")
        return np.stack(
            [quantile(self.base.entry(name), column) for name, column in zip(self.names, theta.T, strict=True)], axis=1
        )

    def parameters(self, theta: Floats) -> Parameters:
        """Parameters with one entry per row of `theta`."""
        values = self.values(theta)
        return self.base.replace({name: np.ascontiguousarray(values[:, i]) for i, name in enumerate(self.names)})

    def prior_draws(self, n: int, rng: np.random.Generator) -> Floats:
        """Draws from the prior, shape `(n, n_parameters)`."""
        return rng.standard_normal((n, len(self.names)))

    @staticmethod
    def log_prior(theta: Floats) -> Floats:
        """Log prior density of each row, shape `(n,)`."""
        return np.asarray(norm.logpdf(theta).sum(axis=1))


def quantile(entry: Entry, x: Floats) -> Floats:
    """The value of a parameter whose coordinate is `x` (a standard normal score), cut to its bounds; shape of `x`."""
    ((family, arguments),) = entry.prior.items()
    if family == "beta":
        a, b = arguments
        value = betaincinv(a, b, ndtr(x))
    elif family == "lognormal":
        value = np.exp(arguments[0] + arguments[1] * x)
    elif family == "exponential":
        value = -arguments[0] * np.log(ndtr(-x))
    else:  # half-normal
        value = -arguments[0] * ndtri(0.5 * ndtr(-x))
    return np.asarray(np.clip(value, *entry.bounds), dtype=np.float64)


@functools.cache
def default_space(off: Sequence[str] = ()) -> Space:
    """Every parameter that the likelihood of a replay depends on, but the groups' traits and the floors."""
    base = load_parameters()
    return Space(tuple(name for name in base.names if _is_free(name, base.entry(name))), base)


def _is_free(name: str, entry: Entry) -> bool:
    owner = name.partition(".")[0]
    return owner not in MILITIAS and entry.source != "floor" and not name.startswith(NOT_IN_THE_LIKELIHOOD)
