"""What all actors share: products that skip what is nothing, terms weighed once, numbers read again, and Mesa's agents."""

from __future__ import annotations

from typing import ClassVar

import mesa
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.actors import Group, Militias, State, UnitedStates
from sim.actors.base import Actor
from sim.decision import Rule, motive, restraint
from sim.model import EscalationModel
from sim.perception import acts, kernel, trace
from sim.tally import Tally
from sim.types import Number
from sim.vocabulary.day import PARTS
from sim.vocabulary.decisions import MILITIAS
from sim.vocabulary.off import Off
from sim.worlds import is_nothing
from tests.handmade import pinned
from tests.stand_in import StandIn, column

LEVELS = st.floats(0.0, 10.0)
FACTORS = st.one_of(LEVELS, arrays(float, 3, elements=LEVELS), arrays(float, (2, 1), elements=LEVELS))


class Cautious(Actor):
    """Strikes, kills and warns, and fears for all three; counts how often it looks at its fear."""

    kind = "us"
    rules: ClassVar[dict[str, Rule]] = {
        "strike": Rule(motives=("standing", "struck"), restraints=("afraid",)),
        "kill_leader": Rule(motives=("standing",), restraints=("afraid",)),
        "warn": Rule(motives=("standing",), restraints=("afraid",)),
        "sanction": Rule(motives=("standing",), mechanism="posture"),
    }
    hit = trace(acts("attack_base"), "answer_half_life")
    looks = 0
    felt: Number = 0.0

    def take_stock(self) -> None:
        self.felt = self.hit.level

    @motive(None, "none")
    def standing(self) -> Number:
        """It strikes, kills and warns at the pace of its warnings."""
        return self.p.warnings

    @motive("red_line", "none")
    def struck(self) -> Number:
        """It answers what it was struck with."""
        return self.felt

    @restraint("diplomacy", "none")
    def afraid(self) -> Number:
        """It fears for all three."""
        self.looks += 1
        return float(np.log(2.0))


ACTOR = Cautious(StandIn(), ("us",))


def cautious(**around: object) -> Cautious:
    return Cautious(StandIn(us__warnings=0.25, **around), ("us",))  # type: ignore[arg-type]


def rates(actor: Actor) -> dict[str, Number]:
    """Those of a whole day."""
    return {decision.name: decision.rate for part in PARTS for decision in actor.decide(part)}


# Products -----------------------------------------------------------------------------------------------------------------


@given(st.lists(FACTORS, min_size=1, max_size=4))
def test_a_scaled_level_is_the_product_of_its_factors(factors: list[Number]) -> None:
    before = [np.array(factor, copy=True) for factor in factors]
    product = np.asarray(ACTOR.scaled(*factors))
    expected = np.asarray(1.0)
    for factor in factors:
        expected = expected * np.asarray(factor)
    assert np.broadcast_to(product, expected.shape) == pytest.approx(expected)
    assert all(np.array_equal(factor, old) for factor, old in zip(factors, before, strict=True))


def test_of_nothing_there_is_nothing_whatever_it_is_multiplied_by() -> None:
    """The level stands last; with nothing in it the other factors are not looked at."""
    assert is_nothing(ACTOR.scaled(np.array([1.0, 2.0]), 0.0))
    assert is_nothing(ACTOR.scaled(object(), column(badr=1.0), 0.0))  # type: ignore[arg-type]
    assert is_nothing(ACTOR.scaled(object(), 0.0, 2.0))  # type: ignore[arg-type]


# A day of an actor --------------------------------------------------------------------------------------------------------


def test_a_restraint_that_decisions_share_is_evaluated_once_in_a_part_of_the_day() -> None:
    actor = cautious()
    assert rates(actor) == pytest.approx({"strike": 0.125, "kill_leader": 0.125, "warn": 0.125, "sanction": 0.25})
    assert actor.looks == 2  # for blows, and for words
    assert [decision.name for decision in actor.decide("answers")] == ["strike", "kill_leader"]
    assert actor.looks == 3


def test_each_decision_is_weighed_in_its_part_of_the_day_and_in_no_other() -> None:
    actor = cautious()
    assert {part: [decision.name for decision in actor.decisions_of(part)] for part in PARTS} == {
        "words": [],
        "blows": [],
        "answers": ["strike", "kill_leader"],
        "reactions": ["warn", "sanction"],
    }
    assert actor.decide("blows") == []
    assert all(is_nothing(decision.rate) for decision in actor.decisions)


class Hasty(Cautious):
    """Answers half of what it was struck with on the very day."""

    hit = kernel(acts("attack_base"), "answer_half_life", at_once="same_night_share")


def test_only_who_answers_at_once_sees_what_happened_today() -> None:
    """Stock is taken anew in each part of the day in which something is decided."""
    around = StandIn(us__warnings=0.25, us__same_night_share=0.5)
    hasty, slow = Hasty(around, ("us",)), cautious()
    for actor in (hasty, slow):
        actor.model.today.put("attack_base", 3.0)
        assert is_nothing(actor.felt)
        actor.decide("blows")
        assert is_nothing(actor.felt)  # nothing to decide
        rates(actor)
    assert hasty.felt == 1.5
    assert is_nothing(slow.felt)
    around.today.put("attack_base", 1.0)
    assert rates(hasty)["strike"] == pytest.approx((0.25 + 2.0) / 2)


def test_memories_are_ones_own_or_those_of_the_public_scene() -> None:
    actor = cautious()
    assert actor.memory("hit") is actor.hit
    assert actor.memory("scene.fear") is actor.scene.fear
    (own,), (public,) = actor.channels("hit"), actor.channels("scene.fear")
    assert (own.memory, own.owner, own.key, own.by_group) == (actor.hit, actor, ("us", "hit"), False)
    assert (public.memory, public.owner, public.key) == (actor.scene.fear, actor.scene, ("scene", "fear"))


def test_yesterday_is_taken_in_before_stock_is_taken() -> None:
    actor, yesterday = cautious(), Tally()
    yesterday.put("attack_base", 3.0)
    actor.perceive(yesterday)
    assert actor.felt == 3.0
    assert rates(actor)["strike"] == pytest.approx((0.25 + 3.0) / 2)


def test_tuning_reads_numbers_and_mechanisms_again_and_keeps_memories() -> None:
    actor, yesterday = cautious(), Tally()
    yesterday.put("attack_base", 1.0)
    actor.perceive(yesterday)
    actor.model.parameters = pinned(us__warnings=0.5)  # type: ignore[misc]
    assert rates(actor)["warn"] == pytest.approx(0.125)  # not read yet
    actor.model.off = Off(("red_line", "diplomacy", "posture"))  # type: ignore[misc]
    actor.tune()
    assert rates(actor) == {"strike": 0.5, "kill_leader": 0.5, "warn": 0.5}
    assert actor.hit.level == 1.0


def test_an_actor_asks_its_environment() -> None:
    actor = cautious(contexts={"protests": 0.5}, off=("posture",))
    assert (actor.context("protests"), actor.context("gaza_war")) == (0.5, 0.0)
    assert actor.forgets("posture")
    assert not actor.forgets("red_line")
    assert actor.scene is actor.model.scene


# Mesa's agents ------------------------------------------------------------------------------------------------------------


class Stage(StandIn, mesa.Model):  # type: ignore[misc]
    """A stand-in that is a Mesa model too."""

    def __init__(self) -> None:
        mesa.Model.__init__(self, rng=1)
        StandIn.__init__(self)


def test_a_state_is_an_agent_whose_step_weighs_its_decisions() -> None:
    stage = Stage()
    us = UnitedStates(stage, "us")
    assert isinstance(us, State)
    assert list(stage.agents) == [us]
    assert (us.name, us.names) == ("us", ("us",))
    assert all(is_nothing(decision.rate) for decision in us.decisions)
    us.perceive(Tally())
    stage.agents.do("step")
    assert all(decision.rate > 0 for decision in us.decisions)
    assert {decision.actor for decision in us.decisions} == {"us"}


def test_a_group_is_an_agent_whose_decisions_are_its_rows() -> None:
    stage = Stage()
    militias = Militias(stage)
    groups = [Group(stage, name, militias) for name in MILITIAS]
    assert [agent.name for agent in stage.agents] == list(MILITIAS)
    militias.perceive(Tally())
    groups[0].step()
    for row, group in enumerate(groups):
        assert [decision.name for decision in group.decisions] == [decision.name for decision in militias.decisions]
        for own, whole in zip(group.decisions, militias.decisions, strict=True):
            assert own.actor == group.name
            assert own.rate == np.asarray(whole.rate)[row, 0] > 0


def test_one_set_of_rules_serves_all_groups() -> None:
    militias = Militias(StandIn())
    assert all(decision.actors == MILITIAS and decision.by_group for decision in militias.decisions)
    militias.perceive(Tally())
    assert {decision.name for part in PARTS for decision in militias.decide(part)} == {d.name for d in militias.decisions}
    assert all(np.shape(decision.rate) == (len(MILITIAS), 1) for decision in militias.decisions)


def test_a_zero_anywhere_makes_the_product_plainly_zero() -> None:
    model = EscalationModel("documented", parameters="point")
    level = np.array([1.0, 2.0])
    for factors in ((0.0, level), (level, 0.0), (level, 0.0, level)):
        assert is_nothing(model.us.scaled(*factors))
    assert model.us.scaled(2.0, level).tolist() == [2.0, 4.0]  # type: ignore[union-attr]


def test_an_agent_may_take_its_turn_before_the_first_day() -> None:
    model = EscalationModel("documented", parameters="point")
    for agent in model.agents:
        agent.step()
        assert all(np.all(np.asarray(decision.rate) > 0) for decision in agent.decisions)
