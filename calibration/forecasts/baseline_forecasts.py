"""The baselines' forecasts of a window: fitted before it and frozen, or fitted again at the start of every month."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from calibration.baselines.fitting import Fitted, RateModel, SeriesData, fit_best
from calibration.baselines.registry import EXCITER, baselines
from calibration.forecasts.forecast import Forecast, join
from calibration.forecasts.inputs import DateRange, days_in, pause, war
from calibration.forecasts.series import ONCE, SERIES, daily_counts, reporting
from sim.parameters import load_parameters
from sim.record.evidence import Evidence
from sim.record.windows import load_windows
from sim.types import Floats

Refit = Literal["none", "monthly"]
Variant = Literal["plain", "contexts_known"]
VARIANTS: tuple[Variant, ...] = ("plain", "contexts_known")
Forecasts = dict[str, dict[str, Forecast]]
"""By model, then by series."""
NODES = 32
"""Values of a context's effect in a mixture."""


@dataclass(frozen=True)
class KnownContext:
    """A context that the baselines of a series are told: its level by day, and the rules' parameter whose prior they share."""

    level: Callable[[Evidence, NDArray[np.datetime64]], Floats]
    parameter: str

    @property
    def mean(self) -> float:
        """Prior mean of what a level of one adds, events a day."""
        return load_parameters().entry(self.parameter).prior["exponential"][0]


KNOWN_CONTEXTS = {
    "attack_base": KnownContext(war, "militia.gaza_attacks"),
    "announce_truce": KnownContext(pause, "militia.gaza_truce"),
}
"""The series in which the rules have a motive from the war or from its pause: what they are told, their baselines are. The other
baselines are the same in both variants."""


def baseline_forecasts(
    window: DateRange,
    evidence: Evidence,
    refit: Refit = "none",
    variants: tuple[Variant, ...] = VARIANTS,
    progress: Callable[[str], None] = lambda text: None,
    trained_until: date | None = None,
) -> dict[Variant, Forecasts]:
    """One-step-ahead forecasts of every day of a window by every baseline.

    Training ends with `trained_until`, by default the last day of the training window, or with the day before the scored window,
    whichever is earlier; refitted monthly, it goes on to the eve of each month.
    """
    days = all_days(window)
    data = series_data(evidence, days)
    since, until, first = training_days(days, window, trained_until)
    forecasts: dict[Variant, Forecasts] = {variant: {} for variant in variants}
    for series in SERIES:
        progress(series)
        known_fits: dict[str, Fitted] = {}
        for variant in variants:
            context = KNOWN_CONTEXTS.get(series) if variant == "contexts_known" else None
            if variant == "contexts_known" and context is None and "plain" in variants:
                by_model = {model: by_series[series] for model, by_series in forecasts["plain"].items()}
            else:
                of_series = data[series] if context is None else replace(data[series], covariate=context.level(evidence, days))
                of_window = _SeriesForecasts(series, of_series, days, since, until, first, context, known_fits)
                by_model = of_window.by_model(refit)
            for model, forecast in by_model.items():
                forecasts[variant].setdefault(model, {})[series] = forecast
    return forecasts


def all_days(window: DateRange) -> NDArray[np.datetime64]:
    """From the record's first day to the window's last."""
    return days_in((load_windows()["record"].since, window[1]))


def training_days(days: NDArray[np.datetime64], window: DateRange, until: date | None = None) -> tuple[int, int, int]:
    """Indices in `days` of the first day of training, of the day after its last (`until`), and of the first scored day."""
    train, first = load_windows()["train"], _index(days, window[0])
    return _index(days, train.since), min(_index(days, until or train.until) + 1, first), first


def series_data(evidence: Evidence, days: NDArray[np.datetime64]) -> dict[str, SeriesData]:
    """Every series with what its baselines may know, no context among it."""
    counts, reported = daily_counts(evidence, days), reporting(evidence, days)
    no_context = np.zeros(len(days))
    floats = {name: count.astype(np.float64) for name, count in counts.items()}
    return {
        name: SeriesData(
            floats[name], reported[name], no_context, floats[EXCITER[name]], name in ONCE,
            np.column_stack([floats[other] for other in counts if other != name]),
        )
        for name in SERIES
    }  # fmt: skip


@dataclass(frozen=True)
class _SeriesForecasts:
    """One series in one window; the indices of the first day to fit, of the day after training, of the first to score.

    `fits` holds what was fitted to the training days without a context, by model: both variants need it, and it is made once.
    """

    series: str
    data: SeriesData
    days: NDArray[np.datetime64]
    since: int
    until: int
    first: int
    context: KnownContext | None
    fits: dict[str, Fitted]

    def by_model(self, refit: Refit) -> dict[str, Forecast]:
        """Every baseline's forecast of the scored days."""
        plain = baselines(self.series)
        models = plain if self.context is None else baselines(self.series, context_mean=self.context.mean)
        forecasts = {}
        for model, without in zip(models, plain, strict=True):
            fitted = self._first_fit(model, without)
            forecasts[model.name] = self._monthly(fitted) if refit == "monthly" else self._frozen(fitted)
        return forecasts

    def _first_fit(self, model: RateModel, without: RateModel) -> Fitted:
        """Fitted to the training days; a context that these never saw stays at its prior mean."""
        data = self.data.until(self.until)
        if self.context is not None and np.any(data.covariate[self.since :] > 0):
            return fit_best(model, data, self.since)
        if model.name not in self.fits:
            self.fits[model.name] = fit_best(without, data, self.since)
        fitted = self.fits[model.name]
        if self.context is None:
            return fitted
        return replace(
            fitted, model=replace(fitted.model, free=model.free), values={**fitted.values, "context": self.context.mean}
        )

    def _frozen(self, fitted: Fitted) -> Forecast:
        return self._forecast(fitted, self.data, self.until).days(slice(self.first, None))

    def _monthly(self, fitted: Fitted) -> Forecast:
        parts = []
        for first, stop in month_starts(self.days, self.first):
            fitted = fitted.refit(self.data.until(first), self.since)
            parts.append(self._forecast(fitted, self.data.until(stop), first).days(slice(first, stop)))
        return join(parts)

    def _forecast(self, fitted: Fitted, data: SeriesData, until: int) -> Forecast:
        """What a context adds is uncertain, for the baselines as for the rules: a mixture over quantiles of its prior."""
        if self.context is None:
            return fitted.forecast(data)
        nodes = -self.context.mean * np.log1p(-(np.arange(NODES) + 0.5) / NODES)
        return fitted.mixture(data, "context", nodes, self.since, until)


def month_starts(days: NDArray[np.datetime64], first: int) -> Iterator[tuple[int, int]]:
    """Indices of the first day of each part month from `first` on, and of the day after its last."""
    months = days.astype("datetime64[M]")
    while first < len(days):
        stop = int(np.searchsorted(months, months[first], side="right"))
        yield first, stop
        first = stop


def _index(days: NDArray[np.datetime64], day: date) -> int:
    return int((np.datetime64(day, "D") - days[0]).astype(np.int64))
