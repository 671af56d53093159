"""The paired difference: bars of worlds, their mean and interval, in words that do not overstate."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from matplotlib.figure import Figure

from sim.figures.compared import effect, watched
from sim.figures.difference import MAX_BARS, _histogram, _interval, difference
from sim.figures.style import settings, signed
from sim.vocabulary.measures import MEASURES


@pytest.mark.parametrize(
    ("low", "high", "values", "text"),
    [
        (-2.0, 3.0, [-2.0, 3.0], "\N{MINUS SIGN}2 to +3"),
        (0.0, 0.0, [0.0, 0.0, 5.0], "0 in over 90 %"),
        (1.0, 1.0, [1.0, 1.0], "in every world"),
    ],
)
def test_the_interval_in_words(low: float, high: float, values: list[float], text: str) -> None:
    assert _interval(low, high, np.array(values)) == text


def test_bars_are_centred_on_whole_numbers_and_leave_the_outermost_out() -> None:
    axes = Figure().add_subplot()
    values = np.array([0.0] * 150 + [1.0] * 50 + [900.0])
    assert _histogram(axes, values) == 1.5
    (steps,) = axes.patches
    heights, edges, _ = steps.get_data()
    assert dict(zip((edges[:-1] + edges[1:]) / 2, heights, strict=True)) == {-1.0: 0.0, 0.0: 1.0, 1.0: pytest.approx(1 / 3)}


def test_wide_differences_are_gathered_into_few_bars() -> None:
    axes = Figure().add_subplot()
    far = _histogram(axes, np.arange(-500.0, 501.0))
    heights, edges, _ = axes.patches[0].get_data()
    assert len(heights) <= MAX_BARS + 2
    assert far >= 495
    assert _histogram(Figure().add_subplot(), np.array([])) == 1.0
    assert np.diff(edges) == pytest.approx(edges[1] - edges[0])


def test_a_row_for_each_measure_watched_with_the_numbers_of_the_table(comparison: Any) -> None:
    arm = comparison.scenarios[1]
    with settings():
        page = difference(comparison, [arm], "foot")
    names = watched(comparison)
    assert len(page.figure.axes) == len(names)
    for axes, name in zip(page.figure.axes, names, strict=True):
        texts = [text.get_text() for text in axes.texts]
        row = effect(comparison, arm, name)
        assert row is not None
        assert f"{MEASURES[name].label}\n" in texts
        if not np.isnan(row["difference"]):
            assert any(text.startswith(f"{signed(float(row['difference']))}\n") for text in texts)


def test_a_measure_without_a_pair_of_worlds_says_so(comparison: Any) -> None:
    arm = comparison.scenarios[1].edit(watch=["days_to_first_us_strike"])
    pair = comparison.__class__(
        (comparison.scenarios[0], arm),
        comparison.runs,
        comparison.effects.assign(difference=np.nan),
        comparison.window,
        comparison.branch,
    )
    with settings():
        page = difference(pair, [arm], "foot")
    assert "no world has a value in both" in [text.get_text() for text in page.figure.axes[0].texts]
