"""The documented history: counts read from the record, and the rates scored on them.

The score is an exact one-step-ahead log likelihood in every world.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from sim.decision import Decision
from sim.environment import Environment
from sim.history import chance
from sim.history.outcome import apply_outcome
from sim.history.pools import pools, shape_of
from sim.luck import split
from sim.record.acts import Act, Acts
from sim.tally import LogEntry
from sim.types import Number
from sim.vocabulary.decisions import MILITIAS
from sim.worlds import is_nothing, plus, total


@dataclass
class Ledger:
    """What the factual rules made of one decision today, for abduction: its share of each act, its count, its rate as
    reported.
    """

    weights: list[Number]
    acts: list[Act]
    count: Number
    rate: Number


@dataclass
class Documented:
    """Counts read from the record and common to all worlds; every world scores its own rates on them.

    Parameters
    ----------
    acts
        The record as acts, by day and decision.
    authors
        `shared`: an act without a named author is shared among the possible ones in proportion to their rates (exact likelihood).
        `drawn`: each world draws one author in that proportion (for branching, where counts must be whole).
    factual
        The documented history of the factual twin of a branched scenario: who did an unnamed act is the same in all arms.

    Attributes
    ----------
    log_probability
        By decision, the sum over the days so far, a number or shape `(worlds,)`.
    ledger, pool_totals
        What happened today: by actor and decision; and by pool, its count and its rate as reported.
    """

    acts: Acts
    authors: str = "shared"
    factual: Documented | None = None
    log_probability: dict[str, Number] = field(default_factory=dict)
    ledger: dict[tuple[str, str], Ledger] = field(default_factory=dict)
    pool_totals: dict[str, tuple[float, Number]] = field(default_factory=dict)

    def resolve(self, environment: Environment, decisions: Sequence[Decision]) -> list[LogEntry]:
        """Read today's acts of this phase, score them, and share them among their possible authors."""
        today = self.acts.get(environment.day, {})
        entries: list[LogEntry] = []
        for name, pool in pools(decisions):
            acts = [act for act in today.get(name, []) if not act.added]
            if pool[0].actor in MILITIAS:
                entries += self._pool(environment, name, pool, acts)
            else:
                entries += self._single(environment, pool[0], acts)
        return entries

    def _single(self, environment: Environment, decision: Decision, acts: list[Act]) -> list[LogEntry]:
        self._score(decision.name, chance.log_once(bool(acts), decision.rate))
        weights: list[Number] = [1.0] * len(acts)
        count = 1.0 if acts else 0.0
        self.ledger[decision.actor, decision.name] = Ledger(weights, acts, count, decision.rate)
        return apply_outcome(environment, decision, count, acts, weights) if acts else []

    def _pool(self, environment: Environment, name: str, pool: list[Decision], acts: list[Act]) -> list[LogEntry]:
        reported = environment.reported(name)
        expected = total(decision.rate for decision in pool) * reported
        shape = shape_of(environment, name)
        n = float(len(acts))
        self._score(name, chance.log_poisson(n, expected) if shape is None else chance.log_negative_binomial(n, expected, shape))
        self.pool_totals[name] = n, expected
        shares = [self._authors(environment, name, pool, act, place) for place, act in enumerate(acts)]
        entries: list[LogEntry] = []
        for index, decision in enumerate(pool):
            weights = [share[index] for share in shares]
            count = total(weights)
            rate = decision.rate if reported == 1.0 else decision.rate * reported
            self.ledger[decision.actor, name] = Ledger(weights, acts, count, rate)
            entries += apply_outcome(environment, decision, count, acts, weights, quiet=self.authors == "shared")
        if self.authors == "shared":
            entries += [self._as_reported(act, pool) for act in acts]
        return entries

    def _authors(self, environment: Environment, name: str, pool: list[Decision], act: Act, place: int) -> list[Number]:
        """Each pool member's share of an act, in the pool's order; scores how likely an author among the candidates was."""
        rates = [decision.rate if decision.actor in act.candidates else 0.0 for decision in pool]
        able, everyone = total(rates), total(decision.rate for decision in pool)
        with np.errstate(divide="ignore", invalid="ignore"):
            known = len(act.candidates) < len(pool)
            self._score(name, np.where(np.asarray(able) > 0, np.log(np.asarray(able) / everyone), -np.inf) if known else 0.0)
        if self.factual is not None:
            return [self.factual.ledger[decision.actor, name].weights[place] for decision in pool]
        shares = _shares(rates, able, [decision.actor in act.candidates for decision in pool])
        if self.authors == "shared" or sum(not is_nothing(share) for share in shares) <= 1:
            return shares
        u = split(environment.luck.bits(f"authors/{name}", environment.day), place + 1)
        chosen = chance.pick(np.stack([np.broadcast_to(np.asarray(share, dtype=float), u.shape) for share in shares]), u)
        return [0.0 if is_nothing(share) else (chosen == i).astype(np.float64) for i, share in enumerate(shares)]

    def _as_reported(self, act: Act, pool: list[Decision]) -> LogEntry:
        """The log shows a shared act once, under the name it was reported by."""
        behind = max((d for d in pool if d.actor in act.candidates), key=lambda d: float(np.mean(d.rate)), default=None)
        return LogEntry(act.actor or act.label, act.decision, 1.0, dict(act.marks), behind, act.label)

    def _score(self, name: str, value: Number) -> None:
        self.log_probability[name] = plus(self.log_probability.get(name, 0.0), value)


def _shares(rates: list[Number], able: Number, may: list[bool]) -> list[Number]:
    """Shares of an act in proportion to the rates; equal among those who may have done it where none was able to."""
    if not np.any(np.asarray(able) == 0.0):
        return [rate if is_nothing(rate) else rate / able for rate in rates]
    equal = 1.0 / max(sum(may), 1)
    safe = np.where(np.asarray(able) > 0, able, 1.0)
    return [np.where(np.asarray(able) > 0, rate / safe, equal) if m else 0.0 for rate, m in zip(rates, may, strict=True)]
