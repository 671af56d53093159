"""The figure of transforms: a panel for each series, heights as given, both variants, how much came and was expected."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from calibration.figures import pit
from calibration.forecasts.diagnostics import BINS
from calibration.forecasts.series import SERIES, TITLES
from tests.calibration.figures.made_up import PALETTE, colours, pit_table, words, written

WINDOW = (date(2022, 12, 25), date(2022, 12, 31))


def test_a_panel_for_each_series_with_its_title_and_its_counts() -> None:
    page = pit.draw(pit_table(), WINDOW, "Made up.")
    assert len(page.figure.axes) == len(SERIES)
    for axes, series in zip(page.figure.axes, SERIES, strict=True):
        assert written(axes) == [TITLES[series], "1 in the record, 1.0 expected (0.5)"]
    assert "25 December 2022 to 31 December 2022" in words(page)
    assert "Made up." in words(page)
    assert colours(page) <= PALETTE


def test_bars_reach_from_one_to_the_heights_on_one_scale_for_all() -> None:
    first, second, *_ = pit.draw(pit_table(), WINDOW, "Made up.").figure.axes
    bars = [[bar.get_y() + bar.get_height() for bar in axes.patches[:BINS]] for axes in (first, second)]
    assert bars[0] == pytest.approx([1.5, *[1.0] * (BINS - 1)])
    assert bars[1] == pytest.approx(np.ones(BINS))
    assert first.get_ylim() == second.get_ylim() == pytest.approx((1 - 0.55, 1 + 0.55))


def test_what_was_expected_stands_once_where_the_war_makes_no_difference() -> None:
    table = pit_table().assign(expected=2.0)
    assert written(pit.draw(table, WINDOW, "Made up.").figure.axes[0])[1] == "1 in the record, 2.0 expected"
