r"""The ratio of the evidences of two likelihoods under one prior, by a bridge of particles from one posterior to the other.

Particles of the first posterior pass through the powers t from 0 to 1 of

    prior(x) L0(x)^(1-t) L1(x)^t,

reweighted, resampled and moved at each (sequential Monte Carlo; Del Moral, Doucet and Jasra 2006). The mean weights multiply up
to Z1 / Z0. The two likelihoods differ little where a single mechanism is left out, so few powers are needed and the error is far
smaller than that of a difference of two evidences, each found from the prior.

Coordinates that L1 forgets have their prior for a posterior at the far end, and particles would have to find their way into its
tails, where L1 / L0 has no bound. But any density of theirs gives the same Z1: on the way they are given the normal that fits
them at the start (a pseudo-prior; Carlin and Chib 1995), and are drawn from the prior on arrival.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from calibration.sampler import Cloud, gaussian, log_gaussian, next_power
from sim.types import Bools, Floats, Ints

Ends = Callable[[Floats], Floats]
"""Log likelihoods L0 and L1 of a batch, `(n, d) -> (n, 2)`, finite."""
NOTHING: Ints = np.empty(0, dtype=np.int64)


@dataclass
class Crossing:
    """Particles on their way.

    Attributes
    ----------
    x, ends
        Coordinates `(n, d)` and both log likelihoods `(n, 2)`, that of L1 with the pseudo-prior's log ratio to the prior.
    power, powers
        t, and how many of them there were.
    log_ratio
        log Z(t) - log Z(0) so far.
    """

    x: Floats
    ends: Floats
    power: float = 0.0
    powers: int = 0
    log_ratio: float = 0.0
    step: float = 0.3


def cross(
    ends_of: Ends, start: Floats, rng: np.random.Generator, *, free: Ints = NOTHING, moves: int = 4, keep: float = 0.5
) -> Crossing:
    """Carry draws of the posterior under L0, shape `(n, d)`, to that under L1.

    Parameters
    ----------
    free
        Coordinates that matter to L0 but not to L1 (see `forgotten`).
    moves
        Steps after each power.
    keep
        Share of the particles that the effective sample size keeps at each power.
    """
    ends_of = _with_pseudo_prior(ends_of, start[:, free], free) if free.size else ends_of
    here = Crossing(start.copy(), ends_of(start))
    while here.power < 1.0:
        _reweight(here, keep, rng)
        mean, factor = gaussian(here.x)
        for _ in range(moves):
            _walk(here, ends_of, rng, mean, factor)
    here.x[:, free] = rng.standard_normal((len(here.x), free.size))
    return here


def _with_pseudo_prior(ends_of: Ends, at_start: Floats, free: Ints) -> Ends:
    mean, factor = gaussian(at_start)
    constant = float(np.log(np.diag(factor)).sum())

    def ends(x: Floats) -> Floats:
        log_ratio = log_gaussian(x[:, free], mean, factor) - constant + 0.5 * (x[:, free] ** 2).sum(axis=1)
        return np.asarray(ends_of(x) + np.stack([np.zeros(len(x)), log_ratio], axis=1))

    return ends


def forgotten(ends_of: Ends, start: Floats) -> Ints:
    """Indices of the coordinates that matter to L0 but not to L1, tried around the first two rows of `start`."""
    d = start.shape[1]
    silent = np.ones((d, 2), dtype=bool)
    for row in start[:2]:
        batch = np.vstack([row, row + np.where(row > 0, -0.7, 0.7)[:, None] * np.eye(d)])
        values = ends_of(batch)
        silent &= np.abs(values[1:] - values[0]) < 1e-9
    return np.flatnonzero(silent[:, 1] & ~silent[:, 0])


def _reweight(here: Crossing, keep: float, rng: np.random.Generator) -> None:
    gap = here.ends[:, 1] - here.ends[:, 0]
    power = next_power(Cloud(here.x, gap, here.power), keep)
    gains = (power - here.power) * gap
    weights = np.exp(gains - gains.max())
    here.log_ratio += float(gains.max() + np.log(weights.mean()))
    places = (rng.uniform() + np.arange(gains.size)) / gains.size
    chosen = np.searchsorted(np.cumsum(weights) / weights.sum(), places).clip(max=gains.size - 1)
    chosen = rng.permutation(chosen)
    here.x, here.ends, here.power, here.powers = here.x[chosen], here.ends[chosen], power, here.powers + 1


def _walk(here: Crossing, ends_of: Ends, rng: np.random.Generator, mean: Floats, factor: Floats) -> None:
    """A preconditioned Crank-Nicolson step around the cloud's Gaussian (see `calibration.sampler`)."""
    n, d = here.x.shape
    r = np.minimum(here.step * np.exp(0.3 * rng.standard_normal((n, 1))), 1.0)
    proposal = mean + np.sqrt(1.0 - r**2) * (here.x - mean) + r * (rng.standard_normal((n, d)) @ factor.T)
    ends = ends_of(proposal)
    ratio = _log_target(proposal, ends, here.power) - log_gaussian(proposal, mean, factor)
    ratio -= _log_target(here.x, here.ends, here.power) - log_gaussian(here.x, mean, factor)
    rate = _settle(here, proposal, ends, np.log(rng.uniform(size=n)) < ratio)
    here.step = float(np.clip(here.step * np.exp(rate - 0.25), 0.02, 1.0))


def _settle(here: Crossing, proposal: Floats, ends: Floats, accept: Bools) -> float:
    here.x = np.where(accept[:, None], proposal, here.x)
    here.ends = np.where(accept[:, None], ends, here.ends)
    return float(accept.mean())


def _log_target(x: Floats, ends: Floats, power: float) -> Floats:
    return np.asarray((1.0 - power) * ends[:, 0] + power * ends[:, 1] - 0.5 * (x**2).sum(axis=1))
