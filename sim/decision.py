"""Decisions: the one form every rule has.

    rate = (sum of motives) x exp(-(sum of restraints))          in events per day

A motive is a non-negative term; a restraint is a non-negative weight times a state, so that each multiplies the rate by a factor
in (0, 1]. The same form is drawn from (simulation), evaluated (likelihood), taken apart (explanation) and printed (the rule
table).

An actor's file declares a `Rule` for each decision and writes each term as a method marked `@motive` or `@restraint`; the
method's docstring is the sentence that documents it.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sim.order import POLICY, Order
from sim.types import Bools, Floats, Ints, Number
from sim.worlds import at, is_nothing, per_group, row_of, table_at

Term = Callable[[], Number]


@dataclass(frozen=True)
class Note:
    """What a term says of itself: its mechanism (None: cannot be switched off), its source, and what it rests on."""

    mechanism: str | None
    source: str
    sentence: str
    answers: tuple[str, ...] = ()
    during: str = ""
    amid: tuple[str, ...] = ()

    @property
    def rests_on(self) -> tuple[str, ...]:
        """The memories of acts without which it is nothing, whether it answers one of their acts or goes with all."""
        return (*self.answers, *self.amid)


Method = Callable[[Any], Number]
ORDERED = Note(None, "the scenario", "A policy of the scenario has it done; the actor's own rule is silent.")
"""What the motive `policy` says of itself."""


def motive(
    mechanism: str | None,
    source: str,
    *,
    answers: str | tuple[str, ...] = (),
    amid: str | tuple[str, ...] = (),
    during: str = "",
) -> Callable[[Method], Method]:
    """Mark a method as a motive: it returns events per day, never negative.

    Parameters
    ----------
    answers
        The memories of acts that it is proportional to, those of the public scene as `scene.NAME`: an act that came from this
        motive answered one of the acts they hold. None: it rests on a standing will or on a dated context.
    amid
        In their place, the memories that it is proportional to although it answers no single act of theirs: it goes with what
        they hold as a whole, as precautions go with a campaign.
    during
        The dated context, or the level changed by a scenario, without which it is nothing; empty: none.
    """
    return _mark(mechanism, source, answers=_names(answers), during=during, amid=_names(amid))


def restraint(mechanism: str | None, source: str) -> Callable[[Method], Method]:
    """Mark a method as a restraint: it returns weight x state, never negative; the rate is multiplied by exp(-it)."""
    return _mark(mechanism, source)


def _mark(mechanism: str | None, source: str, **rests_on: Any) -> Callable[[Method], Method]:
    def marked(method: Method) -> Method:
        method.note = Note(mechanism, source, " ".join((method.__doc__ or "").split()), **rests_on)  # type: ignore[attr-defined]
        return method

    return marked


def _names(names: str | tuple[str, ...]) -> tuple[str, ...]:
    return (names,) if isinstance(names, str) else names


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
    """A decision in one model, with the terms that are switched on: of one state, or of all the militias at once.

    Attributes
    ----------
    actors
        Who decides: one state, or every group, in the order of the rows.
    rate
        After `weigh`: events per day. Of a state a number common to all worlds or `(worlds,)`; of the militias by group,
        `(groups, worlds)`, or `(groups, 1)` if it is common to all worlds.
    motive_values, restraint_values
        The terms one by one, in the same units; what is common to the groups need not be by group.
    forbidden
        Whether the scenario forbids it today: yes, no, or a column of the groups, shape `(groups, 1)`.
    order
        What a policy of the scenario says of it today, in place of the rule; None where none is in force. Where it speaks, the
        terms of the rule are nothing, and a last motive `policy` is the rate.
    only
        By term that is switched off for some of the groups, the others, shape `(groups, 1)`.
    """

    actors: tuple[str, ...]
    name: str
    many: bool
    motives: tuple[tuple[str, Term], ...]
    restraints: tuple[tuple[str, Term], ...]
    by_group: bool = False
    rate: Number = 0.0
    motive_values: list[Number] = field(default_factory=list)
    restraint_values: list[Number] = field(default_factory=list)
    forbidden: bool | Bools = False
    order: Order | None = None
    only: Mapping[str, Bools] = field(default_factory=dict)

    @property
    def actor(self) -> str:
        """Its one author."""
        (author,) = self.actors
        return author

    @property
    def motive_names(self) -> tuple[str, ...]:
        """Names of its motives, in their order; `policy` last where one is in force."""
        return self._names if self.order is None else (*self._names, POLICY)

    @property
    def notes(self) -> tuple[Note, ...]:
        """What its motives say of themselves, in their order."""
        return self._notes if self.order is None else (*self._notes, ORDERED)

    @functools.cached_property
    def _names(self) -> tuple[str, ...]:
        return tuple(name for name, _ in self.motives)

    @functools.cached_property
    def _notes(self) -> tuple[Note, ...]:
        return tuple(term.note for _, term in self.motives)  # type: ignore[attr-defined]

    @functools.cached_property
    def streams(self) -> tuple[str, ...]:
        """Names of the streams of luck that its authors draw from."""
        return tuple(f"{actor}/{self.name}" for actor in self.actors)

    def weigh(self, known: dict[str, Number] | None = None) -> Number:
        """Evaluate the terms for today and return the rate; `known` keeps the restraints that an actor's decisions share."""
        self.motive_values = [term() for _, term in self.motives]
        rate = _sum(self.motive_values)
        if self.restraints:
            known = {} if known is None else known
            for name, term in self.restraints:
                if name not in known:
                    known[name] = term()
            self.restraint_values = [known[name] for name, _ in self.restraints]
            hold = _sum(self.restraint_values)
            if not is_nothing(hold):
                rate = rate * np.exp(-hold)
        if self.by_group:
            rate = per_group(rate, len(self.actors))
        if self.only:
            rate = self._where_off(rate)
        if self.forbidden is not False:
            rate = np.where(self.forbidden, 0.0, rate) if self.by_group else 0.0
        if self.order is not None:
            self.motive_values = [self.order.silenced(value) for value in self.motive_values] + [self.shaped(self.order.rate)]
            self.restraint_values = [self.order.silenced(value) for value in self.restraint_values]
            rate = self.order.silenced(rate) + self.shaped(self.order.rate)
        self.rate = rate
        return rate

    def _where_off(self, rate: Number) -> Number:
        """The rate, weighed again for the groups that lack a term; that of the others is not touched."""
        self.motive_values = self._masked(self._names, self.motive_values)
        self.restraint_values = self._masked([name for name, _ in self.restraints], self.restraint_values)
        untouched = np.logical_and.reduce(list(self.only.values()))
        return np.where(untouched, rate, _sum(self.motive_values) * np.exp(-np.asarray(_sum(self.restraint_values))))

    def _masked(self, names: Sequence[str], values: Sequence[Number]) -> list[Number]:
        """The values of terms, plainly zero for the groups that are without them."""
        n = len(self.actors)
        pairs = zip(names, values, strict=True)
        return [np.where(self.only[name], per_group(value, n), 0.0) if name in self.only else value for name, value in pairs]

    def shaped(self, table: Floats) -> Number:
        """A table with a row for each author as counts and rates are kept: by group, by world, or one number in one world."""
        if self.by_group:
            return table
        row: Number = table[0] if table.size > 1 else float(table[0, 0])
        return row

    def of(self, actor: str) -> Decision:
        """The decision of one of its authors, with that author's own numbers."""
        row = self.actors.index(actor)
        if not self.by_group:
            return self

        def own(terms: tuple[tuple[str, Term], ...]) -> tuple[tuple[str, Term], ...]:
            return tuple((name, _row_term(term, row)) for name, term in terms if self._has(name, row))

        def there(names: Sequence[str], values: list[Number]) -> list[Number]:
            pairs = zip(names, values, strict=True) if values else ()
            return [row_of(value, row) for name, value in pairs if self._has(name, row)]

        return Decision(
            (actor,),
            self.name,
            self.many,
            own(self.motives),
            own(self.restraints),
            rate=row_of(self.rate, row),
            motive_values=there(self.motive_names, self.motive_values),
            restraint_values=there([name for name, _ in self.restraints], self.restraint_values),
            forbidden=self.forbidden if isinstance(self.forbidden, bool) else bool(self.forbidden[row, 0]),
            order=self.order and self.order.of(row),
        )

    def _has(self, term: str, row: int) -> bool:
        """Whether a term is switched on for one of the authors."""
        return term not in self.only or bool(self.only[term][row, 0])

    def shares(self, world: int) -> dict[str, float]:
        """Each motive's share of the sum of motives of its one author in one world; empty if all are zero."""
        parts = {name: at(value, world) for name, value in zip(self.motive_names, self.motive_values, strict=True)}
        whole = sum(parts.values())
        return {name: part / whole for name, part in parts.items()} if whole > 0 else {}

    def factors(self, world: int) -> dict[str, float]:
        """Each restraint's factor in (0, 1] on its one author in one world."""
        values = zip(self.restraints, self.restraint_values, strict=True)
        return {name: float(np.exp(-at(value, world))) for (name, _), value in values}

    def drawn_motive(self, rows: Ints, worlds: Ints, u: Floats, weights: Floats | None = None) -> Ints:
        """Index into `motives` of what an act of each of the given authors and worlds came from; -1 where none is at work.

        Each with probability in proportion to its value (superposition), or to `weights`, shape `(motives, acts)`; `u` are
        uniforms. All others of shape of `worlds`.
        """
        table = table_at(self.motive_values, rows, worlds) if weights is None else weights
        if not len(table):
            return np.full(worlds.shape, -1)
        cumulative = np.cumsum(table, axis=0)
        found = (u * cumulative[-1] >= cumulative).sum(axis=0).clip(max=len(table) - 1)
        return np.where(cumulative[-1] > 0, found, -1)


def _sum(values: list[Number]) -> Number:
    """The sum, plainly zero if there is nothing: numbers first, then what is by world, then what is by group."""
    plain, by_world, by_group = 0.0, None, None
    for value in values:
        if not isinstance(value, np.ndarray):
            plain += value
        elif value.ndim < 2:
            by_world = value if by_world is None else by_world + value
        else:
            by_group = value if by_group is None else by_group + value
    result: Number = plain
    if by_world is not None:
        result = by_world if plain == 0.0 else by_world + plain
    if by_group is None:
        return result
    return by_group if isinstance(result, float) and result == 0.0 else by_group + result


def _row_term(term: Term, row: int) -> Term:
    """A term that gives one group's part; it keeps the note of the whole."""

    def own() -> Number:
        return row_of(term(), row)

    own.note = term.note  # type: ignore[attr-defined]
    return own
