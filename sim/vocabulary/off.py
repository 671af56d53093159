"""What is switched off on a day: for everybody, for one kind of actor, or for single groups."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sim.vocabulary.decisions import MILITIAS, kind_of


@dataclass(frozen=True)
class Off:
    """Mechanisms that are off today.

    Attributes
    ----------
    for_all
        For everybody, and for what everybody can see.
    by_actor
        By a state, `militia` or a group, those that are off for it besides.
    """

    for_all: tuple[str, ...] = ()
    by_actor: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def of(self, kind: str) -> tuple[str, ...]:
        """Those that are off for all actors of a kind."""
        own = self.by_actor.get(kind)
        return self.for_all if own is None else (*self.for_all, *own)

    def of_actor(self, actor: str) -> tuple[str, ...]:
        """Those that are off for one state or group, each once."""
        return tuple(dict.fromkeys((*self.of(kind_of(actor)), *self.by_actor.get(actor, ()))))

    def by_group(self) -> dict[str, tuple[str, ...]]:
        """By mechanism that is off for some groups alone, those groups, in their order."""
        spared = self.of(kind_of(MILITIAS[0]))
        groups: dict[str, tuple[str, ...]] = {}
        for group in MILITIAS:
            for mechanism in dict.fromkeys(self.by_actor.get(group, ())):
                if mechanism not in spared:
                    groups[mechanism] = (*groups.get(mechanism, ()), group)
        return groups
