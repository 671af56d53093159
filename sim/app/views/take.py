"""Take away: pictures, tables, the scenario, the lesson as one file, and the address that brings all this back."""

from __future__ import annotations

from functools import partial

import streamlit as st

from sim.app import taking
from sim.app.screws import in_yaml
from sim.app.state import LESSON, State
from sim.app.views.common import after_the_bet, worlds_of
from sim.app.worlds import Ran

LESSON_FILE = "lesson-file"


def show(state: State) -> None:
    """Draw the view."""
    if not after_the_bet(state):
        return
    about, wanted, found = worlds_of(state)
    name = found.here.scenario.name
    st.markdown("The address of this page brings all that is chosen back, in any browser on this machine.")
    st.header("Pictures")
    with st.container(horizontal=True):
        for figure in taking.FIGURES:
            for suffix in ("png", "svg"):
                _picture(found, f"{name}_{figure}.{suffix}", figure, suffix)
    st.header("Tables")
    with st.container(horizontal=True):
        for label, make in taking.TABLES.items():
            file = f"{name}_{label.split()[0].lower()}.csv"
            st.download_button(f"{label}, CSV", partial(make, found), file, "text/csv", key=file, on_click="ignore")
    st.header("The scenario")
    text = in_yaml(found.here.scenario, dict(wanted.changes), found.worlds, found.seed)
    st.download_button("Scenario, YAML", text, f"{name}.yaml", "application/yaml", key="yaml", on_click="ignore")
    with st.expander("Read it here"):
        st.code(text, language="yaml")
    if state.kind == LESSON and about.read is not None:
        st.header("The lesson as one file")
        _lesson(state)


def _picture(found: Ran, file: str, figure: str, suffix: str) -> None:
    st.download_button(
        f"{figure.capitalize()}, {suffix.upper()}", partial(taking.picture, found, figure, suffix), file, taking.MIME[suffix],
        key=file, on_click="ignore",
    )  # fmt: skip


def _lesson(state: State) -> None:
    """It takes longer than the rest, and is made when it is asked for."""
    st.markdown("One file that opens on any phone without a network, with the worlds of every setting in it.")
    kept = st.session_state.get(LESSON_FILE, ("", ""))
    key = f"{state.name}-{state.worlds}-{state.seed}"
    if kept[0] != key and st.button("Make the file", key="make-lesson"):
        bar = st.progress(0.0, text="All settings are run, then played")
        kept = (key, taking.lesson_file(state.name, state.worlds, state.seed, bar.progress))
        bar.empty()
        st.session_state[LESSON_FILE] = kept
    if kept[0] == key:
        st.download_button("Lesson, HTML", kept[1], f"{state.name}.html", "text/html", key="lesson", on_click="ignore")
