"""The part of an effect that is the scenario's own doing: acts that it takes out, changes, puts in or forbids, and nothing else.

Of a total, `own` is what these acts count for in the scenario less what they count for in the reference, world by world; the rest
of the difference is what followed. Of the highest rung it is what the reference's highest rung becomes when these acts alone are
exchanged. The days to a first act have no such part.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.event_log import CASUALTIES
from sim.record.acts import Act, by_day, in_order
from sim.record.evidence import Evidence
from sim.results.spans import Span
from sim.scenario import Scenario
from sim.scenario.edits import edited_acts, plain_acts
from sim.scenario.interventions.dated import Prohibition
from sim.types import Bools, Floats
from sim.vocabulary.measures import MEASURES, Measure

COLUMNS = ("world", "date", "actor", "action", "count", *CASUALTIES, "rung", "record_id")
"""Those of the table of events that are asked for."""


@dataclass(frozen=True)
class Edits:
    """What two scenarios do to the record otherwise than each other.

    Attributes
    ----------
    ids
        Acts that only one of them changes, or both otherwise, by the ids that events have.
    forbidden
        Decisions that one of them forbids and the other does not.
    """

    ids: frozenset[str]
    forbidden: frozenset[Prohibition]

    def mine(self, events: pd.DataFrame) -> Bools:
        """Which events are among them, shape `(events,)`."""
        found: Bools = events["record_id"].isin(self.ids).to_numpy(dtype=np.bool_)
        for actor, decision, since, until in self.forbidden:
            days = events["date"] >= pd.Timestamp(since)
            if until is not None:
                days &= events["date"] <= pd.Timestamp(until)
            found = found | (days & (events["actor"] == actor) & (events["action"] == decision)).to_numpy(dtype=np.bool_)
        return found

    def __bool__(self) -> bool:
        return bool(self.ids or self.forbidden)


def edits_between(scenario: Scenario, reference: Scenario, evidence: Evidence) -> Edits:
    """What the two do to the record otherwise than each other."""
    ours, theirs = _acts_by_id(scenario, evidence), _acts_by_id(reference, evidence)
    changed = {name for name in ours.keys() | theirs.keys() if ours.get(name) != theirs.get(name)}
    together = (act.rows for act in in_order(by_day(plain_acts(evidence))) if act.merged)
    ids = changed.union(*(rows for rows in together if changed.intersection(rows)))
    return Edits(frozenset(ids), frozenset(_forbidden(scenario, evidence) ^ _forbidden(reference, evidence)))


def _acts_by_id(scenario: Scenario, evidence: Evidence) -> dict[str, list[Act]]:
    """The acts as a scenario has them."""
    acts: Iterable[Act] = plain_acts(evidence) if scenario.is_documented else edited_acts(scenario, evidence)
    found: dict[str, list[Act]] = {}
    for act in acts:
        found.setdefault(act.id, []).append(act)
    return found


def _forbidden(scenario: Scenario, evidence: Evidence) -> set[Prohibition]:
    acts = plain_acts(evidence)
    return {each for item in scenario.interventions for each in item.prohibitions(scenario, acts)}


# Counted --------------------------------------------------------------------------------------------------------------------


def own_part(events: pd.DataFrame, reference: pd.DataFrame, edits: Edits, span: Span, first: int, worlds: int) -> Floats:
    """The scenario's own doing in each measure, shape `(worlds, measures)`; NaN where a measure has no such part.

    Parameters
    ----------
    events, reference
        Events of both arms in worlds `first` to `first + worlds - 1`, columns `COLUMNS`, all days.
    """
    ours, theirs = (_within(table, span) for table in (events, reference))
    mine, its = edits.mine(ours), edits.mine(theirs)
    own = np.full((worlds, len(MEASURES)), np.nan)
    for place, about in enumerate(MEASURES.values()):
        if about.how == "total":
            own[:, place] = _total(ours[mine], about, first, worlds) - _total(theirs[its], about, first, worlds)
        elif about.how == "highest":
            exchanged = np.maximum(_highest(theirs[~its], first, worlds), _highest(ours[mine], first, worlds))
            own[:, place] = exchanged - _highest(theirs, first, worlds)
    return own


def _within(table: pd.DataFrame, span: Span) -> pd.DataFrame:
    return table[table["date"].between(pd.Timestamp(span.since), pd.Timestamp(span.until))]


def _total(events: pd.DataFrame, about: Measure, first: int, worlds: int) -> Floats:
    """The sum of a measure by world, shape `(worlds,)`."""
    if about.column not in CASUALTIES:
        events = events[events["action"] == about.column]
    weights = events[about.column if about.column in CASUALTIES else "count"].to_numpy(dtype=float)
    total: Floats = np.bincount(events["world"].to_numpy() - first, weights, minlength=worlds).astype(np.float64)
    return total


def _highest(events: pd.DataFrame, first: int, worlds: int) -> Floats:
    """The highest rung of single acts by world, shape `(worlds,)`; 0 where nothing happened."""
    top = np.zeros(worlds)
    np.maximum.at(top, events["world"].to_numpy() - first, events["rung"].to_numpy(dtype=float))
    return top
