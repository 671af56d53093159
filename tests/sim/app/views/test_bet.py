"""Bet: nothing is shown before it, it stands in the address, and it can be placed anew."""

from __future__ import annotations

from sim.app.state import State
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
    page = (
        opened(State("lesson", "two_truces", view="bet"))
        if _has_slider("two_truces")
        else opened(State("lesson", _slider(), view="bet"))
    )
    page.slider(key="guess").set_value(page.slider(key="guess").max).run()
    assert not button(page, "Place the bet").disabled


def _has_slider(name: str) -> bool:
    from sim.lessons.reading import load_lesson

    return load_lesson(name).lesson.bet.slider is not None


def _slider() -> str:
    from sim.lessons.reading import lesson_paths

    return next(name for name in lesson_paths() if _has_slider(name))
