"""What stands around every view: the title, the ways to other views, what is wrong in a readable sentence, and the limits."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from pathlib import Path

import streamlit as st

from sim.app import session
from sim.app.asking import subject
from sim.app.events import escaped
from sim.app.state import ACTORS, BET, EFFECT, LADDER, LEVERS, PLAY, SEAT, START, TAKE, State
from sim.app.subjects import seat_of
from sim.app.views import actors, bet, effect, ladder, levers, play, seat, start, take
from sim.errors import EscalationError, bounded
from sim.lessons.page import LIMITS
from sim.page import TEMPLATES

log = logging.getLogger(__name__)
NAME = "Escalation simulator"
VIEWS: Mapping[str, tuple[str, Callable[[State], None]]] = {
    START: ("Choose", start.show),
    BET: ("1 Bet", bet.show),
    LEVERS: ("2 Lever", levers.show),
    PLAY: ("3 Play", play.show),
    ACTORS: ("Actors", actors.show),
    LADDER: ("Ladder", ladder.show),
    EFFECT: ("Effect", effect.show),
    TAKE: ("Take away", take.show),
    SEAT: ("Seat", seat.show),
}
"""By name, what a view is called and what draws it."""
UNFORESEEN = "This view could not be drawn ({error}). Choose another view or setting; the others go on."
STYLE = f"<style>{Path(__file__).with_name('style.css').read_text('utf-8')}{(TEMPLATES / 'why.css').read_text('utf-8')}</style>"


def show() -> None:
    """Draw the page for the state of this session."""
    st.set_page_config(page_title=NAME, layout="wide", initial_sidebar_state="collapsed")
    st.html(STYLE)
    state = session.current()
    if state.view not in VIEWS:
        session.change(view=START)
        state = session.current()
    with guarded():
        _head(state)
    for sentence in session.wrong():
        st.warning(escaped(sentence))
    with guarded():
        VIEWS[state.view][1](state)
    st.html(f'<p class="limits">{LIMITS}</p>')
    session.store()


class guarded:
    """What goes wrong inside is a sentence on the page, and the page goes on."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> bool:
        if not isinstance(error, Exception):  # what Streamlit stops a page with is none
            return False
        if isinstance(error, EscalationError):
            st.error(escaped(str(error)))
        else:
            log.error("a view failed", exc_info=error)
            st.error(escaped(UNFORESEEN.format(error=bounded(f"{type(error).__name__}: {error}", 300))))
        return True


def _head(state: State) -> None:
    if state.view == SEAT and state.seat:
        st.title(escaped(seat_of(state.seat).title))
        return
    if not state.kind:
        st.title(NAME)
        return
    about = subject(state)
    st.title(escaped(about.title))
    st.markdown(escaped(about.question))
    names = [name for name in VIEWS if name != SEAT]
    st.segmented_control(
        "Views", names, format_func=lambda name: VIEWS[name][0], required=True, label_visibility="collapsed",
        **session.tied("view", state.view),
    )  # fmt: skip
