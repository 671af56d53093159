"""Bet: nothing is shown before it, it stands in the address, and it can be placed anew."""

from __future__ import annotations

import pytest

from sim.app.asking import bet_asked
from sim.app.runs import Asked
from sim.app.state import State
from sim.app.views import bet
from sim.lessons.reading import lesson_paths, load_lesson
from tests.sim.app.pages import button, figures, opened, said, state_of


def test_nothing_is_shown_before_the_bet(state: State) -> None:
    for view in ("levers", "play", "actors", "ladder", "effect", "take"):
        page = opened(state, bet="", view=view)
        assert "First the bet" in said(page)
        assert figures(page) == 0
    button(page, "To the bet").click().run()
    assert state_of(page).view == "bet"


def test_a_side_is_bet_on(state: State) -> None:
    page = opened(state, bet="", view="bet")
    assert button(page, "Place the bet").disabled
    page.radio(key="side").set_value("more").run()
    button(page, "Place the bet").click().run()
    assert (state_of(page).bet, state_of(page).view) == ("more", "levers")


def test_who_would_rather_not_bet_and_who_bets_anew(state: State) -> None:
    page = opened(state, bet="", view="bet")
    button(page, "Rather not bet").click().run()
    assert state_of(page).bet == "none"
    page = opened(state, view="bet")
    assert "You bet: **Fewer**" in said(page)
    button(page, "Bet anew").click().run()
    assert state_of(page).bet == ""


def test_a_number_is_bet_on_where_the_lesson_asks_for_one() -> None:
    name = next(name for name in lesson_paths() if load_lesson(name).lesson.bet.slider is not None)
    page = opened(State("lesson", name, view="bet"))
    guess = page.slider(key="guess")
    guess.set_value(guess.max).run()
    assert not button(page, "Place the bet").disabled


def test_while_the_bet_is_thought_over_its_worlds_are_run(state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[Asked] = []
    monkeypatch.setattr(bet, "ahead", begun.append)
    opened(state, view="bet", bet="", levers=(("branch", "2020-01-03"),))
    assert [each.key for each in begun] == [bet_asked(state).key], "as the bet has it, whatever is turned"
