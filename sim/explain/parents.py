"""The earlier events that a motive feels, each with its share of what is felt.

A motive that answers acts is proportional to what its memories hold of them (`sim.decision.motive`), and a memory is a sum over
acts, so that the event answered each of them with a probability in proportion to its share.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from sim.ancestry import Ancestry, Deeds
from sim.history.flows import level_felt
from sim.model import EscalationModel
from sim.worlds import entries_at

MAX_PARENTS = 6


@dataclass(frozen=True)
class Parent:
    """An earlier event that a motive feels.

    `weight` is its share of all that the motive feels on the day. Those of all events add up to less than one where older events,
    or acts that the record missed, have a part.
    """

    event: int
    date: date
    actor: str
    action: str
    target: str
    days_before: int
    weight: float


def parents_of(model: EscalationModel, log: pd.DataFrame, number: int, motive: str) -> tuple[Parent, ...]:
    """The events that a motive of an event feels, the heaviest and latest first, no more than can be read.

    Parameters
    ----------
    model
        Of one world, stepped through the day of the event.
    log
        Its events so far.
    """
    action, deeds = str(log["action"].iloc[number]), model.event_log.deeds()
    felt = shares_felt(Ancestry(model.perceivers()), deeds, number, action, motive)
    today = log["date"].iloc[number]
    parents = [_parent(log, event, today, share) for event, share in felt.items()]
    return tuple(sorted(parents, key=lambda p: (-p.weight, p.days_before, p.event))[:MAX_PARENTS])


def shares_felt(ancestry: Ancestry, deeds: Deeds, number: int, action: str, motive: str) -> dict[int, float]:
    """Of each earlier act its share of all that a motive of an act feels, by rows; together no more than one.

    Parameters
    ----------
    deeds, number
        The acts of one world, and the row of the one whose motive it is, on the day that the actors perceived last.
    """
    held = ancestry.held(deeds, number, action, motive)
    row = np.maximum(deeds.groups[[number]].astype(np.int64), 0)
    felt = float(entries_at(level_felt(ancestry.channels(action, motive)), row, np.zeros(1, dtype=np.int64))[0])
    whole = max(felt, sum(held.values()))
    return {event: value / whole for event, value in held.items()}


def _parent(log: pd.DataFrame, event: int, today: pd.Timestamp, weight: float) -> Parent:
    row = log.iloc[event]
    when = date.fromisoformat(str(row["date"].date()))
    ago = int((today - row["date"]).days)
    return Parent(event, when, str(row["actor"]), str(row["action"]), str(row["target"]), ago, weight)
