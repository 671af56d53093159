"""The rules' one-step-ahead forecasts: what each posterior draw expects of each day, given everything documented before it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from calibration.likelihood import replay_scenario
from calibration.sampler import Cloud, next_power
from calibration.series import SERIES
from sim.history import shape_of
from sim.model import EscalationModel
from sim.parameters import Parameters
from sim.record.evidence import Evidence
from sim.tally import total
from sim.types import Floats

ENOUGH = 100.0
"""Draws that stay effective while they learn from a window."""


@dataclass(frozen=True)
class Expectation:
    """What `n` draws expect of one series.

    Attributes
    ----------
    means
        Expected count of each day, as it would be recorded, shape `(days, n)`; for at-most-once series the rate.
    sizes
        Size of the negative binomial, shape `(n,)`; None if the counts are Poisson.
    once
        Whether the series happens at most once a day.
    """

    means: Floats
    sizes: Floats | None
    once: bool


def expectations(
    window: tuple[date, date], draws: Parameters, n: int, evidence: Evidence | None = None, switch_off: tuple[str, ...] = ()
) -> tuple[dict[str, Expectation], Floats]:
    """Replay a window under `n` draws.

    Returns
    -------
    The expectation of every series of `calibration.series.SERIES`, and the log probability of each day under each draw, over all
    decisions, shape `(days, n)`.
    """
    scenario = replay_scenario(window, switch_off)
    model = EscalationModel(scenario, worlds=n, rng=0, parameters=draws, evidence=evidence, keep_log=False)
    means: dict[str, list[Floats]] = {name: [] for name in SERIES}
    sizes = {name: shape_of(model, name) for name in SERIES}
    running: list[Floats] = []
    while model.running:
        model.step()
        if model.clock <= model.agenda.warm_up:
            continue
        for name in SERIES:
            means[name].append(_expected(model, name))
        running.append(np.broadcast_to(np.asarray(total(model.log_probability.values()), dtype=np.float64), (n,)).copy())
    model.close()
    cumulative = np.stack(running)
    daily = np.diff(cumulative, axis=0, prepend=np.zeros((1, n)))
    found = {
        name: Expectation(np.stack(means[name]), _size(sizes[name], n), name not in model.documented.pool_totals)
        for name in SERIES
    }
    return found, daily


def _expected(model: EscalationModel, name: str) -> Floats:
    """Today's expected count of a pool, or today's rate of a state's decision, shape `(n,)`."""
    pool = model.documented.pool_totals.get(name)
    if pool is None:
        value = total(entry.rate for (_, decision), entry in model.documented.ledger.items() if decision == name)
    else:
        value = pool[1]
    return np.broadcast_to(np.asarray(value, dtype=np.float64), (model.worlds,)).copy()


def _size(size: object, n: int) -> Floats | None:
    return None if size is None else np.broadcast_to(np.asarray(size, dtype=np.float64), (n,)).copy()


def reweighted(daily: Floats, days: np.ndarray, enough: float = ENOUGH) -> Floats:
    """Weights of the draws on each day when they learn every month from what the window has shown so far.

    They are weighed by the probability that they gave to the days before the month, raised to the largest power in [0, 1] that
    leaves `enough` draws effective (Kish): a few draws of the training posterior cannot stand for a posterior far from it, so
    that learning is held back rather than left to one or two of them. Shape `(days, n)`, rows sum to one.
    """
    before = np.cumsum(daily, axis=0) - daily
    months = days.astype("datetime64[M]")
    found = np.empty_like(daily)
    for month in np.unique(months):
        rows = np.flatnonzero(months == month)
        gains = before[rows[0]]
        cloud = Cloud(gains[:, None], gains)
        power = next_power(cloud, min(enough / gains.size, 1.0)) if np.ptp(gains) > 0 else 1.0
        weights = np.exp(power * (gains - gains.max()))
        found[rows] = weights / weights.sum()
    return found
