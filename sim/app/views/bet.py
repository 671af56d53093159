"""Bet: what is read aloud, what is asked, and a guess before anything is shown."""

from __future__ import annotations

import streamlit as st

from sim.app import session
from sim.app.asking import ahead, bet_asked, subject
from sim.app.events import escaped
from sim.app.state import LESSON, LEVERS, NO_BET, State
from sim.app.subjects import Wager


def show(state: State) -> None:
    """Draw the view."""
    about = subject(state)
    ahead(bet_asked(state))
    with st.container(border=True):
        st.markdown(escaped(about.text) if state.kind == LESSON else f"What is changed: {escaped(about.text)}")
    st.header("Your bet")
    st.markdown(escaped(about.wager.ask))
    if state.bet:
        _placed(state, about.wager)
        return
    guess = _guess(about.wager)
    placed = {"bet": guess, "view": LEVERS}
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button("Place the bet", type="primary", disabled=guess is None, on_click=session.change, kwargs=placed)
        st.button("Rather not bet", type="tertiary", on_click=session.change, kwargs={"bet": NO_BET, "view": LEVERS})


def _guess(wager: Wager) -> str | None:
    """What is marked and not placed yet."""
    if wager.scale is not None:
        low, high, step = wager.scale
        return str(st.slider("A number", low, high, value=low, step=step, key="guess"))
    return st.radio(
        "Your guess", list(wager.labels), format_func=lambda side: escaped(wager.labels[side]), index=None,
        label_visibility="collapsed", key="side",
    )  # fmt: skip


def _placed(state: State, wager: Wager) -> None:
    said = "You would not bet." if state.bet == NO_BET else f"You bet: **{escaped(wager.labels.get(state.bet, state.bet))}**"
    st.markdown(f"{said} The bet stands in the address of this page.")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button("To the lever", type="primary", on_click=session.change, kwargs={"view": LEVERS})
        st.button("Bet anew", type="tertiary", on_click=session.change, kwargs={"bet": ""})
