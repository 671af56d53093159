"""Documented acts: rows of the record as the model's decisions, by day, with what a scenario removes, edits or adds."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

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
    """One documented act.

    Attributes
    ----------
    day
        Days since 1970-01-01.
    actor
        The author, or "" when the record names none of the model's militias; `candidates` then lists who it may have been.
    marks
        `us_killed`, `us_wounded`, `lethal`, `wounding`, `militia_killed`, `in_iraq`, `of_commander`, `hit_<group>`.
    label
        The name it was claimed or reported under, such as a facade.
    removed, added
        Whether an intervention takes it out of, or puts it into, the counterfactual arm.
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


Acts = Mapping[int, Mapping[str, list[Act]]]
"""Acts by day, then by decision."""


def day_number(day: Any) -> int:
    """Days since 1970-01-01."""
    return int(as_day(day).astype(np.int64))


def acts_from_frame(frame: pd.DataFrame) -> list[Act]:
    """Turn the coded record (`sim.record.coding.code_record`) into acts, in its order."""
    return [_act({str(name): value for name, value in row.items()}) for row in frame.to_dict("records")]


def _act(row: Mapping[str, Any]) -> Act:
    decision = str(row["decision"])
    return Act(
        id=str(row["id"]),
        day=day_number(pd.Timestamp(row["date"]).date()),
        actor=str(row["actor"]),
        candidates=tuple(row["candidates"]),
        decision=decision,
        marks={name: value for name, value in _marks(row, decision).items() if value},
        label=str(row["label"]),
        terms=_terms(row) if decision in ("announce_truce", "end_truce") else None,
    )


def _marks(row: Mapping[str, Any], decision: str) -> dict[str, float]:
    """The marks of a row; a strike that hit no group of the model leaves its `hit_` marks to be shared by standing blame."""
    marks = {name: float(row[name]) for name in ("us_killed", "us_wounded", "militia_killed")}
    marks["lethal"] = float(row["lethal"])
    marks["wounding"] = float(row["us_wounded"] > 0 and not row["lethal"])
    if decision in ("strike", "kill_leader"):
        marks["in_iraq"] = float(row["in_iraq"])
        marks["of_commander"] = float(row["leader_of"] == "iran")
    if decision in ("strike", "kill_leader", "raid"):
        groups = row["groups_hit"]
        marks.update({f"hit_{group}": 1.0 / len(groups) for group in groups})
    return marks


def _terms(row: Mapping[str, Any]) -> TruceTerms:
    until = str(row["until"])
    dated = until[:4].isdigit()
    return TruceTerms(
        scope=dict.fromkeys(row["scope"], 1.0),
        spares_convoys="attack_convoy" in row["covers"],
        deadline=float(day_number(date.fromisoformat(until))) if dated else float("inf"),
        while_context="" if dated else until,
    )


def by_day(acts: list[Act]) -> Acts:
    """Acts by day and decision, once-a-day acts of one actor merged into one; acts that a scenario adds stand apart, last."""
    table: dict[int, dict[str, list[Act]]] = defaultdict(lambda: defaultdict(list))
    for act in acts:
        table[act.day][act.decision].append(act)
    return {day: {name: _merged(rows) for name, rows in decisions.items()} for day, decisions in table.items()}


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
        elif name in ("in_iraq", "of_commander", "lethal", "wounding"):
            marks[name] = min(value, 1.0)
    return [dataclasses.replace(standing[0], marks=dict(marks)), *added]
