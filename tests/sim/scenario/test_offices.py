"""The commander of the start and whom a scenario puts in his place: on which days, and what that leaves of a killing."""

from __future__ import annotations

import dataclasses
from datetime import date

import numpy as np
import pytest

from sim.record.acts import Act, day_number
from sim.record.contexts import Contexts
from sim.scenario.offices import days_replaced, spare_the_replaced
from tests.handmade import calendar, contexts

FIRST, TAKES_OVER = 0, 21
DAYS = np.arange(np.datetime64(calendar(FIRST)), np.datetime64(calendar(60)))


def with_changes(*changes: tuple[str, int, int | None]) -> Contexts:
    made = contexts()
    for holder, since, until in changes:
        made = made.with_holder("commander", holder, calendar(since), None if until is None else calendar(until))
    return made


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ((), set()),
        ((("qaani", 8, 14),), set(range(8, 15))),
        ((("qaani", 8, None),), set(range(8, 60))),
        ((("soleimani", 8, None),), set()),
        ((("soleimani", 30, None),), set()),  # whether he lives is for the model to say
        ((("qaani", 8, None), ("soleimani", 12, 13)), set(range(8, 60)) - {12, 13}),
        # On the day on which the record's successor takes over, its events decide whether he has to.
        ((("qaani", TAKES_OVER, None),), set(range(TAKES_OVER + 1, 60))),
        ((("qaani", TAKES_OVER + 1, None),), set(range(TAKES_OVER + 1, 60))),
    ],
)
def test_the_days_on_which_another_is_in_his_place(changes: tuple[tuple[str, int, int | None], ...], expected: set[int]) -> None:
    assert set(np.flatnonzero(days_replaced(with_changes(*changes), DAYS)).tolist()) == expected


def test_other_offices_are_none_of_his() -> None:
    made = contexts().with_holder("government", "kadhimi", calendar(3))
    assert not days_replaced(made, DAYS).any()


def test_he_of_the_first_day_is_the_one_who_may_be_replaced() -> None:
    later = DAYS[30:]
    assert not days_replaced(with_changes(("qaani", 35, None)), later).any(), "he commands already"
    assert days_replaced(with_changes(("soleimani", 35, None)), later).tolist() == [day >= 35 for day in range(30, 60)]


@pytest.mark.parametrize(("day", "is_spared"), [(7, False), (8, True), (9, True)])
def test_a_killing_on_such_a_day_is_not_his(day: int, is_spared: bool) -> None:
    killing = Act("k", day_number(calendar(day)), "us", (), "kill_leader", {"of_commander": 1.0, "hit_badr": 1.0, "in_iraq": 1.0})
    out = frozenset({calendar(8), calendar(9)})
    spared = spare_the_replaced(killing, out)
    assert ("of_commander" in spared.marks) is not is_spared
    assert spared.marks["hit_badr"] == spared.marks["in_iraq"] == 1.0
    other = dataclasses.replace(killing, marks={"hit_badr": 1.0})
    assert spare_the_replaced(other, out) is other
    assert isinstance(killing.date, date)
