"""What happened, as sentences."""

from __future__ import annotations

from datetime import date

from sim.seats.happenings import ORDERED, Stretch
from sim.seats.seat import Seat


def test_an_order_of_the_players_is_told_as_his(seat: Seat) -> None:
    seat.choose("strike")
    happened = seat.play().happenings
    strike = next(each for each in happened if each.action == "strike")
    assert (strike.own, strike.ordered, strike.why) == (True, True, ORDERED)
    assert strike.text == "Washington strikes sites of Kataib Hezbollah, 25 militiamen killed"
    warned = next(each for each in happened if each.action == "warn")
    assert (warned.own, warned.ordered) == (True, False)
    assert warned.why.startswith("It came from ")
    siege = next(each for each in happened if each.action == "assault_embassy")
    assert (siege.own, siege.answers, siege.documented) == (False, strike.number, True)
    assert "funerals" in siege.summary


def test_they_are_told_once_for_an_evening_and_anew_for_the_next(seat: Seat) -> None:
    told = seat.happenings
    assert told is seat.happenings
    assert [each.number for each in told] == list(range(len(seat.events)))
    seat.choose("strike")
    seat.play()
    assert seat.happenings[: len(told)] == told
    assert len(seat.happenings) == len(seat.events) > len(told)


def test_a_stretch_lists_the_days_on_which_something_happened(over: Seat) -> None:
    stretch = over.stretch(date(2019, 12, 28), over.data.end)
    assert isinstance(stretch, Stretch)
    assert [each.number for _, own in stretch.days for each in own] == [each.number for each in stretch.happenings]
    assert all(own for _, own in stretch.days)
    assert all(each.date == day for day, own in stretch.days for each in own)
