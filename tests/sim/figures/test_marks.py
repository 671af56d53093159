"""Documented events: labels that do not collide, on as few lines as hold them."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure

from sim.figures.lettering import inches
from sim.figures.marks import ASIDE, LINE, SIZE, height, place, strip

DAYS = np.arange("2020-01-01", "2021-01-01", dtype="datetime64[D]")


def test_two_events_near_each_other_look_away_from_each_other() -> None:
    marks = [(DAYS[180], "embassy stormed"), (DAYS[183], "leader killed")]
    first, second = place(marks, DAYS, 7.0, 0.5, 1.4)
    assert (first.line, second.line) == (0, 0)
    assert (first.is_left, second.is_left) == (True, False)
    assert first.text == "embassy stormed 29 Jun 2020"


def test_a_label_at_the_edge_stays_on_the_page() -> None:
    (late,) = place([(DAYS[-1], "leader killed")], DAYS, 7.0, 0.5, 0.5)
    (early,) = place([(DAYS[0], "leader killed")], DAYS, 7.0, 0.5, 0.5)
    assert (late.is_left, early.is_left) == (True, False)


def test_no_event_needs_no_room() -> None:
    assert place([], DAYS, 7.0, 0.5, 1.4) == []
    assert height([[], []]) == 0.0
    assert height([[], place([(DAYS[9], "a")], DAYS, 7.0, 0.5, 1.4)]) > LINE


@given(st.lists(st.integers(0, 365), max_size=6).map(sorted))
def test_labels_on_one_line_do_not_overlap(at: list[int]) -> None:
    taken: dict[int, list[tuple[float, float]]] = {}
    for one in place([(DAYS[day], "leader killed") for day in at], DAYS, 7.0, 0.5, 1.4):
        start = 7.0 * float((one.day - DAYS[0]) / np.timedelta64(366, "D"))
        length = inches(one.text, SIZE) + ASIDE
        taken.setdefault(one.line, []).append((start - length, start) if one.is_left else (start, start + length))
    for spans in taken.values():
        spans.sort()
        assert all(end <= begin + 1e-9 for (_, end), (begin, _) in pairwise(spans))


def test_a_triangle_and_a_label_for_each() -> None:
    axes = Figure().add_subplot()
    strip(axes, place([(DAYS[9], "leader killed"), (DAYS[99], "embassy stormed")], DAYS, 7.0, 0.5, 1.4), DAYS, 0.25)
    assert [text.get_text() for text in axes.texts] == ["leader killed 10 Jan 2020", "embassy stormed 9 Apr 2020"]
    assert len(axes.lines) == 2
