"""What may be one number for all worlds, or one per world: arithmetic that skips what is plainly nothing.

A state stays the plain number 0.0 until something has happened in some world; arithmetic with it then costs next to nothing, and
nothing is drawn for it. These functions never change their arguments.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from sim.types import Number


def is_nothing(value: Number) -> bool:
    """True for the plain number zero: nothing has happened in any world."""
    return isinstance(value, float) and value == 0.0


def any_positive(value: Number) -> bool:
    """Whether a count is positive in any world."""
    return not is_nothing(value) and bool((np.asarray(value) > 0).any())


def at(value: Number, world: int) -> float:
    """The entry of one world."""
    return float(value[world]) if isinstance(value, np.ndarray) and value.ndim else float(value)


def plus(a: Number, b: Number) -> Number:
    """`a + b`, skipping what is plainly zero."""
    return b if is_nothing(a) else a if is_nothing(b) else a + b


def total(values: Iterable[Number]) -> Number:
    """The sum of numbers and arrays, plainly zero if there is nothing."""
    result: Number = 0.0
    for value in values:
        result = plus(result, value)
    return result


def at_most_one(count: Number) -> Number:
    """A count cut to whether it happened at all."""
    return count if is_nothing(count) else np.minimum(count, 1.0)


def strongest(a: Number, b: Number) -> Number:
    """The larger of two levels, world by world."""
    if is_nothing(a):
        return b
    return a if is_nothing(b) else np.maximum(a, b)
