"""The tornado: bars in order of length, of ranges or of rank correlations, saying which; little does not look like much."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from matplotlib.axes import Axes

from sim.figures.style import Sheet, settings
from sim.figures.tornado import MOST_NAMES, tornado
from sim.sweeps.factors import Factor
from sim.sweeps.running import Sweep
from tests.made_sweeps import made
from tests.sim.figures.pages import check_words_lie_apart

A, B, W = Factor("a", "number", "a", 0), Factor("b", "number", "b", 0), Factor("w", "word", "w", 0)
GRID = made([A, B], [(x, y) for x in (1.0, 2.0) for y in (0.0, 1.0)], [40.0, 90.0, 50.0, 10.0])
SAMPLED = made([A, B, W], [(1.0, 9.0, "x"), (2.0, 5.0, "y"), (3.0, 7.0, "x"), (4.0, 6.0, "z")], [1.0, 10.0, 11.0, 500.0])


def drawn(sweep: Sweep) -> Sheet:
    with settings():
        return tornado(sweep, "foot")


def bars(axes: Axes) -> list[tuple[float, float]]:
    return [(patch.get_x(), patch.get_x() + patch.get_width()) for patch in axes.patches]


def words(of: Any) -> str:
    return " | ".join(" ".join(text.get_text().split()) for text in of.texts)


def test_ranges_the_longest_above() -> None:
    page = drawn(GRID)
    axes = page.figure.axes[0]
    assert bars(axes) == [(40, 90), (40, 50)]
    assert "b: least at 0, most at 1" in words(axes)
    assert "a: least at 1, most at 2" in words(axes)
    assert "from the least to the largest value of the mean" in words(page.figure)
    assert [line.get_xdata().tolist() for line in axes.lines] == [[40, 40], [40, 40]], "the reference"


def test_a_sampled_design_says_that_it_shows_ranks() -> None:
    page = drawn(SAMPLED)
    axes = page.figure.axes[0]
    assert bars(axes) == [(0, pytest.approx(1.0)), (0, pytest.approx(-0.4))]
    assert "w (words, which have no rank)" in words(axes)
    assert "rank correlation" in words(page.figure)
    low, high = axes.get_xlim()
    assert low < -1 < 1 < high


def test_next_to_nothing_does_not_look_like_much() -> None:
    axes = drawn(made([A], [(1.0,), (2.0,)], [48.1, 48.2])).figure.axes[0]
    low, high = axes.get_xlim()
    assert 0.1 / (high - low) < 0.025


def test_what_moves_nothing_says_so() -> None:
    still = made([A, B], [(x, y) for x in (1.0, 2.0) for y in (0.0, 1.0)], [3.0] * 4)
    assert words(drawn(still).figure.axes[0]) == "Attacks on US sites | attacks | no name moves it", "one thin line for all names"
    assert drawn(still).figure.get_figheight() < drawn(GRID).figure.get_figheight() - 1
    one_of_two = made([A, B], [(x, y) for x in (1.0, 2.0) for y in (0.0, 1.0)], [3.0, 9.0] * 2)
    assert "a | moves nothing" in words(drawn(one_of_two).figure.axes[0])
    assert "no world has a value" in words(drawn(made([A], [(1.0,), (2.0,)], [np.nan, np.nan])).figure.axes[0])


def test_of_many_names_the_strongest_are_drawn() -> None:
    factors = [Factor(f"n{at}", "number", f"n{at}", 0) for at in range(MOST_NAMES + 3)]
    rows = [(0.0,) * len(factors), *(tuple(float(at == o) for o in range(len(factors))) for at in range(len(factors)))]
    axes = drawn(made(factors, rows, [0.0, *range(1, len(factors) + 1)])).figure.axes[0]
    assert len(bars(axes)) == MOST_NAMES
    assert "and 3 more that move it less" in words(axes)
    assert "n0:" not in words(axes)


@pytest.mark.parametrize(
    "sweep",
    [GRID, SAMPLED, made([Factor("n" * 200, "number", "n", 0)], [(1.0,), (2.0,)], [100000.0, 900000.0])],
)
def test_no_words_leave_the_page_or_lie_on_each_other(sweep: Sweep) -> None:
    check_words_lie_apart(drawn(sweep))
