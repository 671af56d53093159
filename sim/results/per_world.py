"""From the daily counts of a run to one row per world: totals, highest rung, first dates, lags."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

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
    columns: dict[str, NDArray[np.int16]]
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


def measure(counts: Counts, since: np.datetime64 | None = None) -> pd.DataFrame:
    """Every measure of `MEASURES`, one row per world, over all the days of `counts`.

    Parameters
    ----------
    since
        The day from which `days_to_first_*` count; default: the first day. They are NaN in worlds where nothing came.
    """
    later = counts if since is None else counts.between(since, counts.days[-1])
    return pd.DataFrame({name: _value(about, counts, later) for name, about in MEASURES.items()})


def _value(about: Measure, counts: Counts, later: Counts) -> Ints | Floats:
    """One measure by world, shape `(worlds,)`; `later` are the days from which a first day is sought."""
    if about.how == "first_day":
        return first_index(later.columns[about.column] > 0)
    daily = counts.columns[about.column]
    whole: Ints = daily.sum(axis=1, dtype=np.int64) if about.how == "total" else daily.max(axis=1).astype(np.int64)
    return whole


def world_table(scenario: str, counts: Counts, since: np.datetime64) -> pd.DataFrame:
    """One row per world: its measures over the whole reported span, first dates from `since` on, and the lag of the US answer."""
    frame = measure(counts, since)
    frame.insert(0, "world", counts.worlds.astype(np.int32))
    frame.insert(0, "scenario", scenario)
    later = counts.between(since, counts.days[-1])
    for name, column in FIRST_DATES.items():
        frame[name] = _dates(later.days, first_index(later.columns[column] > 0))
    frame[FIRST_LETHAL] = _dates(later.days, first_index(later.lethal))
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
