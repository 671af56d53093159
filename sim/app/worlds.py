"""The worlds behind a page, kept small: daily counts as arrays, events as Arrow tables whose words are numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from sim.app.events import Told, all_told
from sim.app.remembering import Memory
from sim.chosen_worlds import EXTREME, TYPICAL, farthest, nearest_the_middle
from sim.comparison import Comparison
from sim.estimates.edited import COLUMNS
from sim.estimates.estimating import Estimate
from sim.estimates.in_memory import estimate_of
from sim.lessons.answers import Answer, answer_of, nearest_by_step
from sim.parameters import Parameters
from sim.results import Block
from sim.results.per_world import Counts
from sim.results.running import running
from sim.results.spans import Span
from sim.scenario import Scenario
from sim.types import as_day
from sim.vocabulary.measures import MEASURES, in_every_world

TOLD = 4
"""Worlds whose events are kept as they are said, those looked at last."""
BANDS = (0.05, 0.25, 0.5, 0.75, 0.95)
Whole = NDArray[np.integer[Any]]


@dataclass
class Arm:
    """One scenario's worlds, as its blocks come.

    Attributes
    ----------
    columns
        By column of the daily table its counts over the days counted, shape `(worlds, days)`, or `(1, days)` where nothing is
        simulated and every world is the record.
    tables
        Its events, one table a block; one table once it is whole.
    """

    scenario: Scenario
    span: Span
    columns: dict[str, Whole] = field(default_factory=dict)
    tables: list[pa.Table] = field(default_factory=list)

    def add(self, block: Block) -> None:
        """Take in the next block."""
        daily = block.tables["daily"]
        n_days = daily.num_rows // block.worlds
        days = daily["date"].to_numpy()[:n_days].astype("datetime64[D]")
        inside = (days >= as_day(self.span.since)) & (days <= as_day(self.span.until))
        for name in dict.fromkeys(about.column for about in MEASURES.values()):
            new = daily[name].to_numpy().reshape(block.worlds, n_days)[:, inside]
            if self.scenario.is_documented:
                self.columns[name] = new[:1].copy()
            else:
                self.columns[name] = np.concatenate([self.columns[name], new]) if name in self.columns else new.copy()
        self.tables.append(_small(block.tables["events"]))

    def close(self) -> None:
        """No more blocks come."""
        self.tables = [pa.concat_tables(self.tables).unify_dictionaries().combine_chunks()]

    @property
    def nbytes(self) -> int:
        """Bytes that it holds."""
        return sum(column.nbytes for column in self.columns.values()) + sum(int(table.nbytes) for table in self.tables)

    def running(self, measure: str) -> NDArray[np.int64]:
        """Running totals, or running highest values, shape `(worlds, days)`."""
        return running(self.columns[MEASURES[measure].column].astype(np.int64), measure)

    @cached_property
    def _starts(self) -> NDArray[np.int64]:
        """The first row of each world in the table of events, and the end."""
        worlds = self.tables[0]["world"].to_numpy()
        return np.searchsorted(worlds, np.arange(int(worlds.max(initial=0)) + 2))

    def events_of(self, world: int) -> pd.DataFrame:
        """The events of one world, in the order of their numbers."""
        start, end = (int(self._starts[min(at, len(self._starts) - 1)]) for at in (world, world + 1))
        frame = _plain(self.tables[0].slice(start, end - start))
        frame["cause_event"] = frame["cause_event"].astype("Int32")
        return frame

    def counts(self, worlds: int) -> Counts:
        """Its daily counts for the tables of effects."""
        n_days = next(iter(self.columns.values())).shape[1]
        days = np.arange(as_day(self.span.since), as_day(self.span.since) + np.timedelta64(n_days, "D"))
        columns = {name: np.broadcast_to(column, (worlds, n_days)) for name, column in self.columns.items()}
        return Counts(days, np.arange(worlds, dtype=np.int64), columns, np.zeros((worlds, n_days), dtype=np.bool_))

    def all_events(self) -> pd.DataFrame:
        """The events of all worlds, world by world."""
        return _plain(self.tables[0])

    def events(self) -> pd.DataFrame:
        """What the tables of effects ask of its events."""
        return _plain(self.tables[0].select(COLUMNS))


def _small(table: pa.Table) -> pa.Table:
    """Each word once, and a number wherever it stands."""
    for at, column in enumerate(table.schema):
        if pa.types.is_string(column.type):
            table = table.set_column(at, column.name, table[column.name].dictionary_encode())
    return table


def _plain(table: pa.Table) -> pd.DataFrame:
    """A table with its words as text."""
    plain = pa.schema(
        [(column.name, pa.string() if pa.types.is_dictionary(column.type) else column.type) for column in table.schema]
    )
    frame: pd.DataFrame = table.cast(plain).to_pandas()
    return frame


@dataclass(frozen=True)
class Ran:
    """A setting and what it is set against, in the same worlds.

    Attributes
    ----------
    here, there
        The setting, and its reference.
    record
        What was documented over the same days, by column of the daily table, shape `(1, days)`.
    seconds
        How long it took.
    """

    comparison: Comparison
    here: Arm
    there: Arm
    record: Mapping[str, Whole]
    parameters: Parameters
    seed: int
    seconds: float

    @property
    def worlds(self) -> int:
        """How many worlds."""
        return self.comparison.tabulation.worlds

    @property
    def nbytes(self) -> int:
        """Bytes that it holds, about."""
        return self.here.nbytes + self.there.nbytes

    @property
    def days(self) -> NDArray[np.datetime64]:
        """The days counted, shape `(days,)`."""
        since, until = self.here.span
        days: NDArray[np.datetime64] = np.arange(as_day(since), as_day(until) + np.timedelta64(1, "D"))
        return days

    def recorded(self, measure: str) -> NDArray[np.int64]:
        """The record's running total, shape `(days,)`."""
        (totals,) = running(self.record[MEASURES[measure].column].astype(np.int64), measure)
        return np.asarray(totals, dtype=np.int64)

    def answer(self, measure: str) -> Answer:
        """What came of a measure, against the same worlds of the reference."""
        here, there = self.here.running(measure)[:, -1], self.there.running(measure)[:, -1]
        return answer_of(here, np.broadcast_to(there, here.shape), int(self.recorded(measure)[-1]))

    def apart(self, measure: str) -> NDArray[np.int64]:
        """What each world has more than the same world of the reference, shape `(worlds,)`."""
        return self.here.running(measure)[:, -1] - self.there.running(measure)[:, -1]

    def world(self, named: str, watch: Sequence[str]) -> int:
        """The number of the world that is `typical`, `extreme`, or named by its number; the last one if there are fewer."""
        if named not in (TYPICAL, EXTREME):
            return min(int(named), self.worlds - 1)
        key = (named, in_every_world(watch))
        if key not in self._chosen:
            self._chosen[key] = self._typical(key[1]) if named == TYPICAL else self._extreme(key[1])
        return self._chosen[key]

    @cached_property
    def _chosen(self) -> dict[tuple[str, tuple[str, ...]], int]:
        """The worlds that were looked for, by what was asked."""
        return {}

    def _typical(self, measures: Sequence[str]) -> int:
        return nearest_the_middle([self.here.running(name) for name in measures])

    def _extreme(self, measures: Sequence[str]) -> int:
        return farthest(np.abs(self.apart(measures[0])), self.here.columns["rung"].max(axis=1).astype(np.int64))

    def told(self, world: int) -> tuple[pd.DataFrame, list[Told]]:
        """The events of a world, as a table and as they are said; kept for the worlds looked at last, so nobody changes them."""
        return self._told.get(world, lambda: _said(self.here.events_of(world)), lambda _: 1)

    @cached_property
    def _told(self) -> Memory:
        return Memory(TOLD)

    @cached_property
    def estimate(self) -> Estimate:
        """The tables of effects, with what is said of them (`sim.estimates.words`)."""
        arms = (self.there, self.here)
        counts = {arm.scenario.name: arm.counts(self.worlds) for arm in arms}
        return estimate_of(self.comparison, counts, {arm.scenario.name: arm.events() for arm in arms})


def _said(events: pd.DataFrame) -> tuple[pd.DataFrame, list[Told]]:
    return events, all_told(events)


def fan(totals: NDArray[np.int64]) -> NDArray[np.int64]:
    """The quantiles `BANDS` by day, shape `(5, days)` from `(worlds, days)`; values that occurred."""
    return nearest_by_step(totals, BANDS)
