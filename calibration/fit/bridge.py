r"""The ratio of the evidences of two likelihoods under one prior, by a bridge of particles from one posterior to the other.

Particles of the first posterior pass through the powers t from 0 to 1 of

    prior(x) L0(x)^(1-t) L1(x)^t,

reweighted, resampled and moved at each (sequential Monte Carlo; Del Moral, Doucet and Jasra 2006). The mean weights multiply up
to Z1 / Z0. The two likelihoods differ little where a single mechanism is left out, so few powers are needed and the error is far
smaller than that of a difference of two evidences, each found from the prior.

Coordinates that L1 forgets have their prior for a posterior at the far end, and particles would have to find their way into its
tails, where L1 / L0 has no bound. But any density of theirs gives the same Z1: on the way they are given the normal that fits
them at the start (a pseudo-prior; Carlin and Chib 1995), and are drawn from the prior on arrival.

Particles move block by block (`calibration.fit.blocks`), and only blocks that touch a part in which the likelihoods differ.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from calibration.fit.blocks import Sweep, check, sweep, whole
from calibration.fit.smc import Cloud, gaussian, guide, log_gaussian, next_power, walk
from sim.types import Bools, Floats, Ints

Ends = Callable[[Floats], Floats]
"""The parts of log likelihood L0 and then those of L1, in the same order, of a batch, `(n, d) -> (n, 2 parts)`, finite."""
SAME = 1e-9
"""Nats; parts that differ by less are the same in both likelihoods."""


@dataclass
class Crossing:
    """Particles on their way.

    Attributes
    ----------
    cloud
        Their coordinates and parts: those of L0, those of L1, and the pseudo-prior's log ratio to the prior.
    power, powers
        t, and how many of them there were.
    log_ratio
        log Z(t) - log Z(0) so far.
    """

    cloud: Cloud
    power: float = 0.0
    powers: int = 0
    log_ratio: float = 0.0

    @property
    def x(self) -> Floats:
        """Coordinates, shape `(n, d)`."""
        return self.cloud.x


def cross(
    ends_of: Ends, start: Floats, rng: np.random.Generator, *, touches: Bools | None = None, moves: int = 4, keep: float = 0.5
) -> Crossing:
    """Carry draws of the posterior under L0, shape `(n, d)`, to that under L1.

    Parameters
    ----------
    touches
        Which part of the two likelihoods each coordinate touches, shape `(d, 2 parts)` (see `blocks.touched`); if it
        is not known, all coordinates move at once and none is taken to be forgotten.
    moves
        Sweeps after each power.
    keep
        Share of the particles that the effective sample size keeps at each power.
    """
    n_parts = ends_of(start[:1]).shape[1] // 2
    free = np.empty(0, dtype=np.int64) if touches is None else forgotten(touches)
    target = _with_pseudo_prior(ends_of, start[:, free], free)
    here = Crossing(Cloud(start.copy(), target(start)))
    rounds = _rounds(here.cloud, touches, free, n_parts)
    while here.power < 1.0:
        _reweight(here, n_parts, keep, rng)
        for _ in range(moves):
            walk(here.cloud, target, rng, rounds, guide(here.cloud, rounds))
    check(target, here.cloud.x, here.cloud.parts)
    here.cloud.x[:, free] = rng.standard_normal((len(here.x), free.size))
    return here


def forgotten(touches: Bools) -> Ints:
    """Indices of the coordinates that matter to L0 but not to L1."""
    n_parts = touches.shape[1] // 2
    return np.flatnonzero(touches[:, :n_parts].any(axis=1) & ~touches[:, n_parts:].any(axis=1))


def _with_pseudo_prior(ends_of: Ends, at_start: Floats, free: Ints) -> Ends:
    """Both likelihoods and, as a last part, the pseudo-prior's log ratio to the prior (zero if nothing is forgotten)."""
    if not free.size:
        return lambda x: np.column_stack([ends_of(x), np.zeros(len(x))])
    mean, factor = gaussian(at_start)
    constant = float(np.log(np.diag(factor)).sum())

    def parts(x: Floats) -> Floats:
        log_ratio = log_gaussian(x[:, free], mean, factor) - constant + 0.5 * (x[:, free] ** 2).sum(axis=1)
        return np.column_stack([ends_of(x), log_ratio])

    return parts


def _rounds(cloud: Cloud, touches: Bools | None, free: Ints, n_parts: int) -> Sweep:
    """The blocks that need to move, in rounds: those that touch what differs between the likelihoods."""
    if touches is None:
        return whole(cloud.x.shape[1], cloud.parts.shape[1])
    pseudo = np.zeros((len(touches), 1), dtype=bool)
    pseudo[free] = True
    ends = cloud.parts[:, : 2 * n_parts].reshape(len(cloud.x), 2, n_parts)
    differs = (np.abs(ends[:, 0] - ends[:, 1]) > SAME).any(axis=0)
    matters = np.concatenate([differs, differs, [True]])
    rounds = sweep(np.hstack([touches, pseudo]))
    kept = tuple(tuple(block for block in members if matters[block.parts].any()) for members in rounds)
    return tuple(members for members in kept if members)


def _reweight(here: Crossing, n_parts: int, keep: float, rng: np.random.Generator) -> None:
    cloud = here.cloud
    gap = cloud.parts[:, n_parts:].sum(axis=1) - cloud.parts[:, :n_parts].sum(axis=1)
    power = next_power(Cloud(cloud.x, gap, here.power), keep)
    gains = (power - here.power) * gap
    weights = np.exp(gains - gains.max())
    here.log_ratio += float(gains.max() + np.log(weights.mean()))
    places = (rng.uniform() + np.arange(gains.size)) / gains.size
    chosen = np.searchsorted(np.cumsum(weights) / weights.sum(), places).clip(max=gains.size - 1)
    cloud.x, cloud.parts = cloud.x[chosen], cloud.parts[chosen]
    cloud.weights = np.concatenate([np.full(n_parts, 1.0 - power), np.full(n_parts, power), [power]])
    here.power, here.powers = power, here.powers + 1
