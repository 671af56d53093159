"""What both arms of a branching by cause have: the documented acts that happen in both, and what memories hold of those.

A memory is linear in what it was fed, so that what both arms have of it is a sum over the acts that both have, each at the lesser
of its two parts. Where a memory fades alike in both arms that sum is kept day by day as a memory of its own (`Shadow`); where it
does not, or where something is forgotten at once, it is summed act by act.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from sim.environment import Environment
from sim.history.causes import NOBODY, UNRECORDED
from sim.history.chronicle import Chronicle, Told
from sim.history.documented import Documented
from sim.history.flows import Flow, ratio
from sim.history.shadow import Amounts, Key, Shadow, amounts_of, least_of, sum_of
from sim.memory import Memory
from sim.perception import Channel
from sim.tally import Tally
from sim.types import Floats, Number
from sim.worlds import is_nothing, total


@dataclass(frozen=True)
class Common:
    """What both arms have of one of the factual motives.

    Attributes
    ----------
    channels
        The memories it answers here, with the weights that both arms give them; none where it is off here.
    felt
        What is felt through them of what both arms have; 1 of a motive that answers nothing.
    kept
        The part of its rate that may be kept, shape `(authors, worlds)` or `(authors, 1)`.
    unit_there, unit_here
        What a unit of what is felt brings in each arm.
    """

    channels: tuple[Channel, ...]
    felt: Number
    kept: Floats
    unit_there: Number
    unit_here: Number

    @property
    def stays(self) -> Number:
        """The share of what a unit brings there that may be kept."""
        return np.minimum(ratio(ratio(self.kept, self.felt), self.unit_there), 1.0)

    @property
    def is_documented(self) -> Number:
        """The share of what a unit that both arms have brings here that may be kept."""
        return np.minimum(ratio(ratio(self.kept, self.felt), self.unit_here), 1.0)


@dataclass
class InCommon:
    """The documented acts that both arms have, and what memories hold of them.

    Parameters
    ----------
    factual, conditions
        The documented history of a model under the factual rules, stepped before this one each day, and that model.
    chronicle
        The documented acts that have happened here.
    """

    factual: Documented
    conditions: Environment
    chronicle: Chronicle
    _both: dict[int, Told] = field(default_factory=dict)
    _pairs: list[tuple[Told, Told]] = field(default_factory=list)
    _theirs: tuple[Tally, Tally] = field(default_factory=lambda: (Tally(), Tally()))
    _memories: Shadow = field(default_factory=lambda: Shadow(()))
    _missed: Shadow = field(default_factory=lambda: Shadow(()))
    _by_act: set[Key] = field(default_factory=set)
    _begun: bool = False

    def begin(self, environment: Environment, yesterday: Tally) -> None:
        """A day begins: what both arms had of yesterday enters the memories of what they have in common."""
        self._theirs = self._theirs[1], self.conditions.last  # that model has stepped through today already
        self._by_act |= _not_alike(environment, self.conditions)
        if self._begun:
            unseen = self._least(environment, self._theirs[0].only("unseen"), yesterday.only("unseen"))
            self._memories.feed(sum_of([*self._today(environment), unseen]))
            self._missed.feed(unseen)
        else:
            self._set_out(environment)
        self._pairs = []

    def _set_out(self, environment: Environment) -> None:
        """Up to here both arms have everything in common."""
        owners, self._begun = environment.perceivers(), True
        self._memories, self._missed = Shadow(owners, full=True), Shadow(owners)
        if self.factual.missed is not None:
            self._missed.take(self.factual.missed)
        self._both = {told.number: told for told in self.chronicle.told}

    def _least(self, environment: Environment, there: Tally, here: Tally) -> Amounts:
        """What memories take in of what happened in both arms."""
        return least_of(amounts_of(self.conditions.perceivers(), there), amounts_of(environment.perceivers(), here))

    def _today(self, environment: Environment) -> list[Amounts]:
        """What memories take in of each documented act of the day that both arms have."""
        return [self._least(environment, there.tally, here.tally) for there, here in self._pairs]

    def see(self, environment: Environment) -> None:
        """Let today's acts so far add what is answered at once."""
        self._memories.see(sum_of(self._today(environment)))

    def keep(self, there: Told, here: Told) -> None:
        """A documented act has happened here too, as far as it has."""
        self._both[there.number] = here
        self._pairs.append((there, here))

    def of(self, there: Flow, here: Flow | None, day: int) -> Common:
        """What both arms have of a motive today."""
        if here is None:
            return Common((), 0.0, np.zeros_like(there.rate), 0.0, 0.0)
        most = np.minimum(there.rate, here.rate)
        if not there.channels:
            return Common((), 1.0, most, there.rate, here.rate)
        both = tuple(
            replace(mine, weight=np.minimum(mine.weight, theirs.weight))
            for mine, theirs in zip(here.channels, there.channels, strict=True)
        )
        felt = total(self._felt(mine, theirs, day) for mine, theirs in zip(both, there.channels, strict=True))
        if is_nothing(felt):
            return Common(both, 0.0, np.zeros_like(there.rate), 0.0, 0.0)
        unit_there, unit_here = ratio(there.rate, there.felt), ratio(here.rate, here.felt)
        return Common(both, felt, np.minimum(np.minimum(unit_there, unit_here) * felt, most), unit_there, unit_here)

    def of_act(self, there: Flow, common: Common, number: int, day: int) -> tuple[Number, Number]:
        """What is felt of an act in both arms, and what is felt of it there."""
        if number == NOBODY:
            return common.felt, there.felt
        if not common.channels:
            return 0.0, 1.0
        pairs = zip(common.channels, there.channels, strict=True)
        parts, wholes = zip(*(self._held(mine, theirs, number, day) for mine, theirs in pairs), strict=True)
        return total(parts), total(wholes)

    def _felt(self, mine: Channel, theirs: Channel, day: int) -> Number:
        """What is felt through one memory of all that both arms have."""
        if mine.key not in self._by_act:
            return self._memories.felt((mine,))
        numbers = [number for number in self.factual.chronicle.taken_in(theirs) if number in self._both]
        return total(self._held(mine, theirs, number, day)[0] for number in (*numbers, UNRECORDED))

    def _held(self, mine: Channel, theirs: Channel, number: int, day: int) -> tuple[Number, Number]:
        """What is felt of an act through one memory in both arms, and there."""
        if number == UNRECORDED:
            missed = 0.0 if self.factual.missed is None else self.factual.missed.felt((theirs,))
            return np.minimum(self._missed.felt((mine,)), missed), missed
        held, here = self.factual.chronicle.held(theirs, self.factual.chronicle.told[number], day), self._both.get(number)
        both = 0.0 if here is None else np.minimum(held, self.chronicle.held(mine, here, day))
        return mine.own(both), theirs.own(held)


def _not_alike(environment: Environment, conditions: Environment) -> set[Key]:
    """Memories that fade otherwise in one of two models, or of which something is forgotten at once."""
    return {
        (mine.kind, name)
        for mine, theirs in zip(environment.perceivers(), conditions.perceivers(), strict=True)
        for name, declaration in mine.declared.items()
        if declaration.forgotten_by or not _fades_alike(mine.memories[name], theirs.memories[name])
    }


def _fades_alike(one: Memory, other: Memory) -> bool:
    return np.array_equal(one.decay, other.decay) and np.array_equal(one.worth(0), other.worth(0))
