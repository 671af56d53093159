"""The seats that ship: with the historical choices they are the record, and every option moves what it is about."""

from __future__ import annotations

import re

import pytest

from sim.comparison import arms_alone, run_arms
from sim.machine import Machine
from sim.parameter_files import choose
from sim.scenario import Scenario, load_scenario
from sim.seats.orders import Choice, scenario_of
from sim.seats.reading import load_seat, seat_paths
from sim.seats.schema import Option, SeatData
from sim.seats.standing import historical_choices
from tests.sim.seats.made import patched

WORLDS, LEAST = 16, 0.1
"""Of an option; the share of worlds in which it has to move something. What the record hardly decides moves few."""
WARM_UP = 60
"""Days, in place of a year: what the options are about lies nearer."""
NAMES = sorted(seat_paths())


def instead(seat: SeatData) -> list[tuple[Option, Scenario]]:
    """Each option that was not taken, with the scenario in which it is and all else is as it was."""
    history, found = historical_choices(seat), []
    for at, choice in enumerate(history):
        for option in seat.decision(choice.decision).options:
            if not option.historical:
                other = Choice(choice.day, choice.decision, option.id)
                found.append((option, scenario_of(seat, (*history[:at], other, *history[at + 1 :]))))
    return found


def test_the_seats_that_were_promised_are_there() -> None:
    assert set(NAMES) >= {"washington", "baghdad", "tehran", "kataib_hezbollah"}


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_every_option_moves_what_it_is_about(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    seat, base = load_seat(name), load_scenario("documented").edit(warm_up=WARM_UP)
    patched(monkeypatch, lambda: base)
    record = base.edit(name="record", start=seat.start, end=seat.end)
    history = scenario_of(seat, historical_choices(seat)).edit(name="history")
    others = instead(seat)
    arms = arms_alone([history, *(scenario for _, scenario in others)])
    runs = run_arms(arms, WORLDS, 7, choose("posterior"), Machine(), command="batch").runs
    plain = run_arms(arms_alone([record]), 1, 7, choose("posterior"), Machine(), command="run").runs["record"]
    since = plain.daily[plain.daily["date"] > str(seat.day)]
    there = runs["history"].worlds
    assert set(there["attacks_on_us"]) == {since["attack_base"].sum()}, "the historical choices are the record"
    assert set(there["us_strikes"]) == {since["strike"].sum()}
    for option, scenario in others:
        assert option.moves is not None
        moved = runs[scenario.name].worlds[option.moves].to_numpy() != there[option.moves].to_numpy()
        assert moved.mean() >= LEAST, (option.id, option.moves, moved.mean())


@pytest.mark.parametrize("name", NAMES)
def test_the_record_calls_for_every_decision(name: str) -> None:
    seat = load_seat(name)
    assert [each.decision for each in historical_choices(seat)] == [point.id for point in seat.decisions]


@pytest.mark.parametrize("name", NAMES)
def test_every_seat_has_its_sources_and_says_what_it_is_not(name: str) -> None:
    seat = load_seat(name)
    assert len(seat.sources) >= 5
    assert len(seat.limits) >= 2
    assert len(seat.artefacts) >= 2
    assert seat.question.endswith("?")
    assert all(point.ask.endswith("?") for point in seat.decisions)


@pytest.mark.parametrize("name", NAMES)
def test_no_number_of_the_model_is_written_by_hand(name: str) -> None:
    seat = load_seat(name)
    texts = [text for point in seat.decisions for text in (point.tells, *(option.says for option in point.options))]
    assert not [text for text in texts if re.search(r"\d+ ?%|of (the )?worlds", text)]
