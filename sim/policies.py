"""Policies: what a scenario has done in place of an actor's rule, worked out day by day in every world.

A policy says when a decision is taken (`sim.scenario.conditions`) and how often then. It is asked in the part of the day in
which the decision is taken: it knows the days before and the earlier parts of the day, as the rule does that it replaces. It
counts what happened in its world, on documented days before the branch and in the warm-up too; of the days before those it knows
nothing.
"""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.decision import Decision
from sim.environment import Environment
from sim.order import Order
from sim.scenario.conditions import Quantity, quantities_of
from sim.scenario.schedule import Dated
from sim.tally import Tally
from sim.types import Number
from sim.vocabulary import quantities
from sim.worlds import is_nothing, plus, total


class Policies:
    """The policies of a scenario.

    Parameters
    ----------
    dated
        What they say, each with the days on which it is in force.
    """

    def __init__(self, dated: Sequence[Dated]) -> None:
        self._of: dict[str, list[Dated]] = {}
        for each in dated:
            self._of.setdefault(each.instruction.decision, []).append(each)
        self._past = Past([asked for each in dated for asked in quantities_of(each.instruction.condition)])

    def govern(self, decision: str) -> bool:
        """Whether one of them is about this decision, on whatever days."""
        return decision in self._of

    def pass_day(self, day: int, happened: Tally) -> None:
        """A day is over."""
        if self._of:
            self._past.pass_day(day, happened)

    def instruct(self, environment: Environment, decisions: Sequence[Decision], index: int) -> None:
        """Say what they have to say of these decisions in this part of the day, which has that index among the days stepped."""
        for decision in decisions if self._of else ():
            decision.order = self._order(environment, decision, index)

    def _order(self, environment: Environment, decision: Decision, index: int) -> Order | None:
        """Of several policies on one decision a later one wins where it speaks; what is forbidden is forbidden to them too."""
        in_force = [each.instruction for each in self._of.get(decision.name, ()) if each.days[index]]
        if not in_force:
            return None
        shape, today = (len(decision.actors), environment.worlds), Today(environment, self._past)
        governs, rate = np.zeros(shape, dtype=np.bool_), np.zeros(shape)
        for each in in_force:
            row, holds = decision.actors.index(each.actor), np.broadcast_to(each.condition.holds(today), shape[1:])
            speaks = holds | (not each.else_rules)
            governs[row] |= speaks
            rate[row] = np.where(speaks, np.where(holds, each.rate, 0.0), rate[row])
        return Order(governs, np.where(decision.forbidden, 0.0, rate))


class Past:
    """What happened on the days before, as far as conditions ask for it.

    Parameters
    ----------
    asked
        The quantities that conditions name.
    """

    def __init__(self, asked: Sequence[Quantity]) -> None:
        self.last: dict[str, Number] = {each.name: -np.inf for each in asked if each.kind == "days_since"}
        spans: dict[str, int] = {}
        for each in asked:
            if each.kind == "counted":
                spans[each.name] = max(spans.get(each.name, 0), each.days)
        self._days: dict[str, deque[Number]] = {name: deque(maxlen=span - 1) for name, span in spans.items()}

    def pass_day(self, day: int, happened: Tally) -> None:
        """Take in a day that is over."""
        for name, last in self.last.items():
            amount = amount_of(happened, name)
            self.last[name] = last if is_nothing(amount) else np.where(np.asarray(amount) > 0, float(day), last)
        for name, days in self._days.items():
            days.append(amount_of(happened, name))

    def before(self, what: str, days: int) -> Number:
        """How many there were on so many days before today."""
        return total(itertools.islice(reversed(self._days[what]), days))


@dataclass(frozen=True)
class Today:
    """A day as a condition knows it (`sim.scenario.conditions.Known`): the days before, and the earlier parts of the day."""

    environment: Environment
    past: Past

    def counted(self, what: str, days: int) -> Number:
        """How many of it there were in so many days, today the last of them."""
        return plus(self.past.before(what, days - 1), amount_of(self.environment.today, what))

    def days_since(self, what: str) -> Number:
        """Days since the last of it; infinity where there was none."""
        before = self.environment.day - self.past.last[what]
        return np.where(np.asarray(amount_of(self.environment.today, what)) > 0, 0.0, before)

    def context(self, name: str) -> float:
        """Today's level of a dated context."""
        return self.environment.context(name)

    def level(self, memory: str) -> Number:
        """The level of a memory of the public scene, as it was when the day began."""
        return self.environment.scene.memories[memory].level


def amount_of(happened: Tally, what: str) -> Number:
    """How many acts or people there were, whole; an act of one of several possible authors is put in as parts of one."""
    decisions, mark = quantities.of(what)
    amount = happened.total_mark(mark, *decisions) if mark else happened.total(*decisions)
    return amount if is_nothing(amount) else np.rint(amount)
