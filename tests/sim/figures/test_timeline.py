"""The timeline: where simulated days begin, and labels that do not collide."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.figures.series import PANELS, days_between
from sim.figures.style import settings
from sim.figures.timeline import ROOM, Column, _apart, _rows, short_day, timeline
from sim.record.evidence import load_evidence


def test_a_column_knows_its_first_simulated_day(comparison: Any) -> None:
    days = days_between(*comparison.window)
    documented, arm, _ = (Column(scenario, days, "#000000") for scenario in comparison.scenarios)
    assert documented.first_simulated is None
    assert arm.first_simulated == 32  # 2 January, counted from 1 December
    assert short_day(days[arm.first_simulated]) == "2 Jan 2020"


def test_one_column_for_each_scenario_and_a_row_for_each_panel(comparison: Any) -> None:
    with settings():
        page = timeline(comparison, comparison.scenarios[1:], load_evidence(), "foot")
    assert len(page.figure.axes) == 2 * (1 + len(PANELS))
    panel = page.figure.axes[1]
    assert panel.get_title(loc="left") == PANELS[0].title
    record, median = (line for line in panel.lines if len(line.get_xdata()) > 2)
    assert record.get_ydata()[-1] == comparison.runs["documented"].daily.groupby("world")["attack_base"].sum().iloc[0]
    totals = comparison.runs["no_soleimani_strike"].daily.groupby("world")["attack_base"].sum()
    assert median.get_ydata()[-1] == totals.median()
    assert (median.get_xdata() == record.get_xdata()[32:]).all(), "the fan begins on the branch day"


def test_labels_keep_apart() -> None:
    upper, lower = _apart([0.5, 0.49])
    assert upper - lower == pytest.approx(0.24)
    lower, upper = _apart([0.49, 0.5])
    assert upper - lower == pytest.approx(0.24)
    assert _apart([0.2, 0.8]) == [0.2, 0.8]
    assert [row for row, _ in _rows([(0.0, 1.0), (0.5, 1.0), (2.0, 1.0)], 7.0)] == [0, 1, 0]
    assert _rows([(6.9, 2.0)], 7.0) == [(0, True)]


@given(st.floats(0, 1), st.floats(0, 1))
def test_two_labels_keep_their_order_and_stay_inside(first: float, second: float) -> None:
    low, high = sorted(_apart([min(first, second), max(first, second)]))
    assert high - low >= ROOM - 0.1 - 1e-9 if abs(first - second) >= ROOM else high - low >= ROOM - 1e-9
    assert low >= 0.04 - 1e-9
    assert high <= 0.94 + 1e-9


@given(st.lists(st.tuples(st.floats(0, 7), st.floats(0.3, 2)), max_size=8))
def test_labels_on_one_line_do_not_overlap(boxes: list[tuple[float, float]]) -> None:
    boxes.sort()
    taken: dict[int, list[tuple[float, float]]] = {}
    for (start, length), (row, flip) in zip(boxes, _rows(boxes, 7.0), strict=True):
        taken.setdefault(row, []).append((start - length, start) if flip else (start, start + length))
    for spans in taken.values():
        spans.sort()
        assert all(end <= begin for (_, end), (begin, _) in pairwise(spans))
