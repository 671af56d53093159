"""A seat as the page sits on it: played again from its choices in another process, remembered, and debriefed with progress."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from sim.app import runs
from sim.app.remembering import DETAILS, RUNS
from sim.machine import Machine, Progress
from sim.seats.debrief import Debrief, debriefed
from sim.seats.seat import Seat

SEAT = 300_000
"""Bytes of a seat that is remembered, about."""


def seat(name: str, seed: int, choices: Sequence[str]) -> Seat:
    """The seat with these choices made and played; raises `InputError` for one that is none."""
    asked = (name, seed, tuple(choices))
    with st.spinner("The days go on", show_time=True):
        return DETAILS.get(("seat", *asked), lambda: runs.in_process(_seat, asked), lambda made: SEAT)


def _seat(asked: tuple[str, int, tuple[str, ...]]) -> Seat:
    name, seed, choices = asked
    return Seat(name, seed=seed, choices=choices)


def debrief(at: Seat, worlds: int) -> Debrief:
    """What came of a game that is over, in so many worlds."""
    key = ("debrief", at.data.name, at.world.seed, tuple(each.option for each in at.choices), worlds)
    if key in RUNS:
        return RUNS.get(key, lambda: _debrief(at, worlds), size)
    place = st.empty()
    bar = place.progress(0.0, text=f"{worlds} worlds with your choices, and as many with those that were made")
    done = [0]

    def progress(_: str, more: int) -> None:
        done[0] += more
        bar.progress(min(done[0] / (2 * worlds), 1.0))

    try:
        return RUNS.get(key, lambda: _debrief(at, worlds, progress), size)
    finally:
        place.empty()


def _debrief(at: Seat, worlds: int, progress: Progress | None = None) -> Debrief:
    machine = Machine(block=max(-(-worlds // 2), 1), pool=runs.pool())
    return debriefed(at.data, at.choices, at.events, at.world, worlds, machine, progress)


def size(made: Debrief) -> int:
    """Bytes that a debrief holds, about: its tables."""
    frames = (frame for run in made.comparison.runs.values() for frame in (run.events, run.daily, run.worlds))
    return int(sum(frame.memory_usage(index=False).sum() for frame in frames))


def apart(made: Debrief, measure: str) -> NDArray[np.int64]:
    """What each world has more with the player's choices than with the historical ones, shape `(worlds,)`."""
    there, here = (run.worlds[measure].to_numpy(dtype=np.int64) for run in made.comparison.runs.values())
    return np.asarray(here - there, dtype=np.int64)
