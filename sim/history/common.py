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
from sim.history.flows import Flow, Flows, divided
from sim.history.shadow import Amounts, Key, Shadow, amounts_of, least_of, sum_of
from sim.memory import Memory
from sim.perception import Channel
from sim.tally import Tally
from sim.types import Floats, Ints, Number
from sim.worlds import chosen, total


@dataclass(frozen=True)
class Common:
    """What both arms have of the factual motives, in some authors' rows and worlds; tables of shape `(motives, entries)`.

    Attributes
    ----------
    felt
        What is felt, through the memories that a motive answers, of what both arms have; 1 of a motive that answers nothing, 0 of
        one that is off here.
    kept
        The part of its rate that may be kept.
    unit_there, unit_here
        What a unit of what is felt brings in each arm.
    """

    felt: Floats
    kept: Floats
    unit_there: Floats
    unit_here: Floats

    @property
    def stays(self) -> Floats:
        """The share of what a unit brings there that may be kept."""
        return np.minimum(divided(divided(self.kept, self.felt), self.unit_there), 1.0)

    @property
    def is_documented(self) -> Floats:
        """The share of what a unit that both arms have brings here that may be kept."""
        return np.minimum(divided(divided(self.kept, self.felt), self.unit_here), 1.0)


@dataclass(frozen=True)
class Match:
    """The motives of a decision in both arms side by side, as long as they are bound as they are.

    Attributes
    ----------
    there, here
        The motives of each arm.
    numbers
        By motive there, its number here; `OFF` where it is off.
    channels
        By motive there, the pairs of memories that it answers here and there, those here with the lesser of both weights; none
        where it is off here.
    """

    there: tuple[Flow, ...]
    here: tuple[Flow, ...]
    numbers: Ints
    channels: tuple[tuple[tuple[Channel, Channel], ...], ...]

    @classmethod
    def of(cls, there: tuple[Flow, ...], here: tuple[Flow, ...]) -> Match:
        """Motives go together by their names."""
        places = {flow.name: number for number, flow in enumerate(here)}
        numbers = [places.get(flow.name, OFF) for flow in there]
        channels = tuple(
            () if number == OFF else tuple(map(_lesser, here[number].channels, flow.channels))
            for flow, number in zip(there, numbers, strict=True)
        )
        return cls(there, here, np.array(numbers, dtype=np.int64), channels)


OFF = -1
"""In place of the number of a motive that is off."""


def _lesser(mine: Channel, theirs: Channel) -> tuple[Channel, Channel]:
    return replace(mine, weight=np.minimum(mine.weight, theirs.weight)), theirs


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
    _matches: dict[str, Match] = field(default_factory=dict)
    _by_act: set[Key] = field(default_factory=set)
    _tuned: tuple[object, ...] = (None,) * 4
    _begun: bool = False

    def begin(self, environment: Environment, yesterday: Tally) -> None:
        """A day begins: what both arms had of yesterday enters the memories of what they have in common."""
        self._theirs = self._theirs[1], self.conditions.last  # that model has stepped through today already
        self._look_how_they_fade(environment)
        if self._begun:
            unseen = self._least(environment, self._theirs[0].only("unseen"), yesterday.only("unseen"))
            self._memories.feed(sum_of([*self._today(environment), unseen]))
            self._missed.feed(unseen)
        else:
            self._set_out(environment)
        self._pairs = []

    def _look_how_they_fade(self, environment: Environment) -> None:
        """Which memories are summed act by act from now on; half-lives change with the parameters and with what is off."""
        tuned = tuple(what for each in (environment, self.conditions) for what in (each.parameters, each.off))
        if not all(now is before for now, before in zip(tuned, self._tuned, strict=True)):
            self._tuned = tuned
            self._by_act |= _not_alike(environment, self.conditions)

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
        if self._pairs:
            self._memories.see(sum_of(self._today(environment)))

    def keep(self, there: Told, here: Told) -> None:
        """A documented act has happened here too, as far as it has."""
        self._both[there.number] = here
        self._pairs.append((there, here))

    def of(self, decision: str, there: Flows, here: Flows, day: int, where: tuple[Ints, Ints]) -> Common:
        """What both arms have of the motives of a decision today, in some authors' rows and worlds."""
        match, shape = self.match(decision, there, here), (len(there), where[1].size)
        felt, of_there, of_here = np.ones(shape), np.ones(shape), np.ones(shape)
        for number, channels in enumerate(match.channels):
            if match.numbers[number] == OFF:
                felt[number] = 0.0
            elif channels:
                felt[number] = total(self._felt(*pair, day, where) for pair in channels)
                of_there[number] = there.felt_at(number, *where)
                of_here[number] = here.felt_at(int(match.numbers[number]), *where)
        rates_there, rates_here = there.rates(*where), np.vstack([here.rates(*where), np.zeros(shape[1])])[match.numbers]
        unit_there, unit_here = divided(rates_there, of_there), divided(rates_here, of_here)
        kept = np.minimum(np.minimum(unit_there, unit_here) * felt, np.minimum(rates_there, rates_here))
        return Common(felt, kept, unit_there, unit_here)

    def of_act(self, decision: str, there: Flows, here: Flows, motive: int, number: int, day: int) -> tuple[Number, Number]:
        """What a motive there feels of an act in both arms, and what it feels of it there."""
        match = self.match(decision, there, here)
        channels = match.channels[motive]
        if number == NOBODY:
            return total(self._all_felt(*pair, day) for pair in channels), there.felt(motive)
        if not channels:
            return 0.0, 1.0
        parts, wholes = zip(*(self._held(*pair, number, day) for pair in channels), strict=True)
        return total(parts), total(wholes)

    def match(self, decision: str, there: Flows, here: Flows) -> Match:
        """Both arms' motives side by side, laid anew where one of them has changed."""
        match = self._matches.get(decision)
        if match is None or match.there is not there.motives or match.here is not here.motives:
            match = self._matches[decision] = Match.of(there.motives, here.motives)
        return match

    def _felt(self, mine: Channel, theirs: Channel, day: int, where: tuple[Ints, Ints]) -> Floats | float:
        """What is felt through one memory of all that both arms have, in some rows and worlds."""
        if mine.key not in self._by_act:
            return mine.own_at(self._memories.level(mine), *where)
        return chosen(self._all_felt(mine, theirs, day), *where)

    def _all_felt(self, mine: Channel, theirs: Channel, day: int) -> Number:
        """The same in all of them."""
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
