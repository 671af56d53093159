"""A witness of one world: what fed each memory, day by day, so that a motive can be traced to the events behind it.

A memory is linear in what it was fed: its level today is the sum over days of (what came in) x (what a unit from that day is
still worth). The witness writes down what came in; the share of a day in today's level follows from the memory's decay.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from sim.decision import Decision
from sim.memory import Memory
from sim.model import EscalationModel
from sim.perception import Declaration, Perceiver
from sim.types import Number


@dataclass(frozen=True)
class NamedMemory:
    """A memory, its name as people read it, and what its owner declares of it."""

    name: str
    memory: Memory
    declaration: Declaration


class Witness:
    """Watches the memories of a model with one world, from its first step on.

    A feed is kept as `(day, amount)`: what happened on the day before the feed, and how much of it there was, by group where the
    memory is.
    """

    def __init__(self, model: EscalationModel) -> None:
        self._model = model
        self._feeds: dict[int, list[tuple[int, Number]]] = {}
        for owner in (model.scene, *model.actors):
            for kept in memories_of(owner):
                self._watch(kept.memory)

    def behind(self, decision: Decision) -> Iterator[NamedMemory]:
        """The memories that the rules of a decision's author may read: the public scene's and his own."""
        yield from memories_of(self._model.scene)
        yield from memories_of(self._model.owner_of(decision))

    def _watch(self, memory: Memory) -> None:
        feeds = self._feeds[id(memory)] = []
        plain: Callable[[Number], None] = memory.feed

        def feed(events: Number) -> None:
            if np.any(np.asarray(events) > 0):
                feeds.append((self._model.day - 1, events))
            plain(events)

        memory.feed = feed  # type: ignore[method-assign]

    def shares(self, memory: Memory, day: int, row: int) -> dict[int, float]:
        """Share of each earlier day in a memory's level on `day`, by day number; empty if nothing came in.

        `row` is the group whose part is asked for, of a memory that is kept by group. Exact for a memory that only fades; where
        something was forgotten at once (a release), the days before it are overstated.
        """
        decay = float(np.asarray(memory.decay).flat[0])
        worth = {
            then: _part(amount, row) * _response(day - then, decay, memory.stages) for then, amount in self._feeds[id(memory)]
        }
        whole = sum(worth.values())
        return {then: value / whole for then, value in worth.items() if value > 0} if whole > 0 else {}


def memories_of(owner: Perceiver) -> Iterator[NamedMemory]:
    """The declared memories of the scene or of an actor; those of the scene bear its name."""
    for name, declaration in owner.declared.items():
        yield NamedMemory(f"scene.{name}" if owner.kind == "scene" else name, owner.memories[name], declaration)


def _part(amount: Number, row: int) -> float:
    """The part of one group, or of all, in the one world."""
    array = np.asarray(amount)
    return float(array[row, 0]) if array.ndim == 2 else float(array.flat[0])


def _response(lag: int, decay: float, stages: int) -> float:
    """What a unit is worth `lag` days later (1 is the next day), up to a factor common to all lags."""
    return float(decay ** (lag - 1) * (lag if stages == 2 else 1))
