"""Why an event happened: its cause, that one's cause and so on, how sure that is, what held back, what sources say."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from sim.app.asking import why
from sim.app.runs import Asked
from sim.app.views.which import Seen
from sim.app.worlds import Ran
from sim.explain.chain import chain_of
from sim.explain.explanation import Explanation
from sim.explain.trace import traced
from sim.page import template
from sim.why import card


def show(wanted: Asked, found: Ran, now: Seen, number: int) -> None:
    """Draw the reasons of an event."""
    st.header("Why?")
    reason = why(wanted, found, now.world, number)
    tell(now.events, number, {} if reason is None else {number: reason})


def tell(events: pd.DataFrame, number: int, told: Mapping[int, Explanation]) -> None:
    """The card of an event of a world, with what was explained of its chain of causes."""
    st.html(template("why.html.j2").render(card=card(events, traced(chain_of(events, number), told))))
