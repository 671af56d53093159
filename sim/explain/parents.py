"""The events behind a motive: which memories it reads, and which earlier events of the same world fed them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from sim.explain.witness import FED_BY, LETHAL, ON_OWNER, OWN, Memory, Witness
from sim.model import EscalationModel
from sim.record.acts import day_number
from sim.tally import ATTACKS
from sim.vocabulary.ladder import RUNGS
from sim.worlds import at, is_nothing

LOOK_BACK = 60
"""Days before the event in which parents are looked for; a truce may be older."""
MAX_PARENTS = 6
LETHAL_RUNG = RUNGS.index("Americans killed")


@dataclass(frozen=True)
class Parent:
    """An earlier event that feeds a motive.

    `weight` is its share of the memory named `memory`, by that memory's decay; events that entered it on the same day share
    evenly. None for a truce, whose firmness is no sum. A motive that reads several memories has parents through each, so weights
    may add up to more than one; they add up to less where older events, or acts that the record missed, have a part.
    """

    date: date
    actor: str
    action: str
    target: str
    days_before: int
    memory: str
    weight: float | None


def parents_of(model: EscalationModel, owner: Any, term: Any, witness: Witness, log: pd.DataFrame) -> tuple[Parent, ...]:
    """Events that feed a motive through any memory it reads, or through what happened earlier the same day; most weight first."""
    found: list[Parent] = []
    with model.as_decided():
        whole = at(term(), 0)
        for name, memory in witness.memories(owner):
            with _wiped(model, memory):
                changes = at(term(), 0) != whole
            if changes:
                found += _events_behind(model, owner, name, witness.shares(memory, model.day), log)
        if _reads_today(model, term, whole):
            found += _events_on(log, model.day, ATTACKS, model.day, "today", 1.0)
        if _reads_truce(owner, term, whole):
            for then in _days_of(log, "announce_truce", model.day):
                found += _events_on(log, then, ("announce_truce",), model.day, "truce", None)
    return _strongest(found)


def _days_of(log: pd.DataFrame, action: str, before: int) -> list[int]:
    """Day numbers on which anybody took an action, before a day."""
    days = sorted({day_number(when.date()) for when in log.loc[log["action"] == action, "date"]})
    return [day for day in days if day < before]


def _strongest(found: list[Parent]) -> tuple[Parent, ...]:
    """Each event once, under the memory that gives it most weight, the heaviest and latest first."""
    ranked = sorted(found, key=lambda p: (-(p.weight or 0.0), p.days_before, p.actor, p.action))
    once = {(p.date, p.actor, p.action, p.target): p for p in reversed(ranked)}
    kept = {id(parent) for parent in once.values()}
    return tuple(parent for parent in ranked if id(parent) in kept)[:MAX_PARENTS]


def _events_behind(model: EscalationModel, owner: Any, name: str, shares: dict[int, float], log: pd.DataFrame) -> list[Parent]:
    """The events of the days that fed a memory."""
    recent = {then: share for then, share in shares.items() if model.day - then <= LOOK_BACK}
    return [p for then, share in recent.items() for p in _events_on(log, then, FED_BY[name], model.day, name, share, owner.name)]


def _events_on(
    log: pd.DataFrame, then: int, actions: tuple[str, ...], today: int, memory: str, weight: float | None, owner: str = ""
) -> list[Parent]:
    """Events of a day with one of these actions (by one author, if said), which share the day's weight evenly."""
    when = np.datetime64(then, "D")
    rows = log[(log["date"] == pd.Timestamp(str(when))) & log["action"].isin(actions)]
    for narrower in _narrower(rows, memory, owner):
        rows = rows[narrower] if narrower.any() else rows
    share = None if weight is None or rows.empty else weight / len(rows)
    return [
        Parent(when.astype(date), str(row["actor"]), str(row["action"]), str(row["target"]), today - then, memory, share)
        for row in rows.to_dict("records")
    ]


def _narrower(rows: pd.DataFrame, memory: str, owner: str) -> Iterator[pd.Series]:
    """What else marks the events that fed a memory, as far as the log tells."""
    if memory in OWN:
        yield rows["actor"] == owner
    if memory in ON_OWNER:
        yield rows["target"] == owner
    if memory in LETHAL:
        yield rows["rung"] >= LETHAL_RUNG


@contextmanager
def _wiped(model: EscalationModel, memory: Memory) -> Iterator[None]:
    """A memory set to nothing for a moment, with what Iran's clients feel of it."""
    level, memory.level = memory.level, 0.0
    iran = model.iran
    felt = iran.grip_on_pressure, iran.grip_on_restraint
    iran.grip_on_pressure, iran.grip_on_restraint = iran.felt_pressure(), iran.felt_restraint()
    try:
        yield
    finally:
        memory.level = level
        iran.grip_on_pressure, iran.grip_on_restraint = felt


def _reads_today(model: EscalationModel, term: Any, whole: float) -> bool:
    """Whether a motive of an answerer rests on today's attacks."""
    with model.before_today():
        return at(term(), 0) != whole


def _reads_truce(owner: Any, term: Any, whole: float) -> bool:
    """Whether a motive of a militia rests on its truce."""
    truce = getattr(owner, "truce", None)
    if truce is None or is_nothing(truce.firmness()):
        return False
    owner.truce = type(truce)(1.0)
    try:
        return at(term(), 0) != whole
    finally:
        owner.truce = truce
