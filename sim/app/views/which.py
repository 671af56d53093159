"""Which world is looked at, and on which day: what the play and the actors' view share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd
import streamlit as st

from sim.app import session
from sim.app.events import Told, days_with, next_day
from sim.app.state import State
from sim.app.subjects import Subject
from sim.app.worlds import Ran
from sim.chosen_worlds import EXTREME, TYPICAL
from sim.figures.style import plain_day

RULES = {TYPICAL: "typical, nearest to the middle", EXTREME: "extreme, farthest from what it is compared with"}
BY_NUMBER = "by its number"


@dataclass(frozen=True)
class Seen:
    """One world on one day.

    Attributes
    ----------
    events, told
        Its events, as a table and as they are said; those of the days before the lever moves too.
    """

    world: int
    day: date
    events: pd.DataFrame
    told: list[Told]

    @property
    def today(self) -> list[Told]:
        """What happens on the day."""
        return [each for each in self.told if each.date == self.day]


def seen(state: State, about: Subject, found: Ran) -> Seen:
    """The world and the day of a state; a day outside those that are counted is the nearest of them."""
    world = found.world(state.world, about.watch)
    events, told = found.told(world)
    since, until = found.here.span
    asked = date.fromisoformat(state.day) if state.day else opens(told, since)
    return Seen(world, min(max(asked, since), until), events, told)


def opens(told: list[Told], since: date) -> date:
    """The first day with an event, where a play begins."""
    return next((each.date for each in told if each.date >= since), since)


def choose_world(state: State, found: Ran, now: Seen) -> None:
    """A choice among the typical world, an extreme one, and any by its number."""
    named = state.world if state.world in RULES else BY_NUMBER

    def said(name: str) -> str:
        return f"{RULES.get(name, name)} (world {now.world})" if name == named else RULES.get(name, name)

    st.selectbox(
        "Which world", [*RULES, BY_NUMBER], format_func=said,
        **session.tied("world", named, lambda name: str(now.world) if name == BY_NUMBER else name, day="", event=-1),
    )  # fmt: skip
    if named == BY_NUMBER:
        key = "number-of-world"
        st.session_state[key] = now.world

        def take() -> None:
            session.change(world=str(st.session_state[key]), day="", event=-1)

        st.number_input("Its number", 0, found.worlds - 1, step=1, key=key, on_change=take)


def choose_day(found: Ran, now: Seen) -> None:
    """A slider over the days."""
    since, until = found.here.span
    st.slider("Day", since, until, step=timedelta(days=1), format="D MMM YYYY", **session.tied("day", now.day, str, event=-1))


def step_days(found: Ran, now: Seen) -> None:
    """The day, and steps from one day with an event to the next."""
    since, until = found.here.span
    days = [day for day in days_with(now.told) if since <= day <= until]
    with st.container(horizontal=True, vertical_alignment="center"):
        for by, label, says in ((-1, "◀ Before", "previous"), (1, "Next ▶", "next")):
            there = next_day(days, now.day, by)
            st.button(
                label, disabled=there == now.day, help=f"To the {says} day on which anything happens",
                on_click=session.change, kwargs={"day": str(there), "event": -1},
            )  # fmt: skip
        st.markdown(f"**{plain_day(now.day)}**, day {(now.day - since).days + 1} of {(until - since).days + 1}", width="content")
