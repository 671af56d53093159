"""The branched history: documented until the branch, then sampled with fresh luck or with luck abducted from the record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from sim.decision import Decision
from sim.environment import Environment
from sim.history import chance
from sim.history.documented import Documented, Ledger
from sim.history.outcome import apply_outcome
from sim.history.pools import History, pools, shape_of
from sim.history.sampled import Sampled
from sim.record.acts import Acts
from sim.tally import LogEntry
from sim.types import Number


@dataclass
class Abducted:
    """Counts drawn with the luck that made the factual model do what really happened that day.

    Where a rate equals the factual one, so does the count: an edit that changes nothing reproduces the record exactly.

    Parameters
    ----------
    factual
        The documented history of a model under the factual rules, stepped before this one each day.
    conditions
        That model's environment: its dispersion is the factual one.
    edits
        The record's acts as the scenario has them, by day and decision.
    """

    factual: Documented
    conditions: Environment
    edits: Acts
    log_probability: dict[str, Number] = field(default_factory=dict)

    def resolve(self, environment: Environment, decisions: Sequence[Decision]) -> list[LogEntry]:
        """Draw every decision of this phase with its abducted luck."""
        today = self.edits.get(environment.day, {})
        entries: list[LogEntry] = []
        for name, pool in pools(decisions):
            z = self._frailty(environment, name)
            for decision in pool:
                entry = self.factual.ledger.get((decision.actor, name)) or Ledger([], [], 0.0, 0.0)
                count = self._count(environment, decision, entry, z)
                acts = [act for act in today.get(name, []) if not act.added] if entry.acts else []
                entries += apply_outcome(environment, decision, count, acts, entry.weights)
        return entries

    def _frailty(self, environment: Environment, name: str) -> Number:
        """The pool's frailty under the factual rules, conditional on its documented total; one for all its members."""
        shape = shape_of(self.conditions, name)
        if shape is None:
            return 1.0
        v = environment.luck.uniform(f"frailty/{name}", environment.day)
        return chance.frailty(shape, v, *self.factual.pool_totals[name])

    def _count(self, environment: Environment, decision: Decision, entry: Ledger, z: Number) -> Number:
        rate = decision.rate * environment.reported(decision.name)
        same = np.equal(rate, entry.rate)
        if np.all(same):
            return entry.count
        kept = same | np.equal(entry.rate, 0.0)  # an act that was impossible tells nothing of luck
        v = environment.luck.uniform(decision.stream, environment.day)
        if decision.many:
            felt = 1.0 if shape_of(environment, decision.name) is None else z
            drawn = chance.draw_count(rate * felt, chance.abduct_count(entry.count, entry.rate * z, v))
        else:
            drawn = chance.draw_once(rate, chance.abduct_once(entry.count, entry.rate, v))
        return np.where(kept & (np.asarray(entry.count) > 0) | same, entry.count, drawn) if np.any(kept) else drawn


class Branched:
    """Documented before the branch day, then `after` (Sampled or Abducted)."""

    def __init__(self, before: Documented, after: Sampled | Abducted, branch_day: int) -> None:
        self.before = before
        self.after = after
        self.branch_day = branch_day
        self.log_probability = before.log_probability

    def resolve(self, environment: Environment, decisions: Sequence[Decision]) -> list[LogEntry]:
        """Documented or simulated, by the day."""
        history: History = self.before if environment.day < self.branch_day else self.after
        return history.resolve(environment, decisions)
