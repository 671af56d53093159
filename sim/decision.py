"""Decisions: the one form every rule has.

    rate = (sum of motives) x exp(-(sum of restraints))          in events per day

A motive is a non-negative term; a restraint is a non-negative weight times a state, so that each multiplies the rate by a factor
in (0, 1]. The same form is drawn from (simulation), evaluated (likelihood), taken apart (explanation) and printed (the rule
table).

An actor's file declares a `Rule` for each decision and writes each term as a method marked `@motive` or `@restraint`; the
method's docstring is the sentence that documents it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sim.types import Number
from sim.worlds import at, is_nothing

Term = Callable[[], Number]


@dataclass(frozen=True)
class Note:
    """What a term says of itself: its mechanism (None: cannot be switched off) and its source."""

    mechanism: str | None
    source: str
    sentence: str


def _mark(mechanism: str | None, source: str) -> Callable[[Callable[[Any], Number]], Callable[[Any], Number]]:
    def marked(method: Callable[[Any], Number]) -> Callable[[Any], Number]:
        method.note = Note(mechanism, source, " ".join((method.__doc__ or "").split()))  # type: ignore[attr-defined]
        return method

    return marked


motive = _mark
"""Mark a method as a motive: it returns events per day, never negative."""

restraint = _mark
"""Mark a method as a restraint: it returns weight x state, never negative; the rate is multiplied by exp(-it)."""


@dataclass(frozen=True)
class Rule:
    """The declaration of a decision in an actor's class: names of its terms, in the order they are read.

    `mechanism` switches the whole decision; `many` decisions are counted (several attacks a day), others happen at most once a
    day.
    """

    motives: tuple[str, ...]
    restraints: tuple[str, ...] = ()
    mechanism: str | None = None
    many: bool = False


@dataclass
class Decision:
    """A decision of one actor in one model, with the terms that are switched on.

    After `weigh`, `rate` holds events per day, `values` the motives one by one and `holds` the restraints: numbers common to all
    worlds, or `(worlds,)`.
    """

    actor: str
    name: str
    many: bool
    motives: tuple[tuple[str, Term], ...]
    restraints: tuple[tuple[str, Term], ...]
    rate: Number = 0.0
    values: list[Number] = field(default_factory=list)
    holds: list[Number] = field(default_factory=list)
    forbidden: bool = False

    @property
    def stream(self) -> str:
        """Name of the stream of luck this decision draws from."""
        return f"{self.actor}/{self.name}"

    def weigh(self, known: dict[str, Number] | None = None) -> Number:
        """Evaluate the terms for today and return the rate; `known` keeps the restraints that an actor's decisions share."""
        known = {} if known is None else known
        for name, term in self.restraints:
            if name not in known:
                known[name] = term()
        self.values = [term() for _, term in self.motives]
        self.holds = [known[name] for name, _ in self.restraints]
        if self.forbidden:
            self.rate = 0.0
            return self.rate
        rate: Number = 0.0
        for value in self.values:
            rate = value if is_nothing(rate) else rate if is_nothing(value) else rate + value
        hold: Number = 0.0
        for value in self.holds:
            hold = value if is_nothing(hold) else hold if is_nothing(value) else hold + value
        self.rate = rate if is_nothing(hold) else rate * np.exp(-hold)
        return self.rate

    def shares(self, world: int) -> dict[str, float]:
        """Each motive's share of the sum of motives in one world; empty if all are zero."""
        parts = {name: at(value, world) for (name, _), value in zip(self.motives, self.values, strict=True)}
        total = sum(parts.values())
        return {name: part / total for name, part in parts.items()} if total > 0 else {}

    def factors(self, world: int) -> dict[str, float]:
        """Each restraint's factor in (0, 1] in one world."""
        return {name: float(np.exp(-at(value, world))) for (name, _), value in zip(self.restraints, self.holds, strict=True)}

    def leading_motive(self, worlds: np.ndarray) -> np.ndarray:
        """Index into `motives` of the largest one in each of the given worlds; shape of `worlds`."""
        table = np.empty((len(self.values), worlds.size))
        for row, value in zip(table, self.values, strict=True):
            row[:] = value[worlds] if isinstance(value, np.ndarray) and value.ndim else value
        return np.asarray(np.argmax(table, axis=0))


def bind(actor: object, name: str, actor_name: str, rule: Rule, off: Collection[str]) -> Decision | None:
    """Build a decision from its rule without the terms whose mechanism is off; None if the whole decision is off."""
    if rule.mechanism in off:
        return None

    def chosen(names: tuple[str, ...]) -> tuple[tuple[str, Term], ...]:
        terms = ((term, getattr(actor, term)) for term in names)
        return tuple((term, method) for term, method in terms if method.note.mechanism not in off)

    return Decision(actor_name, name, rule.many, chosen(rule.motives), chosen(rule.restraints))
