"""Ladder: how high the escalation ladder is climbed, and when."""

from __future__ import annotations

import streamlit as st

from sim.app.charts import CONFIG, climb, peaks, weeks
from sim.app.events import escaped
from sim.app.state import State
from sim.app.views.common import after_the_bet, in_numbers, worlds_of
from sim.app.views.which import choose_world, seen
from sim.figures.compared import arms, reference_of

PEAK = "peak_rung"


def show(state: State) -> None:
    """Draw the view."""
    if not after_the_bet(state):
        return
    about, _, found = worlds_of(state)
    (here,) = arms(found.comparison)
    there = reference_of(found.comparison, here)
    said = in_numbers(found.answer(PEAK), PEAK, found.worlds, about.against)
    st.header("The highest rung that each world reached")
    rows = [(here.title, here.digest.peaks), (there.title, there.digest.peaks)]
    st.plotly_chart(peaks(rows), config=CONFIG, alt=said, key="peaks")
    st.markdown(escaped(said))
    st.header("Week by week")
    st.plotly_chart(
        weeks(*here.digest.weekly_shares), config=CONFIG, key="weeks",
        alt="The highest rung of each week, as shares of the worlds, from quiet at the bottom to war at the top",
    )  # fmt: skip
    st.caption("The highest rung of each week, as a share of the worlds; pale is quiet, dark is war.")
    st.header("Day by day in one world")
    now = seen(state, about, found)
    choose_world(state, found, now)
    st.plotly_chart(
        climb(found, now.world),
        config=CONFIG,
        key="climb",
        alt=f"The rung of each day in world {now.world}, and in what happened",
    )
