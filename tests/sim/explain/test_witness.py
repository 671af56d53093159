"""The witness: what fed a memory, and each day's share of its level, against the memory itself."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.explain.witness import Witness, memories_of
from sim.memory import Kernel, Memory, Trace
from sim.model import EscalationModel
from sim.types import Number
from sim.vocabulary.decisions import DECISIONS
from tests.handmade import evidence, pinned, scenario
from tests.stand_in import StandIn, column

STAGES = st.sampled_from([0, 1, 2])


def memory_of(half_life: float, stages: int) -> Memory:
    return Kernel(half_life, stages) if stages else Trace(half_life)


def fed(memory: Memory, feeds: list[Number]) -> Witness:
    """A witness of a memory that is fed this on day 1, 2, 3 and so on: what happened on day 0, 1, 2."""
    model: Any = SimpleNamespace(scene=StandIn().scene, actors=(), day=0)
    model.scene.memories["attacks"] = memory
    witness = Witness(model)
    for model.day, amount in enumerate(feeds, start=1):
        memory.feed(amount)
    return witness


@given(st.floats(0.5, 20.0), STAGES, st.lists(st.integers(0, 3).map(float), min_size=1, max_size=12))
def test_a_day_s_share_is_what_it_alone_would_have_left(half_life: float, stages: int, feeds: list[float]) -> None:
    memory = memory_of(half_life, stages)
    shares = fed(memory, feeds).shares(memory, len(feeds), 0)
    alone = {}
    for day, amount in enumerate(feeds):
        if amount > 0:
            single = memory_of(half_life, stages)
            fed(single, [amount if then == day else 0.0 for then in range(len(feeds))])
            alone[day] = single.level / memory.level
    assert shares == pytest.approx(alone)
    assert sum(shares.values()) == pytest.approx(1.0 if alone else 0.0)


def test_shares_by_hand() -> None:
    """Half-life 1, one event on day 0 and two on day 2: on day 4 they are worth 1/8 and 2 x 1/2 as a trace is."""
    memory = Trace(1.0)
    assert fed(memory, [1.0, 0.0, 2.0, 0.0]).shares(memory, 4, 0) == pytest.approx({0: 1 / 9, 2: 8 / 9})


def test_of_a_memory_by_group_each_group_has_its_own_days() -> None:
    """Rows of the groups: Kataib Hezbollah is 0, Badr 4."""
    memory = Kernel(1.0)
    witness = fed(memory, [column(badr=1.0), column(badr=1.0, kataib_hezbollah=3.0), 0.0])
    assert witness.shares(memory, 3, 4) == pytest.approx({0: 1 / 3, 1: 2 / 3})
    assert witness.shares(memory, 3, 0) == pytest.approx({1: 1.0})
    assert witness.shares(memory, 3, 1) == {}


def test_where_nothing_came_in_nobody_has_a_share() -> None:
    memory = Kernel(2.0)
    assert fed(memory, [0.0, 0.0, np.zeros(1)]).shares(memory, 3, 0) == {}


@pytest.fixture(scope="module")
def model() -> EscalationModel:
    return EscalationModel(scenario(3), parameters=pinned(), evidence=evidence())


def test_every_memory_that_acts_feed_says_which(model: EscalationModel) -> None:
    kept = [each for owner in (model.scene, *model.actors) for each in memories_of(owner)]
    assert len(kept) == 12 + 6 + 4 + 7 + 7
    assert all(set(each.declaration.feed.decisions) <= set(DECISIONS) for each in kept)
    assert [each.name for each in kept if not each.declaration.feed.decisions] == ["scene.israeli"]


def test_behind_a_decision_stand_the_scene_s_memories_and_its_author_s(model: EscalationModel) -> None:
    decisions, witness = model.decisions(), Witness(model)
    for author, owner in (("badr", model.militias), ("us", model.us), ("iraq_government", model.iraq)):
        name = next(name for actor, name in decisions if actor == author)
        behind = list(witness.behind(decisions[author, name]))
        own = [each.name for each in behind if not each.name.startswith("scene.")]
        assert own == list(owner.declared)
        assert len(behind) == len(own) + len(model.scene.declared)
        assert all(each.memory is owner.memories[each.name] for each in behind if each.name in own)
