"""Why: the chain of causes, shares that add up to a hundred, what sources say."""

from __future__ import annotations

import re

from sim.app.events import all_told
from sim.app.state import State
from sim.app.worlds import Ran
from tests.sim.app.pages import button, opened, said, state_of


def test_an_event_is_explained_on_its_button(state: State, found: Ran) -> None:
    told = {world: all_told(found.here.events_of(world)) for world in range(found.worlds)}
    late = ((world, each) for world, events in told.items() for each in events if each.date >= found.here.span.since)
    world, answering = next((world, each) for world, each in late if each.answers is not None)
    page = opened(state, view="play", world=str(world), day=str(answering.date))
    at = [each.number for each in told[world] if each.date == answering.date].index(answering.number)
    button(page, "Why?", at).click().run()
    assert state_of(page).event == answering.number
    assert "which answered" in said(page)
    moved = re.search(r'<ul class="bars moved">.*?</ul>', said(page), re.DOTALL)
    assert moved
    assert sum(map(int, re.findall(r"<strong>(\d+)\s%</strong>", moved[0]))) == 100


def test_what_sources_say_of_a_documented_act_is_said(state: State, found: Ran) -> None:
    links = [
        (world, each) for world in range(found.worlds) for each in all_told(found.here.events_of(world))
        if each.record_id == "2020-01-05-iraq-government-parliament-vote"
    ]  # fmt: skip
    if not links:  # it answered the killing, which is taken out here
        assert found.there.scenario.is_documented
        return
    world, act = links[0]
    page = opened(state, view="play", world=str(world), day=str(act.date), event=act.number)
    assert "What sources say it answered" in said(page)
