"""The response: a panel for each measure at its own scale, the mean through the reference, bands that hold what they say."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.collections import FillBetweenPolyCollection

from sim.figures.response import NORMAL_90, binned, response
from sim.figures.style import NARROW, Sheet, settings
from sim.sweeps.factors import Factor
from sim.sweeps.running import Sweep
from tests.made_sweeps import made
from tests.sim.figures.pages import check_words_lie_apart

A, B, W = Factor("us.a_name_of_some_length", "number", "a", 0), Factor("b", "number", "b", 0), Factor("w", "word", "w", 0)
GRID = made([A, B], [(x, y) for x in (1.0, 2.0, 3.0) for y in (0.0, 1.0)], [4.0, 9.0, 5.0, 9.0, 7.0, 9.0])


def drawn(sweep: Sweep, at: int = 0) -> Sheet:
    with settings():
        return response(sweep, at, "foot")


def test_a_panel_for_each_measure_with_its_name_and_unit() -> None:
    page = drawn(GRID)
    texts = [{text.get_text() for text in axes.texts} for axes in page.figure.axes]
    assert texts == [{"Attacks on US sites", "attacks"}, {"Highest rung", "rung"}]
    assert page.figure.get_figwidth() == NARROW


def test_the_line_goes_through_the_reference_and_grey_are_all_others() -> None:
    axes = drawn(GRID).figure.axes[0]
    grey, line, ring = axes.lines
    assert (line.get_xdata().tolist(), line.get_ydata().tolist()) == ([1, 2, 3], [4, 5, 7])
    assert (grey.get_xdata().tolist(), grey.get_ydata().tolist()) == ([1, 2, 3], [9, 9, 9])
    assert (ring.get_xdata().tolist(), ring.get_ydata().tolist()) == ([1], [4])


def test_bands_are_of_worlds_and_of_the_mean() -> None:
    axes = drawn(GRID).figure.axes[0]
    worlds, sure = [band for band in axes.collections if isinstance(band, FillBetweenPolyCollection)]
    assert (worlds.get_datalim(axes.transData).y0, worlds.get_datalim(axes.transData).y1) == (2, 9)
    assert sure.get_datalim(axes.transData).y0 == pytest.approx(4 - NORMAL_90 * 0.3)


def test_words_are_not_joined() -> None:
    page = drawn(made([W], [("x",), ("y",)], [1.0, 2.0]))
    axes = page.figure.axes[0]
    assert not any(isinstance(band, FillBetweenPolyCollection) for band in axes.collections)
    assert [label.get_text() for label in axes.get_xticklabels()] == ["x", "y"]
    assert any("Dot: mean" in text.get_text() for text in page.figure.texts)


def test_a_sampled_design_is_averaged_over_neighbours() -> None:
    rows = [(float(at), float(7 * at % 32)) for at in range(32)]
    page = drawn(made([A, B], rows, [float(at) for at in range(32)], kind="lhs"))
    axes = page.figure.axes[0]
    assert [len(line.get_xdata()) for line in axes.lines] == [32, 8]
    assert axes.lines[1].get_ydata().tolist() == [1.5 + 4 * at for at in range(8)]
    assert any("averaged over points with" in " ".join(text.get_text().split()) for text in page.figure.texts)


def test_groups_of_neighbours_by_hand() -> None:
    shown = np.array([[1.0, 0.1, 0.0, 2.0], [3.0, 0.1, 2.0, 4.0], [10.0, 0.1, 9.0, 11.0], [np.nan] * 4])
    places, averages = binned(np.array([0.0, 0.0, 5.0, 6.0]), shown)
    assert places.tolist() == [pytest.approx((0 + 0 + 5 + 6) / 4)], "three distinct places make one group"
    assert averages[0, [0, 2, 3]].tolist() == [pytest.approx(14 / 3), pytest.approx(11 / 3), pytest.approx(17 / 3)]
    assert np.isnan(averages[0, 1])


def test_what_never_moves_and_what_has_no_value_are_no_empty_or_absurd_panel() -> None:
    flat = made([A], [(1.0,), (2.0,)], [3.0, 3.0])
    assert len(drawn(flat).figure.axes[0].lines) > 1, "worlds differ"
    flat.points[["low", "high"]] = 3.0
    flat.points["mean_standard_error"] = 0.0
    (line,) = drawn(flat).figure.axes[0].lines
    assert line.get_linewidth() < 1, "a thin line"
    assert any(text.get_text() == "3 in every world, at every point" for text in drawn(flat).figure.axes[0].texts)
    little = made([A], [(1.0,), (2.0,)], [0.01, 0.03])
    little.points[["low", "high", "mean_standard_error"]] = 0.0
    assert drawn(little).figure.axes[0].get_ylim() == pytest.approx((-0.08, 1.08)), "and nothing below zero"
    none = made([A], [(1.0,), (2.0,)], [np.nan, np.nan])
    assert any(text.get_text() == "no world has a value" for text in drawn(none).figure.axes[0].texts)


@pytest.mark.parametrize("sweep", [GRID, made([W], [("x" * 90,), ("y",)], [1.0, 12345.0])])
def test_no_words_leave_the_page_or_lie_on_each_other(sweep: Sweep) -> None:
    check_words_lie_apart(drawn(sweep))
