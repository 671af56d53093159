"""`python -m calibration.studies.rivals`: hidden states and boosted trees against the other baselines, on rolling origins.

Each year of `calibration.studies.rolling.TRAINING_ORIGINS` is forecast one day ahead by baselines fitted to the days before it
and frozen. No rule is scored, and no later day is looked at. Some minutes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd
import typer

from calibration import lazy, program
from calibration.baselines import boosted
from calibration.forecasts.baseline_forecasts import baseline_forecasts
from calibration.forecasts.bootstrap import mean_and_interval
from calibration.forecasts.forecast import Forecast
from calibration.forecasts.inputs import DateRange, without_war
from calibration.forecasts.scores import ALL, observed
from calibration.forecasts.series import SERIES
from calibration.reference import REFERENCE
from calibration.studies.rolling import TRAINING_ORIGINS as ORIGINS
from calibration.studies.rolling_scores import joined
from sim.record.evidence import Evidence, load_evidence
from sim.types import Floats, Ints

RIVALS = ("hawkes_two_phases", "hawkes_three_phases", "drifting_hawkes", "boosted")
"""The baselines with a hidden state, and the one that trees are grown for."""
LEVEL = 0.9
"""Of the intervals whose coverage is counted."""
COLUMNS = ("year", "series", "model", "n_days", "log_score", "crps", "coverage_90", "best_other", "ahead", "low", "high")
Scores = dict[str, dict[str, Floats]]
"""By model, then by series (`all` among them): each day's log score, CRPS and whether it was covered, shape `(days, 3)`."""


def scored(window: DateRange, evidence: Evidence, progress: Callable[[str], None] = lambda text: None) -> Scores:
    """Every baseline's forecasts of a window, judged day by day.

    In `all`, log scores and CRPS are summed over the series; coverage is their mean.
    """
    forecasts = baseline_forecasts(window, evidence, "none", ("plain",), progress)["plain"]
    counts = observed(window, evidence)
    return {model: _with_all(by_series, counts) for model, by_series in forecasts.items()}


def _with_all(by_series: Mapping[str, Forecast], counts: Mapping[str, Ints]) -> dict[str, Floats]:
    daily = {name: _daily(by_series[name], counts[name]) for name in SERIES}
    together = np.sum(list(daily.values()), axis=0) * np.array([1.0, 1.0, 1.0 / len(SERIES)])
    return {**daily, ALL: together}


def _daily(forecast: Forecast, counts: Ints) -> Floats:
    return np.stack([forecast.log_score(counts), forecast.crps(counts), forecast.covered(counts, LEVEL)], axis=1)


def tabulate(by_year: Mapping[str, Scores]) -> pd.DataFrame:
    """The mean scores of each year.

    Returns
    -------
    Columns `COLUMNS`, a row for each year, series (and `all`) and baseline: mean daily `log_score` (nats), `crps` (events) and
    share of days within the central 90 % interval. Rows of `RIVALS` also hold the best of the other baselines by log score,
    chosen with hindsight for these days and series, and by how much the rival is ahead of it, with a 95 % moving-block interval.
    """
    rows: list[dict[str, object]] = []
    for year, scores in by_year.items():
        for series in (*SERIES, ALL):
            daily = {model: by_series[series] for model, by_series in scores.items()}
            rows += [{"year": year, "series": series, "model": model} | _row(model, daily) for model in daily]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _row(model: str, daily: Mapping[str, Floats]) -> dict[str, object]:
    log_score, crps, covered = daily[model].mean(axis=0).tolist()
    row: dict[str, object] = {
        "n_days": len(daily[model]),
        "log_score": log_score,
        "crps": crps,
        "coverage_90": covered,
    }
    if model in RIVALS:
        others = {name: float(days[:, 0].mean()) for name, days in daily.items() if name not in RIVALS}
        best = max(others, key=lambda name: others[name])
        ahead, low, high = mean_and_interval(daily[model][:, 0] - daily[best][:, 0])
        row |= {"best_other": best, "ahead": ahead, "low": low, "high": high}
    return row


def rivals(out: program.Table = REFERENCE / "rivals.csv") -> None:
    """Score the baselines with hidden states, the boosted one and the others on each year of 2020 to 2022."""
    lazy.need(boosted.LIBRARY)
    evidence = without_war(load_evidence())
    by_year: dict[str, Scores] = {}
    for window in ORIGINS:
        year = str(window[0].year)
        program.say(f"fitting the days before {year}")
        by_year[year] = scored(window, evidence, program.say)
    together = joined(list(by_year.values()))
    table = tabulate({**by_year, f"{ORIGINS[0][0].year}-{ORIGINS[-1][0].year}": together})
    program.write(table, out, "%.6f")
    shown = table.loc[table["model"].isin(RIVALS), ["year", "series", "model", "log_score", "best_other", "ahead", "low", "high"]]
    typer.echo(shown.to_string(index=False, float_format=lambda value: f"{value:.4f}"))


if __name__ == "__main__":
    program.run(rivals)
