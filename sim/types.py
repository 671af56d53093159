"""Array aliases. The shape is said where an array is used: `(worlds,)` unless a docstring says otherwise."""

from __future__ import annotations

from datetime import date

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Number = float | Floats
"""A parameter's value: one number for all worlds, or one per world, shape `(worlds,)`."""

ONE_DAY = np.timedelta64(1, "D")


def as_day(day: date | str) -> np.datetime64:
    """A calendar day as NumPy counts it."""
    return np.datetime64(day, "D")
