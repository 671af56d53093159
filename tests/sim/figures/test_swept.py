"""What the figures of sweeps share: values in few letters, ticks that do not overlap, who says what was run."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest
from matplotlib.figure import Figure

from sim.figures.style import settings
from sim.figures.swept import MOST_TICKS, subtitle_of, ticks_of, value_text
from sim.sweeps.factors import Factor, Value
from tests.made_sweeps import made

NUMBER, DAY, WORD = Factor("a", "number", "a", 0), Factor("branch", "day", "branch"), Factor("w", "word", "w", 0)


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.123456, "0.123"), (-2.0, "\N{MINUS SIGN}2"), (3, "3"), (date(2020, 1, 2), "2 Jan 2020"), (True, "true")],
)
def test_a_value_in_few_letters(value: Value, text: str) -> None:
    assert value_text(value) == text


def test_who_says_what_was_run() -> None:
    assert subtitle_of(made([NUMBER], [(1.0,), (2.0,)], [1.0, 2.0])) == (
        "“Three weeks”: the same 100 worlds and luck at 2 points, counted from 2 Jan 2020 to 20 Jan 2020."
    )


@pytest.mark.parametrize(
    ("factor", "values"),
    [
        (NUMBER, [0.1, 0.5, 0.9]),
        (NUMBER, [0.1, 0.10001, 0.9, 7.0]),
        (NUMBER, [float(at) for at in range(40)]),
        (DAY, [date(2020, 1, 1) + timedelta(days=7 * at) for at in range(12)]),
        (DAY, [date(2020, 1, 1), date(2020, 1, 2), date(2020, 6, 1)]),
        (WORD, ["abducted", "fresh"]),
        (WORD, [f"2020-01-0{at}-us-targeted-killing" for at in range(1, 8)]),
        (WORD, ["one"]),
    ],
)
def test_labels_of_ticks_do_not_overlap_and_stay_near_the_axes(factor: Factor, values: list[Value]) -> None:
    with settings():
        figure = Figure(figsize=(4.6, 2), dpi=100)
        axes = figure.add_axes((0.62 / 4.6, 0.3, 3.84 / 4.6, 0.6))
        ticks_of(axes, made([factor], [(value,) for value in values], [1.0] * len(values)), 0, 3.84)
        figure.draw_without_rendering()
        boxes = [label.get_window_extent() for label in axes.get_xticklabels() if label.get_text()]
    assert 1 <= len(boxes) <= max(MOST_TICKS + 2, len(values))
    assert all(before.x1 <= after.x0 for before, after in itertools.pairwise(boxes))
