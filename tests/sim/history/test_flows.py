"""A decision taken apart: its motives sum to its rate, restraints held back from each alike."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.decision import Decision
from sim.history.flows import TakenApart, divided, level_felt, rates_of, ratio
from sim.types import Ints
from sim.worlds import entries_at
from tests.two_arms import Arm, TwoArms, act


def lived() -> Arm:
    """A day after two attacks, one of them deadly, and a strike."""
    past = [act("a", 0, actor="badr", marks={"lethal": 1.0}), act("b", 0), act("s", 0, "strike", marks={"hit_badr": 1.0})]
    pair = TwoArms(3, past, militia__fear=np.array([0.0, 0.5, 2.0]))
    pair.step()
    pair.step()
    return pair.there


def everywhere(decision: Decision) -> tuple[Ints, Ints]:
    """All rows and worlds of a decision, of three worlds."""
    rows, worlds = np.divmod(np.arange(3 * len(decision.actors)), 3)
    return rows, worlds


@pytest.mark.parametrize("name", ["attack_base", "strike"])
def test_motives_sum_to_the_rate_and_each_keeps_its_share_of_them(name: str) -> None:
    arm = lived()
    decision = arm.decision(name)
    flows, (rows, worlds) = TakenApart().of(arm, decision), everywhere(decision)
    rates = flows.rates(rows, worlds)
    assert [flow.name for flow in flows] == list(decision.motive_names)
    assert rates.sum(axis=0) == pytest.approx(entries_at(decision.rate, rows, worlds))
    for rate, value, whole in zip(rates, decision.motive_values, rates_of(decision), strict=True):
        hold = np.exp(-np.array([0.0, 0.5, 2.0])) if name == "attack_base" else 1.0
        assert rate == pytest.approx(entries_at(value * hold, rows, worlds))
        assert np.array_equal(rate, entries_at(whole, rows, worlds))


def test_in_few_places_rates_are_what_they_are_there_among_all() -> None:
    arm = lived()
    decision = arm.decision("attack_base")
    flows, (rows, worlds) = TakenApart().of(arm, decision), everywhere(decision)
    some = np.array([4, 17, 29])
    assert np.array_equal(flows.rates(rows[some], worlds[some]), flows.rates(rows, worlds)[:, some])
    assert np.array_equal(flows.felt_at(1, rows[some], worlds[some]), entries_at(flows.felt(1), rows[some], worlds[some]))


def test_a_decision_taken_apart_stays_as_it_was_while_the_day_goes_on() -> None:
    arm, apart = lived(), TakenApart()
    strike = arm.decision("strike")
    flows = apart.of(arm, strike)
    before, places = (flows.rates(*everywhere(strike)), flows.felt(2)), everywhere(strike)
    arm.actors[1].memories["provocations"].see(7.0)
    strike.weigh()
    assert np.array_equal(flows.rates(*places), before[0])
    assert np.array_equal(flows.felt(2), before[1])
    now = apart.of(arm, strike)
    assert now.motives is flows.motives
    assert (np.asarray(now.felt(2)) > np.asarray(before[1])).all()
    assert apart.of(arm, replace(strike)).motives is not flows.motives


def test_a_motive_knows_its_memories_and_what_is_felt_through_them() -> None:
    arm = lived()
    flows, places = TakenApart().of(arm, arm.decision("attack_base")), everywhere(arm.decision("attack_base"))
    will, momentum, reprisal = flows
    assert (will.channels, flows.felt(0)) == ((), 0.0)
    assert [channel.name for channel in (*momentum.channels, *reprisal.channels)] == ["own", "of_all", "blows"]
    assert np.asarray(flows.felt(1)) == pytest.approx(np.asarray(level_felt(momentum.channels)))
    # the rate is proportional to what is felt: so many for each, before the restraint
    branching = arm.parameters.values["militia.branching"]
    expected = branching * np.asarray(flows.felt(1)) * np.exp(-np.array([0.0, 0.5, 2.0]))
    assert flows.rates(*places)[1] == pytest.approx(entries_at(expected, *places))


def test_a_decision_without_motives_has_no_parts() -> None:
    pair = TwoArms(2, [], both_off=("momentum", "reprisal"))
    pair.step()
    assert [flow.name for flow in TakenApart().of(pair.there, pair.there.decision("attack_base"))] == ["will"]


def test_a_part_of_nothing_is_nothing() -> None:
    assert ratio(0.0, np.ones(2)) == 0.0
    assert ratio(np.ones(2), 0.0) == 0.0
    assert ratio(np.array([1.0, 1.0]), np.array([4.0, 0.0])) == pytest.approx([0.25, 0.0])
    assert ratio(np.ones((2, 1)), np.array([2.0, 0.0])) == pytest.approx(np.array([[0.5, 0.0]] * 2))
    assert np.array_equal(divided(np.array([1.0, 1.0]), np.array([[4.0, 0.0], [0.0, 2.0]])), [[0.25, 0.0], [0.0, 0.5]])
