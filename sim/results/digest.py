"""What summaries, effects, figures and reports need of a scenario's worlds, added up block by block in a size of its own.

Nothing here grows with the number of worlds: measures are exact distributions, running totals exact bands by day, rungs counts by
week.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.results.beyond import Beyond
from sim.results.distribution import Distribution
from sim.results.spans import Span
from sim.results.tables import Block
from sim.types import ONE_DAY, Bools, Floats, Ints, as_day
from sim.vocabulary.ladder import RUNGS
from sim.vocabulary.measures import MEASURES

BANDS = (0.05, 0.25, 0.50, 0.75, 0.95)
RUNNING = ("attacks_on_us", "convoy_attacks", "us_strikes")
"""Measures whose running totals are kept by day."""
Counted = NDArray[np.integer[Any]]
_DAY = 40
"""A day and a running total are one number, from which bit on the day counts."""
MISSING = -1
"""Stands for no value where measures of single worlds are kept as whole numbers; no measure is negative."""


class Digest:
    """One scenario's worlds over one span of days.

    Attributes
    ----------
    measures
        The distribution of each measure over the worlds.
    worlds
        How many there are.
    beyond
        On how many days of them there is more than the record ever shows.
    """

    def __init__(self, scenario: str, span: Span, n_draws: int) -> None:
        self.scenario, self.span, self.n_draws, self.worlds = scenario, span, n_draws, 0
        self.days: NDArray[np.datetime64] = np.arange(as_day(span.since), as_day(span.until) + ONE_DAY)
        self.measures = {name: Distribution(n_draws) for name in MEASURES}
        self._running = {name: _Totals(len(self.days)) for name in RUNNING}
        self._weekly = np.zeros((len(RUNGS), max(len(self.days) // 7, 1)), dtype=np.int64)
        self.beyond = Beyond(len(self.days))

    def add(self, block: Block) -> Ints:
        """Take in a block of worlds; returns its measures, shape `(worlds, measures)`, `MISSING` for none."""
        values = measures_of(block, self.span)
        add_to(self.measures, values, values != MISSING, block.draws(self.n_draws))
        self.worlds += block.worlds
        daily = block.tables["daily"]
        first = int(np.flatnonzero(daily["date"].to_numpy() == self.days[0])[0])
        reported, days = daily.num_rows // block.worlds, len(self.days)

        def until_last(column: str) -> Counted:
            """The span and the reported days before it, shape `(worlds, days)`."""
            whole: Counted = daily[column].to_numpy().reshape(block.worlds, reported)
            return whole[:, : first + days]

        def by_day(column: str) -> Counted:
            """Shape `(worlds, days)`."""
            return until_last(column)[:, first:]

        for name, totals in self._running.items():
            totals.add(by_day(MEASURES[name].column))
        self._add_weeks(by_day("rung"))
        self.beyond.add(until_last)
        return values

    def _add_weeks(self, rungs: Counted) -> None:
        """The highest rung of each week, world by world; a last week of fewer than seven days is left out, unless it is alone."""
        weeks = self._weekly.shape[1]
        whole = rungs[:, : 7 * weeks]
        peaks = whole.reshape(len(rungs), weeks, -1).max(axis=2).astype(np.int64)
        for rung in range(len(RUNGS)):
            self._weekly[rung] += (peaks == rung).sum(axis=0)

    def running(self, measure: str) -> Floats:
        """5, 25, 50, 75 and 95 % quantiles of the running total by day, shape `(5, days)`; values that occurred."""
        return self._running[measure].bands()

    @property
    def weekly_shares(self) -> tuple[NDArray[np.datetime64], Floats]:
        """First days of the weeks, and the share of worlds whose highest rung of the week is each rung, `(rungs, weeks)`."""
        return self.days[: 7 * self._weekly.shape[1] : 7], self._weekly / self.worlds

    @property
    def peaks(self) -> Floats:
        """The share of worlds for which each rung is the highest of the span, shape `(rungs,)`."""
        shares = np.zeros(len(RUNGS))
        peak = self.measures["peak_rung"]
        shares[peak.values] = peak.counts / peak.n
        return shares

    def close(self) -> None:
        """No more blocks come: let go of what only adding up needs."""
        for totals in self._running.values():
            totals.close()


def add_to(distributions: Mapping[str, Distribution], values: Ints, known: Bools, draws: Ints) -> None:
    """Add what is known of values, shape `(worlds, measures)`, to the distribution of each measure."""
    for place, distribution in enumerate(distributions.values()):
        distribution.add(np.where(known[:, place], values[:, place], np.nan), draws)


def measures_of(block: Block, span: Span) -> Ints:
    """The measures of a block's worlds over a span, shape `(worlds, measures)`, `MISSING` for none."""
    frame = block.tables["worlds"].to_pandas()
    mine = frame[(frame["since"] == pd.Timestamp(span.since)) & (frame["until"] == pd.Timestamp(span.until))]
    values: Ints = mine[list(MEASURES)].fillna(MISSING).to_numpy(dtype=np.int64)
    return values


class _Totals:
    """How many worlds have each running total, day by day.

    Only totals that occur are kept: a table of all up to the largest would take gigabytes where one world runs away.
    """

    def __init__(self, days: int) -> None:
        self._days, self._worlds = days, 0
        self._keys, self._counts = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int32)
        self._bands: Floats | None = None

    def add(self, by_day: Counted) -> None:
        """Take in counts, shape `(worlds, days)`."""
        self._worlds += len(by_day)
        keys = by_day.cumsum(axis=1, dtype=np.int64) + (np.arange(self._days) << _DAY)
        new = np.sort(keys.T, axis=1).ravel()  # sorted as a whole, since days come first
        both, counts = np.append(self._keys, new), np.append(self._counts, np.ones(new.size, dtype=np.int32))
        order = np.argsort(both, kind="stable")
        both, counts = both[order], counts[order]
        first = np.flatnonzero(np.diff(both, prepend=-1))
        self._keys, self._counts = both[first], np.add.reduceat(counts, first, dtype=np.int32)

    def bands(self) -> Floats:
        """Quantiles `BANDS` by day, shape `(5, days)`."""
        if self._bands is not None:
            return self._bands
        ranks = [max(math.ceil(share * self._worlds - 1e-9), 1) for share in BANDS]
        cumulative, before = self._counts.cumsum(dtype=np.int64), np.arange(self._days) * self._worlds
        at = np.stack([np.searchsorted(cumulative, before + rank) for rank in ranks])
        return (self._keys[at] & ((1 << _DAY) - 1)).astype(np.float64)

    def close(self) -> None:
        """Keep the bands alone."""
        self._bands, self._keys, self._counts = self.bands(), self._keys[:0].copy(), self._counts[:0].copy()
