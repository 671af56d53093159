"""A decision taken apart: its motives sum to its rate, restraints held back from each alike."""

from __future__ import annotations

import numpy as np
import pytest

from sim.history.flows import flows_of, level_felt, ratio
from tests.two_arms import Arm, TwoArms, act


def lived() -> Arm:
    """A day after two attacks, one of them deadly, and a strike."""
    past = [act("a", 0, actor="badr", marks={"lethal": 1.0}), act("b", 0), act("s", 0, "strike", marks={"hit_badr": 1.0})]
    pair = TwoArms(3, past, militia__fear=np.array([0.0, 0.5, 2.0]))
    pair.step()
    pair.step()
    return pair.there


@pytest.mark.parametrize("name", ["attack_base", "strike"])
def test_motives_sum_to_the_rate_and_each_keeps_its_share_of_them(name: str) -> None:
    arm = lived()
    decision = arm.decision(name)
    flows = flows_of(arm, decision)
    assert [flow.name for flow in flows] == list(decision.motive_names)
    assert sum(flow.rate for flow in flows) == pytest.approx(np.broadcast_to(decision.rate, flows[0].rate.shape))
    for flow, value in zip(flows, decision.motive_values, strict=True):
        hold = np.exp(-np.array([0.0, 0.5, 2.0])) if name == "attack_base" else 1.0
        assert flow.rate == pytest.approx(np.broadcast_to(value * hold, flow.rate.shape))


def test_a_motive_knows_its_memories_and_what_is_felt_through_them() -> None:
    arm = lived()
    will, momentum, reprisal = flows_of(arm, arm.decision("attack_base"))
    assert (will.channels, will.felt) == ((), 0.0)
    assert [channel.name for channel in (*momentum.channels, *reprisal.channels)] == ["own", "of_all", "blows"]
    assert np.asarray(momentum.felt) == pytest.approx(np.asarray(level_felt(momentum.channels)))
    # the rate is proportional to what is felt: so many for each, before the restraint
    branching = arm.parameters.values["militia.branching"]
    assert momentum.rate == pytest.approx(branching * np.asarray(momentum.felt) * np.exp(-np.array([0.0, 0.5, 2.0])))


def test_a_decision_without_motives_has_no_parts() -> None:
    pair = TwoArms(2, [], both_off=("momentum", "reprisal"))
    pair.step()
    assert [flow.name for flow in flows_of(pair.there, pair.there.decision("attack_base"))] == ["will"]


def test_a_part_of_nothing_is_nothing() -> None:
    assert ratio(0.0, np.ones(2)) == 0.0
    assert ratio(np.ones(2), 0.0) == 0.0
    assert ratio(np.array([1.0, 1.0]), np.array([4.0, 0.0])) == pytest.approx([0.25, 0.0])
    assert ratio(np.ones((2, 1)), np.array([2.0, 0.0])) == pytest.approx(np.array([[0.5, 0.0]] * 2))
