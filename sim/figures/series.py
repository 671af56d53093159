"""What figures take from the record: the few events worth a mark, its last day."""

from __future__ import annotations

from datetime import date

import numpy as np
from numpy.typing import NDArray

from sim.record.acts import day_number
from sim.record.evidence import Evidence
from sim.scenario.edits import plain_acts
from sim.types import as_day

MARKED = {"assault_embassy": "embassy stormed", "kill_leader": "leader killed"}
MAX_MARKS = 6


def documented_marks(evidence: Evidence, days: NDArray[np.datetime64]) -> list[tuple[np.datetime64, str]]:
    """Days and short names of the few documented events worth a mark: embassies stormed, leaders killed."""
    first, last = day_number(days[0]), day_number(days[-1])
    marked = {(act.day, act.decision) for act in plain_acts(evidence) if act.decision in MARKED and first <= act.day <= last}
    return [(as_day(str(np.datetime64(day, "D"))), MARKED[name]) for day, name in sorted(marked)][:MAX_MARKS]


def last_day(evidence: Evidence) -> date:
    """The day of the last act in the record."""
    day: date = np.datetime64(max(act.day for act in evidence.acts), "D").astype(date)
    return day
