"""Labels beside the ends of lines: at their line, or apart and led to it."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure

from sim.figures.ends import End, apart, label_ends


def test_labels_with_room_stand_at_their_lines() -> None:
    assert apart([0.2, 0.8], [0.1, 0.1], 0.05) == pytest.approx([0.2, 0.8])


def test_labels_without_room_move_apart_evenly_the_first_above() -> None:
    assert apart([0.5, 0.5], [0.1, 0.1], 0.05) == pytest.approx([0.55, 0.45])
    assert apart([0.49, 0.5], [0.1, 0.2], 0.05) == pytest.approx([0.395, 0.595])
    assert apart([0.0, 0.0], [0.1, 0.1], 0.05) == pytest.approx([0.05, -0.05])


@given(st.lists(st.tuples(st.floats(0, 1), st.sampled_from([0.1, 0.2])), min_size=1, max_size=3))
def test_labels_never_overlap_keep_their_order_and_stay_near_the_panel(labels: list[tuple[float, float]]) -> None:
    heights, rooms = [height for height, _ in labels], [room for _, room in labels]
    found = apart(heights, rooms, 0.05)
    order = sorted(range(len(labels)), key=lambda at: -heights[at])
    for upper, lower in pairwise(order):
        assert found[upper] - found[lower] >= rooms[upper] - 1e-9
    assert max(found) <= 1.05 + 1e-9
    assert min(found[at] - rooms[at] + 0.1 for at in range(len(found))) >= -0.05 - 0.1 - 1e-9


def test_each_line_leads_from_the_end_to_its_label() -> None:
    axes = Figure(figsize=(9, 3)).add_axes((0.1, 0.1, 0.5, 0.8))
    label_ends(axes, [End(4, ("record 4",), "#000000"), End(4, ("median 4", "(3 to 5)"), "#0072B2")], 4, 1.4)
    assert [text.get_text() for text in axes.texts] == ["record 4", "median 4", "(3 to 5)"]
    for line, text in zip(axes.lines, (axes.texts[0], axes.texts[1]), strict=True):
        assert line.get_ydata()[0] == 1.0
        assert line.get_ydata()[-1] == text.get_position()[1]
        assert line.get_color() == text.get_color()
