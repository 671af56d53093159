"""Play: day by day, event by event, with sources and reasons."""

from __future__ import annotations

from sim.app.events import all_told, days_with
from sim.app.state import State
from sim.app.worlds import Ran
from tests.sim.app.pages import button, figures, opened, said, state_of


def test_it_goes_from_event_to_event_and_says_who_says_so(state: State, found: Ran) -> None:
    page = opened(state, view="play", world="3")
    told = all_told(found.here.events_of(3))
    days = [day for day in days_with(told) if day >= found.here.span.since]
    assert page.slider(key="of-day").value == days[0]
    button(page, "Next ▶").click().run()
    assert state_of(page).day == str(days[1])
    today = [each for each in told if each.date == days[1]]
    assert all(each.text in said(page).replace("\\", "") for each in today)
    button(page, "◀ Before").click().run()
    assert state_of(page).day == str(days[0])


def test_a_world_by_its_number(state: State, found: Ran) -> None:
    page = opened(state, view="play")
    page.selectbox(key="of-world").set_value("by its number").run()
    page.number_input(key="number-of-world").set_value(7).run()
    assert state_of(page).world == "7"
    assert figures(page) == 1


def test_a_day_or_event_that_there_is_not_is_no_fault(state: State, found: Ran) -> None:
    page = opened(state, view="play", day="1999-01-01", event=9_999)
    assert page.slider(key="of-day").value == found.here.span.since
