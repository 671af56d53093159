"""Designs: the right number of points, all within their bounds, the same for a seed, each with the property of its name."""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import InputError
from sim.parameter_files import choose
from sim.sweeps.designs import MOST_POINTS, POINTS, Design, Varied, check_factors, make_design
from sim.sweeps.factors import Factor, Value

POINT = choose("point")


def number(name: str) -> Factor:
    return Factor(name, "number", name, 0)


A, B = number("a"), number("b")
DAYS = Varied(Factor("d", "day", "d", 0), (date(2020, 1, 1), date(2020, 1, 4)), is_range=True)
WORDS = Varied(Factor("w", "word", "w", 0), ("x", "y", "z"))


def ranges(*ends: tuple[float, float]) -> list[Varied]:
    return [Varied(number(f"f{at}"), pair, is_range=True) for at, pair in enumerate(ends)]


ends = st.tuples(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6)).map(lambda pair: (pair[0], pair[0] + pair[1]))
kinds = st.sampled_from(("lhs", "sobol"))


def column(design: Design, at: int) -> list[Value]:
    return [row[at] for row in design.rows]


def test_a_grid_has_every_combination_the_last_name_fastest() -> None:
    design = make_design("grid", [Varied(A, (1.0, 2.0)), WORDS], None, 0, POINT)
    assert design.rows == ((1.0, "x"), (1.0, "y"), (1.0, "z"), (2.0, "x"), (2.0, "y"), (2.0, "z"))
    assert design.frame.index.name == "point"
    assert list(design.frame.columns) == ["a", "w"]


@given(st.lists(ends, min_size=1, max_size=3), st.integers(2, 6))
def test_a_grid_over_ranges_has_both_ends_and_equal_steps(pairs: list[tuple[float, float]], points: int) -> None:
    design = make_design("grid", ranges(*pairs), points, 0, POINT)
    assert len(design) == points ** len(pairs)
    for at, (low, high) in enumerate(pairs):
        levels = sorted({float(value) for value in column(design, at)})  # type: ignore[arg-type]
        assert (levels[0], levels[-1]) == (low, high)
        assert np.allclose(np.diff(levels), (high - low) / (points - 1))


@given(kinds, st.lists(ends, min_size=1, max_size=4), st.integers(0, 5), st.integers(0, 2**63 - 1))
def test_a_sampled_design_is_within_bounds_of_the_right_size_and_follows_the_seed(
    kind: str, pairs: list[tuple[float, float]], power: int, seed: int
) -> None:
    points = 2**power
    design = make_design(kind, ranges(*pairs), points, seed, POINT)
    assert len(design) == points
    for at, (low, high) in enumerate(pairs):
        assert all(low <= value <= high for value in column(design, at))  # type: ignore[operator]
    assert make_design(kind, ranges(*pairs), points, seed, POINT) == design
    assert make_design(kind, ranges(*pairs), points, seed ^ 1, POINT) != design


@given(st.integers(1, 40), st.integers(1, 4), st.integers(0, 1000))
def test_a_latin_hypercube_has_one_point_in_each_layer(points: int, factors: int, seed: int) -> None:
    design = make_design("lhs", ranges(*[(0.0, 1.0)] * factors), points, seed, POINT)
    for at in range(factors):
        layers = sorted(math.floor(float(value) * points) for value in column(design, at))  # type: ignore[arg-type]
        assert layers == list(range(points))


@given(st.integers(0, 1000))
def test_a_sobol_design_has_as_many_points_in_each_quarter(seed: int) -> None:
    design = make_design("sobol", ranges((0.0, 1.0), (0.0, 1.0)), 16, seed, POINT)
    quarters = [(float(x) < 0.5, float(y) < 0.5) for x, y in design.rows]  # type: ignore[arg-type]
    assert {quarters.count(each) for each in set(quarters)} == {4}


def test_given_values_and_days_are_drawn_too() -> None:
    design = make_design("lhs", [WORDS, DAYS], 12, 1, POINT)
    words, days = column(design, 0), column(design, 1)
    assert {words.count(word) for word in ("x", "y", "z")} == {4}
    assert {*days} <= {date(2020, 1, day) for day in range(1, 5)}
    assert {date(2020, 1, 2), date(2020, 1, 3)} <= {*days}


def test_days_of_a_grid_are_whole_and_no_day_stands_twice() -> None:
    assert column(make_design("grid", [DAYS], 4, 0, POINT), 0) == [date(2020, 1, day) for day in range(1, 5)]
    with pytest.raises(InputError, match="has 4 values from end to end, not 5; allowed: --points 2 to 4"):
        make_design("grid", [DAYS], 5, 0, POINT)


def test_points_by_default() -> None:
    assert len(make_design("grid", ranges((0, 1)), None, 0, POINT)) == 5
    assert len(make_design("sobol", ranges((0, 1)), None, 0, POINT)) == POINTS


@pytest.mark.parametrize(
    ("kind", "varied", "points", "says"),
    [
        ("grid", [], 5, "nothing is varied"),
        ("grid", ranges((0, 1)), 1, "--points is 1; allowed: 2 or more"),
        ("grid", ranges((0, 1), (0, 1)), 101, "10,201 points"),
        ("grid", [Varied(A, (1.0, 2.0))], 7, "--points 7 has no range to divide"),
        ("sobol", ranges((0, 1)), 50, "allowed: 32 or 64"),
        ("lhs", ranges((0, 1)), 0, "0 points"),
        ("lhs", ranges((0, 1)), MOST_POINTS + 1, "10,001 points"),
        ("gird", ranges((0, 1)), 5, "did you mean 'grid'"),
        ("grid", [Varied(A, (1.0,)), Varied(number("a"), (2.0,))], None, "a is varied twice"),
    ],
)
def test_what_makes_no_design(kind: str, varied: list[Varied], points: int, says: str) -> None:
    with pytest.raises(InputError, match=says):
        make_design(kind, varied, points, 0, POINT)


def test_one_thing_under_two_names_is_one_thing() -> None:
    with pytest.raises(InputError, match=r"context\[0\]\.level is varied twice, as interventions\[1\]\.level too"):
        check_factors([Factor("interventions[1].level", "number", "level", 1), Factor("context[0].level", "number", "level", 1)])


# Draws of the posterior --------------------------------------------------------------------------------------------------------

DRAWN = {"militia.branching": np.linspace(0.1, 0.6, 6), "militia.fear": np.linspace(0.9, 0.4, 6)}
PAIR = tuple(Factor(name, "number", name) for name in DRAWN)


@pytest.mark.parametrize(("points", "rows"), [(6, [0, 1, 2, 3, 4, 5]), (3, [0, 2, 4]), (1, [0])])
def test_draws_come_together_as_they_are(points: int, rows: list[int]) -> None:
    design = make_design("posterior", [Varied(factor) for factor in PAIR], points, 0, POINT.replace(DRAWN))
    expected = np.column_stack([*DRAWN.values()])[rows]
    assert np.array_equal(np.array(design.rows), expected)


def test_what_has_no_draws_is_no_posterior_design() -> None:
    drawn = POINT.replace({"militia.branching": DRAWN["militia.branching"]})
    for factor, says in ((PAIR[1], "same number in every draw"), (Factor("branch", "day", "branch"), "is a lever")):
        with pytest.raises(InputError, match=says):
            make_design("posterior", [Varied(factor)], 2, 0, drawn)
    with pytest.raises(InputError, match="there are 6 draws; allowed: 1 to 6"):
        make_design("posterior", [Varied(PAIR[0])], 7, 0, drawn)
