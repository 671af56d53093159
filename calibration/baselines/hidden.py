r"""Discrete Hawkes processes whose background is driven by a hidden Markov chain: the exact forward filter.

    rate_t(k) = factor_k base + context_t + excited_t,        P(z_t = j | z_(t-1) = k) = transition_kj

Given the counts before it, a day is in state k with probability w_t(k), which the forward recursion gives exactly (Hamilton
1989): w_(t+1) = (w_t x P(n_t | rate_t)) transition, made to sum to one. Its forecast is a mixture over the states, and the
product of what the mixtures gave to each day's count is the likelihood, with all paths of the chain summed out. What is excited
is that of `calibration.baselines.hawkes`; unrecorded acts feed it by the rate expected on the eve, states weighed as they are
known then.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.linalg import expm

from calibration.baselines.hawkes import decay, memory
from sim.types import Floats


@dataclass(frozen=True)
class Chain:
    """A hidden Markov chain in days.

    Attributes
    ----------
    initial
        Probability of each state on the first day, shape `(K,)`.
    transition
        From the state of a day, in rows, to that of the next, shape `(K, K)`; rows sum to one.
    factors
        What the background is multiplied by in each state, shape `(K,)`.
    """

    initial: Floats
    transition: Floats
    factors: Floats


@dataclass(frozen=True)
class Hidden:
    """A Hawkes process with a hidden state, its parameters filled in.

    Attributes
    ----------
    chain
        The hidden state.
    base
        Background where the factor is one, events a day.
    context
        What a context adds in every state, shape `(days,)`, events a day.
    branching, half_life
        Further acts that one act brings, and days.
    size
        Size of the negative binomial; None: Poisson, or at most once a day as the series says.
    """

    chain: Chain
    base: float
    context: Floats
    branching: float
    half_life: float
    size: float | None


@dataclass(frozen=True)
class Filtered:
    """What is known of each day on its eve.

    Attributes
    ----------
    rates
        Rate of each day in each state, events a day, shape `(days, K)`.
    weights
        Probability of each state given the days before, shape `(days, K)`; rows sum to one.
    """

    rates: Floats
    weights: Floats


def phases(n: int, days: float, step: float) -> Chain:
    """A chain of `n` phases, each with `step` times the background of the one before.

    After its first day a phase lasts `days` more on average; it gives way to any other one alike. On the first day of all each is
    as probable.
    """
    stay = 1.0 if n == 1 else days / (1.0 + days)
    others = (1.0 - stay) / max(n - 1, 1)
    transition = np.full((n, n), others) + (stay - others) * np.eye(n)
    return Chain(np.full(n, 1.0 / n), transition, np.asarray(step ** np.arange(n), dtype=np.float64))


STEP, REACH = 0.4, 4.0
"""Of the logarithm of a drifting background: how fine its grid is, and how far it goes from where it began."""
GRID = np.linspace(-REACH, REACH, 2 * round(REACH / STEP) + 1)


def walk(drift: float) -> Chain:
    """A random walk of the background's logarithm on `GRID`, from a factor of one.

    In continuous time it steps to its two neighbours so often that the variance of a day is `drift` squared, and is held at the
    ends; its transition is the matrix exponential. Exact for the walk on the grid, which stands for a Gaussian one.
    """
    n = len(GRID)
    generator = np.diag(np.ones(n - 1), 1) + np.diag(np.ones(n - 1), -1)
    generator -= np.diag(generator.sum(axis=1))
    transition = np.asarray(expm(0.5 * (drift / STEP) ** 2 * generator))
    transition /= transition.sum(axis=1, keepdims=True)
    return Chain((np.arange(n) == n // 2).astype(np.float64), transition, np.exp(GRID))


def filtered(processes: Sequence[Hidden], counts: Floats, reported: Floats, *, once: bool, floor: float) -> list[Filtered]:
    """Run the filter for several processes of one number of states, all in one pass over the days.

    Parameters
    ----------
    processes
        All of them with a size, or none.
    counts, reported
        Recorded counts and the probability that an act is recorded, shape `(days,)`.
    once
        Whether the series happens at most once a day.
    floor
        Least rate of a day in any state, events a day.
    """
    levels = np.stack([each.base * each.chain.factors for each in processes])
    context = np.stack([each.context for each in processes], axis=1)
    sizes = [each.size for each in processes if each.size is not None]
    size = np.array(sizes)[:, None] if sizes else None
    with np.errstate(divide="ignore"):  # a state may be impossible
        rates, weights = (
            _complete(processes, levels, context, counts, size, once, floor)
            if np.all(reported == 1.0)
            else _in_part(processes, levels, context, counts, reported, size, once, floor)
        )
    return [Filtered(rates[:, at], weights[:, at]) for at in range(len(processes))]


def _complete(
    processes: Sequence[Hidden], levels: Floats, context: Floats, counts: Floats, size: Floats | None, once: bool, floor: float
) -> tuple[Floats, Floats]:
    """Rates and weights, shape `(days, processes, K)`, of a record that holds all: what is excited does not hang on the state."""
    excited = np.stack([each.branching * memory(counts, each.half_life) for each in processes], axis=1)
    rates = np.maximum(levels + (context + excited)[:, :, None], floor)
    logs = _logs(counts[:, None, None], rates, size, once)
    weights, (now, transition) = np.empty_like(rates), _start(processes)
    for day, each in enumerate(logs):
        weights[day] = now
        now = _next(now, each, transition)
    return rates, weights


def _in_part(
    processes: Sequence[Hidden],
    levels: Floats,
    context: Floats,
    counts: Floats,
    reported: Floats,
    size: Floats | None,
    once: bool,
    floor: float,
) -> tuple[Floats, Floats]:
    """The same where acts may be missing, so that what is excited has to wait for what was expected."""
    d = np.array([decay(each.half_life) for each in processes])
    jump = np.array([each.branching for each in processes]) * (1.0 - d)
    rates, weights = (np.empty((len(counts), *levels.shape)) for _ in range(2))
    excited, (now, transition) = np.zeros(len(processes)), _start(processes)
    for day, (n, seen) in enumerate(zip(counts.tolist(), reported.tolist(), strict=True)):
        rate = np.maximum(levels + (context[day] + excited)[:, None], floor)
        rates[day], weights[day] = rate, now
        excited = d * excited + jump * (n + (1.0 - seen) * (now * rate).sum(axis=1))
        now = _next(now, _logs(n, rate * seen, size, once), transition)
    return rates, weights


def _start(processes: Sequence[Hidden]) -> tuple[Floats, Floats]:
    chains = [each.chain for each in processes]
    return np.stack([chain.initial for chain in chains]), np.stack([chain.transition for chain in chains])


def _next(now: Floats, logs: Floats, transition: Floats) -> Floats:
    """From what a state is worth on the eve, and what it made of the count, to that of the next day; shape `(processes, K)`."""
    joint = np.log(now) + logs  # in logs, for the state that expected a count best may have been given up
    joint = np.exp(joint - joint.max(axis=1, keepdims=True))
    return np.asarray(((joint / joint.sum(axis=1, keepdims=True))[:, None, :] @ transition)[:, 0])


def _logs(n: Floats | float, means: Floats, size: Floats | None, once: bool) -> Floats:
    """Log probability of a count in each state, up to what all states have alike."""
    if once:
        return np.where(np.asarray(n) > 0, np.log(-np.expm1(-means)), -means)
    if size is None:
        return np.asarray(n * np.log(means) - means)
    return np.asarray(n * np.log(means) - (n + size) * np.log(means + size))
