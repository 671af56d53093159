"""Fitting a rate model to a series of daily counts: the most probable parameters under weak priors.

Every baseline is a `RateModel`: named parameters with priors, and a function from them to the rate of each day given the days
before it. Whether counts are Poisson or negative binomial, and whether the reporting table helps, is chosen on the fitted days
(Akaike's criterion). Where a rate hangs on a hidden state, a filter (`calibration.baselines.hidden`) makes a mixture of it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import minimize

from calibration.baselines.hidden import Hidden, filtered
from calibration.forecasts.forecast import Forecast, mix
from sim.types import Floats

FLOOR = 1e-7
"""Least rate of a baseline, events a day: no documented act is impossible."""
_EDGE = 9.0
NUDGE = 1.5e-8
"""Relative step of a slope by differences: the root of the machine's precision, as SciPy has it."""


@dataclass(frozen=True)
class SeriesData:
    """A series and the covariates that a baseline may read; every array has shape `(days,)`.

    Attributes
    ----------
    counts
        Recorded acts.
    reported
        Probability that an act is recorded.
    covariate
        Level of a context known in advance, such as a war; zeros if none is given.
    exciter
        Counts of a second series that may excite this one.
    once
        Whether it happens at most once a day.
    others
        Recorded acts of all other series, the exciter among them, shape `(days, series)`; None: of the exciter alone.
    """

    counts: Floats
    reported: Floats
    covariate: Floats
    exciter: Floats
    once: bool
    others: Floats | None = None

    def until(self, day: int) -> SeriesData:
        """The first `day` days."""
        others = None if self.others is None else self.others[:day]
        return SeriesData(self.counts[:day], self.reported[:day], self.covariate[:day], self.exciter[:day], self.once, others)

    def as_if_complete(self) -> SeriesData:
        """The same counts, taken at face value."""
        return replace(self, reported=np.ones_like(self.reported))


@dataclass(frozen=True)
class FreeParameter:
    """A parameter of a baseline: positive, or a share in (0, 1); where a fit starts; the log of its prior density, in the natural
    value for shares and in its logarithm for positive ones.
    """

    name: str
    start: float
    log_prior: Callable[[float], float]
    share: bool = False

    def natural(self, x: float) -> float:
        """From the unconstrained scale."""
        return 1.0 / (1.0 + math.exp(-x)) if self.share else math.exp(x)

    def unconstrained(self, value: float) -> float:
        """To the unconstrained scale."""
        value = min(max(value, 1e-4), 1.0 - 1e-4) if self.share else value
        return math.log(value / (1.0 - value)) if self.share else math.log(value)


def lognormal(median: float, spread: float) -> Callable[[float], float]:
    """Log density, up to a constant."""
    return lambda value: -0.5 * ((math.log(value) - math.log(median)) / spread) ** 2


def exponential(mean: float) -> Callable[[float], float]:
    """Log density of the logarithm, up to a constant; its mode is the mean."""
    return lambda value: math.log(value) - value / mean


def jeffreys(value: float) -> float:
    """Jeffreys's prior of a Poisson rate, as a density of its logarithm: half an event seen in no time."""
    return 0.5 * math.log(value)


def beta(a: float, b: float) -> Callable[[float], float]:
    """Log density, up to a constant."""
    return lambda value: (a - 1.0) * math.log(value) + (b - 1.0) * math.log(1.0 - value)


Values = Mapping[str, float]
"""Parameters by name, on their natural scale."""

Rates = Callable[[Values, SeriesData], Floats | Hidden]
"""From parameters to the rate of each day given the days before it, events a day, shape `(days,)`; or to a process whose state is
hidden, of which a filter makes a mixture of rates.
"""
SIZE = FreeParameter("size", 2.0, lognormal(2.7, 1.0))
"""Size of the negative binomial; the prior is about as wide as the rules' own."""


Learn = Callable[[SeriesData, int], Rates]
"""From a series and the first day to fit, to rates that were learnt from these days."""


@dataclass(frozen=True)
class RateModel:
    """A baseline: its name, its parameters, and the rate of each day, shape `(days,)`, as a function of them.

    Where that function is itself learnt from the fitted days, `learn` does so before the parameters are fitted.
    """

    name: str
    free: tuple[FreeParameter, ...]
    rates: Rates
    learn: Learn | None = None

    def learnt(self, data: SeriesData, since: int) -> RateModel:
        """With the rates that the days from `since` to the end of `data` teach; itself if there is nothing to learn."""
        return self if self.learn is None else replace(self, rates=self.learn(data, since))

    def hides(self, data: SeriesData) -> bool:
        """Whether the rates hang on a hidden state."""
        return isinstance(self.rates({parameter.name: parameter.start for parameter in self.free}, data), Hidden)


@dataclass(frozen=True)
class Fitted:
    """A baseline with the parameters that a span of days made most probable."""

    model: RateModel
    values: Values
    dispersed: bool
    thinned: bool
    log_likelihood: float

    @property
    def criterion(self) -> float:
        """Log likelihood less one for each parameter; higher is better."""
        return self.log_likelihood - len(self.values)

    def forecast(self, data: SeriesData) -> Forecast:
        """One-step-ahead forecasts of all days, each from the days before it."""
        return _forecasts(self.model, [self.values], data, self.dispersed, self.thinned)[0]

    def mixture(self, data: SeriesData, name: str, nodes: Floats, since: int, until: int) -> Forecast:
        """The forecast as a mixture over values of one parameter, equally likely beforehand, the others held.

        Each value weighs by how probable it makes the days from `since` to before `until`; values that these days cannot tell
        apart weigh the same, as a context's do that they never saw.
        """
        points = [{**self.values, name: x} for x in nodes.tolist()]
        parts = _forecasts(self.model, points, data, self.dispersed, self.thinned)
        past, counts = slice(since, until), data.counts[since:until].astype(np.int64)
        logs = np.array([part.days(past).log_score(counts).sum() for part in parts])
        return mix(parts, np.exp(logs - logs.max()))

    def refit(self, data: SeriesData, since: int) -> Fitted:
        """The same form, fitted to more days, starting from the parameters of before."""
        model = self.model.learnt(data, since)
        return fit(model, data, since, dispersed=self.dispersed, thinned=self.thinned, start=self.values)


def fit(model: RateModel, data: SeriesData, since: int, *, dispersed: bool, thinned: bool, start: Values | None = None) -> Fitted:
    """The most probable parameters on the days from `since` to the end of `data`; earlier days only feed memories."""
    free = (*model.free, SIZE) if dispersed else model.free
    usual = (data.counts[since:].sum() + 0.5) / max(len(data.counts) - since, 1)
    begin = {parameter.name: parameter.start for parameter in free} | {"rate": usual} | dict(start or {})

    def natural(x: Floats) -> dict[str, float]:
        return {parameter.name: parameter.natural(float(v)) for parameter, v in zip(free, x, strict=True)}

    counts = data.counts[since:].astype(np.int64)

    def log_likelihoods(points: Sequence[Values]) -> list[float]:
        forecasts = _forecasts(model, points, data, dispersed, thinned)
        return [float(forecast.days(slice(since, None)).log_score(counts).sum()) for forecast in forecasts]

    def losses(rows: Sequence[Floats]) -> list[float]:
        points = [natural(x) for x in rows]
        priors = [sum(parameter.log_prior(values[parameter.name]) for parameter in free) for values in points]
        return [-found - prior for found, prior in zip(log_likelihoods(points), priors, strict=True)]

    def loss(x: Floats) -> float:
        return losses([x])[0]

    def with_slopes(x: Floats) -> tuple[float, Floats]:
        steps = NUDGE * np.where(x >= 0, 1.0, -1.0) * np.maximum(1.0, np.abs(x))
        at, *beside = losses([x, *(x + step for step in np.diag(steps))])
        return at, (np.array(beside) - at) / steps

    x0 = np.clip([parameter.unconstrained(begin[parameter.name]) for parameter in free], -_EDGE, _EDGE)
    bounds = [(-_EDGE - 3.0, _EDGE)] * len(free)
    if model.hides(data):  # one pass of the filter for a point and all its neighbours
        optimum = minimize(with_slopes, x0, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 200})
    else:
        optimum = minimize(loss, x0, method="L-BFGS-B", bounds=bounds, options={"maxiter": 200})
    values = natural(optimum.x)
    return Fitted(model, values, dispersed, thinned, log_likelihoods([values])[0])


def fit_best(model: RateModel, data: SeriesData, since: int) -> Fitted:
    """Fit every form that may suit the series and keep the best by Akaike's criterion on the same days.

    Where a state is hidden, counts that may be many are negative binomial: states that come and go bunch them too, so that few
    days do not tell the two apart, and a large size is nearly Poisson.
    """
    model = model.learnt(data, since)
    families = (False,) if data.once else (True,) if model.hides(data) else (False, True)
    offsets = (False, True) if np.any(data.reported < 1.0) else (False,)
    fits = [fit(model, data, since, dispersed=dispersed, thinned=thinned) for dispersed in families for thinned in offsets]
    return max(fits, key=lambda fitted: fitted.criterion)


def _forecasts(model: RateModel, points: Sequence[Values], data: SeriesData, dispersed: bool, thinned: bool) -> list[Forecast]:
    """The forecasts at several points of the parameters; those of hidden states are filtered together."""
    seen = data if thinned else data.as_if_complete()
    found = [model.rates(values, seen) for values in points]
    hidden = [each for each in found if isinstance(each, Hidden)]
    filters = iter(filtered(hidden, seen.counts, seen.reported, once=data.once, floor=FLOOR) if hidden else ())
    forecasts = []
    for values, each in zip(points, found, strict=True):
        mixed = next(filters) if isinstance(each, Hidden) else None
        rates = mixed.rates if mixed is not None else np.asarray(each)[:, None]
        means = np.maximum(rates, FLOOR) * seen.reported[:, None]
        sizes = np.full(means.shape[1], values["size"]) if dispersed else None
        forecasts.append(Forecast(means, sizes, data.once, None if mixed is None else mixed.weights))
    return forecasts
