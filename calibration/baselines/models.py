"""The baselines that the rules have to beat: each forecasts a series from its own past, and one from a second series as well.

Half-lives are in days, rates in events a day. A context known in advance adds `context` x its level to the rate.
"""

from __future__ import annotations

import numpy as np

from calibration.baselines.fitting import Knob, Known, RateModel, Values, beta, exponential, jeffreys, lognormal
from calibration.baselines.hawkes import memory, rates
from sim.types import Floats

YEAR = 365
NAMES = ("constant", "last_value", "last_year", "ewma", "hawkes", "hawkes_two_scales", "mutual_hawkes")
EXCITED = frozenset({"attack_base", "attack_convoy"})
"""Series whose branching has the pilot's prior; the others' is flat."""
EXCITER = {
    "attack_base": "strike", "attack_convoy": "strike", "strike": "attack_base",
    "announce_truce": "strike", "raid": "attack_base", "launch_missiles": "strike",
}  # fmt: skip
"""What may excite a series in the mutual Hawkes process."""


def baselines(series: str, *, with_context: bool = False, context_mean: float = 0.5) -> tuple[RateModel, ...]:
    """All baselines for a series.

    Parameters
    ----------
    with_context
        Whether `Known.covariate` counts.
    context_mean
        Prior mean of what a level of one adds, events a day.
    """
    rate = Knob("rate", 0.05, jeffreys)
    context = (Knob("context", context_mean, exponential(context_mean)),) if with_context else ()
    pull = Knob("pull", 1.0, lognormal(1.0, 1.0))
    branching = Knob("branching", 0.5, beta(4.0, 2.0) if series in EXCITED else beta(1.0, 1.0), share=True)
    gain = (Knob("gain", 0.2, exponential(1.0)), Knob("gain_half_life", 3.0, lognormal(3.0, 0.7)))
    one = (rate, branching, Knob("half_life", 10.0, lognormal(10.0, 0.7)))
    two = (
        rate, branching, Knob("fast_share", 0.5, beta(2.0, 2.0), share=True),
        Knob("half_life", 4.0, lognormal(4.0, 0.7)), Knob("slow_half_life", 40.0, lognormal(40.0, 0.7)),
    )  # fmt: skip
    return (
        RateModel("constant", (rate, *context), constant),
        RateModel("last_value", (rate, Knob("weight", 0.2, beta(1.0, 1.0), share=True), *context), last_value),
        RateModel("last_year", (rate, pull, *context), last_year),
        RateModel("ewma", (rate, pull, Knob("half_life", 30.0, lognormal(30.0, 1.0)), *context), ewma),
        RateModel("hawkes", (*one, *context), hawkes),
        RateModel("hawkes_two_scales", (*two, *context), hawkes_two_scales),
        RateModel("mutual_hawkes", (*one, *gain, *context), mutual_hawkes),
    )


def constant(values: Values, known: Known) -> Floats:
    """The same rate every day."""
    return values["rate"] + _context(values, known)


def last_value(values: Values, known: Known) -> Floats:
    """A weighted mean of a constant and yesterday's count."""
    yesterday = np.concatenate([[values["rate"]], (_own(values, known) / known.reported)[:-1]])
    return _positive((1.0 - values["weight"]) * values["rate"] + values["weight"] * yesterday, values) + _context(values, known)


def last_year(values: Values, known: Known) -> Floats:
    """The mean of the last 365 days, pulled to a constant as if by `pull` events at that rate."""
    return _pulled(values, known, _last_year(_own(values, known)), _last_year(known.reported))


def ewma(values: Values, known: Known) -> Floats:
    """An exponentially weighted mean of all days before, pulled to a constant as if by `pull` events at that rate."""
    days = values["half_life"] / np.log(2.0)  # how many days of even weight the mean is worth
    seen = memory(_own(values, known), values["half_life"]) * days
    return _pulled(values, known, seen, memory(known.reported, values["half_life"]) * days)


def hawkes(values: Values, known: Known) -> Floats:
    """A discrete Hawkes process with one time scale."""
    base = values["rate"] + _context(values, known)
    return rates(known.counts, known.reported, base, [values["branching"]], [values["half_life"]])


def hawkes_two_scales(values: Values, known: Known) -> Floats:
    """A discrete Hawkes process with a fast and a slow time scale that share its branching."""
    base = values["rate"] + _context(values, known)
    fast = values["branching"] * values["fast_share"]
    shares = [fast, values["branching"] - fast]
    return rates(known.counts, known.reported, base, shares, [values["half_life"], values["slow_half_life"]])


def mutual_hawkes(values: Values, known: Known) -> Floats:
    """One time scale of its own, and a second series that excites it (`EXCITER`)."""
    base = values["rate"] + _context(values, known) + values["gain"] * memory(known.other, values["gain_half_life"])
    return rates(known.counts, known.reported, base, [values["branching"]], [values["half_life"]])


def _context(values: Values, known: Known) -> Floats:
    return values.get("context", 0.0) * known.covariate


def _own(values: Values, known: Known) -> Floats:
    """The counts less what the context is expected to have brought: averages are of the rest."""
    return known.counts - _context(values, known) * known.reported


def _positive(rate: Floats, values: Values) -> Floats:
    return np.maximum(rate, 0.01 * values["rate"])


def _pulled(values: Values, known: Known, seen: Floats, exposure: Floats) -> Floats:
    mean = (seen + values["pull"]) / (exposure + values["pull"] / values["rate"])
    return _positive(mean, values) + _context(values, known)


def _last_year(fed: Floats) -> Floats:
    """Sum over the 365 days before each day, fewer at the start."""
    total = np.concatenate([[0.0], np.cumsum(fed)])
    day = np.arange(len(fed))
    return np.asarray(total[day] - total[np.maximum(day - YEAR, 0)])
