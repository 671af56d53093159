"""The ladder: shares of worlds by rung, honest at both ends."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.dates import num2date
from matplotlib.figure import Figure

from sim.comparison import Comparison
from sim.figures.compared import everything
from sim.figures.ladder import COLOURS, _changes, _in_words, _peaks, _weeks, ladder
from sim.figures.style import NARROW, settings
from sim.vocabulary.ladder import RUNGS
from tests.sim.figures.pages import check_words_lie_apart


@pytest.mark.parametrize(
    ("shares", "texts"),
    [
        ([0.004, 0.996], ["<1 %", ">99 %"]),
        ([0.974, 0.013, 0.013], ["98 %", "1 %", "1 %"]),
        ([0.5, 0.5], ["50 %", "50 %"]),
        ([0.0, 1.0], ["0 %", "100 %"]),
    ],
)
def test_shares_add_up_to_100_and_one_too_near_an_end_says_so(shares: list[float], texts: list[str]) -> None:
    assert _in_words(np.array(shares)) == texts


def test_a_bar_for_each_rung_as_long_as_its_share_of_worlds() -> None:
    axes, shares = Figure().add_subplot(), np.zeros(len(RUNGS))
    shares[[2, 6]] = 0.25, 0.75
    _peaks(axes, shares)
    assert [text.get_text() for text in axes.texts] == ["25 %", "75 %"]
    lengths = {round(patch.get_y() + 0.39): patch.get_width() for patch in axes.patches if patch.get_width() > 0}
    assert lengths == {2: 0.25, 6: 0.75}


def test_rungs_have_colours_of_their_own_that_darken() -> None:
    light = [sum(int(colour[at : at + 2], 16) for at in (1, 3, 5)) for colour in COLOURS]
    assert len(COLOURS) == len(RUNGS)
    assert light == sorted(light, reverse=True)


def test_weeks_are_stacked_and_those_alike_drawn_as_one() -> None:
    weeks = np.arange("2020-01-01", "2020-01-29", 7, dtype="datetime64[D]")
    shares = np.zeros((len(RUNGS), 4))
    shares[0], shares[6] = [1.0, 1.0, 0.25, 1.0], [0.0, 0.0, 0.75, 0.0]
    axes = Figure().add_subplot()
    _weeks(axes, weeks, shares, np.datetime64("2020-01-29"))
    quiet, strikes = (patch.get_data() for patch in axes.patches)
    assert quiet.values.tolist() == [1.0, 0.25, 1.0], "the first two weeks are one step"
    assert [f"{num2date(edge):%Y-%m-%d}" for edge in quiet.edges] == ["2020-01-01", "2020-01-15", "2020-01-22", "2020-01-29"]
    assert strikes.values.tolist() == [1.0, 1.0, 1.0]
    assert strikes.baseline.tolist() == [1.0, 0.25, 1.0]
    assert _changes(np.array([0.0, 0.0, 0.1]), np.array([1.0, 1.0, 0.9])).tolist() == [0, 2]


def test_a_span_of_less_than_a_week_ends_where_it_ends() -> None:
    shares = np.zeros((len(RUNGS), 1))
    shares[3] = 1.0
    axes = Figure().add_subplot()
    _weeks(axes, np.array(["2020-01-03"], dtype="datetime64[D]"), shares, np.datetime64("2020-01-04"))
    (step,) = axes.patches
    assert [f"{num2date(edge):%Y-%m-%d}" for edge in step.get_data().edges] == ["2020-01-03", "2020-01-04"]


def test_one_row_for_each_scenario_and_its_days_with_the_reference_first(comparison: Comparison) -> None:
    shown = everything(comparison)
    with settings():
        page = ladder(shown, 12, "foot")
    assert len(page.figure.axes) == 2 * len(shown)
    assert page.figure.get_figwidth() == NARROW
    check_words_lie_apart(page)
    texts = [text.get_text() for text in page.figure.texts]
    assert "2 Jan 2020 to 15 Feb 2020, documented: the same in every world" in texts
    assert "2 Jan 2020 to 15 Feb 2020, simulated" in texts
    assert "27 Dec 2019 to 15 Feb 2020, simulated" in texts
    peak = comparison.runs["documented"].daily.query("'2020-01-02' <= date <= '2020-02-15'")["rung"].max()
    (bar,) = (patch for patch in page.figure.axes[0].patches if patch.get_width() > 0)
    assert (round(bar.get_y() + 0.39), bar.get_width()) == (peak, 1.0)
