"""The paired difference: bars of worlds, their mean and interval, in words that do not overstate."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.comparison import Comparison
from sim.figures.compared import arms, effect
from sim.figures.difference import LEAST_REACH, MAX_BARS, THIN, _histogram, _interval, _near, difference
from sim.figures.style import settings, signed
from sim.results.distribution import Distribution
from sim.vocabulary.measures import MEASURES

Made = Callable[[Sequence[float]], Distribution]


def bars(axes: Axes) -> dict[float, float]:
    """Heights by the middle of each bar."""
    return {round(patch.get_x() + patch.get_width() / 2, 6): patch.get_height() for patch in axes.patches}


@pytest.mark.parametrize(
    ("low", "high", "values", "text"),
    [
        (-2.0, 3.0, [-2.0, 3.0], "\N{MINUS SIGN}2 to +3"),
        (0.0, 0.0, [0.0, 0.0, 5.0], "0 in over 90 %"),
        (1.0, 1.0, [1.0, 1.0], "in every world"),
    ],
)
def test_the_interval_in_words(made: Made, low: float, high: float, values: list[float], text: str) -> None:
    assert _interval(low, high, made(values)) == text


def test_bars_stand_on_whole_numbers_and_leave_the_outermost_out(made: Made) -> None:
    axes = Figure().add_subplot()
    assert _histogram(axes, made([0.0] * 150 + [1.0] * 50 + [900.0])) == LEAST_REACH
    assert bars(axes) == {0.0: 1.0, 1.0: pytest.approx(1 / 3)}


def test_wide_differences_are_gathered_into_few_bars(made: Made) -> None:
    axes = Figure().add_subplot()
    far = _histogram(axes, made(list(np.arange(-500.0, 501.0))))
    assert len(axes.patches) <= MAX_BARS + 2
    assert far >= 495


def test_no_effect_is_no_large_block(made: Made) -> None:
    nothing, little = Figure().add_subplot(), Figure().add_subplot()
    assert _histogram(nothing, made([0.0] * 20)) == LEAST_REACH
    assert not nothing.patches, "a dot says it all"
    reach = _histogram(little, made([0.0] * 19 + [1.0]))
    assert max(patch.get_width() for patch in little.patches) <= THIN * 2 * reach + 1e-9


def test_the_same_everywhere_is_not_at_the_edge(made: Made) -> None:
    assert _histogram(Figure().add_subplot(), made([-5.0] * 3)) == 5.5


def test_at_most_one_in_a_hundred_is_left_out(made: Made) -> None:
    values, counts = _near(made([0.0] * 99 + [7.0]))
    assert (values.tolist(), counts.tolist()) == ([0], [99])
    assert _near(made([0.0] * 98 + [7.0] * 2))[0].tolist() == [0, 7]
    assert _near(made([0.0] * 50 + [7.0]))[0].tolist() == [0, 7]


def test_a_row_for_each_measure_watched_with_the_numbers_of_the_table(comparison: Comparison) -> None:
    one = arms(comparison)[0]
    with settings():
        page = difference(comparison, [one], 12, "foot")
    assert len(page.figure.axes) == len(one.watched)
    for axes, name in zip(page.figure.axes, one.watched, strict=True):
        texts = [text.get_text() for text in axes.texts]
        row = effect(comparison, one, name)
        assert row is not None
        assert {MEASURES[name].label, MEASURES[name].unit} <= set(texts)
        assert any(text.startswith(f"{signed(float(row['difference']))}\n") for text in texts)
    assert any("counted from 2 Jan 2020 to 15 Feb 2020" in text.get_text() for text in page.figure.texts)
    assert not any("outermost" in text.get_text() for text in page.figure.texts), "of twelve worlds none is left out"


def test_a_column_shows_what_its_scenario_watches_and_no_more(comparison: Comparison) -> None:
    shown = arms(comparison)
    with settings():
        page = difference(comparison, shown, 12, "foot")
    silent = [axes for axes in page.figure.axes if "not watched in this scenario" in [text.get_text() for text in axes.texts]]
    both = set(shown[0].watched) & set(shown[1].watched)
    assert len(silent) == len(set(shown[0].watched) ^ set(shown[1].watched)) > 0
    assert len(page.figure.axes) == 2 * len(both) + 2 * len(silent)


def test_a_measure_without_a_pair_of_worlds_says_so(comparison: Comparison) -> None:
    assert comparison.effects is not None
    none = replace(comparison, effects=comparison.effects.assign(difference=np.nan))
    with settings():
        page = difference(none, arms(none)[:1], 12, "foot")
    assert all("no world has a value in both" in [text.get_text() for text in axes.texts] for axes in page.figure.axes)


def test_no_words_leave_the_page(comparison: Comparison) -> None:
    with settings():
        page = difference(comparison, arms(comparison), 12, "foot")
        renderer = page.figure.canvas.get_renderer()
        boxes = [text.get_window_extent(renderer) for axes in page.figure.axes for text in axes.texts]
    assert min(box.x0 for box in boxes) >= 0
    assert max(box.x1 for box in boxes) <= page.figure.bbox.width
