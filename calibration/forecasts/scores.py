"""Proper scores of one-step-ahead forecasts on a window: the rules against the baselines, by series and together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import isnan

import numpy as np
import pandas as pd

from calibration.forecasts.baseline_forecasts import VARIANTS, Forecasts, Refit, Variant, baseline_forecasts
from calibration.forecasts.bootstrap import mean_and_interval
from calibration.forecasts.forecast import Forecast
from calibration.forecasts.inputs import DateRange, days_in, without_war
from calibration.forecasts.series import SERIES, daily_counts
from sim.record.evidence import Evidence
from sim.types import Floats, Ints

RULES = "rules"
ALL = "all"
COLUMNS = ("series", "model", "variant", "n_days", "log_score", "crps", "best_baseline", "difference", "low", "high")
LEADS = ("series", "model", "variant", "n_days", "ahead", "low", "high", "crps_ahead", "crps_low", "crps_high")
Forecaster = Callable[[DateRange, Evidence], Mapping[str, Forecast]]
"""What the rules expect of every series in a window, given the evidence."""
DailyScore = Callable[[Forecast, Ints], Floats]
"""A score of each day's count, shape `(days,)`: `Forecast.log_score` or `Forecast.crps`."""


def all_forecasts(
    window: DateRange,
    evidence: Evidence,
    rules: Forecaster | None = None,
    refit: Refit = "none",
    variants: tuple[Variant, ...] = VARIANTS,
    progress: Callable[[str], None] = lambda text: None,
) -> dict[Variant, Forecasts]:
    """Every model's forecasts of a window.

    In the variant `plain` nobody knows the war of the contexts, in `contexts_known` both the rules and the baselines do.
    """
    forecasts = baseline_forecasts(window, evidence, refit, variants, progress)
    for variant in variants:
        if rules is not None:
            progress(f"rules, {variant}")
            forecasts[variant][RULES] = dict(rules(window, evidence if variant == "contexts_known" else without_war(evidence)))
    return forecasts


def observed(window: DateRange, evidence: Evidence) -> dict[str, Ints]:
    """Documented counts of the window's days, by series, each of shape `(days,)`."""
    return daily_counts(evidence, days_in(window))


def tabulate(by_variant: Mapping[Variant, Forecasts], counts: Mapping[str, Ints]) -> pd.DataFrame:
    """Scores of the rules and of every baseline.

    Returns
    -------
    One row per series (and `all`), model and variant: `n_days`, `log_score` (nats, mean per day; for `all` the sum over series),
    `crps` (events, likewise). Rows of the rules also hold the best baseline by log score, the mean difference to it and its
    95 % moving-block bootstrap interval.
    """
    rows: list[dict[str, object]] = []
    for variant, forecasts in by_variant.items():
        logs, crps = _by_model(forecasts, counts, Forecast.log_score), _by_model(forecasts, counts, Forecast.crps)
        for series in (*SERIES, ALL):
            by_model = {model: days[series] for model, days in logs.items()}
            rows += [_row(series, model, variant, by_model, crps[model][series]) for model in forecasts]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def leads(by_variant: Mapping[Variant, Forecasts], counts: Mapping[str, Ints]) -> pd.DataFrame:
    """How far the rules are ahead of every baseline, not of the best alone.

    Returns
    -------
    Columns `LEADS`, one row per series (and `all`), baseline and variant: `ahead`, the rules' mean daily log score less the
    baseline's (nats), and `crps_ahead`, the baseline's mean CRPS less the rules' (events), so that above zero the rules are
    better; each with its 95 % moving-block bootstrap interval.
    """
    rows = []
    for variant, forecasts in by_variant.items():
        logs, crps = _by_model(forecasts, counts, Forecast.log_score), _by_model(forecasts, counts, Forecast.crps)
        for series in (*SERIES, ALL):
            for model in (name for name in forecasts if name != RULES):
                ahead = logs[RULES][series] - logs[model][series]
                less = crps[model][series] - crps[RULES][series]
                rows.append((series, model, variant, len(ahead), *mean_and_interval(ahead), *mean_and_interval(less)))
    return pd.DataFrame(rows, columns=list(LEADS))


def composites(by_variant: Mapping[Variant, Forecasts], counts: Mapping[str, Ints]) -> pd.DataFrame:
    """The rules against the best baseline of each series, chosen with hindsight: harder to beat than any single one.

    Returns
    -------
    One row for each variant: `variant`, `baselines` (series by series), `difference` (rules less composite, all series, nats a
    day), `low` and `high` (95 %).
    """
    rows = []
    for variant, forecasts in by_variant.items():
        logs = _by_model(forecasts, counts, Forecast.log_score)
        names = [model for model in logs if model != RULES]
        best = {series: names[int(np.argmax([logs[model][series].mean() for model in names]))] for series in SERIES}
        ahead = logs[RULES][ALL] - np.sum([logs[best[series]][series] for series in SERIES], axis=0)
        composite = ", ".join(f"{series}: {model}" for series, model in best.items())
        rows.append((variant, composite, *mean_and_interval(ahead)))
    return pd.DataFrame(rows, columns=["variant", "baselines", "difference", "low", "high"])


def lead_in_words(mean: float, low: float, high: float) -> str:
    """A lead over a baseline with its interval, which a window of a few days does not have."""
    if isnan(mean):
        return "-"
    return f"{mean:+.4f}" if isnan(low) else f"{mean:+.4f} ({low:+.4f} to {high:+.4f})"


def _by_model(forecasts: Forecasts, counts: Mapping[str, Ints], score: DailyScore) -> dict[str, dict[str, Floats]]:
    """Each day's score of every model, by series and together."""
    return {model: _daily(by_series, counts, score) for model, by_series in forecasts.items()}


def _daily(by_series: Mapping[str, Forecast], counts: Mapping[str, Ints], score: DailyScore) -> dict[str, Floats]:
    """Each day's score by series and together, each of shape `(days,)`."""
    daily: dict[str, Floats] = {series: score(by_series[series], counts[series]) for series in SERIES}
    daily[ALL] = np.sum([daily[series] for series in SERIES], axis=0)
    return daily


def _row(series: str, model: str, variant: str, logs: Mapping[str, Floats], crps: Floats) -> dict[str, object]:
    row: dict[str, object] = {
        "series": series, "model": model, "variant": variant, "n_days": len(crps),
        "log_score": float(logs[model].mean()), "crps": float(crps.mean()),
    }  # fmt: skip
    others = {name: float(days.mean()) for name, days in logs.items() if name != RULES}
    if model == RULES and others:
        best = max(others, key=lambda name: others[name])
        ahead, low, high = mean_and_interval(logs[RULES] - logs[best])
        row |= {"best_baseline": best, "difference": ahead, "low": low, "high": high}
    return row
