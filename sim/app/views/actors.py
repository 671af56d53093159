"""Actors: what each of them wants and fears on a day of one world, decision by decision."""

from __future__ import annotations

import math
from collections.abc import Sequence

import streamlit as st

from sim.app.asking import weighed
from sim.app.events import escaped
from sim.app.state import State
from sim.app.views.common import after_the_bet, listed, worlds_of
from sim.app.views.which import choose_day, choose_world, seen, step_days
from sim.explain.explanation import RestraintFactor
from sim.explain.today import Pull, Weighed
from sim.lessons.words import actor as named
from sim.vocabulary.decisions import ACTION_TYPE, STATES, is_counted
from sim.why import NO_PERCENT, held, parts_of_one, strong

OPEN = 3
"""Decisions that are opened, the likeliest first."""


def show(state: State) -> None:
    """Draw the view."""
    if not after_the_bet(state):
        return
    about, wanted, found = worlds_of(state)
    now = seen(state, about, found)
    left, right = st.columns(2)
    with left:
        choose_world(state, found, now)
    everybody = weighed(wanted, found, now.world, str(now.day))
    there = dict.fromkeys(each.actor for each in everybody)
    actors = [*(name for name in ("us", "iran", "iraq_government") if name in there), *(n for n in there if n not in STATES)]
    with right:
        chosen = st.selectbox("Who", actors, format_func=named, key="actor")
    choose_day(found, now)
    step_days(found, now)
    st.caption("Chances are those of this day by the rules, after what everybody before in the day has done.")
    own = [each for each in everybody if each.actor == chosen]
    for at, each in enumerate(own):
        _decision(each, is_open=at < OPEN)


def _decision(one: Weighed, *, is_open: bool) -> None:
    meaning = ACTION_TYPE[one.decision].meaning
    likely = chance(one)
    with st.expander(f"**{likely[0].upper()}{likely[1:]}**: {meaning}", expanded=is_open):
        if one.forbidden:
            st.markdown("The scenario forbids it on this day.")
        if not one.motives:
            st.markdown("Nothing moves them to it today.")
            return
        _wants(one.motives)
        _held(one.restraints)


def _wants(motives: Sequence[Pull]) -> None:
    """What moves them, each with its part of the whole."""
    whole = sum(each.per_day for each in motives)
    bars = parts_of_one((each.per_day / whole, each.name, each.sentence, each.source) for each in motives)
    st.markdown("Moved by:")
    listed(strong(bars), "moved")
    weak = [bar.name for bar in bars if bar.word == NO_PERCENT]
    if weak:
        st.caption(f"Next to nothing: {escaped(', '.join(weak))}.")


def _held(restraints: Sequence[RestraintFactor]) -> None:
    """What holds them back, each with what it leaves of the rate."""
    at_work = held(restraints)
    if not at_work:
        st.markdown("Nothing holds them back today.")
        return
    st.markdown("Held back by, with what each leaves of the rate:")
    listed(at_work, "held")


def chance(one: Weighed) -> str:
    """How likely it is that day: of what is counted the probability of at least one."""
    probability = -math.expm1(-one.rate)
    kind = "at least one today" if is_counted(one.decision) else "today"
    if probability >= 0.995:
        text = "as good as certain" if probability < 1 else "certain"
    else:
        text = "0 %" if probability == 0 else "under 0.1 %" if probability < 0.001 else f"{100 * probability:.2g} %"
    return escaped(f"{text} {kind}")
