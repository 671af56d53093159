"""The event log of a run: a columnar log of events and a daily table, over the reported days."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.ancestry import Ancestry, Deeds
from sim.event_texts import Texts
from sim.feed import ON_GROUPS
from sim.history.causes import NOBODY
from sim.luck import split
from sim.perception import Perceiver
from sim.tally import LogEntry
from sim.types import Floats, Ints, Number
from sim.vocabulary.decisions import ACTION_TYPE, DECISIONS, MILITIAS
from sim.vocabulary.ladder import WAR, WarWatch, rung_of
from sim.worlds import entries_at, is_nothing, nonzero

CASUALTIES = ("us_killed", "us_wounded", "militia_killed", "iraqi_forces_killed")
_SEEN = (*CASUALTIES, "lethal")
DAILY = (*DECISIONS, *CASUALTIES, "rung")
EVENT_COLUMNS = (
    "scenario", "world", "event", "date", "actor", "action", "target", "country", "count", "us_killed", "us_wounded",
    "militia_killed", "iraqi_forces_killed", "rung", "cause", "cause_event", "record_id", "claimed_as",
)  # fmt: skip
TEXT = ("actor", "action", "target", "country", "cause", "record_id", "claimed_as")
_MADE = ("scenario", "event", "cause_event")
"""Columns that are worked out when the table is made."""
_REMEMBERED = (
    *("lethal", "wounding", "drone", "us_killed", "iran_killed", "soldiers_hit"),
    *("in_iraq", "abroad", "of_commander", "unnamed"),
)
"""Marks of acts that memories take in."""
_ACT = 1 << 22  # far from the parts of the same bits that motives, marks and claims use
_HIDDEN = ("group", "told", "answers", "luck", "of_both", "in_both", *(f"mark_{mark}" for mark in _REMEMBERED))
"""What is kept of an act beside the columns of the table, to find out what it answered."""
_PLACE = {name: index for index, name in enumerate(DAILY)}


class EventLog:
    """Collects what happened, world by world.

    Parameters
    ----------
    perceivers
        Gives all who keep memories, by which the acts that were answered are found.
    groups
        The axis of the groups.

    Attributes
    ----------
    daily
        Counts by day, measure (`DAILY`) and world, shape `(days, measures, worlds)`, 32-bit integers.
    """

    def __init__(
        self,
        scenario: str,
        days: NDArray[np.datetime64],
        worlds: int,
        first_world: int,
        perceivers: Callable[[], Sequence[Perceiver]] = tuple,
        groups: tuple[str, ...] = MILITIAS,
    ) -> None:
        self.scenario = scenario
        self.days = days
        self.worlds = worlds
        self.first_world = first_world
        self.daily = np.zeros((len(days), len(DAILY), worlds), dtype=np.int32)
        self._parts: list[dict[str, Any]] = []
        self.groups = groups
        self._texts = Texts(groups)
        self._war = WarWatch()
        self._perceivers = perceivers
        self._on_groups: list[tuple[int, str, Floats]] = []

    def note(self, day: int, entries: list[LogEntry]) -> None:
        """Write down the entries of one part of the day, which has that number among `days`."""
        for entry in entries:
            if entry.name in ("launch_missiles", "strike_iran"):
                self._war.see(entry.name, day, entry.count)
            rows, worlds = entry.where or nonzero(entry.count, (len(entry.actors), self.worlds))
            if worlds.size:
                self._enter(day, entry, rows, worlds)

    def close_day(self, day: int) -> None:
        """After all parts of the day: is it open war?"""
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
                "actor": self._texts.coded(entry.actors)[rows],
                "action": self._texts.code(entry.name),
                "target": self._texts.targets(entry, worlds),
                "country": self._texts.countries(entry, column),
                "count": count,
                **{mark: marks.get(mark, 0) for mark in CASUALTIES},
                "rung": rung,
                "cause": self._texts.causes(entry, worlds),
                "record_id": self._texts.code(entry.record_id),
                "claimed_as": self._texts.claims(entry, rows, column),
                "group": rows if len(entry.actors) > 1 else _group_of(entry, rows, self.groups),
                "told": entry.told,
                "answers": NOBODY if entry.came_of is None else entry.came_of[1][worlds],
                "luck": np.nan if entry.luck is None else split(entry.luck, _ACT),
                "of_both": entry.of_both,
                "in_both": entry.in_both,
                **{f"mark_{mark}": column(entry.marks.get(mark, 0.0)) for mark in _REMEMBERED if mark in entry.marks},
            }
        )
        for mark in ON_GROUPS:
            if mark in entry.marks:
                table = np.broadcast_to(np.asarray(entry.marks[mark]), (len(self.groups), self.worlds))
                self._on_groups.append((len(self._parts) - 1, mark, table[:, worlds].T))
        today = self.daily[day]
        np.add.at(today[_PLACE[entry.name]], worlds, count.astype(np.int32))
        for mark in CASUALTIES:
            if mark in marks:
                np.add.at(today[_PLACE[mark]], worlds, marks[mark].astype(np.int32))
        np.maximum.at(today[_PLACE["rung"]], worlds, rung.astype(np.int32))

    # Tables ---------------------------------------------------------------------------------------------------------------

    def events(self) -> pd.DataFrame:
        """The log as a table, columns `EVENT_COLUMNS`, sorted by world and then in the order of the day.

        `event` numbers the acts of a world. `cause` is the motive that the act (of several on a day, the first) came from,
        `cause_event` the number of the act that it answered: missing where it answered none, or one of the days before.
        """
        columns, texts, sizes, order = self._columns()
        stored = [name for name in EVENT_COLUMNS if name not in _MADE]
        table: dict[str, Any] = dict.fromkeys(EVENT_COLUMNS) | {"scenario": self.scenario}
        for name in stored:
            if name == "date":
                table[name] = self.days[columns[name].astype(np.int64)].astype("datetime64[s]")
            elif name in TEXT:
                table[name] = texts[columns[name].astype(np.int64)]
            else:
                table[name] = columns[name].astype(np.int32)
        begins = np.searchsorted(columns["world"], columns["world"])
        table["event"] = (np.arange(order.size) - begins).astype(np.int32)
        answered = self._answered(columns, texts, sizes, order)
        events = table["event"][np.maximum(answered, 0)] if order.size else table["event"]
        table["cause_event"] = pd.array(events, dtype="Int32")
        table["cause_event"][answered < 0] = pd.NA
        return pd.DataFrame(table, index=range(order.size))

    def deeds(self) -> Deeds:
        """What memories take in of every act of the log, in the order of the table `events`."""
        return self._deeds(*self._columns())

    def _columns(self) -> tuple[dict[str, NDArray[Any]], NDArray[Any], Ints, Ints]:
        """All columns, sorted by world; the texts that their numbers stand for; rows of each part; where each row stood."""
        sizes = np.array([part["world"].size for part in self._parts], dtype=np.int64)
        stored = [name for name in EVENT_COLUMNS if name not in _MADE]
        columns = {name: _stacked([part.get(name, 0) for part in self._parts], sizes) for name in (*stored, *_HIDDEN)}
        order = np.argsort(columns["world"], kind="stable")
        texts = np.array([*self._texts, ""], dtype=object)
        return {name: values[order] for name, values in columns.items()}, texts, sizes, order

    def _answered(self, columns: dict[str, NDArray[Any]], texts: NDArray[Any], sizes: Ints, order: Ints) -> Ints:
        """By row of the sorted table, the row of the act that was answered; `NOBODY` where none of the table was."""
        worlds, told, answers = (columns[name].astype(np.int64) for name in ("world", "told", "answers"))
        found = np.full(order.size, NOBODY)
        documented, answering = np.flatnonzero(told >= 0), np.flatnonzero(answers >= 0)
        if documented.size:
            keys, wanted = worlds[documented] << 32 | told[documented], worlds[answering] << 32 | answers[answering]
            by_key = np.argsort(keys)
            place = np.minimum(np.searchsorted(keys, wanted, sorter=by_key), keys.size - 1)
            found[answering] = np.where(keys[by_key[place]] == wanted, documented[by_key[place]], NOBODY)
        drawn = np.flatnonzero(~np.isnan(columns["luck"]))
        if drawn.size and self._perceivers():
            self._find(columns, texts, sizes, order, drawn, found)
        return found

    def _find(
        self, columns: dict[str, NDArray[Any]], texts: NDArray[Any], sizes: Ints, order: Ints, drawn: Ints, found: Ints
    ) -> None:
        """Write the rows of the acts that drawn ones answered into `found`."""
        deeds, ancestry = self._deeds(columns, texts, sizes, order), Ancestry(self._perceivers())
        pairs = columns["action"].astype(np.int64) * len(texts) + columns["cause"].astype(np.int64)
        for pair in np.unique(pairs[drawn]):
            action, motive = (texts[code] for code in divmod(int(pair), len(texts)))
            rows = drawn[pairs[drawn] == pair]
            if motive:
                found[rows] = ancestry.answered(deeds, rows, action, motive, columns["luck"][rows], columns["of_both"][rows])

    def _deeds(self, columns: dict[str, NDArray[Any]], texts: NDArray[Any], sizes: Ints, order: Ints) -> Deeds:
        """What memories take in of every act of the table."""
        names = [str(text) for text in texts]
        known = [name for name in names if name in ACTION_TYPE]
        code = np.full(len(names), -1)
        code[[names.index(name) for name in known]] = np.arange(len(known))
        tables = {mark: np.zeros((order.size, len(self.groups))) for mark in ON_GROUPS}
        place = np.empty(order.size, dtype=np.int64)
        place[order] = np.arange(order.size)
        begins = np.cumsum(sizes) - sizes
        for part, mark, values in self._on_groups:
            tables[mark][place[begins[part] : begins[part] + sizes[part]]] = values
        return Deeds(
            columns["world"].astype(np.int64) - self.first_world,
            columns["date"].astype(np.int64),
            code[columns["action"].astype(np.int64)],
            columns["group"].astype(np.int64),
            columns["count"],
            {mark: columns[f"mark_{mark}"] for mark in _REMEMBERED},
            tables,
            known,
            columns["in_both"] > 0,
        )

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
    stacked = np.repeat([0.0 if isinstance(part, np.ndarray) else float(part) for part in parts], sizes)
    ends = np.cumsum(sizes)
    for part, end in zip(parts, ends, strict=True):
        if isinstance(part, np.ndarray):
            stacked[end - part.size : end] = part
    return stacked


def _group_of(entry: LogEntry, rows: Ints, groups: tuple[str, ...]) -> Ints:
    """The number of the one group that did it; -1 of a state, or where it is not known."""
    (actor,) = entry.actors
    return np.full(rows.shape, groups.index(actor) if actor in groups else entry.row if entry.row is not None else -1)


def _full(value: Number, shape: tuple[int, ...]) -> Floats:
    """A value of that shape: itself, or a number repeated."""
    return value if isinstance(value, np.ndarray) and value.shape == shape else np.full(shape, value)
