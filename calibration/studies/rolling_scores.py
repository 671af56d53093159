"""Scores of rolling origins: each day's scores by span, kept on disk, joined over the years and put into one table.

A year is the span of days that one fit forecasts. Over all years each day of the record from 2020 on is judged once. In `COUNTED`
a series counts in a year only if something came: where nothing came, a score says only who expected less.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from calibration.fit.checkpoints import keep, kept
from calibration.forecasts.bootstrap import mean_and_interval
from calibration.forecasts.forecast import Forecast
from calibration.forecasts.inputs import DateRange
from calibration.forecasts.scores import ALL, RULES
from calibration.forecasts.series import SERIES
from sim.commands.export import write_whole
from sim.commands.options import records
from sim.types import Floats, Ints

ALL_YEARS, COUNTED = "all", "counted"
"""Spans over all years: every day, and every series in the years in which it came."""
COLUMNS = (
    "year", "since", "until", "variant", "series", "model", "n_days", "n_acts", "expected", "log_score", "crps",
    "best_baseline", "rules_ahead", "low", "high",
)  # fmt: skip
JUDGED = ("log_score", "crps", "expected")
"""What is kept of a day: nats, events, events."""
Judged = dict[str, dict[str, Floats]]
"""By model, then by series: what `JUDGED` says of each day, shape `(days, 3)`."""
Span = tuple[str, DateRange]
"""A year's name and its days."""


def judged(forecasts: Mapping[str, Mapping[str, Forecast]], counts: Mapping[str, Ints]) -> Judged:
    """Each day's scores and expectation, of every model and series."""
    return {model: {name: _days(by_series[name], counts[name]) for name in SERIES} for model, by_series in forecasts.items()}


def _days(forecast: Forecast, counts: Ints) -> Floats:
    return np.stack([forecast.log_score(counts), forecast.crps(counts), forecast.mean()], axis=1)


# On disk --------------------------------------------------------------------------------------------------------------------


def keep_judged(path: Path, scores: Judged, key: str) -> None:
    """Write scores and what they depend on, whole or not at all."""
    arrays = {f"{model}|{series}": days for model, by_series in scores.items() for series, days in by_series.items()}
    path.parent.mkdir(parents=True, exist_ok=True)
    keep(path, {**arrays, "key": np.array(key)})


def kept_judged(path: Path, key: str | None) -> Judged | None:
    """Scores as they were written under the same key, whatever it was if None is asked for; None if there are none, or of
    something else, or the file is damaged.
    """
    arrays = kept(path)
    if arrays is None:
        return None
    written = str(arrays.pop("key"))
    if key is not None and written != key:
        return None
    scores: Judged = {}
    for name, days in arrays.items():
        model, series = name.split("|")
        scores.setdefault(model, {})[series] = days
    return scores


# The table ------------------------------------------------------------------------------------------------------------------


def tabulate(
    years: Sequence[Span], variants: Mapping[str, Sequence[Judged]], counts: Sequence[Mapping[str, Ints]], shared: int = 0
) -> pd.DataFrame:
    """Mean daily scores by year and over all years, and how far the rules are ahead of each baseline.

    Parameters
    ----------
    years
        Spans that follow each other.
    variants
        By variant, the scores of each year, `RULES` among the models.
    counts
        Of each year, documented counts by series, shape `(days,)`.
    shared
        So many first years are the same in all variants and shown for the first alone.

    Returns
    -------
    Columns `COLUMNS`, a row for each span (a year, `ALL_YEARS`, `COUNTED`), variant, series (and `ALL`, the sum over series) and
    model: `log_score` (nats, mean per day), `crps` and `expected` (events; `expected` of the whole span), `n_acts` documented.
    A baseline's `rules_ahead` is the rules' mean daily log score less its own, with a 95 % moving-block bootstrap interval. The
    rules' own row has that over `best_baseline`, the one with the best log score in `COUNTED`, all series together: one name for
    all spans of a variant.
    """
    rows: list[dict[str, object]] = []
    for number, (variant, parts) in enumerate(variants.items()):
        spans = _spans(years, parts, counts)
        best = _best(spans[COUNTED][1])
        for year, (days, scores, acts) in spans.items():
            if number and year in [name for name, _ in years[:shared]]:
                continue
            head = {"year": year, "since": str(days[0]), "until": str(days[1]), "variant": variant}
            rows += [head | row for row in _rows(scores, acts, best)]
    return pd.DataFrame(rows, columns=list(COLUMNS))


_SpanScores = tuple[DateRange, Judged, Mapping[str, int]]
"""A span's ends, its days' scores, its documented acts."""


def _spans(years: Sequence[Span], parts: Sequence[Judged], counts: Sequence[Mapping[str, Ints]]) -> dict[str, _SpanScores]:
    """Every span by name; the order is that of the table."""
    acts = [{name: int(count[name].sum()) for name in SERIES} for count in counts]
    together = {name: sum(each[name] for each in acts) for name in SERIES}
    ends = years[0][1][0], years[-1][1][1]
    spans = {name: (days, part, n) for (name, days), part, n in zip(years, parts, acts, strict=True)}
    return {
        **{name: (days, _with_all(part), n) for name, (days, part, n) in spans.items()},
        ALL_YEARS: (ends, _with_all(joined(parts)), together),
        COUNTED: (ends, _with_all(joined([_counted(part, n) for part, n in zip(parts, acts, strict=True)])), together),
    }


def joined(parts: Sequence[Judged]) -> Judged:
    """The scores of spans that follow each other, of the models that all of them have."""
    return {
        model: {name: np.concatenate([part[model][name] for part in parts]) for name in by_series}
        for model, by_series in parts[0].items()
        if all(model in part for part in parts)
    }


def _counted(part: Judged, acts: Mapping[str, int]) -> Judged:
    """The scores of a year with nothing, NaN, in the series in which nothing came."""
    return {
        model: {name: days if acts[name] else np.full_like(days, np.nan) for name, days in by_series.items()}
        for model, by_series in part.items()
    }


def _with_all(scores: Judged) -> Judged:
    """With the sum over series, of those that count on a day; NaN where none does."""
    return {model: {**by_series, ALL: _sum(list(by_series.values()))} for model, by_series in scores.items()}


def _sum(parts: Sequence[Floats]) -> Floats:
    return np.where(np.all(np.isnan(parts), axis=0), np.nan, np.nansum(parts, axis=0))


def _best(scores: Judged) -> str:
    """The baseline with the best log score, all series together."""
    return max((model for model in scores if model != RULES), key=lambda model: float(np.nansum(scores[model][ALL][:, 0])))


def _rows(scores: Judged, acts: Mapping[str, int], best: str) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for series in (*SERIES, ALL):
        n_acts = sum(acts.values()) if series == ALL else acts[series]
        daily = {model: days[~np.isnan(days[:, 0])] for model, days in ((m, scores[m][series]) for m in scores)}
        for model, days in daily.items():
            row: dict[str, object] = {"series": series, "model": model, "n_days": len(days), "n_acts": n_acts}
            if len(days):
                log_score, crps, expected = days.mean(axis=0).tolist()
                ahead, low, high = mean_and_interval(daily[RULES][:, 0] - daily[best if model == RULES else model][:, 0])
                row |= {"log_score": log_score, "crps": crps, "expected": expected * len(days)}
                row |= {"rules_ahead": ahead, "low": low, "high": high}
            rows.append(row | ({"best_baseline": best} if model == RULES else {}))
    return rows


def write_table(table: pd.DataFrame, path: Path) -> None:
    """As a JSON list, a record on each line, numbers with six digits; whole numbers stay whole, and so does the file."""
    lines = [json.dumps({key: _rounded(value) for key, value in record.items()}) for record in records(table)]

    def fill(partial: Path) -> None:
        partial.write_text("[\n" + ",\n".join(lines) + "\n]\n", encoding="utf-8", newline="\n")

    write_whole(path, fill, force=True, make_folder=True)


def _rounded(value: object) -> object:
    return float(f"{value:.6g}") if isinstance(value, float) else value
