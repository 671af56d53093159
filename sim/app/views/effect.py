"""Effect: each world against the same world of the reference, in words, in a table, and in a figure."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from sim.app.charts import CONFIG, differences
from sim.app.events import escaped
from sim.app.state import State
from sim.app.views.common import after_the_bet, choose_measure, colours, in_numbers, worlds_of
from sim.estimates.words import answer, asked, beyond_of, spread
from sim.notebook import CAVEAT, effect_row
from sim.vocabulary.measures import MEASURES, in_order


def show(state: State) -> None:
    """Draw the view."""
    if not after_the_bet(state):
        return
    about, _, found = worlds_of(state)
    estimate, arm = found.estimate, found.here.scenario.name
    st.header("In words")
    st.markdown(escaped(answer(estimate, arm)))
    beyond = beyond_of(estimate, arm)
    if beyond:
        st.warning(escaped(beyond))
    measure = choose_measure(state, about)
    apart = found.apart(measure)
    said = in_numbers(found.answer(measure), measure, found.worlds, about.against)
    st.plotly_chart(differences(apart, measure), config=CONFIG, alt=said, key="differences")
    st.caption(f"Each world less the same world of the reference: {colours(measure)}.")
    st.markdown(escaped(said))
    st.header("All measures")
    rows = estimate.rows_by_measure(arm)
    table = pd.DataFrame(
        effect_row(name, {str(key): value for key, value in rows[name].items()}, float(rows[name]["reference_mean"]))
        for name in in_order(about.watch)
        if name in MEASURES
    )
    st.table(table.set_index("measure"))
    st.caption(escaped(asked(estimate, arm)))
    st.caption(escaped(spread(estimate)))
    st.caption(CAVEAT)
