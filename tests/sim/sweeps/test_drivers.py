"""What moves a measure: lines through the reference point, ranges where there are such lines, rank correlations elsewhere."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy.stats import spearmanr

from sim.sweeps.designs import Row
from sim.sweeps.drivers import Correlation, Range, along, drivers, has_line, has_ranges, positions
from sim.sweeps.factors import Factor
from tests.made_sweeps import made

A, B, W = Factor("a", "number", "a", 0), Factor("b", "number", "b", 0), Factor("w", "word", "w", 0)

GRID: list[Row] = [(x, y) for x in (2.0, 1.0, 3.0) for y in (5.0, 6.0)]


def test_a_line_goes_through_the_reference_in_the_order_of_values() -> None:
    design = made((A, B), GRID, [0.0] * 6).plan.design
    assert along(design, 0, 0).tolist() == [2, 0, 4]
    assert along(design, 0, 1).tolist() == [3, 1, 5]
    assert along(design, 1, 2).tolist() == [2, 3]
    assert has_ranges(design, 0)


def test_ranges_by_hand_the_longest_first() -> None:
    sweep = made((A, B), GRID, [4.0, 9.0, 1.0, 90.0, 2.0, -70.0])
    first, second = drivers(sweep, "peak_rung")
    assert first == Range(B, 4.0, 9.0, 5.0, 6.0)
    assert second == Range(A, 1.0, 4.0, 1.0, 2.0), "points with another b do not count"


def test_what_never_varies_does_not_forbid_ranges() -> None:
    sweep = made((A, B), [(1.0, 5.0), (2.0, 5.0)], [3.0, 4.0])
    assert [one.size for one in drivers(sweep, "peak_rung")] == [1.0, 0.0]


SAMPLED: list[Row] = [(1.0, 9.0), (2.0, 5.0), (3.0, 7.0), (4.0, 6.0)]


def test_a_sampled_design_has_rank_correlations() -> None:
    sweep = made((A, B), SAMPLED, [1.0, 10.0, 11.0, 500.0])
    assert not has_line(sweep.plan.design, 0, 0)
    found = drivers(sweep, "peak_rung")
    assert found == [Correlation(A, pytest.approx(1.0)), Correlation(B, pytest.approx(-0.4))]


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=4, max_size=20))
@example([(0, 0), (1, 3), (1, 1), (2, 1)])
@example([(0, 2), (1, 2), (1, 2), (2, 2)])
@example([(1, 0), (1, 1), (1, 2), (1, 1)])
def test_ranks_with_ties_are_those_of_scipy(pairs: list[tuple[int, int]]) -> None:
    x, y = np.array(pairs, dtype=float).T
    rows: list[Row] = [(float(value), float(at)) for at, value in enumerate(x)]
    sweep = made((A, B), rows, y.tolist())
    found = {one.factor.name: one for one in drivers(sweep, "peak_rung")}["a"]
    if len(set(x)) == 1:  # `b` alone varies, and has a line
        assert found == Range(A, y[0], y[0], x[0], x[0])
    else:  # no two rows have the same `b`: no line along `a`
        expected = None if len(set(y)) == 1 else pytest.approx(spearmanr(x, y).statistic)
        assert found == Correlation(A, expected)


def test_words_have_places_but_no_ranks() -> None:
    rows: list[Row] = [("y", 1.0), ("x", 2.0), ("y", 3.0), ("z", 4.0)]
    sweep = made((W, B), rows, [1.0, 2.0, 3.0, 4.0])
    assert positions(sweep.plan.design, 0).tolist() == [0, 1, 0, 2]
    assert has_line(sweep.plan.design, 0, 0) is False
    by_name = {one.factor.name: one for one in drivers(sweep, "peak_rung")}
    assert by_name["w"] == Correlation(W, None)


def test_a_measure_without_a_value_moves_nothing() -> None:
    nowhere = made((A,), [(1.0,), (2.0,)], [np.nan, np.nan])
    (one,) = drivers(nowhere, "peak_rung")
    assert not one.size > 0
    half = replace(nowhere, points=nowhere.points.assign(mean=[np.nan, np.nan, 3.0, 3.0]))
    assert drivers(half, "peak_rung") == [Range(A, 3.0, 3.0, 2.0, 2.0)]
