"""What an act may come from: a decision's rate taken apart by motive, and each motive by the memories it answers.

Given the day's frailty each motive is a Poisson process of its own, whose intensity is its part of the rate (superposition).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import overload

import numpy as np

from sim.decision import Decision, Note
from sim.environment import Environment
from sim.perception import Channel, Perceiver
from sim.types import Floats, Ints, Number
from sim.worlds import entries_at, is_nothing, per_group, summed, table_at, total


@dataclass(frozen=True)
class Flow:
    """One motive of a decision, whose part of the rate flows on its own.

    Attributes
    ----------
    during
        The dated context without which it is nothing; empty: none.
    channels
        The memories that the motive answers; none for a standing will or a context.
    """

    name: str
    during: str
    channels: tuple[Channel, ...]


@dataclass(frozen=True)
class Flows(Sequence[Flow]):
    """A decision as it was weighed at one moment, motive by motive, in their order; the numbers are worked out where asked for.

    Attributes
    ----------
    values, rate
        Of the decision: its motives' values and its rate, in events a day, before thinning by the record and the day's frailty.
    levels
        By motive, what the memories that it answers held at that moment.
    """

    motives: tuple[Flow, ...] = ()
    values: Sequence[Number] = ()
    rate: Number = 0.0
    levels: Sequence[Sequence[Number]] = ()

    def __len__(self) -> int:
        return len(self.motives)

    def __iter__(self) -> Iterator[Flow]:
        return iter(self.motives)

    @overload
    def __getitem__(self, number: int) -> Flow: ...
    @overload
    def __getitem__(self, number: slice) -> Sequence[Flow]: ...
    def __getitem__(self, number: int | slice) -> Flow | Sequence[Flow]:
        """A motive by its number."""
        return self.motives[number]

    def rates(self, rows: Ints, worlds: Ints) -> Floats:
        """Each motive's part of the rate in some authors' rows and worlds, shape `(motives, entries)`."""
        table = table_at(self.values, rows, worlds)
        return table * divided(entries_at(self.rate, rows, worlds), summed(table))

    def felt(self, number: int) -> Number:
        """What a motive felt of the acts that it answers, in all rows and worlds; nothing of one that answers none."""
        return felt_of(self.motives[number].channels, self.levels[number])

    def felt_at(self, number: int, rows: Ints, worlds: Ints) -> Floats | float:
        """The same in some rows and worlds, shape `(entries,)` or one number."""
        pairs = zip(self.motives[number].channels, self.levels[number], strict=True)
        return total(channel.own_at(level, rows, worlds) for channel, level in pairs)


class TakenApart:
    """Takes decisions apart; which memories their motives answer is looked up once for each decision as it was bound."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[Decision, tuple[Flow, ...]]] = {}

    def of(self, environment: Environment, decision: Decision) -> Flows:
        """A decision as it was weighed last."""
        bound, motives = self._known.get(decision.name, (None, ()))
        if bound is not decision or len(motives) != len(decision.motive_values):  # a policy is one motive more
            motives = motives_of(environment, decision)
            self._known[decision.name] = decision, motives
        levels = [[channel.memory.level for channel in flow.channels] for flow in motives]
        return Flows(motives, decision.motive_values, decision.rate, levels)


def motives_of(environment: Environment, decision: Decision) -> tuple[Flow, ...]:
    """The motives of a decision, and the memories that they answer."""
    owner = environment.owner_of(decision)
    pairs = zip(decision.motive_names, decision.notes, strict=True)
    return tuple(Flow(name, note.during, channels_of(owner, note)) for name, note in pairs)


def rates_of(decision: Decision) -> list[Floats]:
    """Each motive's part of the rate as it was weighed last, shape `(authors, worlds)` or `(authors, 1)` each."""
    authors = len(decision.actors)
    values = [per_group(value, authors) for value in decision.motive_values]
    hold = ratio(per_group(decision.rate, authors), np.asarray(total(values))) if values else 0.0
    return [value * hold for value in values]


def channels_of(owner: Perceiver, note: Note) -> tuple[Channel, ...]:
    """The memories that a motive answers."""
    return tuple(channel for name in note.answers for channel in owner.channels(name))


def level_felt(channels: Sequence[Channel]) -> Number:
    """All that is felt through some memories today."""
    return felt_of(channels, [channel.memory.level for channel in channels])


def felt_of(channels: Sequence[Channel], levels: Sequence[Number]) -> Number:
    """All that is felt through some memories that hold this."""
    return total(channel.own(level) for channel, level in zip(channels, levels, strict=True))


def ratio(part: Number, whole: Number) -> Number:
    """`part / whole`, nothing where there is no whole."""
    if is_nothing(part) or is_nothing(whole):
        return 0.0
    part, whole = np.asarray(part), np.asarray(whole)
    return np.divide(part, whole, out=np.zeros(np.broadcast_shapes(part.shape, whole.shape)), where=whole > 0)


def divided(part: Floats, whole: Floats) -> Floats:
    """The same of tables of one shape, or of a row of such a table."""
    quotient: Floats = np.divide(part, whole, out=np.zeros(whole.shape), where=whole > 0)
    return quotient
