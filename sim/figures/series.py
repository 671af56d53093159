"""Series for figures that come from the record: counts by day, the few events worth a mark, its last day."""

from __future__ import annotations

from datetime import date

import numpy as np
from numpy.typing import NDArray

from sim.record.acts import by_day, day_number
from sim.record.evidence import Evidence
from sim.scenario.edits import plain_acts
from sim.types import Ints, as_day
from sim.vocabulary.measures import MEASURES

MARKED = {"assault_embassy": "embassy stormed", "kill_leader": "leader killed"}
MAX_MARKS = 6
ONCE_A_DAY = ("strike",)
"""Decisions that a day holds once at most, however many sites are hit."""


def record_by_day(evidence: Evidence, days: NDArray[np.datetime64], measure: str) -> Ints:
    """What the record holds of a measure that is a total, shape `(days,)`."""
    table, decision = by_day(plain_acts(evidence)), MEASURES[measure].column
    counts = np.array([len(table.get(day_number(day), {}).get(decision, ())) for day in days], dtype=np.int64)
    return np.minimum(counts, 1) if decision in ONCE_A_DAY else counts


def documented_marks(evidence: Evidence, days: NDArray[np.datetime64]) -> list[tuple[np.datetime64, str]]:
    """Days and short names of the few documented events worth a mark: embassies stormed, leaders killed."""
    first, last = day_number(days[0]), day_number(days[-1])
    marked = {(act.day, act.decision) for act in plain_acts(evidence) if act.decision in MARKED and first <= act.day <= last}
    return [(as_day(str(np.datetime64(day, "D"))), MARKED[name]) for day, name in sorted(marked)][:MAX_MARKS]


def last_day(evidence: Evidence) -> date:
    """The day of the last act in the record."""
    day: date = np.datetime64(max(act.day for act in evidence.acts), "D").astype(date)
    return day
