"""Days on which worlds hold more within a month than the record ever shows: of one measure, or of two at once.

A state of a world on a day is what the last `WINDOW` days brought of each measure, documented days before the branch among them.
It is beyond the record if no documented day had as much of a measure, or, of two measures each within what is documented, as much
of both at once. Counts are those that would be reported, like the record's.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.record.counts import record_by_day
from sim.record.evidence import load_evidence
from sim.record.windows import load_windows
from sim.types import Bools, Floats, Ints
from sim.vocabulary.measures import MEASURES

WINDOW = 30
"""Days that a state looks back on."""
WATCHED = (
    "attacks_on_us", "convoy_attacks", "us_strikes", "counter_fire",
    "leaders_killed", "iran_launches", "raids",
)  # fmt: skip
"""Measures whose sums over `WINDOW` days are held against the record's; of what it never holds `NEVER_DOCUMENTED` is told."""
JOINT = {f"{a} & {b}": (a, b) for a, b in combinations(WATCHED[:4], 2)}
"""Pairs that are held against it together, by name."""
ANY = "any"
Column = Callable[[str], NDArray[np.integer[Any]]]
"""From a column of the daily table to its counts, shape `(worlds, days)`."""


@dataclass(frozen=True)
class Limits:
    """What the record shows at most within `WINDOW` days.

    Attributes
    ----------
    most
        By measure.
    beside
        By pair, the most of the second measure on any documented day that has so much of the first or more, by how much of the
        first that is, shape `(most of the first + 1,)`.
    """

    most: Mapping[str, int]
    beside: Mapping[str, Ints]

    @classmethod
    def of(cls, states: Mapping[str, Ints]) -> Limits:
        """From the states of every documented day by measure, each of shape `(days,)`."""
        most = {name: int(values.max(initial=0)) for name, values in states.items()}
        beside = {}
        for name, (a, b) in JOINT.items():
            highest = np.zeros(most[a] + 1, dtype=np.int64)
            np.maximum.at(highest, states[a], states[b])
            beside[name] = np.maximum.accumulate(highest[::-1])[::-1]
        return cls(most, beside)


@functools.cache
def documented_limits() -> Limits:
    """Those of the project's own record."""
    days = load_windows()["record"].days
    counts = {name: record_by_day(load_evidence(), days, name) for name in WATCHED}
    return Limits.of({name: recent(found[None])[0] for name, found in counts.items()})


def recent(counts: NDArray[np.integer[Any]]) -> Ints:
    """Sums over the last `WINDOW` days, today among them, shape `(worlds, days)`; fewer days at the start."""
    total: Ints = counts.cumsum(axis=1, dtype=np.int64)
    total[:, WINDOW:] -= total[:, :-WINDOW].copy()
    return total


class Beyond:
    """In how many worlds each day of a span is beyond the record, added up block by block.

    Attributes
    ----------
    worlds
        How many were added.
    counts
        How many of them are beyond the record on each day, shape `(days,)`: by measure of `WATCHED`, by pair of `JOINT`, and
        under `ANY` in any of these.
    """

    def __init__(self, days: int, limits: Limits | None = None) -> None:
        self.worlds, self._days = 0, days
        self._limits = documented_limits() if limits is None else limits
        self.counts = {name: np.zeros(days, dtype=np.int64) for name in (ANY, *WATCHED, *JOINT)}

    def add(self, column: Column) -> None:
        """Take in worlds, by their counts of the span's days and of the days before these that are known."""
        known = self._days + WINDOW - 1  # what came before these days is in no sum
        states = {name: recent(column(MEASURES[name].column)[:, -known:])[:, -self._days :] for name in WATCHED}
        over = {name: state > self._limits.most[name] for name, state in states.items()}
        found: dict[str, Bools] = dict(over)
        for name, (a, b) in JOINT.items():
            most = np.minimum(states[a], self._limits.most[a])
            joint = (states[a] > 0) & (states[b] > 0) & (states[b] > self._limits.beside[name][most])
            found[name] = joint & ~over[a] & ~over[b]
        for name, days in found.items():
            self.counts[name] += days.sum(axis=0)
        self.counts[ANY] += np.any(list(found.values()), axis=0).sum(axis=0)
        self.worlds += len(states[WATCHED[0]])

    def shares(self, name: str = ANY) -> Floats:
        """The share of worlds that are beyond the record on each day, shape `(days,)`; by default in anything at all."""
        return self.counts[name] / max(self.worlds, 1)
