"""Series for figures: the record by day, simulated worlds by day, bands over worlds, and the few events worth a mark."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.record.acts import by_day, day_number
from sim.record.evidence import Evidence
from sim.scenario.edits import plain_acts
from sim.types import ONE_DAY, Floats, Ints, as_day

QUANTILES = (0.05, 0.25, 0.50, 0.75, 0.95)
MARKED = {"assault_embassy": "embassy stormed", "kill_leader": "leader killed"}
MAX_MARKS = 6


@dataclass(frozen=True)
class Panel:
    """One line of a timeline: the decision counted, and whether days are counted instead of acts."""

    title: str
    decision: str
    days_only: bool = False


PANELS = (
    Panel("Attacks on US sites", "attack_base"),
    Panel("Attacks on supply convoys", "attack_convoy"),
    Panel("Days with a US strike", "strike", days_only=True),
)


def days_between(first: date, last: date) -> NDArray[np.datetime64]:
    """All days from first to last, both inclusive, shape `(days,)`."""
    return np.arange(as_day(first), as_day(last) + ONE_DAY)


def record_by_day(evidence: Evidence, days: NDArray[np.datetime64], panel: Panel) -> Ints:
    """What the record holds for a panel, shape `(days,)`."""
    table = by_day(plain_acts(evidence))
    counts = [len(table.get(day_number(day), {}).get(panel.decision, ())) for day in days]
    return np.minimum(counts, 1) if panel.days_only else np.asarray(counts, dtype=np.int64)


def worlds_by_day(daily: pd.DataFrame, days: NDArray[np.datetime64], panel: Panel) -> Ints:
    """What each world holds for a panel, shape `(worlds, days)`."""
    wide = matrix(daily, days, panel.decision)
    return np.minimum(wide, 1) if panel.days_only else wide


def matrix(daily: pd.DataFrame, days: NDArray[np.datetime64], column: str) -> Ints:
    """A column of the daily table as shape `(worlds, days)`, worlds in ascending order; every world reports every day."""
    within = daily[(daily["date"] >= pd.Timestamp(days[0])) & (daily["date"] <= pd.Timestamp(days[-1]))]
    ordered = within.sort_values(["world", "date"], kind="stable")[column].to_numpy(dtype=np.int64)
    return ordered.reshape(-1, len(days))


def bands(values: Ints) -> Floats:
    """5, 25, 50, 75 and 95 % quantiles over worlds; `(worlds, days)` gives `(5, days)`."""
    return np.quantile(values, QUANTILES, axis=0)


def documented_marks(evidence: Evidence, days: NDArray[np.datetime64]) -> list[tuple[np.datetime64, str]]:
    """Days and short names of the few documented events worth a mark: embassies stormed, leaders killed."""
    first, last = day_number(days[0]), day_number(days[-1])
    marked = {(act.day, act.decision) for act in plain_acts(evidence) if act.decision in MARKED and first <= act.day <= last}
    return [(as_day(str(np.datetime64(day, "D"))), MARKED[name]) for day, name in sorted(marked)][:MAX_MARKS]


def last_day(evidence: Evidence) -> date:
    """The day of the last act in the record."""
    day: date = np.datetime64(max(act.day for act in evidence.acts), "D").astype(date)
    return day


def weekly_shares(daily: pd.DataFrame, days: NDArray[np.datetime64], n_rungs: int) -> tuple[NDArray[np.datetime64], Floats]:
    """Share of worlds whose highest rung of the week is each rung: first days of the weeks, and shape `(n_rungs, weeks)`.

    A last week of fewer than seven days is left out, unless it is the only one.
    """
    rungs = matrix(daily, days, "rung")
    weeks = max(len(days) // 7, 1)
    peaks = np.stack([part.max(axis=1) for part in np.array_split(rungs[:, : 7 * weeks], weeks, axis=1)], axis=1)
    shares = np.stack([(peaks == rung).mean(axis=0) for rung in range(n_rungs)])
    return days[: 7 * weeks : 7], shares
