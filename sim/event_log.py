"""The event_log of a run: a columnar log of events and a daily table, over the reported days."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.tally import LogEntry
from sim.types import Number
from sim.vocabulary.decisions import ACTION_TYPE, DECISIONS, MILITIAS
from sim.vocabulary.front_names import CLAIM_NAMES
from sim.vocabulary.ladder import WAR, WarWatch, rung_of
from sim.worlds import is_nothing

CASUALTIES = ("us_killed", "us_wounded", "militia_killed")
_SEEN = (*CASUALTIES, "lethal")
DAILY = (*DECISIONS, *CASUALTIES, "rung")
EVENT_COLUMNS = (
    "scenario", "world", "date", "actor", "action", "target", "count", "us_killed", "us_wounded", "militia_killed", "rung",
    "cause", "claimed_as",
)  # fmt: skip
_PLACE = {name: index for index, name in enumerate(DAILY)}


class EventLog:
    """Collects what happened, world by world.

    Attributes
    ----------
    daily
        Counts by day, measure (`DAILY`) and world, shape `(days, measures, worlds)`, 32-bit integers.
    """

    def __init__(self, scenario: str, days: NDArray[np.datetime64], worlds: int, first_world: int) -> None:
        self.scenario = scenario
        self.days = days
        self.worlds = worlds
        self.first_world = first_world
        self.daily = np.zeros((len(days), len(DAILY), worlds), dtype=np.int32)
        self._columns: list[dict[str, Any]] = []
        self._war = WarWatch()

    def note(self, place: int, entries: list[LogEntry]) -> None:
        """Write down the entries of one phase of the day at that place of `days`."""
        for entry in entries:
            if entry.name in ("launch_missiles", "strike_iran"):
                self._war.see(entry.name, place, entry.count)
            count = np.asarray(entry.count)
            worlds = np.arange(self.worlds) if count.ndim == 0 and count > 0 else np.flatnonzero(count > 0)
            if worlds.size:
                self._enter(place, entry, worlds)

    def close_day(self, place: int) -> None:
        """After both phases: is it open war?"""
        war = self._war.at_war(place)
        if war is not None:
            row = self.daily[place, _PLACE["rung"]]
            np.maximum(row, np.where(war & (row >= WAR - 1), WAR, 0).astype(np.int32), out=row)

    def _enter(self, place: int, entry: LogEntry, worlds: NDArray[np.int64]) -> None:
        """Add a entry to the daily table and to the log, in the worlds where it came about."""

        def column(value: Number) -> NDArray[np.float64]:
            return value[worlds] if isinstance(value, np.ndarray) and value.ndim else np.full(worlds.shape, float(value))

        marks = {mark: column(value) for mark, value in entry.marks.items() if mark in _SEEN and not is_nothing(value)}
        nobody = np.zeros(worlds.shape)
        columns = {
            "world": worlds + self.first_world,
            "date": self.days[place],
            "actor": entry.actor,
            "action": entry.name,
            "target": _targets(entry, column),
            "count": column(entry.count),
            **{mark: marks.get(mark, nobody) for mark in CASUALTIES},
            "rung": np.full(worlds.shape, rung_of(entry.name, marks)),
            "cause": _causes(entry, worlds),
            "claimed_as": _claims(entry, column),
        }
        self._columns.append(columns)
        day, where = self.daily[place], slice(None) if worlds.size == self.worlds else worlds
        day[_PLACE[entry.name], where] += columns["count"].astype(np.int32)
        for mark in CASUALTIES:
            if mark in marks:
                day[_PLACE[mark], where] += marks[mark].astype(np.int32)
        row = day[_PLACE["rung"]]
        row[where] = np.maximum(row[where], columns["rung"].astype(np.int32))

    def events(self) -> pd.DataFrame:
        """The log as a table, columns `EVENT_COLUMNS`, sorted by world and then in the order of the day."""
        sizes = [columns["world"].size for columns in self._columns]
        whole = ("count", *CASUALTIES, "rung")

        def stacked(name: str) -> Any:
            parts = [columns[name] for columns in self._columns]
            if parts and not isinstance(parts[0], np.ndarray):
                return np.repeat(np.asarray(parts), sizes)
            return np.concatenate(parts) if parts else np.empty(0)

        frame = pd.DataFrame({name: stacked(name) for name in EVENT_COLUMNS[1:]})
        frame.insert(0, "scenario", self.scenario)
        types: dict[Any, Any] = dict.fromkeys(("world", *whole), np.int32)
        frame = frame.astype(types).astype({"date": "datetime64[s]"})
        return frame.sort_values("world", kind="stable", ignore_index=True)

    def daily_table(self) -> pd.DataFrame:
        """One row per world and date: counts by action, casualties and the rung."""
        n = len(self.days)
        columns: dict[str, Any] = {
            "scenario": pd.Categorical([self.scenario]).repeat(n * self.worlds),
            "world": np.repeat(np.arange(self.first_world, self.first_world + self.worlds, dtype=np.int32), n),
            "date": np.tile(self.days.astype("datetime64[s]"), self.worlds),
        }
        columns.update({name: self.daily[:, place].T.ravel() for name, place in _PLACE.items()})
        return pd.DataFrame(columns)


def _targets(entry: LogEntry, column: Any) -> NDArray[np.object_] | NDArray[np.str_]:
    """The group hit where one was, Iran where its commander was, else the action's usual target."""
    usual = ACTION_TYPE[entry.name].target
    targets = np.full(column(0.0).shape, usual, dtype="U32")
    if usual != "militia":
        return targets
    options = [(group, entry.marks.get(f"hit_{group}", 0.0)) for group in MILITIAS]
    options.append(("iran", entry.marks.get("of_commander", 0.0)))
    for name, value in options:
        if not is_nothing(value):
            targets = np.where(column(value) > 0, name, targets)
    return targets


def _claims(entry: LogEntry, column: Any) -> NDArray[np.str_]:
    """The name the act was claimed under: as documented, else as drawn."""
    claim = entry.marks.get("claim", 0.0)
    if entry.label or is_nothing(claim):
        return np.full(column(0.0).shape, entry.label, dtype="U32")
    names: NDArray[np.str_] = np.asarray(CLAIM_NAMES, dtype="U32")[column(claim).astype(np.int64)]
    return names


def _causes(entry: LogEntry, worlds: NDArray[np.int64]) -> NDArray[np.str_]:
    """The motive with the largest share behind the act, by world; empty for an act put in by the scenario."""
    decision = entry.decision
    if decision is None or not decision.motives:
        return np.full(worlds.shape, "", dtype="U32")
    names = np.array([name for name, _ in decision.motives], dtype="U32")
    causes: NDArray[np.str_] = names[decision.leading_motive(worlds)]
    return causes
