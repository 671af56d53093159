"""What came of a setting against the reference, world by world: the numbers of the reveal, the page and the teacher's table."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np
import pandas as pd

from sim.lessons.worlds import Counts, Worlds

LOW, HIGH = 0.05, 0.95


@dataclass(frozen=True)
class Answer:
    """A measure in a setting.

    Attributes
    ----------
    less, same, more
        Shares of worlds in which there is less than in the same world of the reference, as much, more; they add up to one.
    low, median, high
        Of the worlds: the middle one, and the bounds of their central 90 %.
    reference
        The middle world of the reference.
    record
        What was documented.
    """

    less: float
    same: float
    more: float
    low: int
    median: int
    high: int
    reference: int
    record: int

    @property
    def verdict(self) -> str:
        """The side with most worlds: `less`, `same` or `more`; of equals, the one that claims less."""
        return max(("same", "less", "more"), key=lambda side: getattr(self, side))


def answer(worlds: Worlds, setting: str, measure: str) -> Answer:
    """The numbers of one measure in one setting."""
    here, there = worlds.final(setting, measure), worlds.final(worlds.lesson.lever.reference, measure)
    return answer_of(here, there, worlds.recorded(measure))


def answer_of(here: Counts, there: Counts, record: int) -> Answer:
    """The numbers of what each world has come to here and under the reference, both of shape `(worlds,)`."""
    return Answer(
        less=float((here < there).mean()),
        same=float((here == there).mean()),
        more=float((here > there).mean()),
        low=nearest(here, LOW),
        median=nearest(here, 0.5),
        high=nearest(here, HIGH),
        reference=nearest(there, 0.5),
        record=record,
    )


def nearest(values: Counts, share: float) -> int:
    """The value that a share of the worlds do not exceed: of the sorted ones the nearest, a world that there is."""
    return int(nearest_by_step(values[:, None], [share])[0, 0])


def nearest_by_step(totals: Counts, shares: Sequence[float]) -> Counts:
    """The same by step and for several shares, shape `(shares, steps)` from `(worlds, steps)`."""
    ranks = [math.floor((len(totals) - 1) * share + 0.5) for share in shares]
    return np.asarray(np.sort(totals, axis=0)[ranks], dtype=np.int64)


def table(ran: Sequence[Worlds]) -> pd.DataFrame:
    """A row for each lesson, setting and watched measure: the fields of `Answer`, and how many worlds there are."""
    rows = [
        {
            "lesson": each.lesson.name,
            "setting": setting.id,
            "measure": measure,
            **asdict(answer(each, setting.id, measure)),
            "worlds": each.counts.shape[2],
        }
        for each in ran
        for setting in each.lesson.lever.settings
        for measure in each.lesson.watch
    ]
    return pd.DataFrame(rows)
