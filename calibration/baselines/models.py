"""The rates of the baselines: each forecasts a series from its own past, and one from a second series as well.

Half-lives are in days, rates in events a day. A context known in advance adds `context` x its level to the rate. Which baselines
there are, and the priors of their parameters, stands in `calibration.baselines.registry`.
"""

from __future__ import annotations

import numpy as np

from calibration.baselines.fitting import SeriesData, Values
from calibration.baselines.hawkes import memory, rates
from calibration.baselines.hidden import Chain, Hidden, phases, walk
from sim.types import Floats

YEAR = 365


def constant(values: Values, data: SeriesData) -> Floats:
    """The same rate every day."""
    return values["rate"] + _context(values, data)


def last_value(values: Values, data: SeriesData) -> Floats:
    """A weighted mean of a constant and yesterday's count."""
    yesterday = np.concatenate([[values["rate"]], (_own(values, data) / data.reported)[:-1]])
    return _positive((1.0 - values["weight"]) * values["rate"] + values["weight"] * yesterday, values) + _context(values, data)


def last_year(values: Values, data: SeriesData) -> Floats:
    """The mean of the last 365 days, pulled to a constant as if by `pull` events at that rate."""
    return _pulled(values, data, _recent(_own(values, data), YEAR), _recent(data.reported, YEAR))


def ewma(values: Values, data: SeriesData) -> Floats:
    """An exponentially weighted mean of all days before, pulled to a constant as if by `pull` events at that rate."""
    days = values["half_life"] / np.log(2.0)  # how many days of even weight the mean is worth
    events = memory(_own(values, data), values["half_life"]) * days
    return _pulled(values, data, events, memory(data.reported, values["half_life"]) * days)


def hawkes(values: Values, data: SeriesData) -> Floats:
    """A discrete Hawkes process with one time scale."""
    base = values["rate"] + _context(values, data)
    return rates(data.counts, data.reported, base, [values["branching"]], [values["half_life"]])


def hawkes_two_scales(values: Values, data: SeriesData) -> Floats:
    """A discrete Hawkes process with a fast and a slow time scale that share its branching."""
    base = values["rate"] + _context(values, data)
    fast = values["branching"] * values["fast_share"]
    shares = [fast, values["branching"] - fast]
    return rates(data.counts, data.reported, base, shares, [values["half_life"], values["slow_half_life"]])


def mutual_hawkes(values: Values, data: SeriesData) -> Floats:
    """One time scale of its own, and a second series that excites it (`calibration.baselines.registry.EXCITER`)."""
    base = values["rate"] + _context(values, data) + values["gain"] * memory(data.exciter, values["gain_half_life"])
    return rates(data.counts, data.reported, base, [values["branching"]], [values["half_life"]])


def hawkes_in_phases(values: Values, data: SeriesData, n: int) -> Hidden:
    """A discrete Hawkes process under hidden phases, `n` of them, each with a background of its own."""
    return _hidden(phases(n, values["days"], values["step"]), values, data)


def drifting_hawkes(values: Values, data: SeriesData) -> Hidden:
    """A discrete Hawkes process whose background drifts: its logarithm is a random walk on a grid."""
    return _hidden(walk(values["drift"]), values, data)


def _hidden(chain: Chain, values: Values, data: SeriesData) -> Hidden:
    return Hidden(chain, values["rate"], _context(values, data), values["branching"], values["half_life"], values.get("size"))


def _context(values: Values, data: SeriesData) -> Floats:
    return values.get("context", 0.0) * data.covariate


def _own(values: Values, data: SeriesData) -> Floats:
    """The counts less what the context is expected to have brought: averages are of the rest."""
    return data.counts - _context(values, data) * data.reported


def _positive(rate: Floats, values: Values) -> Floats:
    return np.maximum(rate, 0.01 * values["rate"])


def _pulled(values: Values, data: SeriesData, events: Floats, exposure: Floats) -> Floats:
    mean = (events + values["pull"]) / (exposure + values["pull"] / values["rate"])
    return _positive(mean, values) + _context(values, data)


def _recent(fed: Floats, days: int) -> Floats:
    """Sum over so many days before each day, fewer at the start."""
    total = np.concatenate([[0.0], np.cumsum(fed)])
    day = np.arange(len(fed))
    return np.asarray(total[day] - total[np.maximum(day - days, 0)])
