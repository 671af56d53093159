"""Actors: what each wants and fears, with shares of the whole."""

from __future__ import annotations

import pytest

from sim.app.state import State
from sim.app.views.actors import chance
from sim.app.worlds import Ran
from sim.explain.today import Weighed
from tests.sim.app.pages import opened, said


def test_wants_and_fears_of_an_actor(state: State, found: Ran) -> None:
    page = opened(state, view="actors", world="1", day="2020-01-04")
    assert page.selectbox(key="actor").value == "us"
    page.selectbox(key="actor").set_value("kataib_hezbollah").run()
    assert "Moved by" in said(page)
    assert any("attack a base" in each.label for each in page.expander)


@pytest.mark.parametrize(
    ("rate", "says"),
    [
        (0.0, "0 % today"),
        (1e-5, "under 0.1 % today"),
        (0.1, "9.5 % today"),
        (9.0, "as good as certain today"),
        (1e9, "certain today"),
    ],
)
def test_a_chance_is_said_in_words(rate: float, says: str) -> None:
    assert chance(Weighed("us", "strike", rate, False, (), ())) == says
    counted = Weighed("badr", "attack_base", rate, False, (), ())
    assert chance(counted) == says.replace("today", "at least one today")
