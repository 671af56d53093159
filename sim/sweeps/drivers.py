"""What moves a measure in a sweep: along each name the others at the reference point, or, where points differ in all, by rank.

A design in which every name takes several values while the others stay as at the reference point (a full grid, a single name, one
name at a time) gives **ranges**: the least and the largest mean along each name. Any other (Latin hypercube, Sobol, draws) gives
**rank correlations** of the mean at a point with the value there, over all points (Spearman 1904); what is no number has none.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from sim.sweeps.designs import Design
from sim.sweeps.factors import Factor, Value
from sim.sweeps.running import Sweep
from sim.types import Floats, Ints


@dataclass(frozen=True)
class Range:
    """The least and the largest mean of a measure along a name, and the values where it has them."""

    factor: Factor
    low: float
    high: float
    low_at: Value
    high_at: Value

    @property
    def size(self) -> float:
        """How far apart they are."""
        return self.high - self.low


@dataclass(frozen=True)
class Correlation:
    """The rank correlation of a measure's mean with a name, in [-1, 1]; nothing of what has no order, or never moves."""

    factor: Factor
    rho: float | None

    @property
    def size(self) -> float:
        """How strong it is."""
        return abs(self.rho or 0.0)


def along(design: Design, at: int, reference: int) -> Ints:
    """Points at which all names but the one at position `at` are as at the reference point, in the order of its values."""
    there = design.rows[reference]
    points = [n for n, row in enumerate(design.rows) if all(o == at or v == there[o] for o, v in enumerate(row))]
    order = positions(design, at)
    return np.array(sorted(points, key=lambda point: (order[point], point)), dtype=np.int64)


def positions(design: Design, at: int) -> Floats:
    """Where the values of a name lie on a line, by point; words lie in the order in which they come."""
    factor, values = design.factors[at], [row[at] for row in design.rows]
    if factor.is_ordered:
        return np.array([factor.number(value) for value in values])
    places = {value: place for place, value in enumerate(dict.fromkeys(values))}
    return np.array([places[value] for value in values], dtype=float)


def has_line(design: Design, at: int, reference: int) -> bool:
    """Whether a name takes several values with the others as at the reference point."""
    return len({design.rows[point][at] for point in along(design, at, reference)}) > 1


def has_ranges(design: Design, reference: int) -> bool:
    """Whether every name that takes several values at all does so with the others as at the reference point."""
    moving = [at for at in range(len(design.factors)) if len({row[at] for row in design.rows}) > 1]
    return all(has_line(design, at, reference) for at in moving)


def means(sweep: Sweep, measure: str) -> Floats:
    """The mean of a measure by point; NaN where no world has a value."""
    found: Floats = sweep.points.loc[sweep.points["measure"] == measure, "mean"].to_numpy(dtype=float)
    return found


def drivers(sweep: Sweep, measure: str) -> list[Range] | list[Correlation]:
    """What each name does to a measure, the strongest first: ranges where the design has them, rank correlations elsewhere."""
    design, reference, mean = sweep.plan.design, sweep.plan.reference, means(sweep, measure)
    names = range(len(design.factors))
    if has_ranges(design, reference):
        ranges = [_range(design, at, along(design, at, reference), mean) for at in names]
        return sorted(ranges, key=lambda one: -one.size if one.size == one.size else 0.0)
    correlations = [Correlation(design.factors[at], _rho(design, at, mean)) for at in names]
    return sorted(correlations, key=lambda one: -one.size)


def _range(design: Design, at: int, points: Ints, mean: Floats) -> Range:
    known = points[~np.isnan(mean[points])]
    if not known.size:
        nothing = design.rows[points[0]][at]
        return Range(design.factors[at], math.nan, math.nan, nothing, nothing)
    low, high = known[np.argmin(mean[known])], known[np.argmax(mean[known])]
    return Range(design.factors[at], float(mean[low]), float(mean[high]), design.rows[low][at], design.rows[high][at])


def _rho(design: Design, at: int, mean: Floats) -> float | None:
    """Pearson's correlation of ranks, ties sharing theirs."""
    from scipy.stats import rankdata

    known, places = ~np.isnan(mean), positions(design, at)
    if not design.factors[at].is_ordered or len(set(places[known])) < 2 or len(set(mean[known])) < 2:
        return None
    return float(np.corrcoef(rankdata(places[known]), rankdata(mean[known]))[0, 1])
