"""The eve by hand, and against days that are drawn: the expected rate is the mean of the rates that the day brings."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest

from calibration.forecasts.eve import Eve, expected_rates, marks_expected
from calibration.studies.synthetic import as_evidence, empty_start
from sim.history.sampled import Sampled
from sim.model import EscalationModel
from sim.parameters import Parameters, load_parameters
from sim.types import Number
from sim.vocabulary.decisions import DECISIONS
from sim.worlds import over_groups

DAY = date(2020, 11, 2)
BUSY = {
    "militia.base_attacks": 0.6, "marks.lethal": 0.3, "marks.wounding": 0.3, "us.same_night_share": 0.5, "us.force_floor": 0.1,
    "us.in_iraq_trump": 0.7, "us.strikes_per_lethal_attack": 0.4, "iraq_government.protests_per_strike": 0.8,
    "iraq_government.mediation_floor": 0.3,
}  # fmt: skip


def parameters(**more: float) -> Parameters:
    return load_parameters().replace({**BUSY, **more})


def morning(worlds: int = 1, values: Parameters | None = None) -> EscalationModel:
    """A day before which nothing ever happened, and of which nothing is recorded."""
    scenario = empty_start((DAY, DAY))
    values = parameters() if values is None else values
    return EscalationModel(scenario, worlds, rng=3, parameters=values, evidence=as_evidence(()), keep_log=False)


def rate(model: EscalationModel, name: str) -> Number:
    """Today's rate of all authors as weighed last."""
    decision = next(one for actor in model.actors for one in actor.decisions if one.name == name)
    return over_groups(decision.rate) if decision.by_group else decision.rate


def expected(model: EscalationModel) -> dict[str, Number]:
    model.history = eve = Eve(model)
    model.step()
    return eve.expected


def test_what_a_day_is_expected_to_answer_at_once_is_worked_out_by_hand() -> None:
    """On that day nothing is remembered, so that all motives but the standing ones rest on the day's own acts."""
    model = morning()
    found: dict[str, Any] = expected(model)
    v = model.parameters.values
    bases, convoys = (rate(model, name) * model.schedule.reported(name, 0) for name in ("attack_base", "attack_convoy"))
    assert found["attack_base"] == pytest.approx(bases)
    assert found["broker_truce"] == pytest.approx(v["iraq_government.mediation_floor"])

    borne = np.exp(-v["us.tolerance_trump"])
    blood = bases * (0.3 * 0.4 + 0.3 * v["us.strikes_per_wounding_attack"])
    provoked = (bases + convoys) * v["us.prompt_strikes_per_attack"] * borne
    assert found["strike"] == pytest.approx(0.1 + 0.5 * (blood + provoked))

    abroad = v["marks.abroad"]
    returned = (1 - abroad) * v["us.counter_fire_per_attack"] + abroad * v["us.counter_fire_per_attack_abroad"]
    fire = returned * v["us.counter_fire_at_once"] * bases
    assert found["counter_fire"] == pytest.approx(v["us.counter_fire_floor"] + fire)

    strikes, kills = (-np.expm1(-found[name]) for name in ("strike", "kill_leader"))
    breaches = v["iraq_government.protests_at_once"] * (0.7 * strikes + kills)
    soldiers = v["iraq_government.protests_per_soldiers_hit"] * 0.7 * v["us.soldiers_hit"] * strikes
    traits = model.parameters.by_group(model.militias.names)
    affront = v["iraq_government.protests_per_blow_on_state"] * np.sum(traits.blame * traits.on_payroll) * (strikes + kills)
    further = v["iraq_government.protests_at_once"] * (soldiers + affront)
    assert found["condemn_us"] == pytest.approx(v["iraq_government.protest_floor"] + 0.8 * breaches + further)

    threats = v["militia.threats_per_blow"] * v["militia.threats_at_once"] * (strikes + kills)
    assert found["threaten"] == pytest.approx(rate(model, "threaten") + threats)

    truces = v["militia.mediated_truce"] * v["militia.mediated_at_once"] * -np.expm1(-0.3)
    shares = np.sum(traits.share_of_bases)
    assert found["announce_truce"] == pytest.approx(rate(model, "announce_truce") + truces * shares)


def test_the_rate_on_the_eve_is_the_mean_of_the_rates_that_the_day_brings() -> None:
    """Exactly for what answers attacks; nearly for what answers an answer, whose chance is taken at its expected rate."""
    worlds = 20_000
    drawn, eve = morning(worlds), expected(morning())
    drawn.history = Sampled()
    drawn.step()
    for name in DECISIONS:
        rates = np.broadcast_to(rate(drawn, name), (worlds,)) * drawn.schedule.reported(name, 0)
        off = 4 * rates.std() / np.sqrt(worlds) + (0.03 * eve[name] if name in ("condemn_us", "threaten") else 0.0)
        assert abs(rates.mean() - eve[name]) <= off + 1e-12, name
    assert {"strike", "counter_fire", "condemn_us", "warn"} <= {name for name in DECISIONS if np.std(rate(drawn, name)) > 0}


def test_every_mark_that_is_answered_at_once_is_expected() -> None:
    """A new memory that answers a mark at once must have it expected here; nothing unseen is answered at once."""
    model = morning()
    marks = marks_expected(model)
    for perceiver in model.perceivers():
        for name, declaration in perceiver.declared.items():
            feed = declaration.feed
            if not declaration.at_once:
                continue
            assert not feed.with_unseen, name
            bearing = [decision for decision in feed.decisions if decision != "attack_convoy"]  # no American is harmed there
            for decision in bearing if feed.mark else ():
                assert feed.mark in marks[decision], (name, decision)


def test_the_day_itself_is_as_it_would_have_been_without_a_look_at_its_eve() -> None:
    looked, plain = morning(5), morning(5)
    looked.history, plain.history = Sampled(), Sampled()
    looked.history = Eve(looked)
    for model in (looked, plain):
        model.step()
    assert looked.last.counts.keys() == plain.last.counts.keys()
    for name, count in plain.last.counts.items():
        assert np.array_equal(looked.last.counts[name], count), name
    for name in DECISIONS:
        assert np.array_equal(rate(looked, name), rate(plain, name)), name


def test_nothing_is_left_of_what_was_expected() -> None:
    model = morning()
    before = model.us.incoming.level
    assert expected_rates(model)["counter_fire"] > model.parameters.values["us.counter_fire_floor"]
    assert model.today.is_empty
    assert model.us.incoming.level == before == 0.0


def test_a_decision_that_is_off_is_not_expected() -> None:
    scenario = empty_start((DAY, DAY), switch_off=["raids"])
    model = EscalationModel(scenario, 1, rng=3, parameters=parameters(), evidence=as_evidence(()), keep_log=False)
    assert {"raid", "release"}.isdisjoint(expected(model))
