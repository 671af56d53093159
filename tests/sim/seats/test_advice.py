"""What advisers say: the rule of the morning after, whose shares are one whole."""

from __future__ import annotations

import math
from datetime import date

import pytest

from sim.explain.explanation import explain_event
from sim.model import EscalationModel
from sim.parameter_files import of_world
from sim.seats.advice import said_chance
from sim.seats.orders import Choice
from sim.seats.schema import SeatData
from sim.seats.seat import Seat
from sim.seats.standing import stand
from tests.sim.seats.made import NUMBER, SEED, short, world


def test_the_shares_of_every_advice_add_up_to_one(seat: Seat) -> None:
    for choice in (None, "strike"):
        if choice is not None:
            seat.choose(choice)
            seat.play()
        assert seat.advice()
        for advice in seat.advice():
            assert sum(voice.share for voice in advice.motives) == pytest.approx(1.0, abs=1e-9)
            assert all(0 < brake.factor <= 1 for brake in advice.restraints)


def test_the_rate_is_that_of_the_rules_on_the_morning_after(data: SeatData, seat: Seat) -> None:
    """On the day after the death the record holds no attack, so that the rules weigh the strike as on that morning."""
    scenario = short().edit(name="plain", start=data.start, end=data.end)
    parameters = of_world(world().parameters, NUMBER)
    model = EscalationModel(scenario, 1, SEED, parameters=parameters, first_world=NUMBER)
    while model.clock == 0 or model.date.astype(object) < date(2019, 12, 28):
        model.step()
    decision = model.decisions()["us", "strike"]
    (advice, _) = seat.advice()
    assert advice.decision == "strike"
    assert advice.rate == pytest.approx(float(decision.rate), rel=1e-9)
    assert advice.chance == pytest.approx(1 - math.exp(-advice.rate))
    assert {voice.name: voice.share for voice in advice.motives} == pytest.approx(
        {name: share for name, share in decision.shares(0).items() if share > 1e-9}, abs=1e-9
    )


def test_a_voice_names_the_act_that_it_answers(seat: Seat) -> None:
    (advice, _) = seat.advice()
    lethal = next(voice for voice in advice.motives if voice.name == "lethal_provocation")
    number, share, text = lethal.answers[0]
    assert seat.events["record_id"].iloc[number] == "2019-12-27-kataib-hezbollah-rocket-attack"
    assert share == pytest.approx(1.0, abs=0.01)
    assert text.startswith("27 December 2019: Kataib Hezbollah attacks a base")


def test_the_parents_are_those_of_an_explanation_of_the_same_day(data: SeatData) -> None:
    """The strike of the 29th was no other's order in the plain record: what it felt is what advice of the 28th would name."""
    scenario = short().edit(name="plain", start=data.start, end=data.end)
    parameters = of_world(world().parameters, NUMBER)
    model = EscalationModel(scenario, 1, SEED, parameters=parameters, first_world=NUMBER)
    why = explain_event(model, "2019-12-29", "us", "strike")
    told = {motive.name: [parent.event for parent in motive.parents] for motive in why.motives if motive.parents}
    later = data.model_copy(update={"day": date(2019, 12, 28)})
    advice = stand(later, (), world()).advice[0]
    for voice in advice.motives:
        if voice.answers and voice.name in told:
            assert {number for number, _, _ in voice.answers} <= set(told[voice.name])
    assert any(voice.answers for voice in advice.motives)


def test_what_was_ordered_before_is_no_advice(data: SeatData) -> None:
    """Nothing happens without the player, but the advice is the rule's."""
    standing = stand(data, (Choice(data.day, "answer", "strike"),), world())
    (advice,) = standing.advice
    assert advice.rate > 0
    assert "policy" not in {voice.name for voice in advice.motives}


def test_words_begin_with_the_chance_and_weigh_each_voice(seat: Seat) -> None:
    first, *rest = seat.advice()[0].in_words()
    assert first.startswith("To strike sites of militias")
    assert "on the next day." in first
    assert rest[0].startswith("For it, ")
    assert said_chance(0.0) == "next to no chance"
