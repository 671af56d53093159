"""Ladder: the highest rungs of both arms, the weeks, and one world."""

from __future__ import annotations

from sim.app.state import State
from sim.app.worlds import Ran
from tests.sim.app.pages import figures, opened, said


def test_three_figures_and_the_numbers(state: State, found: Ran) -> None:
    page = opened(state, view="ladder")
    assert figures(page) == 3
    assert f"middle world {found.answer('peak_rung').median}" in said(page)
