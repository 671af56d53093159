"""Lever: where it stands, what came of it against the same worlds without it, and what that says to the bet."""

from __future__ import annotations

import streamlit as st

from sim.app import session
from sim.app.asking import bet_asked, ran, subject
from sim.app.charts import CONFIG, timeline
from sim.app.events import escaped
from sim.app.screws import Screw, screws_of
from sim.app.state import NO_BET, PLAY, State
from sim.app.subjects import Subject
from sim.app.views.common import after_the_bet, choose_measure, in_numbers, worlds_of
from sim.errors import InputError
from sim.scenario import Scenario
from sim.vocabulary.mechanisms import MECHANISMS

BESIDE = (2, 5)
"""Widths of the lever and of what comes of it."""


def show(state: State) -> None:
    """Draw the view."""
    if not after_the_bet(state):
        return
    about, above = subject(state), st.container()
    left, right = st.columns(BESIDE)
    with left:
        _lever(state, about)
        measure = choose_measure(state, about)
        with st.expander("More screws", expanded=bool(state.levers or state.off)):
            _screws(state, about)
    with above:
        _reveal(state, about, measure)
    with right:
        _worlds(state, measure)


def _worlds(state: State, measure: str) -> None:
    """What came of it, beside the lever: whoever moves it sees both."""
    about, _, found = worlds_of(state)
    said = in_numbers(found.answer(measure), measure, found.worlds, about.against)
    st.plotly_chart(timeline(found, measure), width="stretch", config=CONFIG, alt=said, key="fan")
    st.markdown(f"**{escaped(said)}**")
    st.caption(f"{found.worlds:,} worlds in {found.seconds:.1f} s, seed {found.seed}.")
    st.button("Play one of these worlds", type="primary", on_click=session.change, kwargs={"view": PLAY})


def _lever(state: State, about: Subject) -> None:
    if len(about.settings) == 1:
        return
    by_id = {each.id: each for each in about.settings}
    title = about.read.lesson.lever.title if about.read is not None else "Lever"
    name = about.setting(state.setting).id
    st.radio(
        escaped(title), list(by_id), format_func=lambda one: escaped(by_id[one].label),
        **session.tied("setting", name, day="", event=-1),
    )  # fmt: skip
    st.markdown(escaped(by_id[name].says))


def _reveal(state: State, about: Subject, shown: str) -> None:
    """What is told to who bet so, as long as the lever stands where the bet is about; with the numbers if others are shown."""
    wager = about.wager
    untouched = not state.levers and not state.off and about.setting(state.setting).id == wager.setting
    if not untouched or state.bet == NO_BET:
        return
    found = ran(bet_asked(state))
    numbers = found.answer(wager.measure)
    with st.container(border=True):
        st.markdown(f"You bet: **{escaped(wager.labels.get(state.bet, state.bet))}**")
        st.markdown(escaped(wager.told(state.bet, numbers)))
        if shown != wager.measure:
            st.caption(escaped(in_numbers(numbers, wager.measure, found.worlds, about.against)))


# More screws ------------------------------------------------------------------------------------------------------------------


def _screws(state: State, about: Subject) -> None:
    scenario = about.setting(state.setting).scenario
    already = set(scenario.switch_off)
    st.multiselect(
        "Mechanisms that are switched off", [name for name in MECHANISMS if name not in already],
        format_func=lambda name: f"{name}: {MECHANISMS[name]}", **session.tied("off", list(state.off), tuple, day="", event=-1),
    )  # fmt: skip
    for name, value in state.levers:
        left, right = st.columns([4, 1], vertical_alignment="center")
        left.markdown(f"`{name}` = **{escaped(value)}**")
        right.button("Back", key=f"back-{name}", help=f"Turn {name} back", on_click=session.put, args=(state.turned(name, None),))
    _another(state, scenario)


def _another(state: State, scenario: Scenario) -> None:
    try:
        there = {screw.name: screw for screw in screws_of(scenario)}
    except InputError as error:
        st.error(escaped(str(error)))
        return
    name = st.selectbox(
        "Another screw", list(there), index=None, placeholder="branch, luck, a key of the scenario, a parameter", key="screw"
    )
    if name is None:
        return
    screw = there[name]
    st.caption(escaped(screw.meaning))
    value = _value(screw, dict(state.levers).get(name, screw.value))
    st.button("Turn it", on_click=session.put, args=(state.turned(name, value),))


def _value(screw: Screw, now: str) -> str:
    key = f"value-{screw.name}"
    if screw.words:
        at = screw.words.index(now) if now in screw.words else 0
        return str(st.selectbox("To", screw.words, index=at, key=key))
    return str(st.text_input("To", now, key=key, max_chars=40))
