"""The baselines' forecasts of a window: fitted before it and frozen, or fitted again at the start of every month."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from calibration.baselines.fitting import Fitted, Known, RateModel, again, choose
from calibration.baselines.models import EXCITER, baselines
from calibration.forecasts.forecast import Forecast, join
from calibration.forecasts.inputs import Span, pause, war
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
class Given:
    """A context that the baselines of a series are told: its level by day, and the rules' parameter whose prior they share."""

    level: Callable[[Evidence, NDArray[np.datetime64]], Floats]
    parameter: str

    @property
    def mean(self) -> float:
        """Prior mean of what a level of one adds, events a day."""
        return load_parameters().entry(self.parameter).prior["exponential"][0]


GIVEN = {"attack_base": Given(war, "militia.gaza_attacks"), "announce_truce": Given(pause, "militia.gaza_truce")}
"""The series in which the rules have a motive from the war or from its pause: what they are told, their baselines are. The other
baselines are the same in both variants."""


def baseline_forecasts(
    window: Span,
    evidence: Evidence,
    refit: Refit = "none",
    variants: tuple[Variant, ...] = VARIANTS,
    progress: Callable[[str], None] = lambda text: None,
) -> dict[Variant, Forecasts]:
    """One-step-ahead forecasts of every day of a window by every baseline.

    Training ends with the training window or the day before the scored one, whichever is earlier; refitted monthly, it goes on
    to the eve of each month.
    """
    days = all_days(window)
    known = known_series(evidence, days)
    train, first = load_windows()["train"], _place(days, window[0])
    since, until = _place(days, train.since), min(_place(days, train.until) + 1, first)
    found: dict[Variant, Forecasts] = {variant: {} for variant in variants}
    for series in SERIES:
        progress(series)
        for variant in variants:
            given = GIVEN.get(series) if variant == "contexts_known" else None
            if variant == "contexts_known" and given is None and "plain" in variants:
                made = {model: by_series[series] for model, by_series in found["plain"].items()}
            else:
                one = known[series] if given is None else replace(known[series], covariate=given.level(evidence, days))
                made = _Race(series, one, days, since, until, first, given).run(refit)
            for model, forecast in made.items():
                found[variant].setdefault(model, {})[series] = forecast
    return found


def all_days(window: Span) -> NDArray[np.datetime64]:
    """From the record's first day to the window's last."""
    return np.arange(np.datetime64(load_windows()["record"].since, "D"), np.datetime64(window[1], "D") + 1)


def known_series(evidence: Evidence, days: NDArray[np.datetime64]) -> dict[str, Known]:
    """Every series with what its baselines may know, no context among it."""
    counts, reported = daily_counts(evidence, days), reporting(evidence, days)
    nothing = np.zeros(len(days))
    return {
        name: Known(
            counts[name].astype(np.float64), reported[name], nothing, counts[EXCITER[name]].astype(np.float64), name in ONCE
        )
        for name in SERIES
    }


@dataclass(frozen=True)
class _Race:
    """One series in one window; the places of the first day to fit, of the end of training, of the first to score."""

    series: str
    known: Known
    days: NDArray[np.datetime64]
    since: int
    until: int
    first: int
    given: Given | None

    def run(self, refit: Refit) -> dict[str, Forecast]:
        """Every baseline's forecast of the scored days."""
        plain = baselines(self.series)
        models = plain if self.given is None else baselines(self.series, with_context=True, context_mean=self.given.mean)
        made = {}
        for model, without in zip(models, plain, strict=True):
            fitted = self._first_fit(model, without)
            made[model.name] = self._monthly(fitted) if refit == "monthly" else self._frozen(fitted)
        return made

    def _first_fit(self, model: RateModel, without: RateModel) -> Fitted:
        """Fitted to the training days; a context that these never saw stays at its prior mean."""
        known = self.known.until(self.until)
        if self.given is None or np.any(known.covariate[self.since :] > 0):
            return choose(model, known, self.since)
        found = choose(without, known, self.since)
        return replace(found, model=model, values={**found.values, "context": self.given.mean})

    def _frozen(self, fitted: Fitted) -> Forecast:
        return self._forecast(fitted, self.known, self.until).days(slice(self.first, None))

    def _monthly(self, fitted: Fitted) -> Forecast:
        parts = []
        for first, stop in month_starts(self.days, self.first):
            fitted = again(fitted, self.known.until(first), self.since)
            parts.append(self._forecast(fitted, self.known.until(stop), first).days(slice(first, stop)))
        return join(parts)

    def _forecast(self, fitted: Fitted, known: Known, until: int) -> Forecast:
        """What a context adds is uncertain, for the baselines as for the rules: a mixture over quantiles of its prior."""
        if self.given is None:
            return fitted.forecast(known)
        nodes = -self.given.mean * np.log1p(-(np.arange(NODES) + 0.5) / NODES)
        return fitted.mixed(known, "context", nodes, self.since, until)


def month_starts(days: NDArray[np.datetime64], place: int) -> Iterator[tuple[int, int]]:
    """Places of the first day of each part month from `place` on, and of the day after its last."""
    months = days.astype("datetime64[M]")
    while place < len(days):
        stop = int(np.searchsorted(months, months[place], side="right"))
        yield place, stop
        place = stop


def _place(days: NDArray[np.datetime64], day: date) -> int:
    return int((np.datetime64(day, "D") - days[0]).astype(np.int64))
