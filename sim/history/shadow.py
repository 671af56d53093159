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
from sim.worlds import is_nothing, plus, total

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
        for owner in owners:
            for name, declaration in owner.declared.items():
                key = owner.kind, name
                self._real[key] = owner.memories[name]
                self._copies[key] = copy.copy(owner.memories[name]) if full else declaration.build()

    def take(self, other: Shadow) -> None:
        """Hold what another shadow of the same memories holds."""
        self._copies = {key: copy.copy(memory) for key, memory in other._copies.items()}

    def feed(self, amounts: Amounts) -> None:
        """Move one day on and take in these amounts of yesterday."""
        for key, memory in self._copies.items():
            memory.follow(self._real[key])
            memory.feed(amounts.get(key, 0.0))

    def see(self, amounts: Amounts) -> None:
        """Let these amounts of today add what is answered at once."""
        for key, memory in self._copies.items():
            if not is_nothing(memory.worth(0)):
                memory.see(amounts.get(key, 0.0))

    def felt(self, channels: Iterable[Channel]) -> Number:
        """What is felt today through some memories of this part of what happened."""
        return total(channel.own(self._copies[channel.key].level) for channel in channels)


def amounts_of(owners: Iterable[Perceiver], happened: Tally) -> dict[Key, Number]:
    """What the memories of acts take in of what happened; what is plainly nothing is left out."""
    taken = {
        (owner.kind, name): declaration.feed.amount(happened, owner)
        for owner in owners
        for name, declaration in owner.declared.items()
        if declaration.feed.decisions
    }
    return {key: value for key, value in taken.items() if not is_nothing(value)}


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
