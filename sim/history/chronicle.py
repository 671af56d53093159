r"""What documented acts are remembered for: how much of a memory's level today is owed to a given act.

A memory is linear in what it was fed, so that a motive proportional to memories is a sum over acts,

    motive_k = sum over acts e of motive_k(e),        motive_k(e) = motive_k x felt_k(e) / felt_k

    felt_k(e) = sum over its memories m of (weight of m) x (what m took in of e) x (what a unit is worth after that many days)

and an act that came from motive k answered e with probability felt_k(e) / felt_k (superposition; Kingman, Poisson Processes,
1993, section 2.2). What memories hold besides (acts that the record missed, at their expectation) belongs to no documented act.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from sim.history.groups import column, hits, other_marks
from sim.perception import Channel
from sim.record.acts import Act
from sim.tally import Marks, Tally, TruceNotice
from sim.types import Number
from sim.worlds import is_nothing, total

RECENT = 30
"""Days from which a pretext is drawn."""
UNDOING = ("release", "end_truce")
"""Acts after which something is forgotten at once (`sim.perception.Declaration.forgotten_by`)."""


def marks_of(act: Act, happens: Number) -> Marks:
    """A documented act's marks as far as it happens; what it hits is by group, and those of them who have dead to bury."""
    marks: Marks = {name: value * happens for name, value in other_marks(act).items()}
    hit = hits(act)
    if is_nothing(hit):
        return marks
    marks["hit"] = hit * happens
    return marks | {"mourned": marks["hit"]} if leaves_dead(act) else marks


def leaves_dead(act: Act) -> bool:
    """Whether a documented act killed men of a militia on Iraqi soil, where they are buried."""
    return act.marks.get("militia_killed", 0.0) > 0 and act.marks.get("in_iraq", 0.0) > 0


def notice_of(act: Act, happens: Number) -> TruceNotice | None:
    """The truce that a documented act announces or ends, as far as it happens, whoever of its possible authors it is by."""
    if act.terms is None:
        return None
    by_anybody = np.add.reduce(happens, axis=0) if np.ndim(happens) == 2 else happens
    scope = column(act.terms.scope, act.groups) * by_anybody
    return TruceNotice(scope, act.terms.spares_convoys, act.terms.deadline, act.terms.while_context)


@dataclass(frozen=True)
class Told:
    """A documented act as it happened: its day, and what memories can take in of it, alone.

    `number` is its place in the chronicle; `happens` is how far it happened: 1, `(worlds,)`, or each group's share in it.
    """

    number: int
    act: Act
    day: int
    happens: Number
    tally: Tally

    @classmethod
    def of(cls, number: int, act: Act, day: int, happens: Number) -> Told:
        """From an act and how far it happened."""
        alone = Tally()
        alone.put(act.decision, happens, marks_of(act, happens))
        notice = notice_of(act, happens)
        if notice is not None:
            alone.announce(act.decision, act.id, notice)
        return cls(number, act, day, happens, alone)


@dataclass
class Chronicle:
    """The documented acts so far, in order.

    Attributes
    ----------
    told
        All of them.
    undoings
        The days on which something was forgotten at once, and all that happened on them, documented or not.
    """

    told: list[Told] = field(default_factory=list)
    undoings: list[tuple[int, Tally]] = field(default_factory=list)
    _by_row: dict[str, list[Told]] = field(default_factory=dict)
    _taken: dict[tuple[str, str], tuple[int, dict[int, Number]]] = field(default_factory=dict)
    _undone: dict[tuple[str, str], list[Number]] = field(default_factory=dict)
    _left: dict[tuple[str, str, int], tuple[int, Number]] = field(default_factory=dict)

    def tell(self, act: Act, day: int, happens: Number) -> Told:
        """An act has happened."""
        told = Told.of(len(self.told), act, day, happens)
        self.told.append(told)
        for name in act.rows:
            self._by_row.setdefault(name, []).append(told)
        return told

    def pass_day(self, day: int, happened: Tally) -> None:
        """A day is over: remember it if anything that happened on it undoes what was remembered."""
        if any(name in UNDOING for name, _ in happened.marks):
            self.undoings.append((day, happened))

    def taken_in(self, channel: Channel) -> dict[int, Number]:
        """What a memory took in of each act so far, by the act's number, the earliest first; nothings are left out."""
        seen, amounts = self._taken.setdefault(channel.key, (0, {}))
        for told in self.told[seen:]:
            if told.act.decision in channel.declaration.feed.decisions:
                amount = channel.amount(told.tally)
                if not is_nothing(amount) and np.any(amount):
                    amounts[told.number] = amount
        self._taken[channel.key] = len(self.told), amounts
        return amounts

    def of_rows(self, rows: Iterable[str]) -> list[Told]:
        """What happened of the acts that these rows stand for; an act once."""
        found = {id(told): told for name in sorted(rows) for told in self._by_row.get(name, ())}
        return list(found.values())

    def recent(self, day: int) -> int:
        """How many acts happened within `RECENT` days before a day, and on it so far."""
        count = 0
        for told in reversed(self.told):
            if told.day < day - RECENT:
                break
            count += 1
        return count

    def felt(self, channels: Sequence[Channel], told: Told, day: int) -> Number:
        """How much of what is felt today through some memories is owed to one act: a number, `(worlds,)`, or by group."""
        return total(channel.own(self.held(channel, told, day)) for channel in channels)

    def held(self, channel: Channel, told: Told, day: int) -> Number:
        """How much of a memory's level today is owed to one act, shaped as the memory."""
        amount = self.taken_in(channel).get(told.number, 0.0)
        worth = 0.0 if is_nothing(amount) else channel.memory.worth(day - told.day)
        return 0.0 if is_nothing(worth) else amount * worth * self.left(channel, told, day)

    def left(self, channel: Channel, told: Told, day: int) -> Number:
        """What later acts, such as the release after a raid, have left of what is remembered of an act."""
        if not channel.declaration.forgotten_by:
            return 1.0
        forgotten, key = self._forgotten(channel), (*channel.key, told.number)
        done, end = bisect_left(self.undoings, day, key=_day), self._left.get(key)
        first, left = (bisect_left(self.undoings, told.day, key=_day), 1.0) if end is None or end[0] > done else end
        for share in forgotten[first:done]:
            left = left if is_nothing(share) else left * (1.0 - share)
        self._left[key] = max(first, done), left
        return left

    def _forgotten(self, channel: Channel) -> list[Number]:
        """What each undoing day made a memory forget."""
        shares = self._undone.setdefault(channel.key, [])
        for _, happened in self.undoings[len(shares) :]:
            shares.append(channel.declaration.forgotten(happened, channel.owner))
        return shares


def _day(undoing: tuple[int, Tally]) -> int:
    return undoing[0]
