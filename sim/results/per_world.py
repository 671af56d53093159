"""From the daily counts of a run to one row per world: totals, highest rung, first dates, lags."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.results.spans import Span
from sim.types import Bools, Floats, Ints
from sim.vocabulary.ladder import RUNGS
from sim.vocabulary.measures import DAYS_TO, MEASURES, Measure

FIRST_DATES = {name.removeprefix(DAYS_TO): measure.column for name, measure in MEASURES.items() if measure.how == "first_day"}
"""The first day on which a column is not zero, for each measure that counts the days to it."""
FIRST_LETHAL = "first_lethal_attack"
LAG = "lag_lethal_to_us_strike"
"""Mean days from a day with a lethal militia attack to the next US strike or killing of a leader, the same day being 0."""
_LETHAL_RUNG = RUNGS.index("Americans killed")
_ATTACKS = ("attack_base", "attack_convoy")
_ANSWERS = ("strike", "kill_leader")


@dataclass(frozen=True)
class Counts:
    """Daily counts of one scenario as arrays of shape `(worlds, days)`.

    Attributes
    ----------
    days
        Shape `(days,)`, without gaps.
    worlds
        Numbers of the worlds, shape `(worlds,)`.
    columns
        The daily table's columns by name.
    lethal
        Days with a militia attack that killed Americans or other soldiers of the coalition.
    """

    days: NDArray[np.datetime64]
    worlds: Ints
    columns: dict[str, NDArray[np.integer[Any]]]
    lethal: Bools

    @classmethod
    def of(cls, daily: pd.DataFrame, events: pd.DataFrame) -> Counts:
        """Take one scenario's tables apart; the daily table is sorted by world and date and has a row for each."""
        n_days = int((daily["world"] == daily["world"].iloc[0]).sum())
        days = daily["date"].to_numpy()[:n_days].astype("datetime64[D]")
        worlds = daily["world"].to_numpy()[::n_days].astype(np.int64)
        shape = (len(worlds), n_days)
        names = [str(name) for name in daily.columns if name not in ("scenario", "world", "date")]
        columns = {name: daily[name].to_numpy().reshape(shape) for name in names}
        lethal = np.zeros(shape, dtype=np.bool_)
        deadly = events[events["action"].isin(_ATTACKS) & (events["rung"] >= _LETHAL_RUNG)]
        rows = deadly["world"].to_numpy() - worlds[0]
        lethal[rows, (deadly["date"].to_numpy().astype("datetime64[D]") - days[0]).astype(np.int64)] = True
        return cls(days, worlds, columns, lethal)

    def between(self, since: np.datetime64, until: np.datetime64) -> Counts:
        """The days from `since` to `until`, both inclusive."""
        chosen = slice(int(np.searchsorted(self.days, since)), int(np.searchsorted(self.days, until, side="right")))
        columns = {name: column[:, chosen] for name, column in self.columns.items()}
        return Counts(self.days[chosen], self.worlds, columns, self.lethal[:, chosen])


def measure(counts: Counts) -> pd.DataFrame:
    """Every measure of `MEASURES` over all the days of `counts`, one row per world.

    `days_to_first_*` count from the first of these days and are NaN in worlds where nothing came.
    """
    return pd.DataFrame({name: _value(about, counts) for name, about in MEASURES.items()})


def _value(about: Measure, counts: Counts) -> Ints | Floats:
    """One measure by world, shape `(worlds,)`."""
    daily = counts.columns[about.column]
    if about.how == "first_day":
        return first_index(daily > 0)
    whole: Ints = daily.sum(axis=1, dtype=np.int64) if about.how == "total" else daily.max(axis=1).astype(np.int64)
    return whole


def world_table(scenario: str, counts: Counts, spans: Sequence[Span], n_draws: int = 1) -> pd.DataFrame:
    """One row per world and span, world by world: its measures, first dates and the lag of the US answer over those days.

    Parameters
    ----------
    n_draws
        How many vectors of parameters the worlds share: world w has number w modulo that.
    """
    parts = [_over(span, counts.between(np.datetime64(span.since, "D"), np.datetime64(span.until, "D"))) for span in spans]
    frame = pd.concat(parts).sort_values("world", kind="stable", ignore_index=True)
    frame.insert(0, "scenario", scenario)
    frame.insert(2, "draw", (frame["world"] % n_draws).astype(np.int32))
    return frame


def _over(span: Span, counts: Counts) -> pd.DataFrame:
    """One row per world over the days of one span, which are those of `counts`."""
    frame = measure(counts)
    since, until = (np.full(counts.worlds.shape, day, dtype="datetime64[s]") for day in span)
    for place, (name, column) in enumerate({"world": counts.worlds.astype(np.int32), "since": since, "until": until}.items()):
        frame.insert(place, name, column)
    for name, source in FIRST_DATES.items():
        frame[name] = _dates(counts.days, first_index(counts.columns[source] > 0))
    frame[FIRST_LETHAL] = _dates(counts.days, first_index(counts.lethal))
    frame[LAG] = lag(counts.lethal, sum_of(counts, _ANSWERS) > 0)
    return frame


def sum_of(counts: Counts, names: tuple[str, ...]) -> Ints:
    """The sum of several columns, shape `(worlds, days)`."""
    total: Ints = np.sum([counts.columns[name] for name in names], axis=0, dtype=np.int64)
    return total


def first_index(happened: Bools) -> Floats:
    """Index of the first true day, shape `(worlds,)` from `(worlds, days)`; NaN where there is none."""
    if happened.shape[1] == 0:
        return np.full(happened.shape[0], np.nan)
    return np.where(happened.any(axis=1), happened.argmax(axis=1), np.nan)


def lag(causes: Bools, answers: Bools) -> Floats:
    """Mean days from a cause to the next answer, shape `(worlds,)` from `(worlds, days)`; NaN where no cause was answered."""
    n_days = causes.shape[1]
    indices = np.where(answers, np.arange(n_days), np.iinfo(np.int64).max)
    upcoming = np.minimum.accumulate(indices[:, ::-1], axis=1)[:, ::-1]
    answered = causes & (upcoming < n_days)
    waits = np.where(answered, upcoming - np.arange(n_days), 0).sum(axis=1)
    n_answered = answered.sum(axis=1)
    return np.where(n_answered > 0, waits / np.maximum(n_answered, 1), np.nan)


def _dates(days: NDArray[np.datetime64], indices: Floats) -> NDArray[np.datetime64]:
    """The days at these indices; NaT where one is NaN."""
    dates = np.full(indices.shape, np.datetime64("NaT"), dtype="datetime64[s]")
    there = ~np.isnan(indices)
    dates[there] = days[indices[there].astype(np.int64)]
    return dates
