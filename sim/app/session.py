"""The state in a browser's session: read from the address when the page is opened, written back whenever it changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import streamlit as st

from sim.app.state import State, from_query, to_query

STATE, WRONG = "state", "wrong"
_KEY = "of-"


def current() -> State:
    """What is chosen in this session."""
    if STATE not in st.session_state:
        query = {key: st.query_params.get_all(key) for key in st.query_params}
        st.session_state[STATE], st.session_state[WRONG] = from_query(query)
    state: State = st.session_state[STATE]
    return state


def wrong() -> list[str]:
    """What the address said wrongly, until something else is chosen."""
    found: list[str] = st.session_state.get(WRONG, [])
    return found


def put(state: State) -> None:
    """Choose something else."""
    st.session_state[STATE], st.session_state[WRONG] = state, []


def change(**fields: Any) -> None:
    """Change some of what is chosen; as a callback of a widget, before the page is drawn anew."""
    put(replace(current(), **fields))


def store() -> None:
    """Write what is chosen into the address."""
    query = to_query(current())
    if {key: st.query_params.get_all(key) for key in st.query_params} != query:
        st.query_params.from_dict(query)


def tied(field: str, value: Any, read: Callable[[Any], Any] = lambda chosen: chosen, **also: Any) -> dict[str, Any]:
    """The arguments of a widget that shows a value and puts what is chosen into a field of the state.

    Parameters
    ----------
    value
        What the widget shows.
    read
        From what the widget has to what the field holds.
    also
        Other fields that change with it.

    >>> st.radio("Measure", names, **tied("measure", state.measure))
    """
    key = f"{_KEY}{field}"
    st.session_state[key] = value

    def take() -> None:
        chosen = st.session_state[key]
        if chosen is not None:
            change(**{field: read(chosen), **also})

    return {"key": key, "on_change": take}
