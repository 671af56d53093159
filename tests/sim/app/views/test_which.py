"""Which world and day: a play begins with the first event, and never leaves the days that are counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sim.app.state import State
from sim.app.subjects import subject_of
from sim.app.views.which import opens, seen
from sim.app.worlds import Ran


def test_the_day_is_one_of_those_counted(state: State, found: Ran) -> None:
    about = subject_of(state)
    first = seen(replace(state, world="3"), about, found)
    assert first.world == 3
    assert first.today
    assert first.day == min(each.date for each in first.told if each.date >= found.here.span.since)
    assert seen(replace(state, day="1999-01-01"), about, found).day == found.here.span.since
    assert seen(replace(state, day="2050-01-01"), about, found).day == found.here.span.until


def test_where_nothing_happens_the_play_begins_on_the_first_day() -> None:
    assert opens([], date(2020, 1, 2)) == date(2020, 1, 2)
