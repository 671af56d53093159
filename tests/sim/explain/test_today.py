"""What everybody wants and fears on a day: the rates that the model used, taken apart."""

from __future__ import annotations

import math

import pytest

from sim.errors import InputError
from sim.explain.today import Weighed, weighed_on
from sim.model import EscalationModel
from sim.vocabulary.decisions import ACTORS, decisions_of
from tests.sim.explain.winter import short


@pytest.fixture(scope="module")
def model() -> EscalationModel:
    """The record up to the day after the killing; strikes are forbidden from a branch on."""
    forbid = {"forbid": {"actor": "us", "decision": "strike", "from": "2020-01-03"}}
    return EscalationModel(short(branch="2020-01-03", luck="fresh", interventions=[forbid]), rng=7, parameters="point")


@pytest.fixture(scope="module")
def weighed(model: EscalationModel) -> dict[tuple[str, str], Weighed]:
    return {(each.actor, each.decision): each for each in weighed_on(model, "2020-01-04")}


def test_everybody_is_there_with_all_that_he_may_do(weighed: dict[tuple[str, str], Weighed]) -> None:
    assert set(weighed) == {(actor, decision) for actor in ACTORS for decision in decisions_of(actor)}
    rates = [each.rate for each in weighed.values()]
    assert rates == sorted(rates, reverse=True)


def test_motives_times_restraints_are_the_rate_that_the_model_used(
    model: EscalationModel, weighed: dict[tuple[str, str], Weighed]
) -> None:
    for key, each in weighed.items():
        assert each.rate == float(model.decisions()[key].rate)
        if not each.forbidden:
            pulled = sum(motive.per_day for motive in each.motives)
            held = math.prod(restraint.factor for restraint in each.restraints)
            assert each.rate == pytest.approx(pulled * held, rel=1e-6), key


def test_what_is_nothing_is_left_out_and_what_is_forbidden_is_said(weighed: dict[tuple[str, str], Weighed]) -> None:
    assert all(motive.per_day > 0 and motive.sentence and motive.source for each in weighed.values() for motive in each.motives)
    assert all(0 <= held.factor < 1 and held.sentence for each in weighed.values() for held in each.restraints)
    assert [key for key, each in weighed.items() if each.forbidden] == [("us", "strike")]
    assert any(each.restraints for each in weighed.values())


def test_a_day_that_is_not_reported_and_a_model_that_was_stepped_are_refused(model: EscalationModel) -> None:
    with pytest.raises(InputError, match="was not stepped yet"):
        weighed_on(model, "2020-01-05")
    with pytest.raises(InputError, match="is not reported by documented; allowed: 2019-12-20 to 2020-01-10"):
        weighed_on(EscalationModel(short(), rng=7, parameters="point"), "2020-02-01")
