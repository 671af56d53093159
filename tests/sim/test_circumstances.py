"""What a model answers from its schedule: of the day that its clock shows."""

from __future__ import annotations

import pytest

from sim.circumstances import Circumstances
from sim.model import EscalationModel
from tests.handmade import DAYS, calendar, evidence, pinned, scenario


@pytest.fixture(scope="module")
def model() -> EscalationModel:
    level = {"level": {"name": "salaries", "value": 0.25, "from": calendar(20), "until": calendar(29)}}
    plan = scenario().edit(check=False, branch=calendar(5), interventions=[level])
    return EscalationModel(plan, parameters=pinned(), evidence=evidence(), keep_log=False)


def at(model: EscalationModel, day: int) -> Circumstances:
    model.clock = day
    return model


def test_the_day_has_its_contexts_offices_levels_and_reporting(model: EscalationModel) -> None:
    assert [at(model, day).context("protests") for day in (6, 7, 34, 35)] == [0.0, 1.0, 1.0, 0.0]
    assert [at(model, day).office("administration") for day in (45, 46)] == ["trump", "biden"]
    assert [at(model, day).level("salaries") for day in (0, 19, 20, 29, 30, DAYS - 1)] == [1.0, 1.0, 0.25, 0.25, 1.0, 1.0]
    assert {at(model, day).level("presence_in_iraq") for day in (0, 20, DAYS - 1)} == {1.0}
    february = at(model, 31)
    assert (february.reported("attack_base"), february.reported("strike")) == (0.8, 1.0)
    assert february.unseen("attack_base") == pytest.approx(0.2)
    assert february.unseen("strike") == 0.0


def test_a_decision_that_is_off_is_kept_where_both_arms_are_without_it() -> None:
    for both, kept in (("both_arms", True), ("this_arm", False)):
        plan = scenario().edit(check=False, branch=calendar(5), switch_off=["raids"], switch_off_in=both)
        made = EscalationModel(plan, parameters=pinned(), evidence=evidence(), keep_log=False)
        assert made.keeps("raid") is kept


def test_for_a_moment_it_is_the_day_on_which_the_actors_decided(model: EscalationModel) -> None:
    later = at(model, 35)
    with model.as_decided():
        assert model.context("protests") == 1.0
    assert (later.context("protests"), later.clock) == (0.0, 35)
    with pytest.raises(RuntimeError), model.as_decided():
        raise RuntimeError
    assert model.clock == 35
