"""Adaptive importance sampling, for posteriors in a few dimensions that must be found hundreds of times.

Each round draws from a heavy-tailed proposal fitted to all draws so far; all draws are weighted by the mixture of the proposals
they might have come from (deterministic mixture weights, as in adaptive multiple importance sampling, Cornuet et al. 2012). The
first proposal is the prior.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import logsumexp
from scipy.stats import multivariate_t

from calibration.fit.ess import effective_sample_size
from calibration.fit.parameter_space import Space
from calibration.fit.smc import LogLikelihood
from sim.types import Floats

Proposal = tuple[Floats, Floats]
"""Mean and shape matrix of a multivariate t distribution."""
FREEDOM = 5
"""Degrees of freedom of the proposals: heavier tails than a normal posterior."""
SOFTEST = 0.1
"""While the effective sample is below this share of a round, the next proposal is fitted to a tempered posterior."""
ENOUGH = 400.0
"""Effective draws after which no further round is needed."""


@dataclass(frozen=True)
class Weighted:
    """Weighted draws of a posterior.

    Attributes
    ----------
    x
        Unconstrained coordinates, shape `(n, d)`.
    weights
        Shape `(n,)`, summing to one.
    log_evidence
        Log of the mean unnormalised weight.
    """

    x: Floats
    weights: Floats
    log_evidence: float

    @property
    def effective_sample_size(self) -> float:
        """Kish's effective sample size."""
        return float(1.0 / (self.weights**2).sum())

    def rank(self, truth: Floats) -> Floats:
        """Posterior probability below the truth, by coordinate; uniform if the truth was drawn from the prior; shape `(d,)`."""
        return np.asarray(((self.x < truth) * self.weights[:, None]).sum(axis=0))

    def mean(self) -> Floats:
        """Posterior mean, shape `(d,)`."""
        return np.asarray(self.weights @ self.x)

    def width(self, level: float) -> Floats:
        """Width of the central posterior interval of that level, by coordinate, shape `(d,)`."""
        order = np.argsort(self.x, axis=0)
        below = np.cumsum(self.weights[order], axis=0)
        ends = [(below < 0.5 + sign * level / 2).sum(axis=0).clip(max=len(self.x) - 1) for sign in (-1, 1)]
        low, high = (np.take_along_axis(self.x, order, axis=0)[end, np.arange(self.x.shape[1])] for end in ends)
        return np.asarray(high - low)


def adapt(
    log_likelihood: LogLikelihood, d: int, rng: np.random.Generator, *, draws: int = 768, rounds: int = 10, enough: float = ENOUGH
) -> Weighted:
    """Posterior of `d` coordinates with standard normal priors.

    At most `rounds` batches of `draws` likelihoods each; fewer where `enough` effective draws are there before.
    """
    x = rng.standard_normal((draws, d))
    log_target = log_likelihood(x) + Space.log_prior(x)
    densities = [Space.log_prior(x)]
    fitted: list[Proposal] = []
    for _ in range(1, rounds):
        mean, shape = _fitted(x, log_target - _mixture(densities), draws)
        new = np.atleast_2d(multivariate_t.rvs(mean, shape, FREEDOM, size=draws, random_state=rng)).reshape(draws, d)
        fitted.append((mean, shape))
        before = _densities(new, fitted[:-1])
        densities = [np.concatenate([old, more]) for old, more in zip(densities, before, strict=True)]
        x = np.vstack([x, new])
        densities.append(np.asarray(multivariate_t.logpdf(x, mean, shape, FREEDOM)))
        log_target = np.concatenate([log_target, log_likelihood(new) + Space.log_prior(new)])
        if effective_sample_size(log_target - _mixture(densities)) >= enough:
            break
    log_weights = log_target - _mixture(densities)
    total = float(logsumexp(log_weights))
    return Weighted(x, np.exp(log_weights - total), total - float(np.log(len(x))))


def _densities(x: Floats, fitted: list[Proposal]) -> list[Floats]:
    """Log density of new draws under the prior and the proposals before them."""
    return [Space.log_prior(x), *(np.asarray(multivariate_t.logpdf(x, mean, shape, FREEDOM)) for mean, shape in fitted)]


def _mixture(densities: list[Floats]) -> Floats:
    return np.asarray(logsumexp(np.stack(densities), axis=0) - np.log(len(densities)))


def _fitted(x: Floats, log_weights: Floats, draws: int) -> Proposal:
    """Mean and spread of the draws under weights softened until enough of them count."""
    power, d = 1.0, x.shape[1]
    while effective_sample_size(power * log_weights) < max(SOFTEST * draws, 5.0 * d) and power > 1e-3:
        power *= 0.8
    weights = np.exp(power * (log_weights - log_weights.max()))
    weights /= weights.sum()
    mean = weights @ x
    spread = (weights[:, None] * (x - mean)).T @ (x - mean)
    return mean, 1.1 * spread + 1e-6 * np.eye(d)
