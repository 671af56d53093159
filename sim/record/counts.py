"""What the record holds of a measure that counts acts, day by day."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.record.acts import day_number
from sim.record.evidence import Evidence
from sim.types import Ints
from sim.vocabulary.decisions import DECISIONS
from sim.vocabulary.measures import MEASURES

ONCE_A_DAY = frozenset({"strike", "counter_fire"})
"""Columns of the daily table that count days, however many sites are hit."""


def record_by_day(evidence: Evidence, days: NDArray[np.datetime64], measure: str) -> Ints:
    """What the record holds of a measure that counts acts, shape `(days,)`; `ValueError` for one that counts something else."""
    column = MEASURES[measure].column
    if column not in DECISIONS:
        raise ValueError(f"{measure} counts no acts")
    counts = np.array([len(evidence.by_day.get(day_number(day), {}).get(column, ())) for day in days], dtype=np.int64)
    return np.minimum(counts, 1) if column in ONCE_A_DAY else counts
