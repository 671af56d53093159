"""What feeds each memory, how it fades, and what wipes it: declared once, where the memory is kept.

A class declares its memories as attributes,

    deaths = kernel(acts("attack_base", "attack_convoy", mark="lethal"), "answer_half_life", stages=2, delayed=True)

and everything else follows from the declaration: the memory is built, tuned when a scenario sets its half-life, fed each morning
with yesterday's events, and traced back to them when somebody asks why.
"""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import ClassVar, overload

import numpy as np

from sim.errors import ParameterError, unknown
from sim.feed import Feed
from sim.memory import Kernel, Memory, Trace
from sim.parameters import Owned, Parameters
from sim.tally import Tally
from sim.types import Floats, Ints, Number
from sim.worlds import at_most_one, chosen, is_nothing, over_groups

DELAY = "retaliation_delay"
"""The mechanism without which every delayed answer falls on the first day."""


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

    def taken_in(self, happened: Tally, at_once: bool = False) -> dict[str, Number]:
        """How much each memory takes in of acts that happened, by its name; what is plainly nothing is left out.

        `at_once`: of those that answer at once, alone.
        """
        fed = self._answers_fed_by if at_once else self._fed_by
        names = {name for kept in (happened.counts, happened.marks) for key in kept if key in fed for name in fed[key]}
        amounts = {name: self.declared[name].feed.amount(happened, self) for name in names}
        return {name: amount for name, amount in amounts.items() if not is_nothing(amount)}

    def feed_memories(self, yesterday: Tally) -> None:
        """Take in yesterday's events."""
        amounts = self.taken_in(yesterday)
        for name in self._unprompted:
            amounts[name] = self.declared[name].feed.amount(yesterday, self)
        for name, memory in self.memories.items():
            memory.feed(amounts.get(name, 0.0))
        for name in self._forgetful:
            self.memories[name].forget(self.declared[name].forgotten(yesterday, self))

    @functools.cached_property
    def answers_at_once(self) -> bool:
        """Whether anything that happens today may be answered today."""
        return bool(self._at_once)

    def see_today(self, today: Tally) -> bool:
        """Let the memories that answer at once see what has happened today so far; whether there is anything to see."""
        amounts = self.taken_in(today, at_once=True)
        for name in self._at_once:
            self.memories[name].see(amounts.get(name, 0.0))
        return bool(amounts)

    def channels(self, name: str) -> tuple[Channel, ...]:
        """Through which memories what `name` stands for is felt: that memory alone, unless the owner mixes several."""
        return (Channel(name, self.memories[name], self.declared[name], self, by_group=self.by_group),)

    @functools.cached_property
    def _at_once(self) -> tuple[str, ...]:
        return tuple(name for name, declaration in self.declared.items() if declaration.at_once)

    @functools.cached_property
    def _forgetful(self) -> tuple[str, ...]:
        return tuple(name for name, declaration in self.declared.items() if declaration.forgotten_by)

    @functools.cached_property
    def _unprompted(self) -> tuple[str, ...]:
        """Memories of what no act brings about."""
        return tuple(name for name, declaration in self.declared.items() if not declaration.feed.decisions)

    @functools.cached_property
    def _fed_by(self) -> dict[str | tuple[str, str], list[str]]:
        return self._by_what_feeds(self.declared)

    @functools.cached_property
    def _answers_fed_by(self) -> dict[str | tuple[str, str], list[str]]:
        return self._by_what_feeds(self._at_once)

    def _by_what_feeds(self, names: Iterable[str]) -> dict[str | tuple[str, str], list[str]]:
        """By what a tally may hold, which of some memories it enters."""
        fed: dict[str | tuple[str, str], list[str]] = {}
        for name in names:
            for what in self.declared[name].feed.rests_on:
                fed.setdefault(what, []).append(name)
        return fed


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
        return 0.0 if is_nothing(value) else self.weight * self._summed(value)

    def own_at(self, value: Number, rows: Ints, worlds: Ints) -> Floats | float:
        """The same in some rows and worlds, shape of `worlds` or one number."""
        if is_nothing(value):
            return 0.0
        weight = self.weight if isinstance(self.weight, float) else chosen(self.weight, rows, worlds)
        return weight * chosen(self._summed(value), rows, worlds)

    def _summed(self, value: Number) -> Number:
        return value if self.by_group or np.ndim(value) < 2 else over_groups(value)
