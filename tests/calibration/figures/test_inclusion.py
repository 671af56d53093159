"""The figure of terms: a dot at each probability, with the range of the islands, coloured by what the record says."""

from __future__ import annotations

import pytest

from calibration.figures import inclusion
from calibration.figures.panels import BLUE, VERMILION
from calibration.fit.inclusion import verdict
from sim.figures.style import MUTED
from sim.parameters import load_parameters
from tests.calibration.figures.made_up import PALETTE, colours, inclusion_table, words, written


def test_a_dot_and_a_stroke_for_each_term_in_the_colour_of_the_verdict() -> None:
    (axes,) = inclusion.draw(inclusion_table()).figure.axes
    dots = [line for line in axes.lines if line.get_marker() == "o"]
    assert [float(dot.get_xdata()[0]) for dot in dots] == pytest.approx([0.97, 0.5, 0.1])
    assert [dot.get_color() for dot in dots] == [BLUE, MUTED, VERMILION]
    strokes = [line for line in axes.lines if len(line.get_xdata()) == 2 and line.get_linewidth() == 1.6]
    assert [tuple(stroke.get_xdata()) for stroke in strokes] == [pytest.approx((x - 0.02, x + 0.02)) for x in (0.97, 0.5, 0.1)]
    meaning = load_parameters().entry("militia.fear").meaning
    assert meaning.startswith(written(axes)[1].rstrip("\N{HORIZONTAL ELLIPSIS}").rstrip())


def test_the_subtitle_counts_what_the_record_speaks_for_and_against() -> None:
    page = inclusion.draw(inclusion_table())
    assert "speaks for 1 of 3 terms" in words(page)
    assert "against 1 (vermilion)" in words(page)
    assert "does not decide on 1 (grey" in words(page)
    assert colours(page) <= PALETTE


def test_the_lines_of_strong_evidence_stand_at_a_bayes_factor_of_twenty() -> None:
    (axes,) = inclusion.draw(inclusion_table()).figure.axes
    dashed = [line.get_xdata()[0] for line in axes.lines if line.get_linewidth() == 0.7]
    assert [x / (1 - x) for x in dashed] == pytest.approx([1 / 20, 20])


@pytest.mark.parametrize("factor", [50.0, 5.0, 1.0, 0.2, 0.01])
def test_every_verdict_has_a_colour(factor: float) -> None:
    assert verdict(factor) in inclusion.COLOURS
