"""The effect page: shares of worlds as parts of a bar, sizes to one scale about zero, nothing as a thin line."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
import pytest
from matplotlib.axes import Axes

from sim.figures.effect import LEAST_REACH, LESS, MORE, SAME, Heading, effect
from sim.figures.style import Sheet, settings
from tests.sim.figures.pages import check_words_lie_apart

HEADING = Heading("What of it?", "“One” minus “other”, 100 worlds.", "seed 7")
NAMES = ("attacks_on_us", "us_killed", "iran_launches")


def row(mean: float, low: float, high: float, less: float, more: float, **others: Any) -> dict[str, Any]:
    spread = {"effect_low": math.nan, "effect_high": math.nan, "shape": "one mode"}
    shares = {"p_less": less, "p_same": 1 - less - more, "p_more": more}
    return {
        "difference": mean,
        "difference_low": low,
        "difference_high": high,
        "reference_mean": 50.0,
        **shares,
        **spread,
        **others,
    }


ROWS = pd.DataFrame(
    [
        row(-12.0, -30, 2, 0.75, 0.1, effect_low=-15.0, effect_high=-8.0),
        row(0.4, 0, 1, 0.0, 0.4, shape="mostly nothing"),
        row(0.0, 0, 0, 0.0, 0.0, shape="none"),
    ],
    index=list(NAMES),
)


def drawn(rows: pd.DataFrame = ROWS, names: tuple[str, ...] = NAMES) -> Sheet:
    with settings():
        return effect(rows, names, HEADING)


def words(of: Any) -> str:
    return " | ".join(" ".join(text.get_text().split()) for text in of.texts)


def bars(axes: Axes) -> list[tuple[float, float]]:
    return [(round(bar.get_x(), 9), round(bar.get_x() + bar.get_width(), 9)) for bar in axes.patches]


def test_shares_of_worlds_stand_side_by_side() -> None:
    first = drawn().figure.axes[0]
    assert bars(first) == [(0, 0.75), (0.75, 0.9), (0.9, 1)]
    assert [bar.get_facecolor()[:3] for bar in first.patches] == [
        tuple(int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)) for colour in (LESS, SAME, MORE)
    ]
    assert "lower in 75 %, the same in 15 %, higher in 10 %" in words(first).replace("\N{NO-BREAK SPACE}", " ")
    assert "\N{MINUS SIGN}12 from 50" in words(first)


def test_a_share_too_thin_to_be_seen_is_said() -> None:
    few = pd.DataFrame([row(-1.0, -2, 0, 0.998, 0.002)], index=["raids"])
    assert "higher in <1 %" in words(drawn(few, ("raids",)).figure.axes[0]).replace("\N{NO-BREAK SPACE}", " ")
    all_of_them = pd.DataFrame([row(-1.0, -1, -1, 1.0, 0.0)], index=["raids"])
    assert "| lower in every world" in words(drawn(all_of_them, ("raids",)).figure.axes[0])


def test_mean_and_intervals_lie_where_the_table_has_them() -> None:
    size = drawn().figure.axes[1]
    lines = [list(line.get_xdata()) for line in size.lines if line.get_marker() != "o"]
    assert [-30, 2] in lines
    assert [-15, -8] in lines
    assert [list(line.get_xdata()) for line in size.lines if line.get_marker() == "o"] == [[-12]]
    low, high = size.get_xlim()
    assert low == -high < -30


def test_a_difference_of_one_does_not_look_like_much() -> None:
    size = drawn().figure.axes[3]
    assert size.get_xlim()[1] > LEAST_REACH
    assert [0, 1] in [list(line.get_xdata()) for line in size.lines]


def test_a_mean_that_misleads_is_marked() -> None:
    axes = drawn().figure.axes
    assert "mostly nothing" in words(axes[3])
    assert "one mode" not in words(axes[1])


def test_what_differs_in_no_world_is_a_thin_line() -> None:
    page = drawn()
    last = page.figure.axes[-1]
    assert len(page.figure.axes) == 5, "it has no size"
    assert not last.patches
    assert last.lines[0].get_linewidth() < 1
    assert "the same in every world" in words(last)
    unknown = ROWS.assign(difference=math.nan)
    assert "no world has a value in both" in words(drawn(unknown, NAMES[:1]).figure.axes[0])


def test_the_legend_says_what_is_drawn() -> None:
    assert "mean effect over parameters" in words(drawn().figure)
    assert "mean effect over parameters" not in words(drawn(ROWS.assign(effect_low=math.nan)).figure)


@pytest.mark.parametrize("factor", [1, 1000])
def test_no_words_leave_the_page_or_lie_on_each_other(factor: int) -> None:
    sizes = ["difference", "difference_low", "difference_high", "effect_low", "effect_high"]
    rows = ROWS.assign(**{name: ROWS[name] * factor for name in sizes}, shape="mostly nothing")
    check_words_lie_apart(drawn(rows))
