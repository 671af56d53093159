"""The baselines' forecasts of a window: fitted before it and frozen, or fitted again at the start of every month."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from calibration.baselines import EXCITER, baselines
from calibration.fitting import Fitted, Known, RateModel, again, choose
from calibration.forecast import Forecast, join
from calibration.outside import Span, covariate
from calibration.series import ONCE, SERIES, daily_counts, reporting
from sim.evidence import Evidence
from sim.parameters import load_parameters
from sim.types import Floats
from sim.windows import load_windows

Refit = Literal["none", "monthly"]
Variant = Literal["plain", "contexts_known"]
VARIANTS: tuple[Variant, ...] = ("plain", "contexts_known")
Forecasts = dict[str, dict[str, Forecast]]
"""By model, then by series."""
GIVEN = "attack_base"
"""The series to which the war is given: the only decision whose rate the rules let it raise. The others'
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
    war = covariate(evidence, days)
    found: dict[Variant, Forecasts] = {variant: {} for variant in variants}
    for series in SERIES:
        progress(series)
        for variant in variants:
            given = variant == "contexts_known" and series == GIVEN
            if variant == "contexts_known" and not given and "plain" in variants:
                made = {model: by_series[series] for model, by_series in found["plain"].items()}
            else:
                made = _contest(series, known[series], war if given else None, days, window, refit)
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


def _contest(
    series: str, known: Known, war: Floats | None, days: NDArray[np.datetime64], window: Span, refit: Refit
) -> dict[str, Forecast]:
    train = load_windows()["train"]
    since = _place(days, train.since)
    until = min(_place(days, train.until) + 1, _place(days, window[0]))
    mean = load_parameters().entry("militia.gaza_attacks").prior["exponential"][0]
    models = baselines(series, with_context=war is not None, context_mean=mean)
    plain = baselines(series)
    full = known if war is None else Known(known.counts, known.reported, war, known.other, known.once)
    made = {}
    for model, without in zip(models, plain, strict=True):
        fitted = _first_fit(model, without, full.until(until), since, mean)
        made[model.name] = _frozen(fitted, full, days, window) if refit == "none" else _monthly(fitted, full, days, window, since)
    return made


def _first_fit(model: RateModel, without: RateModel, known: Known, since: int, context_mean: float) -> Fitted:
    """Fitted to the training days; a context that these never saw stays at its prior mean."""
    if len(model.knobs) == len(without.knobs) or np.any(known.covariate[since:] > 0):
        return choose(model, known, since)
    found = choose(without, known, since)
    return Fitted(model, {**found.values, "context": context_mean}, found.dispersed, found.thinned, found.log_likelihood)


def _frozen(fitted: Fitted, known: Known, days: NDArray[np.datetime64], window: Span) -> Forecast:
    return fitted.forecast(known).days(slice(_place(days, window[0]), None))


def _monthly(fitted: Fitted, known: Known, days: NDArray[np.datetime64], window: Span, since: int) -> Forecast:
    parts = []
    for first, stop in month_starts(days, window[0]):
        fitted = again(fitted, known.until(first), since)
        parts.append(fitted.forecast(known.until(stop)).days(slice(first, stop)))
    return join(parts)


def month_starts(days: NDArray[np.datetime64], start: date) -> Iterator[tuple[int, int]]:
    """Places of the first day of each part month from `start` on, and of the day after its last."""
    place = _place(days, start)
    months = days.astype("datetime64[M]")
    while place < len(days):
        stop = int(np.searchsorted(months, months[place], side="right"))
        yield place, stop
        place = stop


def _place(days: NDArray[np.datetime64], day: date) -> int:
    return int((np.datetime64(day, "D") - days[0]).astype(np.int64))
