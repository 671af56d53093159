r"""The ratio of the evidences of two likelihoods under one prior, by a bridge of particles from one posterior to the other.

Particles of the first posterior pass through the powers t from 0 to 1 of

    prior(x) L0(x)^(1-t) L1(x)^t,

reweighted, resampled and moved at each (sequential Monte Carlo; Del Moral, Doucet and Jasra 2006). The mean weights multiply up
to Z1 / Z0. The two likelihoods differ little where a single mechanism is left out, so few powers are needed and the error is far
smaller than that of a difference of two evidences, each found from the prior.

Coordinates that L1 forgets have their prior for a posterior at the far end, and particles would have to find their way into its
tails, where L1 / L0 has no bound. But any density of theirs gives the same Z1: on the way they are given the normal that fits
them at the start (a pseudo-prior; Carlin and Chib 1995), and are drawn from the prior on arrival.

Particles move block by block (`calibration.fit.blocks`), and only blocks on which a part depends in which the likelihoods differ.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from calibration.fit.blocks import Sweep, check_independence, one_block, sweep_of
from calibration.fit.ess import next_power
from calibration.fit.smc import Particles, fit_gaussian, fit_proposal, log_gaussian, pcn_move, systematic
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
    particles
        Their coordinates and parts: those of L0, those of L1, and the pseudo-prior's log ratio to the prior.
    power, powers
        t, and how many of them there were.
    log_ratio
        log Z(t) - log Z(0) so far.
    """

    particles: Particles
    power: float = 0.0
    powers: int = 0
    log_ratio: float = 0.0

    @property
    def x(self) -> Floats:
        """Coordinates, shape `(n, d)`."""
        return self.particles.x


def cross(
    ends_of: Ends,
    start: Floats,
    rng: np.random.Generator,
    *,
    dependence: Bools | None = None,
    moves: int = 4,
    target_ess: float = 0.5,
) -> Crossing:
    """Carry draws of the posterior under L0, shape `(n, d)`, to that under L1.

    Parameters
    ----------
    dependence
        Whether each part of the two likelihoods depends on each coordinate, shape `(d, 2 parts)` (see `find_dependence`); if it
        is not known, all coordinates move at once and none is taken to be forgotten.
    moves
        pCN moves after each power.
    target_ess
        Share of the particles that the effective sample size keeps at each power.
    """
    n_parts = ends_of(start[:1]).shape[1] // 2
    free = np.empty(0, dtype=np.int64) if dependence is None else forgotten(dependence)
    target = _with_pseudo_prior(ends_of, start[:, free], free)
    crossing = Crossing(Particles(start.copy(), target(start)))
    sweep = _sweep(crossing.particles, dependence, free, n_parts)
    while crossing.power < 1.0:
        _reweight(crossing, n_parts, target_ess, rng)
        for _ in range(moves):
            pcn_move(crossing.particles, target, rng, sweep, fit_proposal(crossing.particles, sweep))
    check_independence(target, crossing.x, crossing.particles.parts)
    crossing.x[:, free] = rng.standard_normal((len(crossing.x), free.size))
    return crossing


def forgotten(dependence: Bools) -> Ints:
    """Indices of the coordinates that matter to L0 but not to L1."""
    n_parts = dependence.shape[1] // 2
    return np.flatnonzero(dependence[:, :n_parts].any(axis=1) & ~dependence[:, n_parts:].any(axis=1))


def _with_pseudo_prior(ends_of: Ends, at_start: Floats, free: Ints) -> Ends:
    """Both likelihoods and, as a last part, the pseudo-prior's log ratio to the prior (zero if nothing is forgotten)."""
    if not free.size:
        return lambda x: np.column_stack([ends_of(x), np.zeros(len(x))])
    mean, factor = fit_gaussian(at_start)
    constant = float(np.log(np.diag(factor)).sum())

    def parts(x: Floats) -> Floats:
        log_ratio = log_gaussian(x[:, free], mean, factor) - constant + 0.5 * (x[:, free] ** 2).sum(axis=1)
        return np.column_stack([ends_of(x), log_ratio])

    return parts


def _sweep(particles: Particles, dependence: Bools | None, free: Ints, n_parts: int) -> Sweep:
    """The blocks that need to move, in rounds: those that what differs between the likelihoods depends on."""
    if dependence is None:
        return one_block(particles.x.shape[1], particles.parts.shape[1])
    pseudo = np.zeros((len(dependence), 1), dtype=bool)
    pseudo[free] = True
    ends = particles.parts[:, : 2 * n_parts].reshape(len(particles.x), 2, n_parts)
    differs = (np.abs(ends[:, 0] - ends[:, 1]) > SAME).any(axis=0)
    matters = np.concatenate([differs, differs, [True]])
    rounds = sweep_of(np.hstack([dependence, pseudo]))
    moving = tuple(tuple(block for block in members if matters[block.parts].any()) for members in rounds)
    return tuple(members for members in moving if members)


def _reweight(crossing: Crossing, n_parts: int, target_ess: float, rng: np.random.Generator) -> None:
    """On to the next power: add to the ratio, resample, and set the powers of the two likelihoods' parts."""
    particles = crossing.particles
    gap = particles.parts[:, n_parts:].sum(axis=1) - particles.parts[:, :n_parts].sum(axis=1)
    power = next_power(gap, crossing.power, target_ess)
    log_weights = (power - crossing.power) * gap
    weights = np.exp(log_weights - log_weights.max())
    crossing.log_ratio += float(log_weights.max() + np.log(weights.mean()))
    chosen = systematic(weights, rng)
    particles.x, particles.parts = particles.x[chosen], particles.parts[chosen]
    particles.part_powers = np.concatenate([np.full(n_parts, 1.0 - power), np.full(n_parts, power), [power]])
    crossing.power, crossing.powers = power, crossing.powers + 1
