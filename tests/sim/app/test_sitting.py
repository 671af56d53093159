"""A seat as the page sits on it: the same game as in Python, remembered, and debriefed."""

from __future__ import annotations

import pytest

from sim.app import runs, sitting
from sim.errors import InputError
from sim.seats.reading import load_seats
from sim.seats.seat import Seat


@pytest.fixture(scope="module")
def over() -> Seat:
    """A game with the historical choices, played to its end."""
    name = load_seats()[-1].name
    data = load_seats()[-1]
    choices: list[str] = []
    while not (seat := sitting.seat(name, 7, choices)).over:
        point = seat.decision
        assert point is not None
        choices.append(point.options[-1].id)
    assert data == seat.data
    return seat


def test_it_is_the_game_of_python_and_is_not_played_twice(over: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    choices = [each.option for each in over.choices]
    again = Seat(over.data.name, seed=7, choices=choices)
    assert [each.text for each in again.happenings] == [each.text for each in over.happenings]
    monkeypatch.setattr(runs, "in_process", lambda *_: pytest.fail("it is there"))
    assert sitting.seat(over.data.name, 7, choices) is over


def test_an_option_that_is_none_is_told() -> None:
    with pytest.raises(InputError, match="unknown option of"):
        sitting.seat(load_seats()[-1].name, 7, ["nothing_such"])


def test_a_debrief_sets_worlds_against_worlds(over: Seat) -> None:
    found = sitting.debrief(over, 10)
    measure = over.data.watch[0]
    row = found.effects.set_index("measure").loc[measure]
    assert sitting.apart(found, measure).mean() == pytest.approx(row["difference"])
    assert sitting.size(found) > 0
