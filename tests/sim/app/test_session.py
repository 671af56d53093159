"""Widgets and the address hold the same state."""

from __future__ import annotations

from typing import Any

from sim.app.state import State
from tests.sim.app.pages import opened, state_of


def test_what_is_chosen_is_in_the_address_and_comes_back(state: State, found: Any) -> None:
    page = opened(state, view="effect")
    page.selectbox(key="of-measure").set_value("us_killed").run()
    chosen = state_of(page)
    assert chosen.measure == "us_killed"
    again = opened(chosen)
    assert again.selectbox(key="of-measure").value == "us_killed"
