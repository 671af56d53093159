"""The branched history: documented until the branch, then sampled with fresh luck or with luck abducted from the record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from sim.decision import Decision
from sim.environment import Environment
from sim.history import chance
from sim.history.as_here import as_here, hand_over
from sim.history.documented import Documented, Ledger
from sim.history.ordered import as_ordered, governed, ordered_counts
from sim.history.outcome import apply_outcome
from sim.history.pools import History, shape_of
from sim.record.acts import Acts
from sim.tally import LogEntry, Tally
from sim.types import Floats, Number


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

    def begin(self, environment: Environment, yesterday: Tally) -> None:
        """A day begins; nothing is kept of the days before."""

    def resolve(self, environment: Environment, decisions: Sequence[Decision]) -> list[LogEntry]:
        """Draw every decision of this part of the day with its abducted luck."""
        today = self.edits.get(environment.day, {})
        entries: list[LogEntry] = []
        for decision in decisions:
            fact = self.factual.ledger.get(decision.name) or Ledger()
            count = self._count(environment, decision, fact)
            acts = [act for act in today.get(decision.name, []) if not act.added] if fact.acts else []
            done = as_here(decision, fact, fact.done(acts, fact.weights)) if acts else []
            count, done = hand_over(decision, count, done, fact.acts if acts else ())
            entries += apply_outcome(environment, decision, count, as_ordered(decision, done))
        return entries

    def _count(self, environment: Environment, decision: Decision, fact: Ledger) -> Number:
        """The documented count where the rate is the factual one; elsewhere drawn again, with the luck that it took."""
        reported = environment.reported(decision.name)
        rate = decision.rate if reported == 1.0 else decision.rate * reported
        differs = np.not_equal(rate, fact.rate) | decision.forbidden | governed(decision)
        if not np.any(differs):
            return fact.count
        shape = (len(decision.actors), environment.worlds)
        where = np.nonzero(np.broadcast_to(differs, shape))

        def there(value: Number) -> Floats:
            return np.broadcast_to(np.asarray(value, dtype=np.float64), shape)[where]

        n, before = there(fact.count), there(fact.rate)
        v = environment.luck.uniforms(decision.streams, environment.day)[where]
        if decision.many:
            z = there(self.factual.mood(self.conditions, decision.name))
            felt = 1.0 if shape_of(environment, decision.name) is None else z
            drawn = chance.draw_count(there(rate) * felt, chance.abduct_count(n, before * z, v))
        else:
            drawn = chance.draw_once(there(rate), chance.abduct_once(n, before, v))
        counts = np.broadcast_to(np.asarray(fact.count, dtype=np.float64), shape).copy()
        forbidden = np.broadcast_to(decision.forbidden, shape)[where]
        impossible = (before == 0.0) & (n > 0) & ~forbidden  # an act that was impossible tells nothing of luck
        counts[where] = np.where(impossible, n, drawn)
        ordered = ordered_counts(environment, decision)
        return decision.shaped(counts if ordered is None else np.where(governed(decision), ordered, counts))


class Branched:
    """Documented before the branch day, then `after` (sampled, by cause, or by inversion)."""

    def __init__(self, before: Documented, after: History, branch_day: int) -> None:
        self.before = before
        self.after = after
        self.branch_day = branch_day
        self.log_probability = before.log_probability

    def begin(self, environment: Environment, yesterday: Tally) -> None:
        """A day begins, for what goes on from here."""
        history: History = self.before if environment.day < self.branch_day else self.after
        history.begin(environment, yesterday)

    def resolve(self, environment: Environment, decisions: Sequence[Decision]) -> list[LogEntry]:
        """Documented or simulated, by the day."""
        history: History = self.before if environment.day < self.branch_day else self.after
        return history.resolve(environment, decisions)
