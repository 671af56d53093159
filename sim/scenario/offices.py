"""The commander of the Quds Force in a scenario: on which days another than the one of the start holds his office.

Who commands is a state of the model, not only a date: he of the start commands until he is killed, and in the record the
successor's term begins with that killing. So to name the documented successor from that very day on changes nothing.
"""

from __future__ import annotations

import dataclasses
from datetime import date

import numpy as np
from numpy.typing import NDArray

from sim.record.acts import Act
from sim.record.contexts import Contexts
from sim.types import Bools

COMMANDER = "commander"


def days_replaced(contexts: Contexts, days: NDArray[np.datetime64]) -> Bools:
    """On which of the days the scenario has put another into the office than who commands on the first, shape `(days,)`."""
    recorded = dataclasses.replace(contexts, tenures=())
    first, replaced = recorded.office(COMMANDER, days[0]), np.zeros(days.size, dtype=bool)
    if not any(tenure.role == COMMANDER for tenure in contexts.tenures):
        return replaced
    for at, day in enumerate(days):
        holder = contexts.put_in(COMMANDER, day)
        if holder and holder != first:
            replaced[at] = bool(at and replaced[at - 1]) or not _succeeds(recorded, holder, day)
    return replaced


def _succeeds(recorded: Contexts, holder: str, day: np.datetime64) -> bool:
    """Whether this is the day on which he took over in the record: its events decide whether he has to."""
    the_day_before = day - np.timedelta64(1, "D")
    return recorded.office(COMMANDER, day) == holder != recorded.office(COMMANDER, the_day_before)


def spare_the_replaced(act: Act, replaced: frozenset[date]) -> Act:
    """An act of the record; if it killed the commander on one of these days, he who is not in office is not among the dead."""
    if act.date not in replaced or not act.marks.get("of_commander"):
        return act
    return dataclasses.replace(act, marks={name: value for name, value in act.marks.items() if name != "of_commander"})
