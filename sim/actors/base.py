"""What all actors share: their parameters, their memories, and the decisions bound from their rules."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import ClassVar

import mesa
import numpy as np

from sim.binding import bind
from sim.decision import Decision, Rule
from sim.environment import Environment
from sim.memory import Memory
from sim.perception import Channel, Perceiver
from sim.scene import Scene
from sim.tally import Tally
from sim.types import Bools, Number
from sim.vocabulary.day import PART_OF, PARTS
from sim.worlds import is_nothing

PUBLIC = "scene."
"""What the name of a memory of the public scene begins with."""


class Actor(Perceiver):
    """Whoever decides, in many worlds at once: each state has one entry per world, or one number common to all.

    A subclass declares `rules`, one `Rule` per decision, and its memories, and writes each term as a method. It perceives
    yesterday, then decides, each part of the day (`sim.vocabulary.day`) in the knowledge of the earlier ones.
    """

    rules: ClassVar[dict[str, Rule]]

    model: Environment

    def __init__(self, model: Environment, names: tuple[str, ...]) -> None:
        self.model = model
        self.names = names
        self.scene: Scene = model.scene
        self.decisions: list[Decision] = []
        self.build_memories()
        self.tune()
        self.take_stock()

    def tune(self) -> None:
        """Read the parameters again, after an intervention has set one, and which mechanisms are off."""
        self.tune_memories(self.model.parameters, self.off)
        self.partly: dict[str, Bools] = self._partly_on() if self.by_group else {}
        off, by_group, keeps = self.off, self.by_group, self.model.keeps
        bound = (
            bind(self, name, self.names, rule, off, by_group=by_group, keep=keeps(name), partly=self.partly)
            for name, rule in self.rules.items()
        )
        self.decisions = [decision for decision in bound if decision is not None]
        self._of_part = {part: [each for each in self.decisions if PART_OF[each.name] == part] for part in PARTS}

    @property
    def off(self) -> Collection[str]:
        """Mechanisms that are switched off today for all of my kind."""
        return self.model.off.of(self.kind)

    def _partly_on(self) -> dict[str, Bools]:
        """By mechanism that is off today for some of the groups alone, the others, shape `(groups, 1)`."""
        return {name: ~np.isin(self.names, without)[:, None] for name, without in self.model.off.by_group().items()}

    def memory(self, name: str) -> Memory:
        """A memory of mine, or as `scene.NAME` one of the public scene."""
        return self.scene.memories[name[len(PUBLIC) :]] if name.startswith(PUBLIC) else self.memories[name]

    def channels(self, name: str) -> tuple[Channel, ...]:
        """Through which memories what `name` stands for is felt: one of mine, or as `scene.NAME` of the public scene."""
        if not name.startswith(PUBLIC):
            return super().channels(name)
        return tuple(replace(channel, name=name, by_group=self.by_group) for channel in self.scene.channels(name[len(PUBLIC) :]))

    def perceive(self, yesterday: Tally) -> None:
        """Update the memories from the events of yesterday, and what follows from them."""
        self.feed_memories(yesterday)
        self.take_stock()

    def take_stock(self) -> None:
        """Work out, once a day, what several terms read of the memories."""

    def decide(self, part: str) -> list[Decision]:
        """Weigh the decisions of this part of the day and return them; a restraint that several share is evaluated once."""
        decisions = self.decisions_of(part)
        if decisions and self.answers_at_once and self.see_today(self.model.today):
            self.take_stock()
        known: dict[str, Number] = {}
        for decision in decisions:
            decision.weigh(known)
        return decisions

    def decisions_of(self, part: str) -> list[Decision]:
        """What is decided in this part of the day."""
        return self._of_part[part]

    def context(self, name: str) -> float:
        """Today's level of a dated context, such as `gaza_war`."""
        return self.model.context(name)

    def level(self, name: str) -> float:
        """How much there is of a level today, as a share of what was documented: `salaries`, `presence_in_iraq`."""
        return self.model.level(name)

    def forgets(self, mechanism: str) -> bool:
        """Whether a mechanism is switched off today for all of my kind."""
        return mechanism in self.off

    def without_some(self, mechanism: str, value: Number) -> Number:
        """A value, zero for the groups for which a mechanism is switched off."""
        if mechanism not in self.partly or is_nothing(value):
            return value
        return np.where(self.partly[mechanism], value, 0.0)

    def scaled(self, *factors: Number) -> Number:
        """The product, plainly zero when a factor is. Multiplied from the last to the first: what is by group goes first."""
        product = factors[-1]
        if isinstance(product, float) and product == 0.0:
            return 0.0
        for factor in factors[-2::-1]:
            if isinstance(factor, float) and factor == 0.0:
                return 0.0
            product = factor * product
        return product


class State(Actor, mesa.Agent):  # type: ignore[misc]
    """A state: one Mesa agent that decides for itself."""

    def __init__(self, model: Environment, name: str) -> None:
        mesa.Agent.__init__(self, model)
        self.name = name
        Actor.__init__(self, model, (name,))

    def step(self) -> None:
        """Mesa's name for an agent's turn: weigh today's decisions."""
        for part in PARTS:
            self.decide(part)


class Group(mesa.Agent):  # type: ignore[misc]
    """One of several who follow the same rules: a Mesa agent with its name and its part in what they weigh together."""

    def __init__(self, model: Environment, name: str, together: Actor) -> None:
        super().__init__(model)
        self.name = name
        self.kind = together.kind
        self.together = together

    @property
    def decisions(self) -> list[Decision]:
        """Its decisions as they were weighed last."""
        return [decision.of(self.name) for decision in self.together.decisions]

    def step(self) -> None:
        """Mesa's name for an agent's turn: weigh today's decisions, with those of the others."""
        for part in PARTS:
            self.together.decide(part)
