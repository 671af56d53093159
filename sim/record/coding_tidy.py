"""Two tidyings of coded acts: an attack told twice counts once, and a vague date is spread over its span."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from sim.record.schema import CONFIDENCES

Rows = Mapping[str, Mapping[str, Any]]
CASUALTIES = ("us_killed", "coalition_killed", "us_wounded", "coalition_wounded")


def site_of(location: str) -> str:
    """A place without what stands in parentheses, such as `(second attack)`; empty if the base is not named."""
    if "not named" in location:
        return ""
    return re.sub(r"\s*\([^)]*\)", "", location).strip().casefold()


def drop_repeats(acts: pd.DataFrame, rows: Rows) -> tuple[pd.DataFrame, dict[str, str]]:
    """Keep one base attack per day, site and possible author: the one with most casualties, then the best attested.

    Convoy bombs are left alone (several on one road on one day are several bombs), and so are rows without a site or a day.
    Returns the acts kept, and for each id left out the id it is counted with.
    """
    repeats: dict[str, str] = {}
    bases = acts[(acts["decision"] == "attack_base") & acts["id"].map(lambda name: rows[name]["date_precision"] == "day")]
    site = bases["id"].map(lambda name: site_of(rows[name]["location"]))
    bases, site = bases[site != ""], site[site != ""]
    for _, same in bases.groupby([bases["date"], site], sort=True):
        kept: list[tuple[str, frozenset[str]]] = []
        ranked = sorted(zip(same["id"], same["candidates"], strict=True), key=lambda one: _rank(rows[one[0]]))
        for name, candidates in ranked:
            twin = next((other for other, authors in kept if authors & set(candidates)), None)
            if twin is None:
                kept.append((name, frozenset(candidates)))
            else:
                repeats[name] = twin
    return acts[~acts["id"].isin(list(repeats))], repeats


def _rank(row: Mapping[str, Any]) -> tuple[Any, ...]:
    """Sorts the row to keep first."""
    harm = [0 if pd.isna(row[name]) else -int(row[name]) for name in CASUALTIES]
    return (*harm, CONFIDENCES.index(row["confidence"]), row["id"])


def span_of(row: Mapping[str, Any], window: tuple[date, date] | None = None) -> tuple[pd.Timestamp, pd.Timestamp]:
    """First and last day on which a row's act may lie: its window, its week, its calendar month, or its day."""
    if window is not None:
        return pd.Timestamp(window[0]), pd.Timestamp(window[1])
    day = pd.Timestamp(row["date"])
    if row["date_precision"] == "week":
        return day, day + pd.Timedelta(days=6)
    if row["date_precision"] == "month":
        return day.replace(day=1), day + pd.offsets.MonthEnd(0)
    return day, day


def spread(acts: pd.DataFrame, rows: Rows, windows: Mapping[str, tuple[date, date]]) -> pd.DataFrame:
    """Lay acts with a vague date at the (j + 1/2)/k quantiles of their span, by decision and span."""
    spans = [span_of(rows[name], windows.get(name)) for name in acts["id"]]
    made = acts.assign(first=[first for first, _ in spans], last=[last for _, last in spans])
    groups = made.sort_values("id", kind="stable").groupby(["decision", "first", "last"], sort=False)
    place, size = groups.cumcount().reindex(made.index), groups["id"].transform("size").reindex(made.index)
    length = (made["last"] - made["first"]).dt.days + 1
    days = ((place + 0.5) / size * length).astype("int64")
    vague = made["first"] < made["last"]
    made.loc[vague, "date"] = made["first"][vague] + pd.to_timedelta(days[vague], unit="D")
    return made.drop(columns=["first", "last"])
