"""The event log of a run: a columnar log of events and a daily table, over the reported days."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.tally import LogEntry
from sim.types import Floats, Ints, Number
from sim.vocabulary.decisions import ACTION_TYPE, DECISIONS, MILITIAS
from sim.vocabulary.front_names import CLAIM_NAMES
from sim.vocabulary.ladder import WAR, WarWatch, rung_of
from sim.worlds import chosen, entries_at, is_nothing, nonzero

CASUALTIES = ("us_killed", "us_wounded", "militia_killed")
_SEEN = (*CASUALTIES, "lethal")
DAILY = (*DECISIONS, *CASUALTIES, "rung")
EVENT_COLUMNS = (
    "scenario", "world", "date", "actor", "action", "target", "count", "us_killed", "us_wounded", "militia_killed", "rung",
    "cause", "claimed_as",
)  # fmt: skip
TEXT = ("actor", "action", "target", "cause", "claimed_as")
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
        self._parts: list[dict[str, Any]] = []
        self._codes: dict[str, int] = {}
        self._known: dict[tuple[str, ...], Ints] = {}
        self._war = WarWatch()

    def note(self, day: int, entries: list[LogEntry]) -> None:
        """Write down the entries of one phase of the day, which has that number among `days`."""
        for entry in entries:
            if entry.name in ("launch_missiles", "strike_iran"):
                self._war.see(entry.name, day, entry.count)
            rows, worlds = entry.where or nonzero(entry.count, (len(entry.actors), self.worlds))
            if worlds.size:
                self._enter(day, entry, rows, worlds)

    def close_day(self, day: int) -> None:
        """After both phases: is it open war?"""
        war = self._war.at_war(day)
        if war is not None:
            rung = self.daily[day, _PLACE["rung"]]
            np.maximum(rung, np.where(war & (rung >= WAR - 1), WAR, 0).astype(np.int32), out=rung)

    def _enter(self, day: int, entry: LogEntry, rows: Ints, worlds: Ints) -> None:
        """Add an entry to the daily table and to the log, for the authors and worlds in which it came about."""

        def column(value: Number) -> Floats:
            return entries_at(value, rows, worlds)

        marks = {mark: column(value) for mark, value in entry.marks.items() if mark in _SEEN and not is_nothing(value)}
        count, rung = column(entry.count), _full(rung_of(entry.name, marks), worlds.shape)
        self._parts.append(
            {
                "world": worlds + self.first_world,
                "date": day,
                "actor": self._coded(entry.actors)[rows],
                "action": self._code(entry.name),
                "target": self._targets(entry, worlds),
                "count": count,
                **{mark: marks.get(mark, 0) for mark in CASUALTIES},
                "rung": rung,
                "cause": self._causes(entry, rows, worlds),
                "claimed_as": self._claims(entry, rows, column),
            }
        )
        today = self.daily[day]
        np.add.at(today[_PLACE[entry.name]], worlds, count.astype(np.int32))
        for mark in CASUALTIES:
            if mark in marks:
                np.add.at(today[_PLACE[mark]], worlds, marks[mark].astype(np.int32))
        np.maximum.at(today[_PLACE["rung"]], worlds, rung.astype(np.int32))

    # Texts are kept as numbers --------------------------------------------------------------------------------------------

    def _code(self, text: str) -> int:
        """The number that stands for a text."""
        return self._codes.setdefault(text, len(self._codes))

    def _coded(self, texts: tuple[str, ...]) -> Ints:
        """The numbers that stand for some texts, kept for the next time."""
        if texts not in self._known:
            self._known[texts] = np.array([self._code(text) for text in texts], dtype=np.int64)
        return self._known[texts]

    def _targets(self, entry: LogEntry, worlds: Ints) -> Ints:
        """The group hit where one was, Iran where its commander was, else the action's usual target."""
        usual = ACTION_TYPE[entry.name].target
        targets = np.full(worlds.shape, self._code(usual))
        hit = entry.marks.get("hit", 0.0)
        if usual == "militia" and not is_nothing(hit):
            struck = np.asarray(hit)[:, worlds if np.shape(hit)[1] > 1 else np.zeros_like(worlds)] > 0
            last = len(MILITIAS) - 1 - np.argmax(struck[::-1], axis=0)
            targets = np.where(struck.any(axis=0), self._coded(MILITIAS)[last], targets)
        commander = entry.marks.get("of_commander", 0.0)
        if not is_nothing(commander):
            targets = np.where(np.asarray(chosen(commander, worlds, worlds)) > 0, self._code("iran"), targets)
        return targets

    def _claims(self, entry: LogEntry, rows: Ints, column: Callable[[Number], Floats]) -> Ints:
        """The name the act was claimed under: as documented, else as drawn."""
        labels = self._coded(entry.labels)[rows]
        claim = entry.marks.get("claim", 0.0)
        if is_nothing(claim):
            return labels
        return np.where(labels != self._code(""), labels, self._coded(CLAIM_NAMES)[column(claim).astype(np.int64)])

    def _causes(self, entry: LogEntry, rows: Ints, worlds: Ints) -> Ints:
        """The motive with the largest share behind the act, by world; empty for an act put in by the scenario."""
        decision = entry.decision
        if decision is None or not decision.motives:
            return np.full(worlds.shape, self._code(""))
        whose = rows if entry.row is None else np.full(rows.shape, entry.row)
        return self._coded(decision.motive_names)[decision.leading_motive(whose, worlds)]

    # Tables ---------------------------------------------------------------------------------------------------------------

    def events(self) -> pd.DataFrame:
        """The log as a table, columns `EVENT_COLUMNS`, sorted by world and then in the order of the day."""
        sizes = np.array([part["world"].size for part in self._parts], dtype=np.int64)
        columns = {name: _stacked([part[name] for part in self._parts], sizes) for name in EVENT_COLUMNS[1:]}
        order = np.argsort(columns["world"], kind="stable")
        texts = np.array([*self._codes, ""], dtype=object)
        table: dict[str, Any] = {"scenario": self.scenario}
        for name, values in columns.items():
            sorted_values = values[order]
            if name == "date":
                table[name] = self.days[sorted_values.astype(np.int64)].astype("datetime64[s]")
            elif name in TEXT:
                table[name] = texts[sorted_values.astype(np.int64)]
            else:
                table[name] = sorted_values.astype(np.int32)
        return pd.DataFrame(table, index=range(order.size))

    def daily_table(self) -> pd.DataFrame:
        """One row per world and date: counts by action, casualties and the rung."""
        n = len(self.days)
        columns: dict[str, Any] = {
            "scenario": pd.Categorical([self.scenario]).repeat(n * self.worlds),
            "world": np.repeat(np.arange(self.first_world, self.first_world + self.worlds, dtype=np.int32), n),
            "date": np.tile(self.days.astype("datetime64[s]"), self.worlds),
        }
        columns.update({name: self.daily[:, place].T.ravel() for name, place in _PLACE.items()})
        return pd.DataFrame(columns, copy=False)


def _stacked(parts: list[Any], sizes: Ints) -> NDArray[Any]:
    """Parts one after the other; a number stands for as many entries as its part has."""
    stacked = np.repeat([0.0 if isinstance(part, np.ndarray) else part for part in parts], sizes)
    ends = np.cumsum(sizes)
    for part, end in zip(parts, ends, strict=True):
        if isinstance(part, np.ndarray):
            stacked[end - part.size : end] = part
    return stacked


def _full(value: Number, shape: tuple[int, ...]) -> Floats:
    """A value of that shape: itself, or a number repeated."""
    return value if isinstance(value, np.ndarray) and value.shape == shape else np.full(shape, value)
