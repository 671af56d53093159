"""The baselines that the rules have to beat, each registered once: forecasts, tables, figures and help take them from here.

To add one, write its rates as a function in `calibration.baselines.models` and its entry in `BASELINES`; nothing else names them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from calibration import lazy
from calibration.baselines import boosted, models
from calibration.baselines.fitting import FreeParameter, Learn, RateModel, Rates, beta, exponential, jeffreys, lognormal

SELF_EXCITING = frozenset({"attack_base", "attack_convoy"})
"""Series whose branching has the pilot's prior; the others' is flat."""
EXCITER = {
    "attack_base": "strike", "attack_convoy": "strike", "strike": "attack_base",
    "announce_truce": "strike", "raid": "attack_base", "launch_missiles": "strike",
}  # fmt: skip
"""What may excite a series in the mutual Hawkes process."""


@dataclass(frozen=True)
class Baseline:
    """A baseline as it is registered.

    Attributes
    ----------
    name
        In tables and in the records of `--json`.
    label
        In figures.
    sentence
        What it takes the rate of a day to be.
    source
        Where its form comes from.
    free
        Its free parameters for a series by name, without that of a context; rates in events a day, half-lives in days.
    rates
        From parameters to the rate of each day.
    learn
        What learns the rates from the fitted days; None: there is nothing to learn.
    library
        What it needs beside the simulator's own libraries; without it, it is left out.
    """

    name: str
    label: str
    sentence: str
    source: str
    free: Callable[[str], tuple[FreeParameter, ...]]
    rates: Rates
    learn: Learn | None = None
    library: str | None = None

    @property
    def is_there(self) -> bool:
        """Whether what it needs is installed."""
        return self.library is None or lazy.is_there(self.library)

    def for_series(self, series: str, context_mean: float | None = None) -> RateModel:
        """What is fitted to a series.

        Parameters
        ----------
        context_mean
            Prior mean of what a level of one of the covariate adds, events a day; None: the covariate does not count.
        """
        context = () if context_mean is None else (FreeParameter("context", context_mean, exponential(context_mean)),)
        return RateModel(self.name, (*self.free(series), *context), self.rates, self.learn)


def baselines(series: str, context_mean: float | None = None) -> tuple[RateModel, ...]:
    """All baselines whose libraries are installed, for a series, with a context in their rates where its prior mean is given."""
    return tuple(baseline.for_series(series, context_mean) for baseline in BASELINES if baseline.is_there)


# Free parameters ----------------------------------------------------------------------------------------------------------------

RATE = FreeParameter("rate", 0.05, jeffreys)
WEIGHT = FreeParameter("weight", 0.2, beta(1.0, 1.0), share=True)
PULL = FreeParameter("pull", 1.0, lognormal(1.0, 1.0))
FAST_SHARE = FreeParameter("fast_share", 0.5, beta(2.0, 2.0), share=True)
GAIN = FreeParameter("gain", 0.2, exponential(1.0))
SHIFT = FreeParameter("step", 6.0, lognormal(5.0, 1.0))
"""How much busier a phase is than the one before."""
STAY = FreeParameter("days", 60.0, lognormal(60.0, 0.7))
"""Mean length of a phase: phases are sticky."""
DRIFT = FreeParameter("drift", 0.05, lognormal(0.05, 1.0))
"""Standard deviation of a day's change in the logarithm of the background."""


def half_life(days: float, spread: float = 0.7, name: str = "half_life") -> FreeParameter:
    """A half-life whose prior has this median."""
    return FreeParameter(name, days, lognormal(days, spread))


def branching(series: str) -> FreeParameter:
    """Further acts that one act brings."""
    return FreeParameter("branching", 0.5, beta(4.0, 2.0) if series in SELF_EXCITING else beta(1.0, 1.0), share=True)


def _same(*free: FreeParameter) -> Callable[[str], tuple[FreeParameter, ...]]:
    """The same parameters for every series."""
    return lambda series: free


def _one_scale(series: str) -> tuple[FreeParameter, ...]:
    return RATE, branching(series), half_life(10.0)


def _two_scales(series: str) -> tuple[FreeParameter, ...]:
    return RATE, branching(series), FAST_SHARE, half_life(4.0), half_life(40.0, name="slow_half_life")


def _mutual(series: str) -> tuple[FreeParameter, ...]:
    return *_one_scale(series), GAIN, half_life(3.0, name="gain_half_life")


def _in_phases(series: str) -> tuple[FreeParameter, ...]:
    return *_one_scale(series), SHIFT, STAY


def _drifting(series: str) -> tuple[FreeParameter, ...]:
    return *_one_scale(series), DRIFT


def _with_trees(series: str) -> tuple[FreeParameter, ...]:
    return *_one_scale(series), WEIGHT


# The registry -------------------------------------------------------------------------------------------------------------------

BASELINES = (
    Baseline(
        "constant", "constant",
        "the same rate every day",
        "homogeneous Poisson process",
        _same(RATE), models.constant,
    ),
    Baseline(
        "last_value", "last value",
        "a weighted mean of a constant and yesterday's count",
        "INARCH(1): Ferland, Latour and Oraichi 2006",
        _same(RATE, WEIGHT), models.last_value,
    ),
    Baseline(
        "last_year", "last 12 months",
        "the mean of the last 365 days, pulled to a constant as if by some events at that rate",
        "gamma-Poisson update over a moving window",
        _same(RATE, PULL), models.last_year,
    ),
    Baseline(
        "ewma", "moving average",
        "an exponentially weighted mean of all days before, pulled to a constant in the same way",
        "discounted gamma-Poisson update: Harvey and Fernandes 1989",
        _same(RATE, PULL, half_life(30.0, 1.0)), models.ewma,
    ),
    Baseline(
        "hawkes", "Hawkes",
        "a constant and what all days before still excite, on one time scale",
        "self-exciting process: Hawkes 1971, in days",
        _one_scale, models.hawkes,
    ),
    Baseline(
        "hawkes_two_scales", "Hawkes, two scales",
        "the same with a fast and a slow time scale that share the branching",
        "self-exciting process: Hawkes 1971, in days",
        _two_scales, models.hawkes_two_scales,
    ),
    Baseline(
        "mutual_hawkes", "mutual Hawkes",
        "the same on one time scale, and what a second series excites",
        "mutually exciting processes: Hawkes 1971, in days",
        _mutual, models.mutual_hawkes,
    ),
    Baseline(
        "hawkes_two_phases", "Hawkes, two phases",
        "what all days before still excite, and a background that hangs on which of two hidden, sticky phases it is",
        "self-exciting process: Hawkes 1971; regimes and their filter: Hamilton 1989",
        _in_phases, partial(models.hawkes_in_phases, n=2),
    ),
    Baseline(
        "hawkes_three_phases", "Hawkes, three phases",
        "the same with three phases",
        "self-exciting process: Hawkes 1971; regimes and their filter: Hamilton 1989",
        _in_phases, partial(models.hawkes_in_phases, n=3),
    ),
    Baseline(
        "drifting_hawkes", "Hawkes, drifting",
        "what all days before still excite, and a background whose logarithm is a random walk on a grid",
        "self-exciting process: Hawkes 1971; filter on a grid: Kitagawa 1987",
        _drifting, models.drifting_hawkes,
    ),
    Baseline(
        "boosted", "boosted trees",
        "a weighted mean of the Hawkes process and what trees make of a moving average from all series' last 1 to 90 days",
        "gradient boosting with Poisson loss: Friedman 2001",
        _with_trees, models.hawkes, boosted.learn, boosted.LIBRARY,
    ),
)  # fmt: skip
"""In the order in which tables and figures show them."""
NAMES = tuple(baseline.name for baseline in BASELINES)
