"""The block of `docs/calibration-forecasts.md` on the baselines with hidden states."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from calibration.pages.markdown import table
from calibration.reference import read
from calibration.studies.rivals import RIVALS


def rivals(folder: Path) -> str | None:
    """Log scores of every baseline over all years, then by year how far each rival is ahead of the best of the others."""
    frame = read(folder / "rivals.csv")
    if frame is None:
        return None
    whole = str(frame["year"].astype(str).iloc[-1])
    frame = frame.assign(year=frame["year"].astype(str))
    return f"{_scores(frame[frame['year'] == whole], whole)}\n{_leads(frame[frame['model'].isin(RIVALS)], whole)}"


def _scores(frame: pd.DataFrame, years: str) -> str:
    """Mean daily log scores side by side, the best of each series in bold."""
    wide = frame.pivot_table(index="series", columns="model", values="log_score", sort=False)
    rows = []
    for series, row in wide.iterrows():
        best = row.max()
        rows.append([str(series), *(f"**{x:.4f}**" if x == best else f"{x:.4f}" for x in row)])
    days = int(frame["n_days"].iloc[0])
    return f"Mean daily log score, {years}, {days:,} days:\n\n{table(['series', *map(str, wide.columns)], rows)}"


def _leads(frame: pd.DataFrame, whole: str) -> str:
    """By series and year; with an interval where the years are taken together."""
    rows = []
    for (series, year), part in frame.groupby(["series", "year"], sort=False):
        by_model = {str(row["model"]): row for row in part.to_dict("records")}
        words = [_lead(by_model[name], interval=year == whole) for name in RIVALS]
        rows.append([str(series), str(year), str(part["best_other"].iloc[0]), *words])
    order = list(dict.fromkeys(row[0] for row in rows))
    rows.sort(key=lambda row: order.index(row[0]))
    columns = ("series", "days", "best of the others", *(f"{name} ahead by" for name in RIVALS))
    return f"Ahead of the best of the others, chosen with hindsight in each line, nats a day:\n\n{table(columns, rows)}"


def _lead(row: Mapping[Hashable, Any], *, interval: bool) -> str:
    words = f"{row['ahead']:+.4f}"
    return f"{words} ({row['low']:+.4f} to {row['high']:+.4f})" if interval else words
