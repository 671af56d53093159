"""What the views ask for: the subject of a state, its worlds, why something happened; with progress where it takes a while."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from typing import TypeVar

import streamlit as st

from sim.app import runs
from sim.app.remembering import DETAIL, DETAILS, RUNS
from sim.app.runs import Asked
from sim.app.screws import turned
from sim.app.state import State
from sim.app.subjects import Subject, subject_of
from sim.app.worlds import Ran
from sim.explain.explanation import Explanation
from sim.explain.today import Weighed
from sim.figures.style import plain_day
from sim.results.spans import counted_span

T = TypeVar("T")


def asked(state: State) -> Asked:
    """What a state has run; raises `InputError` for a screw that the scenario does not take."""
    return _asked(replace(state, view="", bet="", measure="", world="", day="", event=-1, seat="", choices=()))


def bet_asked(state: State) -> Asked:
    """What the bet is about: the setting that it names, with nothing else turned."""
    return asked(replace(state, setting=subject_of(state).wager.setting, levers=(), off=()))


@lru_cache(maxsize=256)
def _asked(state: State) -> Asked:
    subject = subject_of(state)
    scenario, changes = turned(subject.setting(state.setting).scenario, state.levers, state.off)
    return Asked(subject.reference, scenario, tuple(sorted(changes.items())), state.worlds, state.seed)


def subject(state: State) -> Subject:
    """What the page is about."""
    return subject_of(state)


def ran(wanted: Asked) -> Ran:
    """The worlds that are asked for, with a bar while they run; remembered ones at once."""
    if wanted.key in RUNS:
        return RUNS.get(wanted.key, lambda: runs.run(wanted), lambda made: made.nbytes)
    place = st.empty()
    span = counted_span(wanted.arm)
    what = f"{wanted.worlds} worlds, {plain_day(span.since)} to {plain_day(span.until)}"
    says = f"{what}: about {_seconds(wanted.seconds)}"
    bar = place.progress(0.0, text=says)
    done, whole, begun = [0], wanted.worlds * len(wanted.simulated), time.monotonic()

    def progress(_: str, worlds: int) -> None:
        done[0] += worlds
        bar.progress(min(done[0] / whole, 1.0), text=says)

    def waiting() -> None:
        bar.progress(0.5, text=f"{what}: they are being run already; waiting for {time.monotonic() - begun:.0f} s")

    try:
        return RUNS.get(wanted.key, lambda: runs.run(wanted, progress), lambda made: made.nbytes, waiting)
    finally:
        place.empty()


def ahead(wanted: Asked) -> None:
    """Begin to run what will be asked for once the bet is placed, while it is thought over."""
    RUNS.ahead(wanted.key, lambda: runs.run(wanted), lambda made: made.nbytes)


def why(wanted: Asked, found: Ran, world: int, event: int) -> Explanation | None:
    """Why an event of a world happened."""
    return _detail(wanted, ("why", world, event), "Why? The world is run again", lambda: runs.why(found, world, event))


def weighed(wanted: Asked, found: Ran, world: int, day: str) -> tuple[Weighed, ...]:
    """What every actor of a world wanted and feared on a day."""
    return _detail(
        wanted, ("weighed", world, day), "The world is run again up to this day", lambda: runs.weighed(found, world, day)
    )


def _detail(wanted: Asked, which: tuple[object, ...], says: str, make: Callable[[], T]) -> T:
    key = (wanted.key, *which)
    with st.spinner(says, show_time=True):
        return DETAILS.get(key, make, lambda made: DETAIL)


def _seconds(seconds: float) -> str:
    return f"{seconds / 60:.1f} minutes" if seconds >= 90 else "a second" if seconds < 1.5 else f"{seconds:.0f} seconds"
