"""Histories: where outcomes come from.

- `Sampled` draws counts from the rates.
- `Documented` reads them from the record and scores the rates on it: an exact one-step-ahead log-likelihood in every world.
- `Branched` is documented until the branch, then sampled: with fresh luck, or with the luck abducted from a factual model that
runs beside it.

Militia decisions of the same name form a pool: a row that names no author is scored on the sum of the possible authors' rates.
With dispersion on, the groups of a pool share the day's gamma frailty, so that their total is negative binomial while each group
keeps a luck of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import numpy as np

from sim import chance
from sim.acts import Act, Acts
from sim.decision import Decision
from sim.events import MILITIAS
from sim.luck import split
from sim.memory import is_nothing
from sim.settle import Happening, settle
from sim.tally import plus, total
from sim.types import Number

if TYPE_CHECKING:
    from sim.model import EscalationModel

DISPERSED = {"attack_base": "base_dispersion", "attack_convoy": "convoy_dispersion"}


class History(Protocol):
    """Turns the rates of one phase into outcomes, puts them into the model's tally, and returns them for the log."""

    log_probability: dict[str, Number]

    def resolve(self, model: EscalationModel, decisions: Sequence[Decision]) -> list[Happening]:
        """Decide the outcomes of these decisions today."""
        ...


def pools(decisions: Sequence[Decision]) -> Iterator[tuple[str, list[Decision]]]:
    """Militia decisions grouped by name, then each state decision alone."""
    grouped: dict[str, list[Decision]] = {}
    for decision in decisions:
        grouped.setdefault(decision.name, []).append(decision)
    yield from grouped.items()


def shape_of(model: EscalationModel, name: str) -> Number | None:
    """Gamma shape of a pool's frailty, or None if its counts are Poisson."""
    if name not in DISPERSED or "dispersion" in model.off:
        return None
    return model.parameters.values[f"militia.{DISPERSED[name]}"]


# Sampled --------------------------------------------------------------------------------------------------------------------


class Sampled:
    """Counts drawn by inversion from keyed uniforms; monotone: raise a rate in one arm and its count can only rise."""

    def __init__(self) -> None:
        self.log_probability: dict[str, Number] = {}

    def resolve(self, model: EscalationModel, decisions: Sequence[Decision]) -> list[Happening]:
        """Draw every decision of this phase."""
        happenings: list[Happening] = []
        for name, pool in pools(decisions):
            z = self._frailty(model, name, pool)
            for decision in pool:
                s = model.luck.uniform(decision.stream, model.day)
                rate = decision.rate * (model.reported(name) * z)
                count = chance.draw_count(rate, s) if decision.many else chance.draw_once(rate, s)
                happenings += settle(model, decision, count, [], [])
        return happenings

    def _frailty(self, model: EscalationModel, name: str, pool: list[Decision]) -> Number:
        """The pool's frailty; left at zero in the worlds where none of its members could act even at the most it may be.

        Its mean is one, so that its quantile at v is below 1 / (1 - v) (Markov's inequality), which costs less than the quantile.
        """
        shape = shape_of(model, name)
        if shape is None:
            return 1.0
        v = model.luck.uniform(f"frailty/{name}", model.day)
        most = model.reported(name) / (1.0 - v)
        may = np.zeros(v.shape, dtype=np.bool_)
        for decision in pool:
            may |= model.luck.uniform(decision.stream, model.day) < decision.rate * most
        z = np.zeros(v.shape)
        z[may] = chance.frailty(shape[may] if isinstance(shape, np.ndarray) else shape, v[may])
        return z


# Documented -----------------------------------------------------------------------------------------------------------------


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

    Attributes
    ----------
    log_probability
        By decision, the sum over the days so far, a number or shape `(worlds,)`.
    ledger, pool_totals
        What happened today: by actor and decision; and by pool, its count and its rate as reported.
    """

    acts: Acts
    authors: str = "shared"
    log_probability: dict[str, Number] = field(default_factory=dict)
    ledger: dict[tuple[str, str], Ledger] = field(default_factory=dict)
    pool_totals: dict[str, tuple[float, Number]] = field(default_factory=dict)

    def resolve(self, model: EscalationModel, decisions: Sequence[Decision]) -> list[Happening]:
        """Read today's acts of this phase, score them, and share them among their possible authors."""
        today = self.acts.get(model.day, {})
        happenings: list[Happening] = []
        for name, pool in pools(decisions):
            acts = [act for act in today.get(name, []) if not act.added]
            if pool[0].actor in MILITIAS:
                happenings += self._pool(model, name, pool, acts)
            else:
                happenings += self._single(model, pool[0], acts)
        return happenings

    def _single(self, model: EscalationModel, decision: Decision, acts: list[Act]) -> list[Happening]:
        self._score(decision.name, chance.log_once(bool(acts), decision.rate))
        weights: list[Number] = [1.0] * len(acts)
        count = 1.0 if acts else 0.0
        self.ledger[decision.actor, decision.name] = Ledger(weights, acts, count, decision.rate)
        return settle(model, decision, count, acts, weights) if acts else []

    def _pool(self, model: EscalationModel, name: str, pool: list[Decision], acts: list[Act]) -> list[Happening]:
        reported = model.reported(name)
        expected = total(decision.rate for decision in pool) * reported
        shape = shape_of(model, name)
        n = float(len(acts))
        self._score(name, chance.log_poisson(n, expected) if shape is None else chance.log_negative_binomial(n, expected, shape))
        self.pool_totals[name] = n, expected
        shares = [self._authors(model, name, pool, act, place) for place, act in enumerate(acts)]
        happenings: list[Happening] = []
        for index, decision in enumerate(pool):
            weights = [share[index] for share in shares]
            count = total(weights)
            rate = decision.rate if reported == 1.0 else decision.rate * reported
            self.ledger[decision.actor, name] = Ledger(weights, acts, count, rate)
            happenings += settle(model, decision, count, acts, weights, quiet=self.authors == "shared")
        if self.authors == "shared":
            happenings += [self._as_reported(act, pool) for act in acts]
        return happenings

    def _authors(self, model: EscalationModel, name: str, pool: list[Decision], act: Act, place: int) -> list[Number]:
        """Each pool member's share of an act, in the pool's order; scores how likely an author among the candidates was."""
        rates = [decision.rate if decision.actor in act.candidates else 0.0 for decision in pool]
        able, everyone = total(rates), total(decision.rate for decision in pool)
        with np.errstate(divide="ignore", invalid="ignore"):
            known = len(act.candidates) < len(pool)
            self._score(name, np.where(np.asarray(able) > 0, np.log(np.asarray(able) / everyone), -np.inf) if known else 0.0)
        if model.factual is not None:  # who did it is evidence: the same in every arm
            return [model.factual.documented.ledger[decision.actor, name].weights[place] for decision in pool]
        shares = _shares(rates, able, [decision.actor in act.candidates for decision in pool])
        if self.authors == "shared" or sum(not is_nothing(share) for share in shares) <= 1:
            return shares
        u = split(model.luck.bits(f"authors/{name}", model.day), place + 1)
        chosen = chance.pick(np.stack([np.broadcast_to(np.asarray(share, dtype=float), u.shape) for share in shares]), u)
        return [0.0 if is_nothing(share) else (chosen == i).astype(np.float64) for i, share in enumerate(shares)]

    def _as_reported(self, act: Act, pool: list[Decision]) -> Happening:
        """The log shows a shared act once, under the name it was reported by."""
        behind = max((d for d in pool if d.actor in act.candidates), key=lambda d: float(np.mean(d.rate)), default=None)
        return Happening(act.actor or act.label, act.decision, 1.0, dict(act.marks), behind, act.label)

    def _score(self, name: str, value: Number) -> None:
        self.log_probability[name] = plus(self.log_probability.get(name, 0.0), value)


# Branched -------------------------------------------------------------------------------------------------------------------


@dataclass
class Abducted:
    """Counts drawn with the luck that made the factual model do what really happened that day.

    `factual` is a model under the factual rules with a `Documented` history, stepped before this one each day. Where a rate
    equals the factual one, so does the count: an edit that changes nothing reproduces the record exactly.
    """

    factual: EscalationModel
    log_probability: dict[str, Number] = field(default_factory=dict)

    def resolve(self, model: EscalationModel, decisions: Sequence[Decision]) -> list[Happening]:
        """Draw every decision of this phase with its abducted luck."""
        documented = self.factual.documented
        today = model.edits.get(model.day, {})
        happenings: list[Happening] = []
        for name, pool in pools(decisions):
            z = self._frailty(model, name)
            for decision in pool:
                entry = documented.ledger.get((decision.actor, name)) or Ledger([], [], 0.0, 0.0)
                count = self._count(model, decision, entry, z)
                acts = [act for act in today.get(name, []) if not act.added] if entry.acts else []
                happenings += settle(model, decision, count, acts, entry.weights)
        return happenings

    def _frailty(self, model: EscalationModel, name: str) -> Number:
        """The pool's frailty under the factual rules, conditional on its documented total; one for all its members."""
        shape = shape_of(self.factual, name)
        if shape is None:
            return 1.0
        v = model.luck.uniform(f"frailty/{name}", model.day)
        return chance.frailty(shape, v, *self.factual.documented.pool_totals[name])

    def _count(self, model: EscalationModel, decision: Decision, entry: Ledger, z: Number) -> Number:
        rate = decision.rate * model.reported(decision.name)
        same = np.equal(rate, entry.rate)
        if np.all(same):
            return entry.count
        kept = same | np.equal(entry.rate, 0.0)  # an act that was impossible tells nothing of luck
        v = model.luck.uniform(decision.stream, model.day)
        if decision.many:
            felt = 1.0 if shape_of(model, decision.name) is None else z
            drawn = chance.draw_count(rate * felt, chance.abduct_count(entry.count, entry.rate * z, v))
        else:
            drawn = chance.draw_once(rate, chance.abduct_once(entry.count, entry.rate, v))
        return np.where(kept & (np.asarray(entry.count) > 0) | same, entry.count, drawn) if np.any(kept) else drawn


def _shares(rates: list[Number], able: Number, may: list[bool]) -> list[Number]:
    """Shares of an act in proportion to the rates; equal among those who may have done it where none was able to."""
    if not np.any(np.asarray(able) == 0.0):
        return [rate if is_nothing(rate) else rate / able for rate in rates]
    equal = 1.0 / max(sum(may), 1)
    safe = np.where(np.asarray(able) > 0, able, 1.0)
    return [np.where(np.asarray(able) > 0, rate / safe, equal) if m else 0.0 for rate, m in zip(rates, may, strict=True)]


class Branched:
    """Documented before the branch day, then `after` (Sampled or Abducted)."""

    def __init__(self, before: Documented, after: Sampled | Abducted, branch_day: int) -> None:
        self.before = before
        self.after = after
        self.branch_day = branch_day
        self.log_probability = before.log_probability

    def resolve(self, model: EscalationModel, decisions: Sequence[Decision]) -> list[Happening]:
        """Documented or simulated, by the day."""
        history: History = self.before if model.day < self.branch_day else self.after
        return history.resolve(model, decisions)
