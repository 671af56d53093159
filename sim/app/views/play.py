"""Play: one world day by day on the fan of all, with what happens, who says so, and why."""

from __future__ import annotations

from typing import Any

import streamlit as st

from sim.app import session
from sim.app.asking import subject
from sim.app.charts import CONFIG, timeline
from sim.app.events import Told, escaped, in_markdown
from sim.app.runs import Asked
from sim.app.state import State
from sim.app.views import reasons
from sim.app.views.common import after_the_bet, choose_measure, worlds_of
from sim.app.views.which import Seen, choose_day, choose_world, seen, step_days
from sim.app.worlds import Ran
from sim.vocabulary.measures import MEASURES

BESIDE = (7, 5)
"""Widths of the figure and of what happens on the day: whoever goes on by a day sees both."""
EVERY = 1.5
"""Seconds of a day with an event, while it plays by itself."""
PLAYING, LAST_CLICK = "playing", "last-click"


def show(state: State) -> None:
    """Draw the view."""
    if not after_the_bet(state):
        return
    about, wanted, found = worlds_of(state)
    left, right = st.columns(2)
    with left:
        choose_world(state, found, seen(state, about, found))
    with right:
        measure = choose_measure(state, about, explained=False)
    st.toggle("Play by itself, from event to event", key=PLAYING)
    every = EVERY if st.session_state.get(PLAYING) else None
    st.fragment(_day, run_every=every)(wanted, found, measure)


def _day(wanted: Asked, found: Ran, measure: str) -> None:
    """The part that changes from day to day."""
    state = session.current()
    about = subject(state)
    now = seen(state, about, found)
    left, right = st.columns(BESIDE)
    with left:
        chosen = _chart(found, measure, now)
    if chosen is not None and chosen != st.session_state.get(LAST_CLICK):
        st.session_state[LAST_CLICK] = chosen
        session.change(day=str(now.told[chosen].date), event=chosen)
        state = session.current()
        now = seen(state, about, found)
    with left:
        choose_day(found, now)
    with right:
        step_days(found, now)
        _events(now)
    number = state.event if 0 <= state.event < len(now.told) and now.told[state.event].date == now.day else -1
    if number >= 0:
        reasons.show(wanted, found, now, number)
    session.store()


def _chart(found: Ran, measure: str, now: Seen) -> int | None:
    """The fan with this world on it; the number of the event that was clicked, if any."""
    figure = timeline(found, measure, now.world, now.told, now.day)
    says = f"{MEASURES[measure].label} in world {now.world} up to {now.day}, over all {found.worlds} worlds and what happened"
    clicked: Any = st.plotly_chart(
        figure, width="stretch", config=CONFIG, on_select="rerun", selection_mode="points", key="played", alt=says
    )
    st.caption("A marker is an event: touch it, and why it happened is told below. The dotted line is what happened.")
    points = clicked["selection"]["points"] if clicked else []
    numbers = [point.get("customdata") for point in points]
    known = [each[0] if isinstance(each, list) else each for each in numbers if each is not None]
    return int(known[0]) if known and 0 <= int(known[0]) < len(now.told) else None


def _events(now: Seen) -> None:
    """What happens on the day, each with its sources and a way to its reasons."""
    if not now.today:
        st.markdown("*Nothing happens on this day.*")
    for each in now.today:
        with st.container(border=True):
            st.markdown(in_markdown(each))
            st.button("Why?", key=f"why-{each.number}", help=_why(each), on_click=session.change, kwargs={"event": each.number})


def _why(event: Told) -> str:
    return escaped(f"Why: {event.text}")
