"""What feeds each memory, how it fades, and what wipes it: declared once, where the memory is kept.

A class declares its memories as attributes,

    deaths = kernel(acts("attack_base", "attack_convoy", mark="lethal"), "answer_half_life", stages=2, delayed=True)

and everything else follows from the declaration: the memory is built, tuned when a scenario sets its half-life, fed each morning
with yesterday's events, and traced back to them when somebody asks why.
"""

from __future__ import annotations

import functools
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import ClassVar, overload

import numpy as np

from sim.errors import ParameterError, unknown
from sim.memory import Kernel, Memory, Trace
from sim.parameters import Owned, Parameters
from sim.tally import Tally
from sim.types import Number
from sim.vocabulary.decisions import ACTION_TYPE
from sim.worlds import at_most_one, is_nothing, over_groups, plus

ON_GROUPS = ("hit", "mourned", "binds", "open_ended")
"""Marks that say which groups an act is about, whoever does it: whom it hits, whose dead it leaves, whom a truce binds."""
DELAY = "retaliation_delay"
"""The mechanism without which every delayed answer falls on the first day."""


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
        A method of the owner that gives a further amount, told what happened; empty: none.
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

    def amount(self, happened: Tally, owner: Perceiver) -> Number:
        """How much of it there was in what happened: one number, `(worlds,)`, or `(groups, worlds)` if it is by group."""
        value = 0.0 if happened.is_empty else self._acts(happened, owner)
        if self.also:
            value = plus(value, getattr(owner, self.also)(happened))
        return value if not self.weight or is_nothing(value) else getattr(owner.p, self.weight) * value

    def _acts(self, yesterday: Tally, owner: Perceiver) -> Number:
        if self.weighed_by:
            on_groups = yesterday.total_mark(self.mark, *self.decisions, by_group=True)
            return 0.0 if is_nothing(on_groups) else over_groups(getattr(owner.traits, self.weighed_by) * on_groups)
        if self.mark:
            return yesterday.total_mark(self.mark, *self.decisions, by_group=self.by_group)
        value = yesterday.total(*self.decisions, by_group=self.by_group)
        if not self.with_unseen:
            return value
        return plus(value, yesterday.total_mark("unseen", *self.decisions, by_group=self.by_group))


def acts(
    *decisions: str,
    mark: str = "",
    by_group: bool = False,
    with_unseen: bool = False,
    weight: str = "",
    also: str = "",
    weighed_by: str = "",
) -> Feed:
    """A feed of these acts; see `Feed` for what the others say."""
    return Feed(decisions, mark, by_group, with_unseen, weight, also, weighed_by)


@dataclass(frozen=True)
class Declaration:
    """A memory as its owner's class declares it.

    Attributes
    ----------
    stages
        Of a kernel (see `sim.memory.Kernel`); 0 is a trace.
    half_life
        The parameter that holds it, in days: of the owner, or another's by its full name.
    delayed
        Whether it is an answer that takes days, all on the first day with `retaliation_delay` switched off.
    forgotten_by
        An act after which the memory is empty, of the group that the act hits where it is kept by group; "" for none.
    at_once
        The parameter of the owner that says which share is answered on the very day; "" for none.
    """

    feed: Feed
    stages: int
    half_life: str
    delayed: bool = False
    forgotten_by: str = ""
    at_once: str = ""

    def parameters_of(self, kind: str) -> tuple[str, ...]:
        """The parameters that a memory of an owner of this kind reads, by their full names, its half-life first."""
        own = (self.half_life, self.at_once, self.feed.weight)
        return tuple(name if "." in name else f"{kind}.{name}" for name in own if name)

    def forgotten(self, happened: Tally, owner: Perceiver) -> Number:
        """The share that is forgotten for what happened, shaped as the memory: all that concerns a group that the act hits, alone
        or with others; of a truce, as far as the act binds the group.
        """
        amount = self._undoing.amount(happened, owner) if self.forgotten_by else 0.0
        return amount if is_nothing(amount) else np.sign(amount) if self.feed.mark == "hit" else at_most_one(amount)

    @functools.cached_property
    def _undoing(self) -> Feed:
        return replace(self.feed, decisions=(self.forgotten_by,), also="", weight="")

    def build(self) -> Memory:
        """A memory of this kind, empty and not tuned yet."""
        return Kernel(0.0, self.stages) if self.stages else Trace(0.0)


class _Declared:
    """An attribute of a class that declares a memory; on an instance it is the memory itself."""

    def __init__(self, declaration: Declaration) -> None:
        self.declaration = declaration

    def __set_name__(self, owner: type[Perceiver], name: str) -> None:
        owner.declared = {**owner.declared, name: self.declaration}

    @overload
    def __get__(self, instance: None, owner: type) -> _Declared: ...
    @overload
    def __get__(self, instance: Perceiver, owner: type) -> Memory: ...
    def __get__(self, instance: Perceiver | None, owner: type) -> Memory | _Declared:
        """Reached only before the memory is built: an instance's own attribute goes first."""
        if instance is None:
            return self
        raise AttributeError("the memories are not built yet")


def kernel(feed: Feed, half_life: str, stages: int = 1, *, delayed: bool = False, at_once: str = "") -> _Declared:
    """Declare a response kernel of total mass one."""
    return _Declared(Declaration(feed, stages, half_life, delayed, at_once=at_once))


def trace(feed: Feed, half_life: str, *, forgotten_by: str = "") -> _Declared:
    """Declare a fading trace of peak one."""
    return _Declared(Declaration(feed, 0, half_life, forgotten_by=forgotten_by))


class Perceiver:
    """Whoever keeps memories: builds those its class declares, tunes them, and feeds them each morning.

    Attributes
    ----------
    kind
        The owner of its parameters, such as `us`.
    by_group
        Whether it stands for all the groups at once.
    p
        Their values today.
    traits
        Those of the groups, by name and group; only of an owner that reads them.
    memories
        By the name of the attribute.
    """

    kind: ClassVar[str]
    by_group: ClassVar[bool] = False
    declared: ClassVar[dict[str, Declaration]] = {}

    p: Owned
    traits: Owned
    memories: dict[str, Memory]

    def build_memories(self) -> None:
        """Make every declared memory, empty."""
        self.memories = {name: declaration.build() for name, declaration in self.declared.items()}
        vars(self).update(self.memories)

    def tune_memories(self, parameters: Parameters, off: Collection[str]) -> None:
        """Read the parameters and half-lives again; the levels are kept."""
        self.p = parameters.owned_by(self.kind)
        for name, declaration in self.declared.items():
            full, *_ = declaration.parameters_of(self.kind)
            overnight = declaration.delayed and DELAY in off
            if full not in parameters.values:
                raise ParameterError(f"memory {name}: {unknown('half-life', full, parameters.names)}")
            same_day = getattr(self.p, declaration.at_once) if declaration.at_once and not overnight else 0.0
            self.memories[name].tune(0.0 if overnight else parameters.values[full], same_day)

    def feed_memories(self, yesterday: Tally) -> None:
        """Take in yesterday's events, in the order in which the memories are declared."""
        for name, declaration in self.declared.items():
            memory = self.memories[name]
            memory.feed(declaration.feed.amount(yesterday, self))
            memory.forget(declaration.forgotten(yesterday, self))

    @functools.cached_property
    def answers_at_once(self) -> bool:
        """Whether anything that happens today may be answered today."""
        return any(declaration.at_once for declaration in self.declared.values())

    def see_today(self, today: Tally) -> None:
        """Let the memories that answer at once see what has happened today so far."""
        for name, declaration in self.declared.items():
            if declaration.at_once:
                self.memories[name].see(declaration.feed.amount(today, self))

    def channels(self, name: str) -> tuple[Channel, ...]:
        """Through which memories what `name` stands for is felt: that memory alone, unless the owner mixes several."""
        return (Channel(name, self.memories[name], self.declared[name], self, by_group=self.by_group),)


@dataclass(frozen=True)
class Channel:
    """A memory through which a motive feels earlier acts.

    Attributes
    ----------
    name
        As people read it; a memory of the public scene bears its name.
    weight
        What the motive multiplies the level by, among its memories: one number, `(worlds,)`, or by group.
    by_group
        Whether the motive is that of groups.
    """

    name: str
    memory: Memory
    declaration: Declaration
    owner: Perceiver
    weight: Number = 1.0
    by_group: bool = False

    @property
    def key(self) -> tuple[str, str]:
        """The owner's kind and the name of the attribute."""
        return self.owner.kind, self.name.rpartition(".")[2]

    def amount(self, happened: Tally) -> Number:
        """How much of what happened the memory takes in."""
        return self.declaration.feed.amount(happened, self.owner)

    def own(self, value: Number) -> Number:
        """A value of the memory as the owner's terms have it: weighed, and summed over groups where he is no group himself."""
        if is_nothing(value):
            return 0.0
        return self.weight * (value if self.by_group or np.ndim(value) < 2 else over_groups(value))
