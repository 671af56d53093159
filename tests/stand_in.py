"""A day without a model: the least that actors and histories can work in, with every answer chosen by the test."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np

from sim.decision import Decision
from sim.luck import Luck
from sim.parameters import Parameters
from sim.perception import Perceiver
from sim.record.acts import Act
from sim.scene import Scene
from sim.tally import Tally
from sim.types import Floats, Number
from sim.vocabulary.decisions import MILITIAS, STATES, actors_of
from sim.vocabulary.off import Off
from tests.handmade import pinned

DAY = 18_650  # 23 January 2021
EVENLY = np.full((len(MILITIAS), 1), 1.0 / len(MILITIAS))


@dataclass
class Orders:
    """What Tehran is asked."""

    grip_on_pressure: Number = 0.0
    grip_on_restraint: Number = 0.0


@dataclass
class Aim:
    """What Washington is asked."""

    blamed: Number
    commander: Number = 0.0
    for_the_dead: Number = 0.0
    fire: tuple[Number, Number, Number] = (0.0, 0.0, 0.0)

    def belief(self) -> Number:
        return self.blamed

    def commander_in_reach(self) -> Number:
        return self.commander

    def share_for_the_dead(self) -> Number:
        return self.for_the_dead

    def counter_fire(self) -> tuple[Number, Number, Number]:
        return self.fire


@dataclass
class Prison:
    """What Baghdad is asked; nobody is held or spared."""

    men: Floats
    odds: Number = 1.0

    def held(self) -> Floats:
        return self.men

    def spared(self) -> Number:
        return self.odds


class StandIn:
    """An `Environment`: one day on which nothing has happened and no context is on, levels are as documented, all is reported,
    and everybody is blamed evenly."""

    def __init__(
        self,
        worlds: int = 1,
        seed: int = 7,
        *,
        first_world: int = 0,
        day: int = DAY,
        off: Collection[str] = (),
        reporting: Mapping[str, float] | None = None,
        contexts: Mapping[str, float] | None = None,
        levels: Mapping[str, float] | None = None,
        belief: Number = EVENLY,
        commander: Number = 0.0,
        parameters: Parameters | None = None,
        **changes: Number,
    ) -> None:
        self.group_names = MILITIAS
        self.worlds, self.day, self.off = worlds, day, Off(tuple(off))
        self.luck = Luck(seed, worlds, first_world)
        changed = {name.replace("__", "."): value for name, value in changes.items()}
        self.parameters = (pinned() if parameters is None else parameters).replace(changed)
        self.reporting, self.contexts = dict(reporting or {}), dict(contexts or {})
        self.levels = dict(levels or {})
        self.scene = Scene(self.parameters, off)
        self.today, self.last = Tally(), Tally()
        self.iran, self.us = Orders(), Aim(belief, commander)
        self.iraq = Prison(np.zeros((len(MILITIAS) + 1, 1)))
        self.owner: Perceiver = self.scene

    def owner_of(self, decision: Decision) -> Perceiver:
        return self.owner

    def perceivers(self) -> tuple[Perceiver, ...]:
        return (self.scene,) if self.owner is self.scene else (self.scene, self.owner)

    def exist(self) -> Floats:
        return np.ones((len(self.group_names), 1))

    def keeps(self, decision: str) -> bool:
        return False

    def context(self, name: str) -> float:
        return self.contexts.get(name, 0.0)

    def office(self, role: str) -> str:
        return {"administration": "trump", "government": "abadi", "commander": "soleimani"}[role]

    def level(self, name: str) -> float:
        return self.levels.get(name, 1.0)

    def reported(self, decision: str) -> float:
        return self.reporting.get(decision, 1.0)

    def unseen(self, decision: str) -> float:
        return 1.0 - self.reported(decision)


def weighed(name: str, rate: Number, actors: tuple[str, ...] | None = None) -> Decision:
    """A decision as it stands once weighed, with this rate: of its state, or of the groups (`rate` by group)."""
    who = actors_of(name) if actors is None else actors
    many = who[0] not in STATES
    return Decision(who, name, many, (), (), by_group=many, rate=rate)


def column(**rates: float) -> np.ndarray:
    """A rate by group, common to all worlds, shape `(groups, 1)`; zero for groups that are not named."""
    return np.array([[rates.get(group, 0.0)] for group in MILITIAS])


def done(decision: str, actor: str = "", may_be: tuple[str, ...] = (), **rest: object) -> Act:
    """A documented act of the day."""
    return Act(f"{decision}-{actor}", DAY, actor, may_be or (actor,), decision, **rest)  # type: ignore[arg-type]
