"""Choose: a lesson, a question, or a scenario of one's own."""

from __future__ import annotations

import streamlit as st

from sim.app import session
from sim.app.events import escaped
from sim.app.state import FILE, LEAST, LESSON, LONGEST_FILE, MOST, QUESTION, State
from sim.app.subjects import lessons, own_faults, questions
from sim.app.views import seat
from sim.errors import InputError
from sim.untrusted import as_text

MOST_FAULTS = 20
MOST_SEED = 2**53 - 1
"""As large a whole number as a browser holds."""


def show(state: State) -> None:
    """Draw the view."""
    st.markdown(
        "Pick something that happened between the United States, Iran, Baghdad and the militias, bet on what changes if one "
        f"thing goes otherwise, and see it in {state.worlds:,} worlds."
    )
    of_lessons, of_seats, asked, own = st.tabs(["Lessons", "Seats", "Questions", "Your own"])
    with of_seats:
        seat.choose(state)
    with of_lessons:
        _lessons(state)
    with asked:
        _questions(state)
    with own:
        _own(state)
    with st.expander("Worlds and luck"):
        _worlds(state)


def _lessons(state: State) -> None:
    places = [place for _ in lessons()[::2] for place in st.columns(2)]  # row by row, as a phone shows them
    for lesson, place in zip(lessons(), places, strict=False):
        with place.container(border=True, height="stretch"):
            st.markdown(f"**{lesson.order} {escaped(lesson.title)}**  \n{escaped(lesson.question)}")
            chosen = state.about(LESSON, lesson.name)
            st.button(
                "Open", key=f"open-{lesson.name}", help=f"Open the lesson {lesson.title}", on_click=session.put, args=(chosen,)
            )


def _questions(state: State) -> None:
    there = {each.name: each for each in questions()}
    name = st.selectbox(
        "A question", list(there), format_func=lambda one: f"{there[one].theme or 'Others'}: {there[one].title}", key="question"
    )
    scenario = there[name]
    changed = "\n".join(f"- {escaped(each.in_words())}" for each in scenario.interventions)
    st.markdown(f"{escaped(scenario.question)}\n\n{changed}")
    chosen = state.about(QUESTION, scenario.name)
    st.button("Open the question", type="primary", on_click=session.put, args=(chosen,))


def _own(state: State) -> None:
    st.markdown("A scenario of your own: a YAML file, as `escalation validate` takes it. It stays on this machine.")
    given = st.file_uploader("Scenario", type=["yaml", "yml"], label_visibility="collapsed")
    if given is None:
        return
    try:
        if given.size > LONGEST_FILE:
            raise InputError(f"this file is too large; allowed: at most {LONGEST_FILE:,} bytes")
        text = as_text(given.getvalue(), given.name)
    except InputError as error:
        st.error(escaped(str(error)))
        return
    faults = own_faults(text)
    if faults:
        st.error(f"This scenario cannot be run. {len(faults)} {'thing is' if len(faults) == 1 else 'things are'} wrong:")
        st.markdown("\n".join(f"- {escaped(fault)}" for fault in faults[:MOST_FAULTS]))
        return
    st.success("Nothing is wrong with it.")
    st.button("Open the scenario", type="primary", on_click=session.put, args=(state.about(FILE, "", text),))


def _worlds(state: State) -> None:
    left, right = st.columns(2)
    left.number_input("Worlds", LEAST, MOST, step=50, **session.tied("worlds", state.worlds, int))
    right.number_input(
        "Seed: the luck of all worlds", 0, MOST_SEED, step=1, **session.tied("seed", min(state.seed, MOST_SEED), int)
    )
