r"""Samplers that take a whole batch of parameter vectors at once, and so fit the worlds axis.

`temper` is sequential Monte Carlo with tempering (Del Moral, Doucet and Jasra 2006): particles start in the prior, the likelihood
is raised to powers from 0 to 1 chosen to keep the effective sample size, and after each resampling the particles make pCN moves.
It also gives the log evidence.

`pcn_move` is a preconditioned Crank-Nicolson step of every particle around a Gaussian fitted to all, N(m, C), block by block
(Cotter, Roberts, Stuart and White 2013; with a fitted Gaussian Rudolf and Sprungk 2018):

    x' = m + sqrt(1 - r^2) (x - m) + r C^(1/2) z,      accepted with the ratio of target to that Gaussian

It leaves the target invariant for any m, C and r that do not depend on the particles it moves, and with m, C close to the
target it mixes in many dimensions. On the way from the prior the Gaussian is fitted to the particles anew, which narrows them a
little (by some hundredths of a variance over ten sweeps of a thousand); the final moves must keep Gaussian and steps. Blocks
on which no part of the likelihood depends in common move in the same round, at the cost of one evaluation
(`calibration.fit.blocks`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from calibration.fit.blocks import Block, PartsOf, Sweep, one_block
from calibration.fit.ess import next_power
from sim.types import Floats, Ints

LogLikelihood = Callable[[Floats], Floats]
Gaussian = tuple[Floats, Floats]
"""Mean, shape `(d,)`, and Cholesky factor of the covariance, `(d, d)`."""
Proposal = dict[Block, Gaussian]
"""The Gaussian around which each block's moves are proposed."""
Progress = Callable[[str], None]
FIRST_STEP = 0.5
"""Step size that every block begins with."""
STEPS = 0.02, 1.0
"""Least and largest step size."""
TARGET_ACCEPTANCE = 0.25
"""Towards which step sizes are tuned."""


@dataclass
class Particles:
    """Particles with their log likelihoods.

    Attributes
    ----------
    x
        Unconstrained coordinates, shape `(n, d)`; the prior is standard normal.
    parts
        Log likelihood part by part, shape `(n, parts)`.
    power
        The power the likelihood is raised to, from 0 to 1.
    log_evidence
        Of the powers passed so far.
    part_powers
        Powers of single parts, shape `(parts,)`, where they differ; None: `power` for all.
    steps
        Step size r of each block's moves, in the sweep's order, tuned to an acceptance of about a quarter; shape `(blocks,)`.
    """

    x: Floats
    parts: Floats
    power: float = 0.0
    log_evidence: float = 0.0
    part_powers: Floats | None = None
    steps: Floats = field(default_factory=lambda: np.empty(0))

    def __post_init__(self) -> None:
        self.parts = _by_part(self.parts)

    @property
    def log_like(self) -> Floats:
        """Log likelihood, shape `(n,)`."""
        return np.asarray(self.parts.sum(axis=1))


def _by_part(parts: Floats) -> Floats:
    return parts[:, None] if parts.ndim == 1 else parts


def systematic(weights: Floats, rng: np.random.Generator) -> Ints:
    """Systematic resampling: indices of particles, as many as there are weights, each about as often as its weight says."""
    quantiles = (rng.uniform() + np.arange(weights.size)) / weights.size
    return np.searchsorted(np.cumsum(weights) / weights.sum(), quantiles).clip(max=weights.size - 1)


def resample(particles: Particles, power: float, rng: np.random.Generator) -> None:
    """Move to the next power: add to the evidence, and resample systematically."""
    log_weights = (power - particles.power) * particles.log_like
    top = log_weights.max()
    weights = np.exp(log_weights - top)
    particles.log_evidence += float(top + np.log(weights.mean()))
    chosen = systematic(weights, rng)
    particles.x, particles.parts, particles.power = particles.x[chosen], particles.parts[chosen], power


def fit_gaussian(x: Floats) -> Gaussian:
    """The Gaussian fitted to draws of shape `(n, d)`, its correlations shrunk a little so that the factor exists."""
    n, d = x.shape
    shrink = d / (d + n)
    spread = np.cov(x.T).reshape(d, d)
    spread = (1.0 - shrink) * spread + shrink * np.diag(np.diag(spread)) + 1e-9 * np.eye(d)
    return x.mean(axis=0), np.linalg.cholesky(spread)


def log_gaussian(x: Floats, mean: Floats, factor: Floats) -> Floats:
    """Log density of N(mean, factor factor^T) up to a constant, shape `(n,)`."""
    return np.asarray(-0.5 * (np.linalg.solve(factor, (x - mean).T) ** 2).sum(axis=0))


def fit_proposal(particles: Particles, sweep: Sweep, scale: float = 1.0) -> Proposal:
    """The Gaussian of each block, fitted to the particles, its standard deviations times `scale`."""
    blocks = dict.fromkeys(block for members in sweep for block in members)
    fitted = {block: fit_gaussian(particles.x[:, block.coordinates]) for block in blocks}
    return {block: (mean, scale * factor) for block, (mean, factor) in fitted.items()}


def pcn_move(
    particles: Particles, parts_of: PartsOf, rng: np.random.Generator, sweep: Sweep, proposal: Proposal, *, tune: bool = True
) -> float:
    """One sweep of every particle, each coordinate proposed at least once; tunes the steps a little towards a quarter.

    Returns
    -------
    The acceptance rate, mean over blocks.
    """
    if particles.steps.size == 0:
        particles.steps = np.full(sum(len(members) for members in sweep), FIRST_STEP)
    rates: list[float] = []
    for members in sweep:
        first = len(rates)
        proposed = particles.x.copy()
        for index, block in enumerate(members, start=first):
            step = particles.steps[index]
            proposed[:, block.coordinates] = _propose(particles.x[:, block.coordinates], proposal[block], step, rng)
        parts = _by_part(parts_of(proposed))
        for index, block in enumerate(members, start=first):
            rate = _accept(particles, proposed, parts, block, proposal[block], rng)
            if tune:
                particles.steps[index] = np.clip(particles.steps[index] * np.exp(rate - TARGET_ACCEPTANCE), *STEPS)
            rates.append(rate)
    return float(np.mean(rates))


def _propose(x: Floats, around: Gaussian, step: float, rng: np.random.Generator) -> Floats:
    mean, factor = around
    r = step * (1.0 - 0.9 * rng.uniform(size=(len(x), 1)) ** 2)  # short steps free particles in the tails, long ones mix the rest
    return np.asarray(mean + np.sqrt(1.0 - r**2) * (x - mean) + r * (rng.standard_normal(x.shape) @ factor.T))


def _accept(
    particles: Particles, proposed: Floats, parts: Floats, block: Block, around: Gaussian, rng: np.random.Generator
) -> float:
    """Accept or refuse a block's proposals; returns the acceptance rate."""
    powers = particles.power if particles.part_powers is None else particles.part_powers[block.parts]

    def log_ratio(x: Floats, parts: Floats) -> Floats:
        """Log of the target over the Gaussian, but for what does not depend on the block."""
        y = x[:, block.coordinates]
        target = (powers * parts[:, block.parts]).sum(axis=1) - 0.5 * (y**2).sum(axis=1)
        return np.asarray(target - log_gaussian(y, *around))

    gain = log_ratio(proposed, parts) - log_ratio(particles.x, particles.parts)
    accepted = (np.log(rng.uniform(size=len(gain))) < gain)[:, None]
    for now, then, columns in ((particles.x, proposed, block.coordinates), (particles.parts, parts, block.parts)):
        now[:, columns] = np.where(accepted, then[:, columns], now[:, columns])
    return float(accepted.mean())


def temper(
    parts_of: PartsOf,
    start: Floats,
    rng: np.random.Generator,
    *,
    sweep: Sweep | None = None,
    moves: int = 4,
    target_ess: float = 0.5,
    progress: Progress = lambda text: None,
) -> Particles:
    """Carry particles from the prior to the posterior.

    Parameters
    ----------
    parts_of
        Log likelihood of a batch, whole or part by part.
    start
        Draws from the standard normal prior, shape `(n, d)`.
    sweep
        Blocks that move together; by default all coordinates in one.
    moves
        pCN moves after each resampling.
    target_ess
        Share of the particles that the effective sample size must keep at each power.
    """
    particles = Particles(start.copy(), parts_of(start))
    sweep = one_block(start.shape[1], particles.parts.shape[1]) if sweep is None else sweep
    while particles.power < 1.0:
        resample(particles, next_power(particles.log_like, particles.power, target_ess), rng)
        proposal = fit_proposal(particles, sweep)
        rates = [pcn_move(particles, parts_of, rng, sweep, proposal) for _ in range(moves)]
        progress(f"power {particles.power:.4f}, log evidence {particles.log_evidence:.2f}, accepted {np.mean(rates):.2f}")
    return particles


def chains(
    particles: Particles,
    parts_of: PartsOf,
    rng: np.random.Generator,
    steps: int,
    *,
    sweep: Sweep | None = None,
    progress: Progress = lambda text: None,
) -> tuple[Floats, Floats]:
    """Go on from draws of the posterior, each particle a chain; the Gaussians and the steps are frozen, so the target is exact.

    Returns
    -------
    Draws of shape `(chains, steps, d)` and their log likelihoods `(chains, steps)`.
    """
    sweep = one_block(particles.x.shape[1], particles.parts.shape[1]) if sweep is None else sweep
    proposal = fit_proposal(particles, sweep)
    draws, log_likes = [], []
    for index in range(steps):
        rate = pcn_move(particles, parts_of, rng, sweep, proposal, tune=False)
        draws.append(particles.x.copy())
        log_likes.append(particles.log_like)
        progress(f"chain step {index + 1} of {steps}, accepted {rate:.2f}")
    return np.stack(draws, axis=1), np.stack(log_likes, axis=1)
