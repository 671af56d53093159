"""A world on an evening: when a decision is due, and that what was known stays as it was."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from sim.seats.orders import Choice
from sim.seats.schema import SeatData
from sim.seats.standing import historical_choices, stand
from tests.sim.seats.made import world

STRIKE = Choice(date(2019, 12, 27), "answer", "strike")
WAIT = Choice(date(2019, 12, 27), "answer", "wait")
KEYS = ["date", "actor", "action", "count", "cause", "cause_event", "record_id"]


def test_the_first_evening_is_the_record(data: SeatData) -> None:
    first = stand(data, (), world())
    assert (first.day, first.point) == (date(2019, 12, 27), data.decisions[0])
    assert first.events["date"].max() == pd.Timestamp("2019-12-27")
    assert (first.events["record_id"] != "").all()


def test_a_decision_is_due_on_the_evening_on_which_its_condition_holds(data: SeatData) -> None:
    """The siege of the record came on 31 December, and answered the strike; without the strike it does not come."""
    second = stand(data, (STRIKE,), world())
    assert second.point is not None
    assert (second.day, second.point.id) == (date(2019, 12, 31), "siege")
    assert second.events["date"].max() <= pd.Timestamp("2019-12-31")
    last = stand(data, (WAIT,), world())
    assert (last.day, last.point) == (data.end, None)
    assert "assault_embassy" not in set(last.events["action"])


def test_a_decision_is_due_once(data: SeatData) -> None:
    kill = Choice(date(2019, 12, 31), "siege", "kill")
    assert stand(data, (STRIKE, kill), world()).point is None


def test_what_was_known_on_an_evening_stays_as_it_was(data: SeatData) -> None:
    before = stand(data, (STRIKE,), world()).events
    after = stand(data, (STRIKE, Choice(date(2019, 12, 31), "siege", "spare")), world()).events
    pd.testing.assert_frame_equal(after[KEYS].iloc[: len(before)], before[KEYS])


def test_the_historical_choices_are_those_of_the_record(data: SeatData) -> None:
    assert historical_choices(data) == (STRIKE, Choice(date(2019, 12, 31), "siege", "kill"))


@pytest.mark.parametrize("choices", [(), (STRIKE,), (WAIT,)])
def test_the_same_choices_give_the_same_world(data: SeatData, choices: tuple[Choice, ...]) -> None:
    pd.testing.assert_frame_equal(stand(data, choices, world()).events, stand(data, choices, world()).events)
