"""The events behind a motive: which memories it reads, and which earlier events of the same world fed them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from sim.actors.truce import Truce
from sim.decision import Decision, Term
from sim.explain.witness import NamedMemory, Witness
from sim.memory import Memory
from sim.model import EscalationModel
from sim.perception import Feed
from sim.record.acts import day_number
from sim.tally import ATTACKS
from sim.vocabulary.decisions import MILITIAS
from sim.vocabulary.ladder import RUNGS
from sim.worlds import at

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


def parents_of(model: EscalationModel, decision: Decision, term: Term, witness: Witness, log: pd.DataFrame) -> tuple[Parent, ...]:
    """Events that feed a motive through any memory it reads, or through what happened earlier the same day; most weight first.

    `decision` is that of one author, `term` one of its motives.
    """
    parents: list[Parent] = []
    author, row = decision.actor, model.owner_of(decision).names.index(decision.actor)
    with model.as_decided():
        whole = at(term(), 0)
        for kept in witness.behind(decision):
            with _wiped(model, kept.memory):
                changes = at(term(), 0) != whole
            if changes:
                parents += _events_behind(model, kept, author, witness.shares(kept.memory, model.day, row), log)
        if _reads_today(model, term, whole):
            parents += _events_on(log, model.day, ATTACKS, model.day, "today", 1.0)
        if _reads_truce(model, term, whole):
            for then in _days_of(log, "announce_truce", model.day):
                parents += _events_on(log, then, ("announce_truce",), model.day, "truce", None)
    return _strongest(parents)


def _days_of(log: pd.DataFrame, action: str, before: int) -> list[int]:
    """Day numbers on which anybody took an action, before a day."""
    days = sorted({day_number(when.date()) for when in log.loc[log["action"] == action, "date"]})
    return [day for day in days if day < before]


def _strongest(parents: list[Parent]) -> tuple[Parent, ...]:
    """Each event once, under the memory that gives it most weight, the heaviest and latest first."""
    ranked = sorted(parents, key=lambda p: (-(p.weight or 0.0), p.days_before, p.actor, p.action))
    once = {(p.date, p.actor, p.action, p.target): p for p in reversed(ranked)}
    kept = {id(parent) for parent in once.values()}
    return tuple(parent for parent in ranked if id(parent) in kept)[:MAX_PARENTS]


def _events_behind(
    model: EscalationModel, kept: NamedMemory, author: str, shares: dict[int, float], log: pd.DataFrame
) -> list[Parent]:
    """The events of the days that fed a memory."""
    feed = kept.declaration.feed
    recent = {then: share for then, share in shares.items() if model.day - then <= LOOK_BACK}
    return [
        parent
        for then, share in recent.items()
        for parent in _events_on(log, then, feed.decisions, model.day, kept.name, share, feed, author)
    ]


def _events_on(
    log: pd.DataFrame,
    then: int,
    actions: tuple[str, ...],
    today: int,
    memory: str,
    weight: float | None,
    feed: Feed | None = None,
    author: str = "",
) -> list[Parent]:
    """Events of a day with one of these actions (those that the feed speaks of, if it is given), which share the day's weight."""
    when = np.datetime64(then, "D")
    rows = log[(log["date"] == pd.Timestamp(str(when))) & log["action"].isin(actions)]
    for narrower in _narrower(rows, feed, author) if feed is not None else ():
        rows = rows[narrower] if narrower.any() else rows
    share = None if weight is None or rows.empty else weight / len(rows)
    return [
        Parent(when.astype(date), str(row["actor"]), str(row["action"]), str(row["target"]), today - then, memory, share)
        for row in rows.to_dict("records")
    ]


def _narrower(rows: pd.DataFrame, feed: Feed, author: str) -> Iterator[pd.Series]:
    """What else marks the events that fed a memory, as far as the log tells."""
    if feed.by_group and feed.mark == "hit":
        yield rows["target"] == author
    elif feed.by_group and author in MILITIAS:
        yield rows["actor"] == author
    if feed.mark == "lethal":
        yield rows["rung"] >= LETHAL_RUNG


@contextmanager
def _wiped(model: EscalationModel, memory: Memory) -> Iterator[None]:
    """A memory set to nothing for a moment, with what follows from it."""
    level, memory.level = memory.level, 0.0
    take_stock(model)
    try:
        yield
    finally:
        memory.level = level
        take_stock(model)


def take_stock(model: EscalationModel) -> None:
    """What actors work out once a day, worked out again; Tehran's first, since its clients ask."""
    for actor in (model.iran, *model.actors):
        actor.take_stock()


def _reads_today(model: EscalationModel, term: Term, whole: float) -> bool:
    """Whether a motive of an answerer rests on today's attacks."""
    with model.before_today():
        return at(term(), 0) != whole


def _reads_truce(model: EscalationModel, term: Term, whole: float) -> bool:
    """Whether a motive of a militia rests on its truce."""
    truce, model.militias.truce = model.militias.truce, Truce(1.0)
    try:
        return at(term(), 0) != whole
    finally:
        model.militias.truce = truce
