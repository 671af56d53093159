"""Two worlds of each scenario of a run that lies on disk, chosen by rule, with one act of each and why it happened.

**Which worlds.** The typical one and an extreme one (`sim.chosen_worlds`), of the first `AMONG`: without a reference, an extreme
one is the one that ends farthest from the middle.

**Which act.** Of the typical world the first by which it and the same world of the reference come apart: the first day on which
the first watched measure differs, or the next one if it never does, and an act that the one has there and the other has not. Of
an extreme one the act on the highest rung that it has and the reference has not; where there is none, that the reference has and
it has not. An act of the reference has its causes there. Without a reference: the act on the highest rung. Of several, the
earliest.

**What it costs.** To explain an act its world is run again up to its day, alone. So no more than `SCENARIOS` are told, and no act
later than `FURTHEST` days after the first that is counted; tables are read for the worlds that are looked at, and no others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
from numpy.typing import NDArray

from sim.chosen_worlds import EXTREME, TYPICAL, farthest, nearest_the_middle
from sim.comparison import Comparison
from sim.event_log import CASUALTIES
from sim.explain.trace import trace_of
from sim.figures.compared import Shown, arms, reference_of
from sim.figures.style import plain_day
from sim.lessons.words import event as said_of
from sim.model import alone
from sim.parameters import Parameters
from sim.results.running import running
from sim.vocabulary.measures import MEASURES, in_every_world
from sim.why import Card, card

AMONG, SCENARIOS, FURTHEST = 300, 4, 366
RUNG = "rung"
Counts = NDArray[np.int64]


@dataclass(frozen=True)
class ToldWorld:
    """One world of a scenario.

    Attributes
    ----------
    rule, world
        By which rule it was chosen, and its number.
    says
        Which act is told, in a sentence; where none is, why not.
    card
        Why it happened; None if no act is told.
    """

    rule: str
    world: int
    says: str
    card: Card | None


@dataclass(frozen=True)
class _Table:
    """One scenario's worlds over the days counted, as the folder has them; `measures` are those that are looked at."""

    folder: Path
    shown: Shown
    measures: tuple[str, ...]
    worlds: int

    @cached_property
    def daily(self) -> Mapping[str, Counts]:
        """By column of the daily table its counts, shape `(worlds, days)`."""
        columns = sorted({RUNG, *(MEASURES[name].column for name in self.measures)})
        since, until = (pd.Timestamp(day) for day in self.shown.span)
        chosen = [self._is, ("world", "<", self.worlds), ("date", ">=", since), ("date", "<=", until)]
        table = pq.read_table(self.folder / "daily.parquet", columns=columns, filters=chosen)
        return {name: table[name].to_numpy().reshape(self.worlds, -1).astype(np.int64) for name in columns}

    def of(self, measure: str) -> Counts:
        """Its counts of a measure, shape `(worlds, days)`."""
        return self.daily[MEASURES[measure].column]

    def running(self, measure: str) -> Counts:
        """The same as they add up."""
        return running(self.of(measure), measure)

    def events(self, world: int) -> pd.DataFrame:
        """The events of one world, in the order of their numbers."""
        table = pq.read_table(self.folder / "events.parquet", filters=[self._is, ("world", "==", world)])
        frame: pd.DataFrame = table.to_pandas().astype({"cause_event": "Int32"})
        return frame

    @property
    def _is(self) -> tuple[str, str, Any]:
        return ("scenario", "==", self.shown.scenario.name)


@dataclass(frozen=True)
class _Act:
    """An act that is told: of which table and world, its number there, and in a sentence what it stands for."""

    table: _Table
    events: pd.DataFrame
    number: int
    says: str


def told_worlds(folder: Path, comparison: Comparison, parameters: Parameters) -> Mapping[str, tuple[ToldWorld, ...]]:
    """The worlds that are told of each scenario, by its name; none of a scenario in which nothing is simulated.

    Parameters
    ----------
    folder
        Holds `events.parquet` and `daily.parquet`.
    parameters
        Those of the run.
    """
    simulated = [one for one in arms(comparison) if one.is_simulated][:SCENARIOS]
    return {one.scenario.name: tuple(_told(folder, comparison, one, parameters)) for one in simulated}


def _told(folder: Path, comparison: Comparison, one: Shown, parameters: Parameters) -> Iterator[ToldWorld]:
    worlds, measures = min(comparison.tabulation.worlds, AMONG), in_every_world(one.scenario.watch)
    here = _Table(folder, one, measures, worlds)
    there = _Table(folder, reference_of(comparison, one), measures, worlds) if comparison.is_paired else None
    chosen = {nearest_the_middle([here.running(name) for name in measures]): TYPICAL}
    chosen.setdefault(_extreme(here, there), EXTREME)
    for world, rule in chosen.items():
        act = _act_of(here, there, world, rule)
        yield ToldWorld(rule, world, act, None) if isinstance(act, str) else _explained(comparison, act, rule, world, parameters)


def _extreme(here: _Table, there: _Table | None) -> int:
    """The world that ends farthest from the same one of the reference, or from the middle of all, in the first measure."""
    final = here.running(here.measures[0])[:, -1]
    other = np.median(final).astype(np.int64) if there is None else there.running(here.measures[0])[:, -1]
    return farthest(np.abs(final - other), here.daily[RUNG].max(axis=1))


def _explained(comparison: Comparison, act: _Act, rule: str, world: int, parameters: Parameters) -> ToldWorld:
    model = alone(act.table.shown.scenario, int(comparison.manifest["seed"]), world, parameters)
    return ToldWorld(rule, world, act.says, card(act.events, trace_of(model, act.events, act.number)))


# Which act --------------------------------------------------------------------------------------------------------------------


def _act_of(here: _Table, there: _Table | None, world: int, rule: str) -> _Act | str:
    if there is None:
        return _highest(here, world)
    return _apart(here, there, world) if rule == TYPICAL else _highest_apart(here, there, world)


def _highest(here: _Table, world: int) -> _Act | str:
    """The act on the highest rung of the days that may be told."""
    events, last = here.events(world), _last(here)
    counted = _counted_days(here, events)
    if counted.empty:
        return f"Nothing happens in it until {plain_day(last)}."
    number = _top(counted)
    return _Act(here, events, number, f"What goes highest in it until {plain_day(last)}: {_said(events, number)}.")


def _highest_apart(here: _Table, there: _Table, world: int) -> _Act | str:
    """The same of those that one of the two has and the other has not."""
    until, title = plain_day(_last(here)), there.shown.title
    ours, theirs = here.events(world), there.events(world)
    for table, events, others in ((here, ours, theirs), (there, theirs, ours)):
        own = _own(_counted_days(here, events), others)
        if not own.empty:
            number = _top(own)
            where = f"it has and the same world of “{title}” has not" if table is here else f"“{title}” has and it has not"
            return _Act(table, events, number, f"The highest act until {until} that {where}: {_said(events, number)}.")
    return f"Until {until} what happens in it is what happens in the same world of “{title}”."


def _top(events: pd.DataFrame) -> int:
    """The number of the event on the highest rung, of several the earliest."""
    number: Any = events[RUNG].idxmax()
    return int(number)


def _last(here: _Table) -> date:
    """The last day of which an act may be told."""
    return min(here.shown.span.until, here.shown.span.since + timedelta(days=FURTHEST))


def _counted_days(here: _Table, events: pd.DataFrame) -> pd.DataFrame:
    """The events of the days that may be told, by their numbers."""
    return events[events["date"].between(pd.Timestamp(here.shown.span.since), pd.Timestamp(_last(here)))]


def _apart(here: _Table, there: _Table, world: int) -> _Act | str:
    """The first act by which a world and the same one of the reference come apart, in the first measure that ever differs."""
    title, since = there.shown.title, here.shown.span.since
    for measure in here.measures:
        differs = here.running(measure)[world] != there.running(measure)[world]
        if differs[:FURTHEST].any():
            at = int(differs.argmax())
            more = bool(here.of(measure)[world, at] > there.of(measure)[world, at])
            return _act(here, there, world, measure, since + timedelta(days=at), more=more)
    return f"In a year from {plain_day(since)} on it does not differ from the same world of “{title}” in what is counted."


def _act(here: _Table, there: _Table, world: int, measure: str, day: date, *, more: bool) -> _Act | str:
    """An act of a day that one of the two has there and the other has not."""
    label, title = MEASURES[measure].label, there.shown.title
    table, other = (here, there) if more else (there, here)
    events = table.events(world)
    number = _of_its_own(_counted(events, measure, day), _counted(other.events(world), measure, day))
    apart = f"It comes apart from the same world of “{title}” on {plain_day(day)}, in “{label}”"
    if number is None:
        return f"{apart}."
    if more:
        return _Act(table, events, number, f"{apart}, by an act that is not there: {_said(events, number)}.")
    return _Act(table, events, number, f"{apart}: what happens there does not happen here. Why it happens there:")


def _counted(events: pd.DataFrame, measure: str, day: date) -> pd.DataFrame:
    """The acts of a day that a measure counts, by their numbers."""
    column, today = MEASURES[measure].column, events[events["date"] == pd.Timestamp(day)]
    if column in CASUALTIES:
        return today[today[column] > 0]
    return today[today[RUNG] == today[RUNG].max()] if column == RUNG else today[today["action"] == column]


def _of_its_own(ours: pd.DataFrame, theirs: pd.DataFrame) -> int | None:
    """The number of the first act that the others have not, else of the first; None if there is none."""
    return next((int(number) for number in (*_own(ours, theirs).index, *ours.index)), None)


def _own(ours: pd.DataFrame, theirs: pd.DataFrame) -> pd.DataFrame:
    """The acts that the others have not: by the rows of the record that they are, or by day, actor, act and target."""
    return ours[~_keys(ours).isin(set(_keys(theirs)))]


def _keys(events: pd.DataFrame) -> pd.Series:
    drawn = events["date"].astype(str) + " " + events["actor"] + " " + events["action"] + " " + events["target"]
    return drawn.where(events["record_id"] == "", events["record_id"])


def _said(events: pd.DataFrame, number: int) -> str:
    row: Any = events.iloc[number].to_dict()
    return said_of(row)
