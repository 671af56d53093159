"""Two tidyings of coded acts: an attack told twice counts once, and a vague date is spread over its span."""

from __future__ import annotations

import dataclasses
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from sim.record.acts import Act, day_number
from sim.record.schema import CONFIDENCES

Rows = Mapping[str, Mapping[str, Any]]
"""Rows of the record by id."""
CASUALTIES = ("us_killed", "coalition_killed", "us_wounded", "coalition_wounded")


def site_of(location: str) -> str:
    """A place without what stands in parentheses, such as `(second attack)`; empty if the base is not named."""
    if "not named" in location:
        return ""
    return re.sub(r"\s*\([^)]*\)", "", location).strip().casefold()


def drop_repeats(acts: Iterable[Act], rows: Rows) -> tuple[list[Act], dict[str, str]]:
    """Keep one base attack per day, site and possible author: the one with most casualties, then the best attested.

    Convoy bombs are left alone (several on one road on one day are several bombs), and so are rows without a site or a day.
    Returns the acts kept, and for each id left out the id it is counted with.
    """
    acts = list(acts)
    same_place: dict[tuple[int, str], list[Act]] = defaultdict(list)
    for act in acts:
        site = site_of(rows[act.id]["location"])
        if act.decision == "attack_base" and rows[act.id]["date_precision"] == "day" and site:
            same_place[act.day, site].append(act)
    repeats: dict[str, str] = {}
    for alike in same_place.values():
        repeats |= _repeats(sorted(alike, key=lambda act: _rank(rows[act.id])))
    told = defaultdict(list)
    for name, first in repeats.items():
        told[first].append(name)
    kept = (act for act in acts if act.id not in repeats)
    return [dataclasses.replace(act, merged=tuple(told[act.id])) if act.id in told else act for act in kept], repeats


def _repeats(ranked: Sequence[Act]) -> dict[str, str]:
    """Of attacks on one site on one day, the ids that repeat an earlier one, with its id."""
    first: list[Act] = []
    repeats: dict[str, str] = {}
    for act in ranked:
        twin = next((other for other in first if set(other.candidates) & set(act.candidates)), None)
        if twin is None:
            first.append(act)
        else:
            repeats[act.id] = twin.id
    return repeats


def _rank(row: Mapping[str, Any]) -> tuple[Any, ...]:
    """Sorts the row to keep first."""
    harm = [0 if pd.isna(row[name]) else -int(row[name]) for name in CASUALTIES]
    return (*harm, CONFIDENCES.index(row["confidence"]), row["id"])


def span_of(row: Mapping[str, Any], window: tuple[date, date] | None = None) -> tuple[int, int]:
    """First and last day on which a row's act may lie, since 1970-01-01: its window, its week, its calendar month, or its day."""
    if window is not None:
        return day_number(window[0]), day_number(window[1])
    day = pd.Timestamp(row["date"])
    if row["date_precision"] == "month":
        return day_number(day.replace(day=1)), day_number(day + pd.offsets.MonthEnd(0))
    return day_number(day), day_number(day) + (6 if row["date_precision"] == "week" else 0)


def spread(acts: Sequence[Act], rows: Rows, windows: Mapping[str, tuple[date, date]]) -> list[Act]:
    """Lay acts with a vague date at the (j + 1/2)/k quantiles of their span, by decision and span, in the order of their ids."""
    spans = [span_of(rows[act.id], windows.get(act.id)) for act in acts]
    together: dict[tuple[str, tuple[int, int]], list[int]] = defaultdict(list)
    for at in sorted(range(len(acts)), key=lambda at: acts[at].id):
        together[acts[at].decision, spans[at]].append(at)
    laid = list(acts)
    for (_, (first, last)), group in together.items():
        if first < last:
            for j, at in enumerate(group):
                day = first + int((j + 0.5) / len(group) * (last - first + 1))
                laid[at] = dataclasses.replace(acts[at], day=day)
    return laid
