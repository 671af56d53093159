"""Lever: what came of it, what that says to the bet, and screws that can be turned and turned back."""

from __future__ import annotations

from sim.app.state import State
from sim.app.views.common import in_numbers
from sim.app.worlds import Ran
from tests.sim.app.pages import button, figures, opened, said, state_of


def test_the_numbers_and_the_reveal_are_those_of_the_worlds(state: State, found: Ran) -> None:
    page = opened(state, view="levers")
    numbers = found.answer("attacks_on_us")
    assert in_numbers(numbers, "attacks_on_us", found.worlds, "what happened") in said(page).replace("\\", "")
    assert "You bet: **Fewer**" in said(page)
    assert figures(page) == 1


def test_who_did_not_bet_is_told_nothing_of_a_bet(state: State, found: Ran) -> None:
    assert "You bet" not in said(opened(state, view="levers", bet="none"))


def test_a_screw_is_turned_other_worlds_come_and_back(state: State, found: Ran) -> None:
    page = opened(state, view="levers")
    page.selectbox(key="screw").set_value("branch").run()
    page.text_input(key="value-branch").set_value("2020-01-03").run()
    button(page, "Turn it").click().run()
    assert state_of(page).levers == (("branch", "2020-01-03"),)
    assert "You bet" not in said(page), "the bet was about something else"
    button(page, "Back").click().run()
    assert state_of(page).levers == ()
    assert "You bet" in said(page)


def test_a_mechanism_is_switched_off(state: State) -> None:
    page = opened(state, view="levers")
    page.multiselect(key="of-off").set_value(["fear"]).run()
    assert state_of(page).off == ("fear",)


def test_settings_of_a_lesson_are_places_of_its_lever() -> None:
    page = opened(State("lesson", "two_fires", view="levers", bet="none", worlds=10))
    names = page.radio(key="of-setting").options
    assert len(names) >= 3
