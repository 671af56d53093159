"""What all actors share: a name, their parameters, their memories, and the decisions bound from their rules."""

from __future__ import annotations

from collections.abc import Collection
from typing import ClassVar

import mesa

from sim.decision import Decision, Rule, bind
from sim.environment import Environment
from sim.memory import Kernel, Trace
from sim.parameters import Owned
from sim.scene import Scene
from sim.tally import Tally
from sim.types import Number


class Actor(mesa.Agent):  # type: ignore[misc]
    """A Mesa agent that lives in many worlds at once: each state has one entry per world, or one number common to all.

    A subclass declares `rules`, one `Rule` per decision, and writes each term as a method. It perceives yesterday, then decides.
    """

    kind: ClassVar[str]
    rules: ClassVar[dict[str, Rule]]

    model: Environment

    def __init__(self, model: Environment, name: str) -> None:
        super().__init__(model)
        self.name = name
        self.scene: Scene = model.scene
        self._tuned: list[tuple[Kernel | Trace, str, bool]] = []
        self.decisions: list[Decision] = []
        self.tune()
        self.remember()
        self._bind()

    def tune(self) -> None:
        """Read the parameters again, after an intervention has set one, and which mechanisms are off."""
        self.p: Owned = self.model.parameters.owned_by(self.kind)
        for memory, half_life, delay in self._tuned:
            memory.tune(0.0 if delay and self.forgets("retaliation_delay") else getattr(self.p, half_life))
        self._bind()

    @property
    def off(self) -> Collection[str]:
        """Mechanisms that are switched off today."""
        return self.model.off

    def _bind(self) -> None:
        """Build the decisions from the rules, without the terms that are off."""
        bound = (bind(self, decision, self.name, rule, self.off) for decision, rule in self.rules.items())
        self.decisions = [decision for decision in bound if decision is not None]

    def remember(self) -> None:
        """Set up the memories."""

    def perceive(self, yesterday: Tally) -> None:
        """Update the memories from the events of yesterday."""
        raise NotImplementedError

    def decide(self) -> list[Decision]:
        """Weigh every decision for today and return them; a restraint that several of them share is evaluated once."""
        known: dict[str, Number] = {}
        for decision in self.decisions:
            decision.weigh(known)
        return self.decisions

    def step(self) -> None:
        """Mesa's name for an agent's turn: weigh today's decisions."""
        self.decide()

    def kernel(self, half_life: str, stages: int = 1, *, delay: bool = False) -> Kernel:
        """A response kernel tuned by the parameter of that name.

        With `delay`, the kernel is an answer that takes days: switching off `retaliation_delay` puts it all on the first day.
        """
        memory = Kernel(0.0 if delay and self.forgets("retaliation_delay") else getattr(self.p, half_life), stages)
        self._tuned.append((memory, half_life, delay))
        return memory

    def trace(self, half_life: str) -> Trace:
        """A fading trace tuned by the parameter of that name."""
        memory = Trace(getattr(self.p, half_life))
        self._tuned.append((memory, half_life, False))
        return memory

    def context(self, name: str) -> float:
        """Today's level of a dated context, such as `gaza_war`."""
        return self.model.context(name)

    def today(self) -> Tally:
        """What has already happened today; only the answerers may look."""
        return self.model.today

    def forgets(self, mechanism: str) -> bool:
        """Whether a mechanism is switched off in this scenario."""
        return mechanism in self.off

    def scaled(self, weight: Number, level: Number) -> Number:
        """`weight * level`, plainly zero when the level is."""
        return 0.0 if isinstance(level, float) and level == 0.0 else weight * level
