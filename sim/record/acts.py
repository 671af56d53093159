"""Documented acts: what the record, or a scenario, says that somebody did on a day, as one decision of the model."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np

from sim.types import as_day
from sim.vocabulary.decisions import MILITIAS


@dataclass(frozen=True)
class TruceTerms:
    """What a truce, or its end, says: whom it binds (weight by group), whether convoys are spared too, and its stated end.

    `deadline` is a day (days since 1970-01-01) or infinity; `while_context` names a context whose end ends the truce.
    """

    scope: Mapping[str, float]
    spares_convoys: bool = True
    deadline: float = float("inf")
    while_context: str = ""


@dataclass(frozen=True)
class Act:
    """One documented act: what coding makes of a row, what a scenario may remove, edit or add, and what a history replays.

    Attributes
    ----------
    day
        Days since 1970-01-01.
    actor
        The author, or "" when the record names none of the model's militias; `candidates` then lists who it may have been.
    marks
        `us_killed`, `us_wounded`, `lethal`, `wounding`, `drone`, `militia_killed`, `iraqi_forces_killed`, `soldiers_hit`,
        `iran_killed`, `in_iraq`, `abroad`, `of_commander` and `hit_<group>`.
    unstated
        Marks of which the record says nothing, so that their absence is no fact.
    country
        Where it happened, in the words of the record; several joined by `;`; "" for none.
    label
        The name it was claimed or reported under, such as a front name.
    removed, added
        Whether an intervention takes it out of, or puts it into, the counterfactual arm.
    groups
        The axis of the groups that it is told to, on which its candidates, whom it hits and whom it binds are columns.
    merged
        Ids of other rows that this act stands for: rows that tell it again, or of the same day where it happens once a day.
    """

    id: str
    day: int
    actor: str
    candidates: tuple[str, ...]
    decision: str
    marks: Mapping[str, float] = field(default_factory=dict)
    label: str = ""
    terms: TruceTerms | None = None
    removed: bool = False
    added: bool = False
    merged: tuple[str, ...] = ()
    unstated: tuple[str, ...] = ()
    country: str = ""
    groups: tuple[str, ...] = MILITIAS

    @property
    def rows(self) -> tuple[str, ...]:
        """Ids of all rows of the record that it stands for."""
        return (self.id, *self.merged)

    @property
    def date(self) -> date:
        """The calendar day of the act."""
        day: date = np.datetime64(self.day, "D").item()
        return day


Acts = Mapping[int, Mapping[str, list[Act]]]
"""Acts by day, then by decision."""


def day_number(day: Any) -> int:
    """Days since 1970-01-01."""
    return int(as_day(day).astype(np.int64))


def by_day(acts: list[Act]) -> Acts:
    """Acts by day and decision, once-a-day acts of one actor merged into one; acts that a scenario adds stand apart, last."""
    table: dict[int, dict[str, list[Act]]] = defaultdict(lambda: defaultdict(list))
    for act in acts:
        table[act.day][act.decision].append(act)
    return {day: {name: _merged(rows) for name, rows in decisions.items()} for day, decisions in table.items()}


def in_order(acts: Acts) -> Iterator[Act]:
    """All acts, day by day."""
    return (act for day in sorted(acts) for acts_of in acts[day].values() for act in acts_of)


def _merged(rows: list[Act]) -> list[Act]:
    """Several rows of a state's once-a-day decision are one act: casualties add up, the groups hit share the blow."""
    recorded, added = [row for row in rows if not row.added], [row for row in rows if row.added]
    if len(recorded) < 2 or recorded[0].actor in MILITIAS or recorded[0].actor == "":
        return recorded + added
    standing = [row for row in recorded if not row.removed] or recorded[:1]
    marks: dict[str, float] = defaultdict(float)
    for row in standing:
        for name, value in row.marks.items():
            marks[name] += value
    hits = sum(value for name, value in marks.items() if name.startswith("hit_"))
    for name, value in marks.items():
        if name.startswith("hit_"):
            marks[name] = value / hits
        elif name in ("in_iraq", "of_commander", "lethal", "wounding", "soldiers_hit"):
            marks[name] = min(value, 1.0)
    first, *others = standing
    merged = (*first.merged, *(name for row in others for name in row.rows))
    unstated = tuple(name for name in first.unstated if all(name in row.unstated for row in others))
    country = ";".join(dict.fromkeys(row.country for row in standing if row.country))
    return [dataclasses.replace(first, marks=dict(marks), merged=merged, unstated=unstated, country=country), *added]
