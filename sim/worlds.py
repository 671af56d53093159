"""What may be one number for all worlds, or one per world: arithmetic that skips what is plainly nothing.

A state stays the plain number 0.0 until something has happened in some world; arithmetic with it then costs next to nothing, and
nothing is drawn for it. These functions never change their arguments.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from sim.types import Floats, Ints, Number

TINY = 1e-300
"""Stands for nothing where it is divided by, or its logarithm is taken."""


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


def reduced(value: Number, share: Number) -> Number:
    """A value without a share of it, skipping what is plainly zero."""
    return value if is_nothing(value) or is_nothing(share) else value * (1.0 - share)


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


def per_group(value: Number, groups: int) -> Floats:
    """A value of each group, shape `(groups, worlds)` or `(groups, 1)`, from that or from one common to all groups."""
    if isinstance(value, np.ndarray) and value.ndim == 2:
        return value
    array = np.asarray(value, dtype=np.float64)
    return np.broadcast_to(array, (groups, array.size))


def over_groups(value: Number) -> Number:
    """The sum over the groups, shape `(worlds,)`; one number if it is common to all worlds."""
    if is_nothing(value):
        return 0.0
    summed = np.add.reduce(value, axis=0)
    return float(summed[0]) if summed.size == 1 else summed


def row_of(value: Number, group: int) -> Number:
    """One group's part: a row of what is by group (one number if it is common to all worlds), or what is common to all groups."""
    if not isinstance(value, np.ndarray) or value.ndim < 2:
        return value
    return float(value[group, 0]) if value.shape[1] == 1 else value[group]


def nonzero(value: Number, shape: tuple[int, int]) -> tuple[Ints, Ints]:
    """Rows and worlds in which a value of that many groups and worlds is positive, group by group."""
    array = np.atleast_2d(np.asarray(value))
    rows, worlds = np.nonzero((array if array.shape == shape else np.broadcast_to(array, shape)) > 0)
    return rows, worlds


def chosen(value: Number, rows: Ints, worlds: Ints) -> Floats | float:
    """The entries of some groups in some worlds, shape of `worlds`, of a number, `(worlds,)` or a value by group."""
    if not isinstance(value, np.ndarray) or value.ndim == 0:
        return float(value)
    in_all = value.shape[-1] == 1
    if value.ndim == 1:
        entries: Floats = value[np.zeros_like(worlds) if in_all else worlds]
    else:
        entries = value[rows, 0] if in_all else value[rows, worlds]
    return entries


def entries_at(value: Number, rows: Ints, worlds: Ints) -> Floats:
    """The same, a number repeated; always of shape of `worlds`."""
    entries = chosen(value, rows, worlds)
    return entries if isinstance(entries, np.ndarray) else np.full(worlds.shape, entries)


def table_at(values: Sequence[Number], rows: Ints, worlds: Ints) -> Floats:
    """The entries of several values, shape `(values, entries)`."""
    table = np.empty((len(values), worlds.size))
    for each, value in zip(table, values, strict=True):
        each[:] = chosen(value, rows, worlds)
    return table


def summed(table: Floats) -> Floats:
    """The sum of a table's rows, one after the other: whatever stands beside an entry, its sum is the same to the last bit."""
    return np.add.accumulate(table, axis=0)[-1] if len(table) else np.zeros(table.shape[1:])
