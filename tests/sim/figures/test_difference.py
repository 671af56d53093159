"""The paired difference: bars of worlds, their mean and interval, in words that do not overstate."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.comparison import Comparison
from sim.figures.compared import Shown, arms, effect
from sim.figures.difference import LEAST_REACH, MAX_BARS, THIN, _histogram, _interval, _near, difference
from sim.figures.style import NARROW, Sheet, settings, signed
from sim.results.distribution import Distribution
from sim.vocabulary.measures import MEASURES
from tests.sim.figures.pages import check_words_lie_apart

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


def drawn(comparison: Comparison, one: Shown) -> Sheet:
    with settings():
        return difference(comparison, one, 12, "foot")


def words(axes: Axes) -> list[str]:
    return [text.get_text() for text in axes.texts]


def test_a_panel_for_each_measure_watched_with_the_numbers_of_the_table(comparison: Comparison) -> None:
    one = arms(comparison)[0]
    page = drawn(comparison, one)
    assert len(page.figure.axes) == len(one.watched)
    assert page.figure.get_figwidth() == NARROW
    flat = 0
    for axes, name in zip(page.figure.axes, one.watched, strict=True):
        row = effect(comparison, one, name)
        assert row is not None
        assert words(axes)[0] == MEASURES[name].label
        if one.differences[name].values.any():
            assert words(axes)[1].startswith(f"{signed(float(row['difference']))} (")
            assert axes.patches or one.differences[name].values.size == 1
        else:
            flat += 1
            assert words(axes)[1:] == [MEASURES[name].unit, "the same in every world"]
            assert [line.get_linewidth() for line in axes.lines] == [0.8], "a thin line"
    assert flat < len(one.watched)
    texts = " ".join(" ".join(text.get_text().split()) for text in page.figure.texts)
    assert "counted from 2 Jan 2020 to 15 Feb 2020" in texts
    assert "outermost" not in texts, "of twelve worlds none is left out"


def test_what_differs_in_no_world_is_a_thin_line(comparison: Comparison, made: Made) -> None:
    one = arms(comparison)[0]
    still = replace(one, chosen=("raids",), differences={"raids": made([0.0] * 12)})
    (axes,) = drawn(comparison, still).figure.axes
    assert words(axes) == [MEASURES["raids"].label, MEASURES["raids"].unit, "the same in every world"]
    assert not axes.patches
    little = replace(still, differences={"raids": made([0.0] * 11 + [1.0])})
    assert drawn(comparison, little).figure.axes[0].patches


def test_a_measure_without_a_pair_of_worlds_says_so(comparison: Comparison) -> None:
    assert comparison.effects is not None
    none = replace(comparison, effects=comparison.effects.assign(difference=np.nan))
    page = drawn(none, arms(none)[0])
    assert all("no world has a value in both" in words(axes) for axes in page.figure.axes)


def test_no_words_leave_the_page_or_lie_on_each_other(comparison: Comparison) -> None:
    for one in arms(comparison):
        check_words_lie_apart(drawn(comparison, replace(one, chosen=tuple(MEASURES))))
