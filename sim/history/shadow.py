"""Shadow memories: copies of what actors remember that take in a part of what happens alone.

A memory is linear in what it was fed, so that the part of its level that is owed to some acts is the level of a copy that was
fed with those acts only. Nothing is forgotten at once: that is for memories that are summed act by act (`sim.history.common`).
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping

import numpy as np

from sim.memory import Memory
from sim.perception import Channel, Perceiver
from sim.tally import Tally
from sim.types import Number
from sim.worlds import plus, total

Key = tuple[str, str]
"""The owner's kind and the name of a memory."""
Amounts = Mapping[Key, Number]
"""What memories take in, by key; nothing where a key is missing."""


class Shadow:
    """Copies of the memories of some owners.

    Parameters
    ----------
    owners
        Whose memories; they fade as the originals do, whatever a scenario sets.
    full
        Whether the copies begin with what the originals hold; else empty.
    """

    def __init__(self, owners: Iterable[Perceiver], *, full: bool = False) -> None:
        self._real: dict[Key, Memory] = {}
        self._copies: dict[Key, Memory] = {}
        self._at_once: list[Key] = []
        self._held: dict[Key, None] = {}  # the others are empty
        for owner in owners:
            for name, declaration in owner.declared.items():
                key = owner.kind, name
                self._real[key] = owner.memories[name]
                if declaration.at_once:
                    self._at_once.append(key)
                if full:
                    self._held[key] = None
                self._copies[key] = copy.copy(owner.memories[name]) if full else declaration.build()

    def take(self, other: Shadow) -> None:
        """Hold what another shadow of the same memories holds."""
        self._copies = {key: copy.copy(memory) for key, memory in other._copies.items()}
        self._held = dict(other._held)

    def feed(self, amounts: Amounts) -> None:
        """Move one day on and take in these amounts of yesterday."""
        self._held.update(dict.fromkeys(amounts))
        for key in self._held:
            memory = self._copies[key]
            memory.follow(self._real[key])
            memory.feed(amounts.get(key, 0.0))

    def see(self, amounts: Amounts) -> None:
        """Let these amounts of today add what is answered at once."""
        self._held.update(dict.fromkeys(amounts))
        for key in self._at_once:
            memory = self._copies[key]
            memory.follow(self._real[key])
            memory.see(amounts.get(key, 0.0))

    def level(self, channel: Channel) -> Number:
        """What one memory holds today of this part of what happened."""
        return self._copies[channel.key].level

    def felt(self, channels: Iterable[Channel]) -> Number:
        """What is felt today through some memories of this part of what happened."""
        return total(channel.own(self.level(channel)) for channel in channels)


def amounts_of(owners: Iterable[Perceiver], happened: Tally) -> dict[Key, Number]:
    """What the memories of acts take in of what happened; what is plainly nothing is left out."""
    return {(owner.kind, name): amount for owner in owners for name, amount in owner.taken_in(happened).items()}


def sum_of(parts: Iterable[Amounts]) -> dict[Key, Number]:
    """What several parts come to, key by key."""
    summed: dict[Key, Number] = {}
    for part in parts:
        for key, value in part.items():
            summed[key] = plus(summed.get(key, 0.0), value)
    return summed


def least_of(one: Amounts, other: Amounts) -> dict[Key, Number]:
    """What two have in common, key by key, world by world."""
    return {key: np.minimum(value, other[key]) for key, value in one.items() if key in other}
