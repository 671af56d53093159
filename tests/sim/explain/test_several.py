"""Several events from one run of a world: told as one by one."""

from __future__ import annotations

import pytest

from sim.errors import InputError
from sim.explain import explain_event
from sim.explain.several import explain_events
from sim.model import EscalationModel
from sim.scenario import load_scenario

SPAN = load_scenario("documented").edit(start="2019-12-25", end="2020-01-04", warm_up=30)


def model() -> EscalationModel:
    return EscalationModel(SPAN, 1, 7)


def test_each_is_told_as_it_would_be_alone() -> None:
    first = model()
    for _ in first.run():
        pass
    events = first.event_log.events()
    wanted = [int(events.index[events["action"] == action][0]) for action in ("kill_leader", "strike", "attack_base")]
    told = explain_events(model(), events, wanted)
    assert sorted(told) == sorted(wanted)
    for number in wanted:
        row = events.iloc[number]
        alone = explain_event(model(), str(row["date"].date()), row["actor"], row["action"], number=number, stored=events)
        assert told[number] == alone


def test_events_of_another_world_are_refused() -> None:
    first = model()
    for _ in first.run():
        pass
    events = first.event_log.events()
    with pytest.raises(InputError, match="event 1 does not come out again"):
        explain_events(model(), events.assign(actor="nobody"), [1])
    with pytest.raises(InputError, match="one world that was not stepped"):
        explain_events(first, events, [1])
