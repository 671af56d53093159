"""The figure of targets: a strip for each, the record blue if met, hollow if held out, an arrow where it lies far outside."""

from __future__ import annotations

import pytest
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from calibration.figures import targets
from calibration.figures.panels import BLUE, VERMILION
from tests.calibration.figures.made_up import PALETTE, check_table, colours, words, written


def records(axes: Axes) -> list[Line2D]:
    """The marks of the record, from above."""
    return [line for line in axes.lines if line.get_marker() not in ("None", "")]


def test_positions_in_a_band() -> None:
    assert [targets.position(x, 10.0, 20.0) for x in (10.0, 15.0, 20.0, 30.0)] == [0.0, 0.5, 1.0, 2.0]
    assert targets.position(3.0, 3.0, 3.0) == 0.5


def test_titles_leave_out_what_their_heading_says() -> None:
    assert targets.heading_free("Threats, day by day") == "Threats"
    assert targets.heading_free("Days from K-1 to the strikes") == "Days from K-1 to the strikes"


def test_the_record_is_marked_by_whether_it_is_met_held_out_or_far_away() -> None:
    (axes,) = targets.draw(check_table(), "Made up.").figure.axes
    within, above, single = records(axes)
    assert [mark.get_color() for mark in (within, above, single)] == [BLUE, VERMILION, BLUE]
    assert [mark.get_marker() for mark in (within, above, single)] == ["o", ">", "o"]
    assert [mark.get_markerfacecolor() for mark in (within, above, single)] == [BLUE, "white", BLUE]
    assert [float(mark.get_xdata()[0]) for mark in (within, above, single)] == pytest.approx([0.5, 1 + targets.BEYOND, 0.5])
    assert len(axes.patches) == 3  # no band where no world has a value


def test_groups_have_headings_and_the_numbers_stand_beside_the_strips() -> None:
    page = targets.draw(check_table(), "Made up.")
    (axes,) = page.figure.axes
    shown = written(axes)
    assert shown[:4] == ["record", "mean", "95 % of worlds", "defined"]
    headings = [shown.index(targets.KINDS[kind]) for kind in ("free", "branched", "replay")]
    assert headings == sorted(headings)
    assert shown[headings[0] + 1 : headings[0] + 6] == ["Within", "5", "4", "1 to 9", ""]
    assert shown[headings[1] + 5] == "40 %"
    assert "no value in any world" in shown
    assert "2 of 4 documented patterns are met" in words(page)
    assert "Made up. Each strip" in words(page)
    assert colours(page) <= PALETTE


def test_a_wide_band_is_hollow() -> None:
    (axes,) = targets.draw(check_table(), "Made up.").figure.axes
    inside = [patch.get_facecolor()[:3] == (1.0, 1.0, 1.0) for patch in axes.patches]
    assert inside == [False, True, False]
