"""From the daily counts of a run to one row per world: totals, highest rung, first dates, lags."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.types import Bools, Floats, Ints
from sim.vocabulary.ladder import RUNGS
from sim.vocabulary.measures import MEASURES

TOTAL_OF = {
    "attacks_on_us": "attack_base",
    "convoy_attacks": "attack_convoy",
    "us_killed": "us_killed",
    "us_wounded": "us_wounded",
    "us_strikes": "strike",
    "leaders_killed": "kill_leader",
    "militia_killed": "militia_killed",
    "embassy_assaults": "assault_embassy",
    "iran_launches": "launch_missiles",
    "truces": "announce_truce",
    "raids": "raid",
    "expulsion_moves": "move_expulsion",
}
"""Measures that add up a column of the daily table."""
FIRST_OF = {"days_to_first_attack": "attack_base", "days_to_first_us_strike": "strike"}
"""Measures that count the days to the first day on which a column is not zero."""
FIRST_DATES = {"first_attack": "attack_base", "first_us_strike": "strike"}
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
    begin = counts.days[0] if since is None else since
    later = counts.between(begin, counts.days[-1])
    values: dict[str, Ints | Floats] = {
        name: counts.columns[column].sum(axis=1, dtype=np.int64) for name, column in TOTAL_OF.items()
    }
    values["peak_rung"] = counts.columns["rung"].max(axis=1).astype(np.int64)
    values |= {name: first_place(later.columns[column] > 0) for name, column in FIRST_OF.items()}
    return pd.DataFrame({name: values[name] for name in MEASURES})


def world_table(scenario: str, counts: Counts, since: np.datetime64) -> pd.DataFrame:
    """One row per world: its measures over the whole reported span, first dates from `since` on, and the lag of the US answer."""
    frame = measure(counts, since)
    frame.insert(0, "world", counts.worlds.astype(np.int32))
    frame.insert(0, "scenario", scenario)
    later = counts.between(since, counts.days[-1])
    for name, column in FIRST_DATES.items():
        frame[name] = _dates(later.days, first_place(later.columns[column] > 0))
    frame["first_lethal_attack"] = _dates(later.days, first_place(later.lethal))
    frame[LAG] = lag(counts.lethal, sum_of(counts, _ANSWERS) > 0)
    return frame


def sum_of(counts: Counts, names: tuple[str, ...]) -> Ints:
    """The sum of several columns, shape `(worlds, days)`."""
    total: Ints = np.sum([counts.columns[name] for name in names], axis=0, dtype=np.int64)
    return total


def first_place(happened: Bools) -> Floats:
    """Index of the first true day, shape `(worlds,)` from `(worlds, days)`; NaN where there is none."""
    if happened.shape[1] == 0:
        return np.full(happened.shape[0], np.nan)
    return np.where(happened.any(axis=1), happened.argmax(axis=1), np.nan)


def lag(causes: Bools, answers: Bools) -> Floats:
    """Mean days from a cause to the next answer, shape `(worlds,)` from `(worlds, days)`; NaN where no cause was answered."""
    n_days = causes.shape[1]
    places = np.where(answers, np.arange(n_days), np.iinfo(np.int64).max)
    upcoming = np.minimum.accumulate(places[:, ::-1], axis=1)[:, ::-1]
    answered = causes & (upcoming < n_days)
    waits = np.where(answered, upcoming - np.arange(n_days), 0).sum(axis=1)
    n_answered = answered.sum(axis=1)
    return np.where(n_answered > 0, waits / np.maximum(n_answered, 1), np.nan)


def _dates(days: NDArray[np.datetime64], places: Floats) -> NDArray[np.datetime64]:
    """The days at these places; NaT where a place is NaN."""
    dates = np.full(places.shape, np.datetime64("NaT"), dtype="datetime64[s]")
    there = ~np.isnan(places)
    dates[there] = days[places[there].astype(np.int64)]
    return dates
