"""Counts by day as they add up."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.vocabulary.measures import MEASURES


def running(counts: NDArray[np.integer[Any]], measure: str) -> NDArray[np.int64]:
    """Running totals over the last axis, or running highest values of a measure that is one."""
    whole = counts.astype(np.int64, copy=False)
    return np.maximum.accumulate(whole, -1) if MEASURES[measure].how == "highest" else np.cumsum(whole, -1)
