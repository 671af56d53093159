"""The schedule of a hand-made record: levels, offices, reporting, settings and prohibitions, day by day."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest

from sim.scenario.schedule import Schedule
from sim.vocabulary.decisions import MILITIAS
from tests.handmade import DAYS, KH, OFFICES, SPANS, START, calendar, evidence
from tests.handmade import scenario as handmade
from tests.stand_in import column, weighed


def schedule(**changes: Any) -> Schedule:
    return Schedule(handmade(**{"branch": START, **changes}), evidence())


def test_the_warm_up_comes_first_and_a_free_run_has_none() -> None:
    made = schedule(warm_up=10)
    assert (made.warm_up, str(made.days[0]), len(made.days)) == (10, "2020-12-22", DAYS + 10)
    free = schedule(warm_up=10, luck="fresh")
    assert (free.warm_up, free.days[0]) == (0, np.datetime64(START))


@pytest.mark.parametrize("name", SPANS)
def test_contexts_hold_from_their_first_day_to_their_last(name: str) -> None:
    first, last = SPANS[name]
    made = schedule()
    assert [made.level(name, index) for index in range(DAYS)] == [float(first <= index <= last) for index in range(DAYS)]
    assert {schedule(contexts="none").level(name, index) for index in range(DAYS)} == {0.0}


def test_offices_change_hands_on_their_day() -> None:
    made = schedule()
    for role, terms in OFFICES.items():
        for (day, holder), (_, before) in zip(terms[1:], terms, strict=False):
            assert (made.office(role, day - 1), made.office(role, day)) == (before, holder)


def test_partly_covered_months_count_as_such_unless_the_record_is_taken_as_whole() -> None:
    made, whole = schedule(), schedule(reporting="complete")
    january, february = 30, 31
    assert [made.reported("attack_base", day) for day in (january, february)] == [1.0, 0.8]
    assert [made.reported("attack_convoy", day) for day in (january, february)] == [1.0, 0.5]
    assert [whole.reported("attack_base", day) for day in (january, february)] == [1.0, 1.0]
    assert made.reported("strike", february) == 1.0


def test_a_setting_is_in_force_over_its_days_and_the_later_one_wins() -> None:
    items = [
        {"set": {"parameter": "p", "value": 1.0, "from": calendar(3), "until": calendar(6)}},
        {"set": {"parameter": "p", "value": 2.0, "from": calendar(5)}},
        {"set": {"parameter": "q", "value": 7.0, "until": calendar(4)}},
    ]
    made = Schedule(handmade().model_validate(handmade().model_dump() | {"interventions": items}), evidence())
    assert [made.settings(day).get("p") for day in (2, 3, 4, 5, 6, 7)] == [None, 1.0, 1.0, 2.0, 2.0, 2.0]
    assert [made.settings(day).get("q") for day in (0, 4, 5)] == [7.0, 7.0, None]
    assert [day for day in range(1, 12) if made.changes_on(day)] == [3, 5, 7]


def test_a_level_has_its_share_over_its_days_and_the_later_change_wins() -> None:
    def level(value: float, since: int, until: int) -> dict[str, Any]:
        return {"level": {"name": "salaries", "value": value, "from": calendar(since), "until": calendar(until)}}

    made = schedule(interventions=[level(0.0, 3, 6), level(0.5, 5, 5)])
    assert [made.share("salaries", day) for day in (2, 3, 4, 5, 6, 7)] == [1.0, 0.0, 0.0, 0.5, 0.0, 1.0]
    assert [made.share("presence_in_iraq", day) for day in (3, 5)] == [1.0, 1.0]


def test_what_is_forbidden_and_when() -> None:
    forbid = {"actor": KH, "decision": "attack_base", "from": calendar(0), "until": calendar(20)}
    made = schedule(branch=calendar(10), interventions=[{"forbid": forbid}, {"remove_actor": "iran"}])
    assert made.forbids_anything
    assert [made.forbidden(KH, "attack_base", day) for day in (9, 10, 20, 21)] == [False, True, True, False]
    assert not made.forbidden(KH, "attack_convoy", 15)
    assert [made.forbidden("iran", "launch_missiles", day) for day in (9, 10, DAYS - 1)] == [False, True, True]
    assert not schedule().forbids_anything


def test_a_context_that_a_scenario_changes_has_its_level() -> None:
    items = [{"context": {"name": "gaza_war", "level": 3.0, "from": date(2021, 1, 5), "until": date(2021, 1, 6)}}]
    made = schedule(interventions=items)
    assert [made.level("gaza_war", day) for day in (3, 4, 5, 6)] == [0.0, 3.0, 3.0, 0.0]


def test_decisions_are_told_what_is_forbidden_to_whom() -> None:
    forbid = {"actor": KH, "decision": "attack_base", "from": calendar(10), "until": calendar(20)}
    made = schedule(interventions=[{"forbid": forbid}, {"forbid": {"actor": "us", "decision": "strike", "from": calendar(15)}}])
    groups, state = weighed("attack_base", column()), weighed("strike", 0.0)
    for day, theirs, its in ((9, False, False), (10, True, False), (20, True, True), (21, False, True)):
        made.forbid([groups, state], day)
        assert (np.any(groups.forbidden), state.forbidden) == (theirs, its)
    made.forbid([groups, state], 20)
    assert np.flatnonzero(groups.forbidden).tolist() == [MILITIAS.index(KH)]


def test_what_policies_say_and_when() -> None:
    rule = {"actor": "us", "decision": "strike", "when": "always", "from": calendar(0), "until": calendar(20)}
    made = schedule(branch=calendar(10), warm_up=5, interventions=[{"policy": rule}, {"remove_actor": "iran"}])
    (only,) = made.instructions
    assert (only.instruction.actor, only.instruction.decision) == ("us", "strike")
    assert np.flatnonzero(only.days).tolist() == list(range(15, 26))
    assert schedule().instructions == []
