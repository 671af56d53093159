"""Which history a scenario asks for."""

from __future__ import annotations

import math

from sim.histories import of_branch, of_record
from sim.history.branched import Abducted, Branched
from sim.history.by_cause import ByCause
from sim.history.sampled import Sampled
from sim.history.sampled_by_motive import SampledByMotive
from sim.record.acts import day_number
from sim.record.evidence import load_evidence
from sim.scenario import load_scenario
from tests.stand_in import StandIn

CALM = load_scenario("no_soleimani_strike")


def branched(**changes: object) -> Branched:
    factual = of_record(load_evidence(), "drawn")
    before = of_record(load_evidence(), "drawn", factual=factual)
    scenario = CALM.edit(**changes)  # type: ignore[arg-type]
    history = of_branch(scenario, before, {}, StandIn(1) if scenario.luck == "abducted" else None)
    assert isinstance(history, Branched)
    assert history.branch_day == day_number(CALM.branch)
    return history


def test_an_abducted_arm_is_tied_by_causes_unless_it_says_otherwise() -> None:
    assert isinstance(branched().after, ByCause)
    assert isinstance(branched(coupling="causes").after, ByCause)
    assert isinstance(branched(coupling="inversion").after, Abducted)


def test_fresh_luck_is_drawn_by_decision_unless_causes_are_asked_for() -> None:
    assert isinstance(branched(luck="fresh").after, Sampled)
    assert isinstance(branched(luck="fresh", coupling="causes").after, SampledByMotive)


def test_by_cause_the_factual_record_is_taken_apart_from_the_branch_on() -> None:
    history = branched()
    assert history.before.factual is not None
    assert history.before.factual.apart_from == day_number(CALM.branch)
    by_inversion = branched(coupling="inversion")
    assert by_inversion.before.factual is not None
    assert by_inversion.before.factual.apart_from == math.inf


def test_the_record_knows_what_is_said_of_its_acts() -> None:
    history = of_record(load_evidence(), "shared")
    assert history.stated["2019-12-29-us-airstrike", "strike"].said_by == "actor"
    assert history.traced_from == math.inf
