"""Letters of the font, widths of lines, and where they break."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.figures.lettering import inches, left_to_right, legible, wrap


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("Costs $5 and $10, a $\\foo$ b", "Costs $5 and $10, a $\\foo$ b"),
        ("two\nlines\tand\x00 more", "two lines and more"),
        ("\u4e89 a \ud800", "□ a □"),
        ("אין", "אין"),
    ],
)
def test_what_the_font_lacks_is_a_box(text: str, drawn: str) -> None:
    assert legible(text) == drawn


def test_a_text_of_boxes_alone_gives_way() -> None:
    assert legible("\u4e89\u4e89 a", "b") == "b"
    assert legible("\u4e89 ab", "b") == "□ ab"


def test_a_line_is_as_wide_as_its_letters() -> None:
    assert inches("nn", 20) == pytest.approx(2 * inches("n", 20), rel=0.1)
    assert inches("n", 20) == pytest.approx(2 * inches("n", 10), rel=0.1)
    assert inches("n", 20, "bold") > inches("n", 20)


@given(st.text(max_size=300).map(legible), st.floats(0.5, 9))
def test_no_line_is_wider_than_its_room_and_no_letter_is_lost(text: str, width: float) -> None:
    lines = wrap(text, width, 10)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(inches(line, 10) <= width or len(line) == 1 for line in lines)


def test_what_has_no_room_ends_in_dots() -> None:
    lines = wrap("word " * 100, 2.0, 10, most=2)
    assert len(lines) == 2
    assert lines[1].endswith("word…")
    assert inches(lines[1], 10) <= 2.0
    assert wrap("", 2.0, 10) == []


def test_only_a_title_from_right_to_left_needs_a_mark() -> None:
    assert left_to_right(["“a” minus"]) == ["“a” minus"]
    assert left_to_right(["“אין” minus", "b"]) == ["\u200e“אין” minus", "\u200eb"]
