"""What enters a memory: which acts count, and how much of them.

A memory takes in what happened a day after, and where it answers at once already on the day.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Protocol

from sim.errors import unknown
from sim.parameters import Owned
from sim.tally import Tally
from sim.types import Number
from sim.vocabulary.decisions import ACTION_TYPE
from sim.worlds import is_nothing, over_groups, plus

ON_GROUPS = ("hit", "mourned", "binds", "open_ended")
"""Marks that say which groups an act is about, whoever does it: whom it hits, whose dead it leaves, whom a truce binds, and whom
one without a stated end."""


class Owner(Protocol):
    """Whose memory it is.

    Attributes
    ----------
    p, traits
        Its parameters, and those of the groups where it reads them.
    """

    p: Owned
    traits: Owned


@dataclass(frozen=True)
class Feed:
    """What enters a memory a day after it happened.

    Attributes
    ----------
    decisions
        Acts that count.
    mark
        The mark of theirs that is summed, such as `lethal`; empty: how many there were.
    by_group
        One amount for each group (its own acts, or what hit it), in place of one for all.
    with_unseen
        Whether acts that the record missed enter at their expectation.
    weight
        A parameter of the owner that the amount is multiplied by; empty: one.
    also
        A method of the owner that gives a further amount, told what happened; empty: none. Where there are acts that count, it is
        asked when there were any of these.
    weighed_by
        Of a mark on groups, a trait by which each group counts in their sum; empty: it is not summed, or all count alike.

    Raises
    ------
    ValueError
        Where it is declared, for an act that nobody does, or by group for one that no group does: it would never be fed.
    """

    decisions: tuple[str, ...]
    mark: str = ""
    by_group: bool = False
    with_unseen: bool = False
    weight: str = ""
    also: str = ""
    weighed_by: str = ""

    def __post_init__(self) -> None:
        for decision in self.decisions:
            if decision not in ACTION_TYPE:
                raise ValueError(unknown("act", decision, ACTION_TYPE))
            if self.by_group and self.mark not in ON_GROUPS and ACTION_TYPE[decision].kind != "militia":
                raise ValueError(f"{decision} is no act of the groups; allowed by group: their acts, or a mark of {ON_GROUPS}")

    @functools.cached_property
    def rests_on(self) -> tuple[str | tuple[str, str], ...]:
        """Of what a tally holds (acts, and marks of acts), that without any of which nothing enters."""
        marks = (self.mark,) if self.mark else ("unseen",) if self.with_unseen else ()
        counts = () if self.mark and not self.also else self.decisions
        return (*counts, *((decision, mark) for decision in self.decisions for mark in marks))

    def amount(self, happened: Tally, owner: Owner) -> Number:
        """How much of it there was in what happened: one number, `(worlds,)`, or `(groups, worlds)` if it is by group."""
        value = 0.0 if happened.is_empty else self._acts(happened, owner)
        if self.also:
            value = plus(value, getattr(owner, self.also)(happened))
        return value if not self.weight or is_nothing(value) else getattr(owner.p, self.weight) * value

    def _acts(self, yesterday: Tally, owner: Owner) -> Number:
        if self.weighed_by:
            on_groups = yesterday.total_mark(self.mark, *self.decisions, by_group=True)
            return 0.0 if is_nothing(on_groups) else over_groups(getattr(owner.traits, self.weighed_by) * on_groups)
        if self.mark:
            return yesterday.total_mark(self.mark, *self.decisions, by_group=self.by_group)
        value = yesterday.total(*self.decisions, by_group=self.by_group)
        if not self.with_unseen:
            return value
        return plus(value, yesterday.total_mark("unseen", *self.decisions, by_group=self.by_group))
