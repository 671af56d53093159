"""The rules' one-step-ahead forecasts: what each posterior draw expects of each day, given everything documented before it.

Whoever decides in a later part of a day knows what the earlier parts brought, and the likelihood scores him so. A forecast is
made on the eve, as the baselines make theirs: it expects the day's acts, and what answers them at once, without knowing them
(`calibration.forecasts.eve`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from calibration.fit.ess import next_power
from calibration.fit.likelihood import replay_scenario
from calibration.forecasts.eve import Eve
from calibration.forecasts.series import SERIES
from sim.history.pools import shape_of
from sim.model import EscalationModel
from sim.parameters import Parameters
from sim.record.evidence import Evidence
from sim.types import Floats, Number

ENOUGH = 100.0
"""Draws that stay effective while they learn from a window."""


@dataclass(frozen=True)
class Expectation:
    """What `n` draws expect of one series.

    Attributes
    ----------
    means
        Expected count of each day, as it would be recorded, shape `(days, n)`; for at-most-once series the rate. As on the eve.
    sizes
        Size of the negative binomial, shape `(n,)`; None if the counts are Poisson.
    once
        Whether the series happens at most once a day.
    logs
        Log probability of what was documented of the decision on each day, shape `(days, n)`, as in the likelihood.
    """

    means: Floats
    sizes: Floats | None
    once: bool
    logs: Floats


def expectations(
    window: tuple[date, date], draws: Parameters, n: int, evidence: Evidence | None = None, switch_off: tuple[str, ...] = ()
) -> dict[str, Expectation]:
    """Replay a window under `n` draws: the expectation of every series of `calibration.forecasts.series.SERIES`."""
    scenario = replay_scenario(window, switch_off)
    model = EscalationModel(scenario, worlds=n, rng=0, parameters=draws, evidence=evidence, keep_log=False)
    model.history = eve = Eve(model)
    means: dict[str, list[Floats]] = {name: [] for name in SERIES}
    so_far: dict[str, list[Floats]] = {name: [np.zeros(n)] for name in SERIES}
    sizes = {name: shape_of(model, name) for name in SERIES}
    for _ in model.run():
        for name in SERIES:
            means[name].append(_full(eve.expected.get(name, 0.0), n))
            so_far[name].append(_full(model.log_probability.get(name, 0.0), n))
    model.close()
    return {
        name: Expectation(
            np.stack(means[name]), _size(sizes[name], n), name not in model.documented.pool_totals, np.diff(so_far[name], axis=0)
        )
        for name in SERIES
    }


def _size(size: Number | None, n: int) -> Floats | None:
    return None if size is None else _full(size, n)


def _full(value: Number, n: int) -> Floats:
    return np.broadcast_to(np.asarray(value, dtype=np.float64), (n,)).copy()


def reweighted(logs: Floats, days: np.ndarray, enough: float = ENOUGH) -> Floats:
    """Weights of the draws on each day when they learn every month from what the window has shown so far of a series.

    They are weighed by the probability that they gave to the days before the month, raised to the largest power in [0, 1] that
    leaves `enough` draws effective (Kish): a few draws of the training posterior cannot stand for a posterior far from it, so
    that learning is held back rather than left to one or two of them.

    Each series teaches its own forecasts: most parameters touch one decision alone (`calibration.fit.blocks`), and what the other
    decisions taught of those would only wear the draws out.

    Parameters
    ----------
    logs
        Log probability of each day under each draw, shape `(days, n)`.

    Returns
    -------
    Shape `(days, n)`; rows sum to one.
    """
    before = np.cumsum(logs, axis=0) - logs
    months = days.astype("datetime64[M]")
    weights_of_day = np.empty_like(logs)
    for month in np.unique(months):
        rows = np.flatnonzero(months == month)
        gains = before[rows[0]]
        power = next_power(gains, 0.0, min(enough / gains.size, 1.0)) if np.ptp(gains) > 0 else 1.0
        weights = np.exp(power * (gains - gains.max()))
        weights_of_day[rows] = weights / weights.sum()
    return weights_of_day
