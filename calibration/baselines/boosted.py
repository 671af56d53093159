r"""A forecast of counts by gradient-boosted trees (Friedman 2001) with Poisson loss, from features of the past alone.

    rate_t = (1 - weight) hawkes_t + weight average_t trees(features_t) / reported_t + context_t

The trees say by what a moving average of the recorded counts is to be multiplied: alone they could expect no more than the
busiest days that they were shown. Features of a day, for its own series and for each other one: acts in the last `SPANS` days,
and days since the last act; beside them the average, the day's number, the level of a context known in advance and the
probability that an act is recorded. The mean leads to the baseline `hawkes`, which is what is left where trees are of no use.

On the days that they were grown on, trees repeat what they were shown. So the fitted days are forecast in an inner rolling split:
each block of them by trees grown on the blocks before it alone. By these forecasts the form is chosen from `FORMS`, and weight,
dispersion and all else are fitted as the parameters of any baseline. Later days are forecast by trees grown on all fitted days.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from calibration import lazy
from calibration.baselines.fitting import SeriesData, Values
from calibration.baselines.hawkes import memory
from calibration.baselines.models import hawkes
from sim.history.chance import log_poisson
from sim.types import Floats

LIBRARY = "sklearn"
"""What grows the trees; an extra (`pip install 'escalation-simulator[calibration]'`)."""
SPANS = (1, 3, 7, 14, 30, 90)
"""Days over which acts are counted."""
LONGEST = 200
"""Days since the last act are not counted beyond."""
MONTH, STEP = 30, 0.1
"""How fine the day's number and the logarithm of the average are told, days and nats: trees need no more."""
BLOCKS = 5
"""Of the inner rolling split; the first has none before it, and there the forecast is the Hawkes process."""
PULL = 1.0
"""The average is pulled to the mean of the fitted days as if by so many acts."""


@dataclass(frozen=True)
class Form:
    """How the trees are grown: half-life of the average in days, how many trees, and leaves of each."""

    half_life: float
    max_iter: int
    max_leaf_nodes: int


FORMS = tuple(Form(days, n, leaves) for days in (5.0, 20.0) for n, leaves in ((30, 4), (100, 8)))
"""From which the inner split chooses."""
Trees = Any
"""`sklearn.ensemble.HistGradientBoostingRegressor`, whose classes carry no types, or None where nothing ever came."""


@dataclass(frozen=True)
class Grown:
    """Trees, the form that they have, and the recorded acts a day of the days that they were grown on."""

    form: Form
    usual: float
    trees: Trees

    def expected(self, data: SeriesData, x: Floats, days: slice) -> Floats:
        """Recorded counts expected of some days; `x` are the features of all."""
        average = _average(data.counts, self.form.half_life, self.usual)[days]
        if self.trees is None:
            return average
        with _one_thread():
            times = np.asarray(self.trees.predict(_told(x[days], average)), dtype=np.float64)
        return average * times


@dataclass(frozen=True)
class Boosted:
    """Rates by trees that were grown.

    Attributes
    ----------
    inner
        Recorded counts expected of the fitted days by the inner split, shape `(fitted days,)`; NaN where there is none.
    grown
        On all fitted days, for later ones.
    """

    inner: Floats
    grown: Grown

    def __call__(self, values: Values, data: SeriesData) -> Floats:
        """The rate of each day given the days before it, events a day, shape `(days,)`."""
        expected = self.inner[: len(data.counts)]
        if len(data.counts) > len(self.inner):
            later = slice(len(self.inner), None)
            expected = np.concatenate([expected, self.grown.expected(data, features(data), later)])
        alone, weight = hawkes(values, data), values["weight"]
        by_trees = expected / data.reported + values.get("context", 0.0) * data.covariate
        return np.where(np.isnan(expected), alone, (1.0 - weight) * alone + weight * by_trees)


def learn(data: SeriesData, since: int) -> Boosted:
    """Grow trees on the days from `since` to the end of `data`; the same days give the same trees."""
    x, stop = features(data), len(data.counts)
    edges = np.linspace(since, stop, BLOCKS + 1).astype(int)

    def inner(form: Form) -> Floats:
        expected = np.full(stop, np.nan)
        for first, last in pairwise(edges[1:]):
            expected[first:last] = grow(data, x, slice(since, first), form).expected(data, x, slice(first, last))
        return expected

    tried = [inner(form) for form in FORMS]
    scored = slice(edges[1], None)
    best = int(np.argmax([np.sum(log_poisson(data.counts[scored], expected[scored])) for expected in tried]))
    return Boosted(tried[best], grow(data, x, slice(since, stop), FORMS[best]))


def grow(data: SeriesData, x: Floats, days: slice, form: Form) -> Grown:
    """Trees grown on some days alone, on one thread, so that sums run in one order.

    What is expected weighs a day: with the count in units of it, that is Poisson loss of the count itself. Where nothing came
    there are no trees, which Poisson loss could not grow.
    """
    y = data.counts[days]
    usual = (float(y.sum()) + 0.5) / max(len(y), 1)
    if not y.any():
        return Grown(form, usual, None)
    average = _average(data.counts, form.half_life, usual)[days]
    trees = lazy.module("sklearn.ensemble").HistGradientBoostingRegressor(
        loss="poisson", learning_rate=0.05, min_samples_leaf=20, l2_regularization=1.0, early_stopping=False, random_state=0,
        max_iter=form.max_iter, max_leaf_nodes=form.max_leaf_nodes,
    )  # fmt: skip
    with _one_thread():
        return Grown(form, usual, trees.fit(_told(x[days], average), y / average, sample_weight=average))


def features(data: SeriesData) -> Floats:
    """What is known of each day on its eve, shape `(days, features)`; recorded counts of later days are in none of it."""
    others = data.exciter[:, None] if data.others is None else data.others
    series = np.column_stack([data.counts, others])
    parts = [_last(series, days) for days in SPANS]
    day = np.arange(len(series))
    return np.column_stack([*parts, _days_since(series), day // MONTH, data.covariate, data.reported])


def _last(series: Floats, days: int) -> Floats:
    """Acts in so many days before each, fewer at the start; shape of `series`."""
    total = np.vstack([np.zeros(series.shape[1]), np.cumsum(series, axis=0)])
    day = np.arange(len(series))
    return np.asarray(total[day] - total[np.maximum(day - days, 0)])


def _days_since(series: Floats) -> Floats:
    """Days since the last act before each day, at most `LONGEST`; shape of `series`."""
    day = np.arange(len(series))[:, None]
    last = np.maximum.accumulate(np.where(series > 0, day, -LONGEST), axis=0)
    before = np.vstack([np.full((1, series.shape[1]), -LONGEST), last[:-1]])
    return np.asarray(np.minimum(day - before, LONGEST), dtype=np.float64)


def _average(counts: Floats, half_life: float, usual: float) -> Floats:
    """Exponentially weighted mean of all days before each, pulled to the usual count; shape `(days,)`."""
    days = half_life / np.log(2.0)
    events, seen = memory(counts, half_life) * days, memory(np.ones_like(counts), half_life) * days
    return np.asarray((events + PULL) / (seen + PULL / usual))


def _told(x: Floats, average: Floats) -> Floats:
    return np.column_stack([x, np.round(np.log(average) / STEP)])


def _one_thread() -> Any:
    """While it holds, trees use one thread: sums run in one order, and nobody waits for threads on a busy machine."""
    return _threads().limit(limits=1)


@functools.cache
def _threads() -> Any:
    lazy.module("sklearn.ensemble")  # so that its threads are among those that are found
    return lazy.module("threadpoolctl").ThreadpoolController()
