r"""Samplers that take a whole batch of parameter vectors at once, and so fit the worlds axis.

`temper` is sequential Monte Carlo with tempering (Del Moral, Doucet and Jasra 2006): particles start in the prior, the likelihood
is raised to powers from 0 to 1 chosen to keep the effective sample size, and after each resampling the particles move by `walk`.
It also gives the log evidence.

`walk` is a preconditioned Crank-Nicolson chain per particle around a Gaussian fitted to the cloud, N(m, C):

    x' = m + sqrt(1 - r^2) (x - m) + r C^(1/2) z,      accepted with the ratio of target to that Gaussian

It leaves the target invariant whatever m, C and r are, and with m, C close to the target it mixes in many dimensions.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from sim.types import Floats

LogLikelihood = Callable[[Floats], Floats]
Progress = Callable[[str], None]


@dataclass
class Cloud:
    """Particles with their log likelihoods.

    Attributes
    ----------
    x
        Unconstrained coordinates, shape `(n, d)`; the prior is standard normal.
    log_like
        Shape `(n,)`.
    power
        The power the likelihood is raised to, from 0 to 1.
    log_evidence
        Of the powers passed so far.
    step
        Step size r of the walk, tuned to an acceptance of about a quarter.
    """

    x: Floats
    log_like: Floats
    power: float = 0.0
    log_evidence: float = 0.0
    step: float = 0.5
    accepted: list[float] = field(default_factory=list)


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
    cloud.x, cloud.log_like, cloud.power = cloud.x[chosen], cloud.log_like[chosen], power


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


def walk(cloud: Cloud, log_likelihood: LogLikelihood, rng: np.random.Generator, mean: Floats, factor: Floats) -> float:
    """One step of every particle; returns the acceptance rate and tunes the step a little towards a quarter."""
    n, d = cloud.x.shape
    r = cloud.step * rng.uniform(0.1, 1.0, (n, 1))  # short steps free particles in the tails, long ones mix the rest
    proposal = mean + np.sqrt(1.0 - r**2) * (cloud.x - mean) + r * (rng.standard_normal((n, d)) @ factor.T)
    log_like = log_likelihood(proposal)
    ratio = _log_target(proposal, log_like, cloud.power) - log_gaussian(proposal, mean, factor)
    ratio -= _log_target(cloud.x, cloud.log_like, cloud.power) - log_gaussian(cloud.x, mean, factor)
    accept = np.log(rng.uniform(size=n)) < ratio
    cloud.x = np.where(accept[:, None], proposal, cloud.x)
    cloud.log_like = np.where(accept, log_like, cloud.log_like)
    rate = float(accept.mean())
    cloud.step = float(np.clip(cloud.step * np.exp(rate - 0.25), 0.02, 1.0))
    cloud.accepted.append(rate)
    return rate


def _log_target(x: Floats, log_like: Floats, power: float) -> Floats:
    return np.asarray(power * log_like - 0.5 * (x**2).sum(axis=1))


def temper(
    log_likelihood: LogLikelihood,
    start: Floats,
    rng: np.random.Generator,
    *,
    moves: int = 4,
    keep: float = 0.5,
    progress: Progress = lambda text: None,
    save: Callable[[Cloud], None] = lambda cloud: None,
    resume: Cloud | None = None,
) -> Cloud:
    """Carry particles from the prior to the posterior.

    Parameters
    ----------
    log_likelihood
        Of a batch, `(n, d) -> (n,)`.
    start
        Draws from the standard normal prior, shape `(n, d)`.
    moves
        Steps of the walk after each resampling.
    keep
        Share of the particles that the effective sample size must keep at each power.
    save, resume
        Called after each power; a saved cloud to go on from.
    """
    cloud = Cloud(start, log_likelihood(start)) if resume is None else resume
    while cloud.power < 1.0:
        resample(cloud, next_power(cloud, keep), rng)
        mean, factor = gaussian(cloud.x)
        rates = [walk(cloud, log_likelihood, rng, mean, factor) for _ in range(moves)]
        progress(f"power {cloud.power:.4f}, log evidence {cloud.log_evidence:.2f}, accepted {np.mean(rates):.2f}")
        save(cloud)
    return cloud


def chains(
    cloud: Cloud, log_likelihood: LogLikelihood, rng: np.random.Generator, steps: int, progress: Progress = lambda text: None
) -> tuple[Floats, Floats]:
    """Go on from a posterior cloud, each particle a chain; the Gaussian and the step are frozen, so the target is exact.

    Returns
    -------
    Draws of shape `(chains, steps, d)` and their log likelihoods `(chains, steps)`.
    """
    mean, factor = gaussian(cloud.x)
    draws, log_likes, step = [], [], cloud.step
    for index in range(steps):
        cloud.step = step
        rate = walk(cloud, log_likelihood, rng, mean, factor)
        draws.append(cloud.x.copy())
        log_likes.append(cloud.log_like.copy())
        progress(f"chain step {index + 1} of {steps}, accepted {rate:.2f}")
    return np.stack(draws, axis=1), np.stack(log_likes, axis=1)
