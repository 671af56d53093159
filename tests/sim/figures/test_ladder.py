"""The ladder: shares of worlds by rung, honest at both ends."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from matplotlib.figure import Figure

from sim.figures.ladder import COLOURS, _how_it_came, _peaks, _percent, ladder
from sim.figures.style import settings
from sim.vocabulary.ladder import RUNGS


@pytest.mark.parametrize(
    ("share", "text"),
    [(0.0, "<1 %"), (0.004, "<1 %"), (0.005, "0 %"), (0.5, "50 %"), (0.994, "99 %"), (0.995, ">99 %"), (1.0, "100 %")],
)
def test_a_share_too_near_an_end_for_its_rounding_says_so(share: float, text: str) -> None:
    assert _percent(share) == text


def test_a_bar_for_each_rung_as_long_as_its_share_of_worlds() -> None:
    axes = Figure().add_subplot()
    _peaks(axes, np.array([6, 6, 6, 2]))
    assert [text.get_text() for text in axes.texts] == ["25 %", "75 %"]
    lengths = {round(patch.get_y() + 0.39): patch.get_width() for patch in axes.patches if patch.get_width() > 0}
    assert lengths == {2: 0.25, 6: 0.75}


def test_rungs_have_colours_of_their_own_that_darken() -> None:
    light = [sum(int(colour[at : at + 2], 16) for at in (1, 3, 5)) for colour in COLOURS]
    assert len(COLOURS) == len(RUNGS)
    assert light == sorted(light, reverse=True)


def test_how_the_days_of_a_scenario_came(comparison: Any) -> None:
    documented, arm, _ = comparison.scenarios
    assert _how_it_came(documented) == "documented: the same in every world"
    assert _how_it_came(arm) == "simulated from 2 Jan 2020"
    assert _how_it_came(arm.edit(branch=arm.start)) == "simulated throughout"


def test_one_row_for_each_scenario_with_the_reference_first(comparison: Any) -> None:
    with settings():
        page = ladder(comparison, "foot")
    assert len(page.figure.axes) == 2 * len(comparison.scenarios)
    assert page.figure.axes[1].get_title(loc="right") == "documented: the same in every world"
    peak = comparison.runs["documented"].daily.query("date >= '2020-01-02'")["rung"].max()
    (bar,) = (patch for patch in page.figure.axes[0].patches if patch.get_width() > 0)
    assert (round(bar.get_y() + 0.39), bar.get_width()) == (peak, 1.0)
