r"""Samplers that take a whole batch of parameter vectors at once, and so fit the worlds axis.

`temper` is sequential Monte Carlo with tempering (Del Moral, Doucet and Jasra 2006): particles start in the prior, the likelihood
is raised to powers from 0 to 1 chosen to keep the effective sample size, and after each resampling the particles move by `walk`.
It also gives the log evidence.

`walk` is a preconditioned Crank-Nicolson chain per particle around a Gaussian fitted to the cloud, N(m, C), block by block:

    x' = m + sqrt(1 - r^2) (x - m) + r C^(1/2) z,      accepted with the ratio of target to that Gaussian

It leaves the target invariant for any m, C and r that do not depend on the particles it moves, and with m, C close to the
target it mixes in many dimensions. On the way from the prior the Gaussian is fitted to the cloud anew, which narrows it a little
(by some hundredths of a variance over ten sweeps of a thousand particles); what settles at the end must keep Gaussian and steps.
Blocks that touch no part of the likelihood in common move in the same round, at the cost of one evaluation
(`calibration.fit.blocks`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from calibration.fit.blocks import Block, PartsOf, Sweep, whole
from sim.types import Floats

LogLikelihood = Callable[[Floats], Floats]
Guide = dict[Block, tuple[Floats, Floats]]
"""Mean and Cholesky factor of the Gaussian that each block's proposals come from."""
Progress = Callable[[str], None]
START = 0.5
"""Step size that every block begins with."""


@dataclass
class Cloud:
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
    weights
        Powers of single parts, shape `(parts,)`, where they differ; None: `power` for all.
    steps
        Step size r of each block's walk, in the sweep's order, tuned to an acceptance of about a quarter; shape `(blocks,)`.
    """

    x: Floats
    parts: Floats
    power: float = 0.0
    log_evidence: float = 0.0
    weights: Floats | None = None
    steps: Floats = field(default_factory=lambda: np.empty(0))

    def __post_init__(self) -> None:
        self.parts = self.parts[:, None] if self.parts.ndim == 1 else self.parts

    @property
    def log_like(self) -> Floats:
        """Log likelihood, shape `(n,)`."""
        return np.asarray(self.parts.sum(axis=1))


def effective_size(log_weights: Floats) -> float:
    """Kish's effective sample size of unnormalised log weights."""
    w = np.exp(log_weights - log_weights.max())
    return float(w.sum() ** 2 / (w**2).sum())


def next_power(cloud: Cloud, keep: float) -> float:
    """The next power: as far as the effective sample size stays above a share `keep` of the particles (bisection)."""

    def size(power: float) -> float:
        return effective_size((power - cloud.power) * cloud.log_like)

    target = keep * cloud.log_like.size
    if size(1.0) >= target:
        return 1.0
    low, high = cloud.power, 1.0
    for _ in range(60):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if size(middle) >= target else (low, middle)
    return low


def resample(cloud: Cloud, power: float, rng: np.random.Generator) -> None:
    """Move to the next power: add to the evidence, and resample systematically."""
    gains = (power - cloud.power) * cloud.log_like
    top = gains.max()
    weights = np.exp(gains - top)
    cloud.log_evidence += float(top + np.log(weights.mean()))
    places = (rng.uniform() + np.arange(gains.size)) / gains.size
    chosen = np.searchsorted(np.cumsum(weights) / weights.sum(), places).clip(max=gains.size - 1)
    cloud.x, cloud.parts, cloud.power = cloud.x[chosen], cloud.parts[chosen], power


def gaussian(x: Floats) -> tuple[Floats, Floats]:
    """Mean and Cholesky factor of the cloud, its correlations shrunk a little so that the factor exists."""
    n, d = x.shape
    shrink = d / (d + n)
    spread = np.cov(x.T).reshape(d, d)
    spread = (1.0 - shrink) * spread + shrink * np.diag(np.diag(spread)) + 1e-9 * np.eye(d)
    return x.mean(axis=0), np.linalg.cholesky(spread)


def log_gaussian(x: Floats, mean: Floats, factor: Floats) -> Floats:
    """Log density of N(mean, factor factor^T) up to a constant, shape `(n,)`."""
    return np.asarray(-0.5 * (np.linalg.solve(factor, (x - mean).T) ** 2).sum(axis=0))


def guide(cloud: Cloud, sweep: Sweep, scale: float = 1.0) -> Guide:
    """The Gaussian of each block, fitted to the cloud, its standard deviations times `scale`."""
    found = {
        block: gaussian(cloud.x[:, block.places]) for block in dict.fromkeys(block for members in sweep for block in members)
    }
    return {block: (mean, scale * factor) for block, (mean, factor) in found.items()}


def walk(cloud: Cloud, parts_of: PartsOf, rng: np.random.Generator, sweep: Sweep, around: Guide, *, tune: bool = True) -> float:
    """One sweep of every particle, each coordinate proposed at least once; tunes the steps a little towards a quarter.

    Returns
    -------
    The acceptance rate, mean over blocks.
    """
    if cloud.steps.size == 0:
        cloud.steps = np.full(sum(len(members) for members in sweep), START)
    rates, at = [], 0
    for members in sweep:
        proposal = cloud.x.copy()
        for place, block in enumerate(members):
            proposal[:, block.places] = _proposed(cloud.x[:, block.places], around[block], cloud.steps[at + place], rng)
        parts = Cloud(proposal, parts_of(proposal)).parts
        for block in members:
            rate = _settle(cloud, proposal, parts, block, around[block], rng)
            if tune:
                cloud.steps[at] = np.clip(cloud.steps[at] * np.exp(rate - 0.25), 0.02, 1.0)
            rates.append(rate)
            at += 1
    return float(np.mean(rates))


def _proposed(x: Floats, around: tuple[Floats, Floats], step: float, rng: np.random.Generator) -> Floats:
    mean, factor = around
    r = step * (1.0 - 0.9 * rng.uniform(size=(len(x), 1)) ** 2)  # short steps free particles in the tails, long ones mix the rest
    return np.asarray(mean + np.sqrt(1.0 - r**2) * (x - mean) + r * (rng.standard_normal(x.shape) @ factor.T))


def _settle(
    cloud: Cloud, proposal: Floats, parts: Floats, block: Block, around: tuple[Floats, Floats], rng: np.random.Generator
) -> float:
    """Accept or refuse a block's proposals; returns the acceptance rate."""
    raised = cloud.power if cloud.weights is None else cloud.weights[block.parts]

    def standing(x: Floats, parts: Floats) -> Floats:
        """Log of the target over the Gaussian, but for what does not depend on the block."""
        y = x[:, block.places]
        target = (raised * parts[:, block.parts]).sum(axis=1) - 0.5 * (y**2).sum(axis=1)
        return np.asarray(target - log_gaussian(y, *around))

    gain = standing(proposal, parts) - standing(cloud.x, cloud.parts)
    accept = (np.log(rng.uniform(size=len(gain))) < gain)[:, None]
    cloud.x[:, block.places] = np.where(accept, proposal[:, block.places], cloud.x[:, block.places])
    cloud.parts[:, block.parts] = np.where(accept, parts[:, block.parts], cloud.parts[:, block.parts])
    return float(accept.mean())


def temper(
    parts_of: PartsOf,
    start: Floats,
    rng: np.random.Generator,
    *,
    sweep: Sweep | None = None,
    moves: int = 4,
    keep: float = 0.5,
    progress: Progress = lambda text: None,
) -> Cloud:
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
        Sweeps of the walk after each resampling.
    keep
        Share of the particles that the effective sample size must keep at each power.
    """
    cloud = Cloud(start.copy(), parts_of(start))
    sweep = whole(start.shape[1], cloud.parts.shape[1]) if sweep is None else sweep
    while cloud.power < 1.0:
        resample(cloud, next_power(cloud, keep), rng)
        around = guide(cloud, sweep)
        rates = [walk(cloud, parts_of, rng, sweep, around) for _ in range(moves)]
        progress(f"power {cloud.power:.4f}, log evidence {cloud.log_evidence:.2f}, accepted {np.mean(rates):.2f}")
    return cloud


def chains(
    cloud: Cloud,
    parts_of: PartsOf,
    rng: np.random.Generator,
    steps: int,
    *,
    sweep: Sweep | None = None,
    progress: Progress = lambda text: None,
) -> tuple[Floats, Floats]:
    """Go on from a posterior cloud, each particle a chain; the Gaussians and the steps are frozen, so the target is exact.

    Returns
    -------
    Draws of shape `(chains, steps, d)` and their log likelihoods `(chains, steps)`.
    """
    sweep = whole(cloud.x.shape[1], cloud.parts.shape[1]) if sweep is None else sweep
    around = guide(cloud, sweep)
    draws, log_likes = [], []
    for index in range(steps):
        rate = walk(cloud, parts_of, rng, sweep, around, tune=False)
        draws.append(cloud.x.copy())
        log_likes.append(cloud.log_like)
        progress(f"chain step {index + 1} of {steps}, accepted {rate:.2f}")
    return np.stack(draws, axis=1), np.stack(log_likes, axis=1)
