"""What several views share: which measure is looked at, what has to be said with numbers, and the way to the bet."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from sim.app import session
from sim.app.asking import asked, ran, subject
from sim.app.runs import Asked
from sim.app.state import BET, State
from sim.app.subjects import Subject
from sim.app.worlds import Ran
from sim.lessons.answers import Answer
from sim.page import template
from sim.vocabulary.measures import MEASURES, sides_of
from sim.why import Bar
from sim.wording import percents


def after_the_bet(state: State) -> bool:
    """Whether a bet was placed; if not, the way to it is shown in place of the view."""
    if state.bet:
        return True
    st.info("First the bet: who has seen the answer can no longer guess.")
    st.button("To the bet", type="primary", on_click=session.change, kwargs={"view": BET})
    return False


def worlds_of(state: State) -> tuple[Subject, Asked, Ran]:
    """What the page is about, what it has run, and the worlds."""
    wanted = asked(state)
    return subject(state), wanted, ran(wanted)


def measure_of(state: State, about: Subject) -> str:
    """The measure that is looked at: the one chosen, else the one that was bet on."""
    return state.measure if state.measure in about.counted else about.wager.measure


def choose_measure(state: State, about: Subject, *, explained: bool = True) -> str:
    """A choice among the measures that the subject watches, with what each counts if there is room to say it."""
    measure = measure_of(state, about)
    names = [*([] if measure in about.counted else [measure]), *about.counted]
    chosen = st.selectbox(
        "What is counted", names, format_func=lambda name: MEASURES[name].label, **session.tied("measure", measure)
    )
    if explained:
        st.caption(f"{MEASURES[chosen].label}: {MEASURES[chosen].meaning}.")
    return str(chosen)


def colours(measure: str) -> str:
    """What the colours of a figure of differences mean."""
    less, same, more = sides_of(measure)
    return f"green is {less}, grey {same}, orange {more}"


def in_numbers(numbers: Answer, measure: str, worlds: int, against: str) -> str:
    """What came of a measure, in a sentence; as the lessons' own page says it."""
    about = MEASURES[measure]
    less, same, more = percents(numbers.less, numbers.same, numbers.more)
    words = sides_of(measure)
    said = (
        f"{about.label}, against {against}: {words[0]} in {less} of {worlds:,} worlds, "
        f"{words[1]} in {same}, {words[2]} in {more}; "
        f"middle world {numbers.median:,}, 90 % of worlds {numbers.low:,} to {numbers.high:,}; what happened: {numbers.record:,}."
    )
    return said.replace(" %", "\N{NO-BREAK SPACE}%")


def listed(bars: Sequence[Bar], kind: str) -> None:
    """Draw terms of a rule, each with its bar: what moves (`moved`), or what holds back (`held`)."""
    st.html(f'<div class="why">{template("bars.html.j2").render(bars=bars, kind=kind)}</div>')
