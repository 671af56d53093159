"""What motives say that they answer is true: on a stage where every memory and every context is set by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import numpy as np
import pytest

from sim.actors import KINDS, Actor
from sim.decision import Decision, Note
from sim.memory import Memory
from sim.model import EscalationModel
from sim.parameters import load_parameters
from sim.perception import Channel, Perceiver
from sim.types import Number
from sim.vocabulary.decisions import MILITIAS
from sim.vocabulary.levels import LEVELS
from tests.handmade import evidence, scenario

MOTIVES = sorted({(kind.kind, name) for kind in KINDS for rule in kind.rules.values() for name in rule.motives})
"""By owner and name."""
WEAKENED = {("iran", "maximum_pressure"): "surprise", ("iran", "divert_protests"): "surprise"}
"""Motives that rest on a context and that an act can weaken: a blow that surprised Tehran makes it less bold, never more."""


class Stage(EscalationModel):
    """A model of one world that never steps: what is remembered, and which contexts are in force, is set by hand."""

    lifted = ""

    def context(self, name: str) -> float:
        """Everything is in force but a cease-fire, under which nothing is done over Gaza, and what is lifted."""
        return float(name not in (self.lifted, "gaza_truce"))

    def level(self, name: str) -> float:
        """Nobody is paid, unless that is lifted; all else is as documented."""
        return float(name != "salaries" or self.lifted == name)

    def motive(self, owner: str, name: str) -> tuple[Actor, Decision, int]:
        """The owner, a decision with this motive, and the motive's number in it."""
        found = ((actor, decision) for actor in self.actors for decision in actor.decisions if actor.kind == owner)
        return next((a, d, d.motive_names.index(name)) for a, d in found if name in d.motive_names)

    def value(self, owner: str, name: str) -> np.ndarray:
        """A motive's value, by group."""
        for actor in (self.iran, *self.actors):
            actor.take_stock()
        _, decision, number = self.motive(owner, name)
        return np.broadcast_to(np.asarray(decision.motives[number][1]()), (len(decision.actors), 1)).copy()

    def note(self, owner: str, name: str) -> Note:
        _, decision, number = self.motive(owner, name)
        return decision.notes[number]

    def channels(self, owner: str, name: str) -> list[Channel]:
        actor, decision, number = self.motive(owner, name)
        return [channel for name_of in decision.notes[number].rests_on for channel in actor.channels(name_of)]

    def perceivers(self) -> tuple[Perceiver, ...]:
        return (self.scene, *self.actors)

    def fed_by_acts(self) -> dict[tuple[str, str], Memory]:
        """By owner and name."""
        kept = {(owner.kind, name): owner.memories[name] for owner in self.perceivers() for name in owner.memories}
        declared = {(owner.kind, name): made for owner in self.perceivers() for name, made in owner.declared.items()}
        return {key: memory for key, memory in kept.items() if declared[key].feed.decisions}


@pytest.fixture(scope="module")
def stage() -> Stage:
    """Everything is remembered, each memory at a level of its own."""
    made = Stage(scenario(5), parameters=load_parameters(), evidence=evidence(), keep_log=False)
    rng = np.random.default_rng(3)
    for owner in made.perceivers():
        for name, declaration in owner.declared.items():
            size = (len(MILITIAS), 1) if declaration.feed.by_group else None
            owner.memories[name].level = rng.uniform(0.2, 2.0, size)
    return made


@contextmanager
def at(levels: Mapping[Memory, Number]) -> Iterator[None]:
    """For a moment, memories at other levels."""
    before = {memory: memory.level for memory in levels}
    for memory, level in levels.items():
        memory.level = level
    try:
        yield
    finally:
        for memory, level in before.items():
            memory.level = level


def answered(stage: Stage, owner: str, name: str) -> list[Memory]:
    return list({id(channel.memory): channel.memory for channel in stage.channels(owner, name)}.values())


@pytest.mark.parametrize(("owner", "name"), MOTIVES, ids=lambda value: value)
def test_on_the_stage_every_motive_is_there(stage: Stage, owner: str, name: str) -> None:
    if stage.note(owner, name).during != "gaza_truce":
        assert (stage.value(owner, name) >= 0).all()
        assert stage.value(owner, name).any()


@pytest.mark.parametrize(("owner", "name"), MOTIVES, ids=lambda value: value)
def test_without_what_it_answers_a_motive_is_nothing_and_with_twice_as_much_it_is_twice_itself(
    stage: Stage, owner: str, name: str
) -> None:
    memories, value = answered(stage, owner, name), stage.value(owner, name)
    if not memories:
        return
    with at(dict.fromkeys(memories, 0.0)):
        assert not stage.value(owner, name).any()
    for factor in (0.5, 2.0):
        with at({memory: factor * memory.level for memory in memories}):
            assert stage.value(owner, name) == pytest.approx(factor * value, rel=1e-12)


@pytest.mark.parametrize(("owner", "name"), MOTIVES, ids=lambda value: value)
def test_a_motive_answers_each_of_its_memories_by_its_part_of_what_is_felt(stage: Stage, owner: str, name: str) -> None:
    """Without one of them it loses what is felt through that one: so an answer can be shared out among what it answered."""
    channels, value = stage.channels(owner, name), stage.value(owner, name)
    felt = sum(channel.own(channel.memory.level) for channel in channels)
    for channel in channels:
        part = np.asarray(channel.own(channel.memory.level)) / np.asarray(felt)
        with at({channel.memory: np.zeros(np.shape(channel.memory.level) or (1,))}):  # no plain zero: some is felt all the same
            assert stage.value(owner, name) == pytest.approx((1.0 - part) * value, rel=1e-9, abs=1e-15)


@pytest.mark.parametrize(("owner", "name"), MOTIVES, ids=lambda value: value)
def test_a_motive_that_answers_nothing_reads_no_memory_of_acts(stage: Stage, owner: str, name: str) -> None:
    if answered(stage, owner, name):
        return
    value, memories = stage.value(owner, name), stage.fed_by_acts()
    weakened_by = WEAKENED.get((owner, name))
    others = {key: memory for key, memory in memories.items() if key != (owner, weakened_by)}
    for factor in (0.0, 3.0):
        with at({memory: factor * memory.level for memory in others.values()}):
            assert np.array_equal(stage.value(owner, name), value)
        if weakened_by:
            memory = memories[owner, weakened_by]
            with at({memory: factor * memory.level}):
                assert (np.sign(stage.value(owner, name) - value) == np.sign(1.0 - factor)).all()


@pytest.mark.parametrize(("owner", "name"), MOTIVES, ids=lambda value: value)
def test_without_its_context_a_motive_is_nothing(stage: Stage, owner: str, name: str) -> None:
    during = stage.note(owner, name).during
    if not during:
        return
    assert during in (*stage.evidence.contexts.names, *LEVELS)
    declared = {(who.kind, kept): who for who in stage.perceivers() for kept in who.declared}
    fed_by_contexts = [who.memories[kept] for (kind, kept), who in declared.items() if (kind, kept) not in stage.fed_by_acts()]
    stage.lifted = during
    try:
        with at(dict.fromkeys(fed_by_contexts, 0.0) if during in stage.evidence.contexts.dated else {}):  # what days leave behind
            assert not stage.value(owner, name).any()
    finally:
        stage.lifted = ""


def test_what_motives_answer_is_fed_by_acts(stage: Stage) -> None:
    fed = {id(memory) for memory in stage.fed_by_acts().values()}
    for owner, name in MOTIVES:
        assert {id(memory) for memory in answered(stage, owner, name)} <= fed, (owner, name)


def test_a_false_declaration_is_found(stage: Stage) -> None:
    """One that names the wrong memory does not go away with it."""
    (wrong,) = stage.us.channels("votes")
    with at({wrong.memory: 0.0}):
        assert stage.value("us", "siege").any()
