"""Designs: the points at which a sweep runs its scenario, each with a value of every factor.

============= ================================================================================================================
`grid`        every combination of the values, the last factor moving fastest; of a range, `points` values evenly from end to end
`lhs`         Latin hypercube (McKay, Beckman and Conover 1979): `points` points, one in each of as many layers of every range
`sobol`       a scrambled Sobol sequence (Sobol 1967; Owen 1998): `points` points, a power of two, spread evenly
`posterior`   `points` draws of the posterior, the factors' values together as they were drawn
a CSV file    its rows (`sim.sweeps.design_files`)
============= ================================================================================================================

A sampled design follows from the seed. Given values are equally likely in one; days and whole numbers are rounded.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.errors import InputError, unknown
from sim.parameters import Parameters
from sim.results.draws import draws
from sim.sweeps.factors import Factor, Value
from sim.types import Floats

GRID, LHS, SOBOL, POSTERIOR = "grid", "lhs", "sobol", "posterior"
KINDS = (GRID, LHS, SOBOL, POSTERIOR)
POINTS_A_RANGE, POINTS = 5, 32
"""Points unless somebody says otherwise: of a range in a grid, and of a sampled design."""
MOST_POINTS, MOST_FACTORS = 10_000, 100
DTYPES = {"number": "float64", "whole": "int64", "day": "datetime64[ms]", "truth": "bool", "word": "object"}
"""Of the column of a factor, by the kind of its values."""
Row = tuple[Value, ...]


@dataclass(frozen=True)
class Design:
    """Points, and what varies between them.

    Attributes
    ----------
    kind
        One of `KINDS`, or `file`.
    factors
        What is varied, column by column.
    rows
        A value of each factor for each point; points count from 0.
    """

    kind: str
    factors: tuple[Factor, ...]
    rows: tuple[Row, ...]

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def frame(self) -> pd.DataFrame:
        """One row per point, indexed by its number; a column per factor, days as `datetime64`."""
        columns = {factor.name: column(factor, [row[at] for row in self.rows]) for at, factor in enumerate(self.factors)}
        return pd.DataFrame(columns, index=pd.RangeIndex(len(self.rows), name="point"))


def column(factor: Factor, values: Sequence[Value]) -> NDArray[Any]:
    """Values of a factor as a column of its type, shape `(values,)`."""
    return np.array(values, dtype=DTYPES[factor.kind])


@dataclass(frozen=True)
class Varied:
    """A factor with what it may be.

    Attributes
    ----------
    values
        Given values, or the two ends of a range; nothing for a design that has values of its own.
    is_range
        Whether they are ends.
    """

    factor: Factor
    values: tuple[Value, ...] = ()
    is_range: bool = False

    def at(self, share: float) -> Value:
        """The value at a place of [0, 1): along the range, or among the values."""
        if not self.is_range:
            return self.values[min(int(share * len(self.values)), len(self.values) - 1)]
        low, high = map(self.factor.number, self.values)
        return self.factor.at_number(low + share * (high - low))

    def levels(self, points: int) -> tuple[Value, ...]:
        """The given values, or so many evenly along the range, both ends among them."""
        if not self.is_range:
            return self.values
        low, high = map(self.factor.number, self.values)
        found = tuple(self.factor.at_number(float(place)) for place in np.linspace(low, high, points))
        if len(set(found)) < len(found):
            most = round(high - low) + 1
            raise InputError(f"{self.factor.name} has {most} values from end to end, not {points}; allowed: --points 2 to {most}")
        return found


def make_design(kind: str, varied: Sequence[Varied], points: int | None, seed: int, parameters: Parameters) -> Design:
    """A design of a kind over what is varied; raises `InputError` for what makes none."""
    check_kind(kind)
    factors = tuple(each.factor for each in varied)
    check_factors(factors)
    rows = posterior_rows(factors, points, parameters) if kind == POSTERIOR else _rows(kind, varied, points, seed)
    return Design(kind, factors, rows)


def check_kind(kind: str) -> None:
    """Raise `InputError` for a kind of design that is none."""
    if kind not in KINDS:
        raise InputError(f"--design: {unknown('design', kind, (*KINDS, 'a file ending in .csv'))}")


def check_factors(factors: Sequence[Factor]) -> None:
    """Raise `InputError` if there are none, too many, or two that are the same under two names."""
    if not factors:
        raise InputError("nothing is varied; allowed: --vary NAME=LO:HI or NAME=A,B,C, or --design FILE.csv")
    if len(factors) > MOST_FACTORS:
        raise InputError(f"{len(factors)} names are varied; allowed: at most {MOST_FACTORS}")
    seen: dict[tuple[int | None, str], str] = {}
    for factor in factors:
        if (factor.at, factor.key) in seen:
            twice = seen[factor.at, factor.key]
            raise InputError(f"{factor.name} is varied twice{f', as {twice} too' if twice != factor.name else ''}; allowed: once")
        seen[factor.at, factor.key] = factor.name


def check_points(points: int) -> int:
    """A number of points as it was given; raises `InputError` if there are none, or more than anybody can want."""
    if not 1 <= points <= MOST_POINTS:
        raise InputError(f"the design has {points:,} points; allowed: 1 to {MOST_POINTS:,}")
    return points


def _rows(kind: str, varied: Sequence[Varied], points: int | None, seed: int) -> tuple[Row, ...]:
    if kind == GRID:
        return _grid(varied, points)
    asked = check_points(POINTS if points is None else points)
    shares = SAMPLERS[kind](len(varied), asked, seed)
    return tuple(tuple(each.at(float(share)) for each, share in zip(varied, row, strict=True)) for row in shares)


def _grid(varied: Sequence[Varied], points: int | None) -> tuple[Row, ...]:
    if points is not None and not any(each.is_range for each in varied):
        raise InputError(f"--points {points} has no range to divide: each name has its values; allowed: with a LO:HI, or without")
    asked = POINTS_A_RANGE if points is None else points
    if asked < 2 and any(each.is_range for each in varied):
        raise InputError(f"--points is {asked}; allowed: 2 or more, for a grid has both ends of a range")
    check_points(math.prod(asked if each.is_range else len(each.values) for each in varied))
    return tuple(itertools.product(*(each.levels(asked) for each in varied)))


def _latin_hypercube(factors: int, points: int, seed: int) -> Floats:
    """Shape `(points, factors)`, in [0, 1)."""
    from scipy.stats import qmc

    shares: Floats = qmc.LatinHypercube(factors, seed=seed).random(points)
    return shares


def _sobol(factors: int, points: int, seed: int) -> Floats:
    """Shape `(points, factors)`, in [0, 1); raises `InputError` if the number of points is no power of two."""
    from scipy.stats import qmc

    if points & (points - 1):
        below = 1 << (points.bit_length() - 1)
        raise InputError(f"--points is {points}; a Sobol design has 2, 4, 8 ... points; allowed: {below} or {2 * below}")
    shares: Floats = qmc.Sobol(factors, seed=seed).random(points)
    return shares


SAMPLERS: Mapping[str, Callable[[int, int, int], Floats]] = {LHS: _latin_hypercube, SOBOL: _sobol}


def posterior_rows(factors: Sequence[Factor], points: int | None, parameters: Parameters) -> tuple[Row, ...]:
    """Draws evenly along the table of draws, each with the values of all factors."""
    table = draws(parameters)
    for factor in factors:
        if factor.key not in table or not factor.is_parameter:
            what = "is a lever" if not factor.is_parameter else "is the same number in every draw"
            raise InputError(f"{factor.name} {what}; allowed in a posterior design: a parameter that has draws")
    columns = [table[factor.key] for factor in factors]
    there = len(columns[0])
    asked = min(POINTS, there) if points is None else check_points(points)
    if asked > there:
        raise InputError(f"--points is {asked}; there are {there} draws; allowed: 1 to {there}")
    chosen = np.arange(asked) * there // asked
    return tuple(tuple(float(values[at]) for values in columns) for at in chosen)
