"""A day once stepped can be read again as its actors saw it, or as its eve was; the model is left as it stood."""

from __future__ import annotations

from datetime import date

import pytest

from calibration.fit.likelihood import replay_scenario
from sim.model import EscalationModel
from sim.worlds import at

TAJI = date(2020, 3, 11)
"""Rockets kill two Americans and a Briton at Taji; the United States may answer in the same night."""


@pytest.fixture
def taji() -> EscalationModel:
    model = EscalationModel(replay_scenario((TAJI, TAJI)), worlds=1, rng=0, keep_log=False, parameters="point")
    while model.running:
        model.step()
    return model


def strike_rate(model: EscalationModel) -> float:
    us = next(actor for actor in model.answerers if actor.name == "us")
    return float(at(next(decision for decision in us.decisions if decision.name == "strike").weigh(), 0))


def test_as_decided_the_rate_is_the_one_that_was_scored(taji: EscalationModel) -> None:
    scored = float(at(taji.documented.ledger["strike"].rate, 0))
    with taji.as_decided():
        assert strike_rate(taji) == pytest.approx(scored, rel=1e-12)


def test_on_the_eve_an_attack_of_the_day_moves_nobody(taji: EscalationModel) -> None:
    with taji.as_decided():
        that_night = strike_rate(taji)
        with taji.before_today():
            assert strike_rate(taji) < 0.2 * that_night
        assert strike_rate(taji) == that_night


def test_the_model_is_left_as_it_stood_whatever_happens_inside(taji: EscalationModel) -> None:
    clock, today = taji.clock, taji.today
    with taji.as_decided(), taji.before_today():
        assert taji.clock == clock - 1
        assert taji.today is not today
    with pytest.raises(KeyError), taji.as_decided(), taji.before_today():
        taji.documented.ledger["no such decision"]
    assert taji.clock == clock
    assert taji.today is today
