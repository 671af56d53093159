"""The figure: bars as long as their shares, the largest group above, words where nothing moves, a page for every few measures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.figures.shares import A_PAGE, MOST, OF_MEAN, shares, write_share_figures
from sim.figures.style import Sheet, settings
from sim.results.spans import Span
from sim.sensitivities.answering import Answer
from sim.sensitivities.groups import Tie
from sim.sensitivities.rows import FIRST, SHARE, TOTAL, Row, unknown
from sim.sensitivities.split import BETWEEN, CHANCE, FACTORS, PARAMETERS, SAME, VARIANTS
from tests.sim.figures.pages import check_words_lie_apart

MOVED, STILL = "attacks_on_us", "us_killed"
GROUPS = {"us": (0.6, 0.7), "iraq_government": (-0.05, 0.02), "a group with a long name of its own": (0.3, 1.9)}


def answer(*, told: bool = True, measures: tuple[str, ...] = (MOVED, STILL)) -> Answer:
    split = dict(zip(FACTORS, (0.5, 0.5, 0.3, 0.2), strict=True))
    rows = [
        unknown(MOVED, factor, SHARE)
        if not told and factor in (PARAMETERS, VARIANTS)
        else Row(MOVED, factor, SHARE, share, share - 0.1, share + 0.1)
        for factor, share in split.items()
    ]
    for group, (first, total) in GROUPS.items():
        rows += [Row(MOVED, group, FIRST, first, first - 0.1, first + 0.1), Row(MOVED, group, TOTAL, total, total - 0.1, 2.5)]
    rows += [unknown(STILL, factor, SHARE) for factor in FACTORS]
    about: dict[str, Any] = {
        "scenario": "short", "title": "Three weeks", "reference": None, "span": Span(date(2020, 1, 2), date(2020, 1, 20)),
        "draws": 512, "worlds": 4, "seed": 7, "runs": 100, "left_out": [], "coverage": True,
    }  # fmt: skip
    spread = {MOVED: "told apart", STILL: SAME}
    tie = Tie(("us", "iraq_government"), ("us.a", "iraq_government.b"), 0.3, 0.1)
    return Answer(tuple(rows), measures, {}, {}, spread, (tie,), 0, 0, about)


def drawn(of: Answer) -> Sheet:
    with settings():
        return shares(of, of.measures)


def bars(page: Sheet, at: int) -> list[float]:
    patches: Any = page.figure.axes[at].patches
    return [patch.get_width() for patch in patches]


def words(of: Any) -> list[str]:
    return [text.get_text() for text in of.texts]


def test_bars_are_as_long_as_shares_and_lines_as_intervals() -> None:
    page = drawn(answer())
    assert bars(page, 0) == [0.5, 0.3, 0.2]
    assert words(page.figure.axes[0])[::2] == [CHANCE, PARAMETERS, VARIANTS]
    spans = [np.asarray(line.get_xdata()).tolist() for line in page.figure.axes[0].lines]
    assert spans[2:] == [pytest.approx(ends) for ends in ([0.4, 0.6], [0.2, 0.4], [0.1, 0.3])]
    assert {"50\N{NO-BREAK SPACE}%", "30\N{NO-BREAK SPACE}%"} <= set(words(page.figure.axes[0]))


def test_groups_stand_in_order_and_within_the_page() -> None:
    page = drawn(answer())
    assert bars(page, 1) == pytest.approx([MOST, 0.3, 0.7, 0.6, 0.02, 0.0])
    assert "190\N{NO-BREAK SPACE}%" in words(page.figure.axes[1])
    assert OF_MEAN in words(page.figure)
    low, high = page.figure.axes[1].get_xlim()
    assert low < 0 < MOST < high
    check_words_lie_apart(page)


def test_a_number_stands_beside_the_longest_of_bar_and_line() -> None:
    """A first order may come out above its total order."""
    of = answer()
    rows = [row for row in of.rows if row.factor != "us"]
    rows += [Row(MOVED, "us", FIRST, 0.4, 0.3, 0.5), Row(MOVED, "us", TOTAL, 0.0, 0.0, 0.0)]
    page = drawn(replace(of, rows=tuple(rows)))
    (text,) = (text for text in page.figure.axes[1].texts if text.get_text() == "0\N{NO-BREAK SPACE}%")
    assert text.get_position()[0] > 0.4


def test_what_is_not_told_apart_is_one_bar() -> None:
    page = drawn(answer(told=False))
    assert words(page.figure.axes[0])[::2] == [CHANCE, "all parameters"]
    assert BETWEEN not in words(page.figure.axes[0])


def test_a_measure_that_never_moves_is_said_in_words() -> None:
    page = drawn(answer())
    assert SAME in words(page.figure)
    assert len(page.figure.axes) == 2


def test_pages(tmp_path: Path) -> None:
    many = answer(measures=(MOVED,) * (A_PAGE + 1))
    found = write_share_figures(many, tmp_path / "figures")
    assert [path.name for path in found] == ["sensitivity.png", "sensitivity_2.png"]
    assert all(path.with_suffix(".svg").is_file() for path in found)
