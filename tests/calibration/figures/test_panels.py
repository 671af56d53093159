"""Small multiples: as many as asked for, row by row, within the room that the page leaves."""

from __future__ import annotations

import pytest

from calibration.figures.panels import BLUE, VERMILION, panels
from sim.figures.style import WIDTH, sheet


def test_panels_stand_row_by_row_within_the_page() -> None:
    page = sheet(4.0, "Why?", "What is shown.", "Foot.")
    axes = panels(page, 5, 3, sides=(0.1, 0.9), above=0.4, below=0.2, gaps=(0.5, 0.25))
    boxes = [one.get_position() for one in axes]
    assert page.figure.axes == axes
    assert [box.y0 for box in boxes] == pytest.approx([boxes[0].y0] * 3 + [boxes[3].y0] * 2)
    assert boxes[3].y1 < boxes[0].y0
    assert [box.x0 for box in boxes[:3]] == pytest.approx(sorted(box.x0 for box in boxes[:3]))
    assert (boxes[0].x0, boxes[2].x1) == pytest.approx((0.1, 0.9))
    assert boxes[3].x0 == pytest.approx(boxes[0].x0)
    inch = 1 / page.figure.get_figheight()
    assert boxes[0].y1 == pytest.approx(page.top - 0.4 * inch)
    assert boxes[3].y0 == pytest.approx(page.bottom + 0.2 * inch)
    assert (boxes[1].x0 - boxes[0].x1) * WIDTH == pytest.approx(0.25 * boxes[0].width * WIDTH)


def test_for_and_against_are_okabe_and_itos_blue_and_vermilion() -> None:
    assert (BLUE, VERMILION) == ("#0072B2", "#D55E00")
