"""The seat: choose, play, rewind; the same choices give the same days, and the historical ones the record."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

import sim
from sim.errors import InputError
from sim.model import EscalationModel
from sim.parameter_files import of_world
from sim.seats.schema import SeatData
from sim.seats.seat import Seat
from tests.sim.seats.made import NUMBER, SEED, short, world

AUTHORS = ["actor", "cause", "cause_event", "event", "target", "scenario", "claimed_as"]
"""Columns in which a world in which authors are drawn, and a policy speaks, differs from the record."""


def test_choosing_and_playing_go_from_evening_to_evening(seat: Seat) -> None:
    assert (seat.day, seat.over, [each.id for each in seat.options()]) == (date(2019, 12, 27), False, ["strike", "wait"])
    assert any("2019-12-29" in each for each in seat.orders("strike"))
    seat.choose("wait")
    seat.choose("strike")
    assert seat.chosen is not None
    assert seat.chosen.label == "Strike"
    stretch = seat.play()
    assert (stretch.since, stretch.until, seat.day) == (date(2019, 12, 28), date(2019, 12, 31), date(2019, 12, 31))
    assert [each.option for each in seat.choices] == ["strike"]
    seat.choose("spare")
    seat.play()
    assert (seat.over, seat.options(), seat.decision) == (True, (), None)


def test_rewinding_drops_what_was_chosen_then_and_later(seat: Seat) -> None:
    seat.choose("strike")
    seat.play()
    seat.choose("kill")
    seat.play()
    seat.rewind(date(2019, 12, 31))
    assert seat.decision is not None
    assert (seat.day, seat.decision.id, [each.option for each in seat.choices]) == (date(2019, 12, 31), "siege", ["strike"])
    seat.rewind("2019-12-29")
    assert seat.day == date(2019, 12, 31), "no evening lies between"
    seat.rewind("2019-12-27")
    assert (seat.day, seat.choices) == (date(2019, 12, 27), ())


def test_the_same_choices_give_the_same_days_however_they_were_come_to(seat: Seat, over: Seat) -> None:
    seat.choose("strike")
    seat.play()
    seat.rewind(seat.data.day)
    seat.choose("wait")
    seat.play()
    pd.testing.assert_frame_equal(seat.events, over.events)
    assert seat.scenario() == over.scenario()


def test_the_historical_choices_give_the_record(seat: Seat) -> None:
    history = seat.historical()
    assert [each.option for each in history.choices] == ["strike", "kill"]
    record = EscalationModel(
        short().edit(name="plain", start=seat.data.start, end=seat.data.end), 1, SEED,
        parameters=of_world(world().parameters, NUMBER), first_world=NUMBER,
    )  # fmt: skip
    for _ in record.run():
        pass
    plain = record.event_log.events().drop(columns=AUTHORS).sort_values(["date", "action", "record_id"])
    ours = history.events.drop(columns=AUTHORS).sort_values(["date", "action", "record_id"])
    pd.testing.assert_frame_equal(ours.reset_index(drop=True), plain.reset_index(drop=True), check_categorical=False)


def test_nothing_that_the_player_decides_happens_without_him(over: Seat) -> None:
    since = over.events[over.events["date"] > "2019-12-27"]
    assert not set(since["action"]) & {"strike", "kill_leader"}


def test_why_and_the_chain_of_an_event(over: Seat) -> None:
    number = next(each.number for each in over.happenings if each.record_id == "2019-12-29-us-warning" and each.own)
    why = over.why(number)
    assert why is not None
    assert sum(motive.share for motive in why.motives) == pytest.approx(1.0)
    trace = over.trace(number)
    assert (trace[0].step.event, trace[0].why) == (number, why)
    assert [each.step.answers for each in trace[:-1]] == [each.step.event for each in trace[1:]]


@pytest.mark.parametrize(
    ("do", "said"),
    [
        (lambda seat: seat.choose("strikes"), "unknown option of answer 'strikes'; did you mean 'strike'"),
        (lambda seat: seat.play(), "nothing is chosen on 2019-12-27; allowed: choose strike or wait first"),
        (lambda seat: seat.rewind("2019-12-26"), "cannot be gone back to; allowed: 2019-12-27 to 2019-12-27"),
        (lambda seat: seat.rewind("soon"), "is not a day"),
        (lambda seat: seat.debrief(), "the game goes on"),
        (lambda seat: seat.why(10_000), "there is no event 10000"),
        (lambda seat: seat.orders("x"), "unknown option"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line(seat: Seat, do: object, said: str) -> None:
    with pytest.raises(InputError, match=said):
        do(seat)  # type: ignore[operator]


def test_after_the_end_nothing_can_be_chosen(over: Seat) -> None:
    with pytest.raises(InputError, match="the game ended on 2020-01-10"):
        over.choose("strike")
    with pytest.raises(InputError, match="the game ended"):
        over.play()


def test_the_door_is_the_class(data: SeatData) -> None:
    place = sim.seat(data, seed=SEED, world=NUMBER, choices=["wait"])
    assert isinstance(place, Seat)
    assert place.over
    with pytest.raises(InputError, match="world is -1"):
        sim.seat(data, world=-1)
