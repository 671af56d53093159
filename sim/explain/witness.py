"""A witness of one world: what fed each memory, day by day, so that a motive can be traced to the events behind it.

A memory is linear in what it was fed: its level today is the sum over days of (what came in) x (what a unit from that day is
still worth). The witness writes down what came in; the share of a day in today's level follows from the memory's decay.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sim.memory import Kernel, Trace
from sim.types import Number
from sim.worlds import at

Memory = Kernel | Trace

ATTACKED = ("attack_base", "attack_convoy")
FORCE = ("strike", "kill_leader")
FED_BY: dict[str, tuple[str, ...]] = {
    # the public scene
    "scene.attacks": ("attack_base",),
    "scene.convoys": ("attack_convoy",),
    "scene.harassment": ATTACKED,
    "scene.strikes": FORCE,
    "scene.fear": FORCE,
    "scene.revenge": ("kill_leader",),
    "scene.sovereignty": FORCE,
    "scene.pressed": ("order_pressure",),
    "scene.held": ("order_restraint",),
    "scene.israeli": (),
    "scene.exposure_lost": ("draw_down",),
    "scene.noticed": ("warn_militia",),
    # a militia
    "own_attacks": ("attack_base",),
    "own_convoys": ("attack_convoy",),
    "own_blows": FORCE,
    "own_dead": FORCE,
    "raided": ("raid",),
    "mediated": ("broker_truce",),
    # Iran
    "commander_killed": ("kill_leader",),
    "client_kills": ATTACKED,
    "iran.blows": FORCE,
    "surprise": FORCE,
    # the United States
    "deaths": ATTACKED,
    "wounds": ATTACKED,
    "sieges": ("assault_embassy",),
    "launches": ("launch_missiles",),
    "votes": ("move_expulsion",),
    "us.blows": ("kill_leader", "launch_missiles"),
    "blame": ATTACKED,
    # Baghdad
    "strikes_on_soil": FORCE,
    "killings_on_soil": ("kill_leader",),
    "iraq_government.attacks": (*ATTACKED, "assault_embassy"),
    "detained": ("raid",),
    "show_of_force": ("threaten",),
    "us_warnings": ("warn",),
    "us_deaths": ATTACKED,
}
"""The actions that can feed a memory, by the memory's name; where two owners use one name, the owner stands before it."""
OWN = ("own_attacks", "own_convoys")
"""Memories of what their owner did itself."""
ON_OWNER = ("own_blows", "own_dead", "raided")
"""Memories of what was done to their owner."""
LETHAL = ("deaths", "client_kills", "us_deaths")
"""Memories of attacks that killed Americans."""


class Witness:
    """Watches the memories of a model with one world, from its first step on.

    A feed is kept as `(day, amount)`: what happened on the day before the feed, and how much of it there was.
    """

    def __init__(self, model: Any) -> None:
        self._model = model
        self._feeds: dict[int, list[tuple[int, float]]] = {}
        for _, memory in self.memories():
            self._watch(memory)

    def memories(self, actor: Any = None) -> Iterator[tuple[str, Memory]]:
        """Every memory of the scene and of one actor (default: of all) with its name in `FED_BY`."""
        yield from _found(self._model.scene, "scene")
        for owner in self._model.cast if actor is None else (actor,):
            yield from _found(owner, owner.kind)

    def _watch(self, memory: Memory) -> None:
        feeds = self._feeds[id(memory)] = []
        plain: Callable[[Number], None] = memory.feed

        def feed(events: Number) -> None:
            amount = at(events, 0)
            if amount > 0:
                feeds.append((self._model.day - 1, amount))
            plain(events)

        memory.feed = feed  # type: ignore[method-assign]

    def shares(self, memory: Memory, day: int) -> dict[int, float]:
        """Share of each earlier day in a memory's level on `day`, by day number; empty if nothing came in.

        Exact for a memory that only fades; where something was forgotten at once (a release), the days before it are overstated.
        """
        decay = at(memory._decay, 0)
        stages = memory.stages if isinstance(memory, Kernel) else 1
        worth = {then: amount * _response(day - then, decay, stages) for then, amount in self._feeds[id(memory)]}
        total = sum(worth.values())
        return {then: value / total for then, value in worth.items()} if total > 0 else {}


def _response(lag: int, decay: float, stages: int) -> float:
    """What a unit is worth `lag` days later (1 is the next day), up to a factor common to all lags."""
    return float(decay ** (lag - 1) * (lag if stages == 2 else 1))


def _found(owner: Any, kind: str) -> Iterator[tuple[str, Memory]]:
    """The memories among an owner's attributes, those in a table by group included."""
    for name, value in vars(owner).items():
        key = f"{kind}.{name}" if f"{kind}.{name}" in FED_BY else name
        if isinstance(value, Kernel | Trace):
            yield key, value
        elif isinstance(value, dict):
            yield from ((key, memory) for memory in value.values() if isinstance(memory, Kernel | Trace))
