"""What an act may come from: a decision's rate taken apart by motive, and each motive by the memories it answers.

Given the day's frailty each motive is a Poisson process of its own, whose intensity is its part of the rate (superposition).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.decision import Decision, Note
from sim.environment import Environment
from sim.perception import Channel, Perceiver
from sim.types import Floats, Number
from sim.worlds import is_nothing, per_group, total


@dataclass(frozen=True)
class Flow:
    """One motive's part of a decision's rate today.

    Attributes
    ----------
    rate
        Events a day, before thinning by the record and before the day's frailty; shape `(authors, worlds)` or `(authors, 1)`.
    during
        The dated context without which it is nothing; empty: none.
    channels
        The memories that the motive answers; none for a standing will or a context.
    felt
        What is felt through them; nothing without.
    """

    name: str
    during: str
    rate: Floats
    channels: tuple[Channel, ...]
    felt: Number


def flows_of(environment: Environment, decision: Decision) -> list[Flow]:
    """A decision as it was weighed last, motive by motive, in their order."""
    owner, flows = environment.owner_of(decision), []
    for name, note, rate in zip(decision.motive_names, decision.notes, rates_of(decision), strict=True):
        channels = channels_of(owner, note)
        flows.append(Flow(name, note.during, rate, channels, level_felt(channels)))
    return flows


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
    return total(channel.own(channel.memory.level) for channel in channels)


def ratio(part: Number, whole: Number) -> Number:
    """`part / whole`, nothing where there is no whole."""
    if is_nothing(part) or is_nothing(whole):
        return 0.0
    part, whole = np.asarray(part), np.asarray(whole)
    return np.divide(part, whole, out=np.zeros(np.broadcast_shapes(part.shape, whole.shape)), where=whole > 0)
