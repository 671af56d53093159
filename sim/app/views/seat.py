"""Seat: the student decides for one actor, evening by evening; the others follow the rules; rewind, and the debrief."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
import streamlit as st

from sim.app import session, sitting
from sim.app.charts import CONFIG, differences
from sim.app.events import escaped
from sim.app.state import SEAT, State
from sim.app.subjects import seats
from sim.app.views import reasons
from sim.app.views.common import colours
from sim.figures.style import plain_day
from sim.notebook import CAVEAT, effect_row
from sim.seats.debrief import Debrief
from sim.seats.happenings import Happening
from sim.seats.seat import Seat
from sim.vocabulary.measures import MEASURES, in_order

BESIDE = (1, 1)
"""Widths of what happened and of what is to be decided."""
SHOWN = 12
"""Of the latest happenings."""


def show(state: State) -> None:
    """Draw the view."""
    if not state.seat:
        choose(state)
        return
    seat = sitting.seat(state.seat, state.seed, state.choices)
    st.button("← Another seat, or back to the lessons", type="tertiary", on_click=session.put, args=(State(seed=state.seed),))
    _role(seat, expanded=not state.choices)
    _made(state, seat)
    if seat.over:
        with st.expander(f"What happened until {plain_day(seat.day)}"):
            _list(_new(seat))
        _debrief(state, seat)
        return
    left, right = st.columns(BESIDE, gap="large")
    with left:
        _happened(seat)
    with right:
        _decide(state, seat)


def choose(state: State) -> None:
    """The seats that there are."""
    places = [place for _ in seats()[::2] for place in st.columns(2)]
    for seat, place in zip(seats(), places, strict=False):
        with place.container(border=True, height="stretch"):
            st.markdown(f"**{escaped(seat.title)}**  \n{escaped(seat.question)}")
            taken = State(view=SEAT, seat=seat.name, worlds=state.worlds, seed=state.seed)
            st.button(
                "Take the seat", key=f"seat-{seat.name}", help=f"Take the seat: {seat.title}", on_click=session.put, args=(taken,)
            )


def _role(seat: Seat, *, expanded: bool) -> None:
    with st.expander("Who you are", expanded=expanded):
        st.markdown(f"{escaped(seat.data.role)}\n\n{escaped(seat.data.read_aloud)}")


def _made(state: State, seat: Seat) -> None:
    """What was decided so far, with a way back to each evening."""
    for at, made in enumerate(seat.choices):
        point = seat.data.decision(made.decision)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"{plain_day(made.day)}: **{escaped(point.option(made.option).label)}**", width="content")
            st.button(
                "Rewind", key=f"rewind-{at}", help=f"Back to the evening of {made.day}", on_click=session.put,
                args=(replace(state, choices=state.choices[:at]),),
            )  # fmt: skip


def _happened(seat: Seat) -> None:
    """The latest of what happened."""
    new = _new(seat)
    st.header(f"The evening of {plain_day(seat.day)}")
    if not new:
        st.markdown("*Nothing has happened.*")
        return
    _list(new[-SHOWN:])
    if len(new) > SHOWN:
        with st.expander(f"{len(new) - SHOWN} earlier"):
            _list(new[:-SHOWN])


def _new(seat: Seat) -> list[Happening]:
    """What happened since the last decision, or the latest of all where that is nothing."""
    since = seat.choices[-1].day if seat.choices else seat.data.start
    return [each for each in seat.happenings if since < each.date <= seat.day] or list(seat.happenings[-SHOWN:])


def _list(new: Sequence[Happening]) -> None:
    st.markdown("\n".join(f"- {_line(each)}" for each in new))


def _line(each: Happening) -> str:
    where = f" `{each.record_id}`" if each.record_id else ""
    return f"{plain_day(each.date, '%b')}: **{escaped(each.text)}**.  \n:small[{escaped(each.why)}]{where}"


def _decide(state: State, seat: Seat) -> None:
    point = seat.decision
    assert point is not None
    st.markdown(escaped(point.tells))
    st.header(escaped(point.ask))
    options = {option.id: option for option in seat.options()}
    chosen = st.radio(
        "Your decision", list(options), format_func=lambda one: escaped(options[one].label), index=None,
        captions=[escaped(option.says) for option in options.values()], key=f"option-{point.id}-{len(state.choices)}",
        label_visibility="collapsed",
    )  # fmt: skip
    if chosen is not None:
        orders = seat.orders(chosen)
        st.caption(escaped("What this orders: " + (" ".join(orders) or "nothing but what is decided already.")))
    made = replace(state, choices=(*state.choices, chosen or ""))
    st.button("Decide, and go on", type="primary", disabled=chosen is None, on_click=session.put, args=(made,))
    with st.expander("What advisers say"):
        for advice in seat.advice():
            st.markdown("\n".join(f"- {escaped(line)}" for line in advice.in_words()))


def _debrief(state: State, seat: Seat) -> None:
    st.header("Debrief")
    found: Debrief = sitting.debrief(seat, state.worlds)
    st.subheader("What you did")
    st.markdown("\n".join(f"- {escaped(each.in_words())}" for each in found.done))
    st.subheader("What happened, and why")
    for each in found.happened:
        with st.expander(f"{plain_day(each.date)}: **{escaped(each.text)}**"):
            reasons.tell(seat.events, each.number, found.why)
    st.subheader("What came of it")
    st.markdown(f"{found.worlds:,} worlds with your choices against the same worlds with those that were made.")
    _counted(found, in_order(seat.data.watch))
    for limit in seat.data.limits:
        st.caption(escaped(limit))
    st.caption(CAVEAT)


def _counted(found: Debrief, names: Sequence[str]) -> None:
    """Every measure in a table, the first in a figure and a sentence."""
    rows = {str(row["measure"]): row for row in found.effects.to_dict("records")}
    first, *_ = found.counted()
    says = f"{MEASURES[names[0]].label}: each world with your choices less the same world with the historical ones"
    st.plotly_chart(differences(sitting.apart(found, names[0]), names[0]), config=CONFIG, alt=says, key="debrief")
    st.caption(f"{says}: {colours(names[0])}.")
    st.markdown(escaped(first))
    table = pd.DataFrame(effect_row(name, rows[name], rows[name]["mean"] - rows[name]["difference"]) for name in names)
    st.table(table.set_index("measure"))
