"""The debrief: what you did beside what was done, and both in the same worlds."""

from __future__ import annotations

import pytest

from sim.seats.debrief import Debrief
from sim.seats.seat import Seat
from sim.vocabulary.measures import MEASURES

WORLDS = 6


@pytest.fixture(scope="module")
def debrief(over: Seat) -> Debrief:
    return over.debrief(WORLDS)


def test_what_you_did_stands_beside_what_was_done(debrief: Debrief) -> None:
    (done,) = debrief.done
    assert done.in_words() == "On the evening of 27 December 2019 you chose: Wait. What was done: Strike."


def test_the_historical_choices_are_the_record_in_every_world(debrief: Debrief) -> None:
    record = debrief.comparison.runs["made.as_it_was"].worlds
    assert record["us_strikes"].tolist() == [1] * WORLDS
    assert record["leaders_killed"].tolist() == [1] * WORLDS
    assert record["embassy_assaults"].tolist() == [1] * WORLDS


def test_the_arms_share_their_worlds_and_differ_by_the_choices(debrief: Debrief) -> None:
    yours = debrief.comparison.runs["made.yours"].worlds
    rows = debrief.effects.set_index("measure")
    assert yours["us_strikes"].tolist() == [0] * WORLDS
    assert rows.loc["us_strikes", "p_less"] == 1.0
    there = debrief.comparison.runs["made.as_it_was"].worlds
    attacks = (yours["attacks_on_us"].to_numpy() - there["attacks_on_us"].to_numpy()).mean()
    assert rows.loc["attacks_on_us", "difference"] == pytest.approx(attacks)


def test_what_happened_is_explained(debrief: Debrief, over: Seat) -> None:
    assert all(each.date > over.data.day for each in debrief.happened)
    assert set(debrief.why) <= {each.number for each in debrief.happened}
    for why in debrief.why.values():
        assert sum(motive.share for motive in why.motives) == pytest.approx(1.0)


def test_all_of_it_in_words(debrief: Debrief) -> None:
    lines = debrief.lines()
    assert lines[0].startswith("On the evening of")
    strikes = next(line for line in lines if line.startswith(MEASURES["us_strikes"].label))
    assert strikes == (
        "Days with a US strike: 0 on average with your choices (nine worlds in ten: 0 to 0), 1 with the historical ones; "
        "fewer in 100 % of 6 worlds, as many in 0 %, more in 0 %."
    )


def test_the_historical_choices_against_themselves_differ_in_nothing(seat: Seat) -> None:
    same = seat.historical().debrief(3)
    assert (same.effects["difference"].fillna(0) == 0).all()
    assert all(each.in_words().endswith("So it was.") for each in same.done)
