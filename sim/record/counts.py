"""What the record holds of a measure that is a total, day by day."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.record.acts import day_number
from sim.record.evidence import Evidence
from sim.types import Ints
from sim.vocabulary.measures import MEASURES

ONCE_A_DAY = frozenset({"strike", "counter_fire"})
"""Columns of the daily table that count days, however many sites are hit."""


def record_by_day(evidence: Evidence, days: NDArray[np.datetime64], measure: str) -> Ints:
    """What the record holds of a measure that is a total, shape `(days,)`."""
    column = MEASURES[measure].column
    counts = np.array([len(evidence.by_day.get(day_number(day), {}).get(column, ())) for day in days], dtype=np.int64)
    return np.minimum(counts, 1) if column in ONCE_A_DAY else counts
