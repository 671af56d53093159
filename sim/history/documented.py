"""The documented history: counts read from the record, and the rates scored on them.

The score is an exact one-step-ahead log likelihood in every world.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from sim.decision import Decision
from sim.environment import Environment
from sim.feed import ON_GROUPS
from sim.history import chance
from sim.history.causes import Cause, Search
from sim.history.chronicle import Chronicle, Told, marks_of, notice_of
from sim.history.flows import Flows, TakenApart
from sim.history.groups import members
from sim.history.mark_scores import MARKS, log_marks
from sim.history.outcome import Done, apply_outcome
from sim.history.pools import mood_of, most_mood, shape_of
from sim.history.shadow import Shadow, amounts_of
from sim.history.statements import authors_given, log_statement
from sim.luck import split
from sim.places import Targets, targets_of
from sim.record.acts import Act, Acts
from sim.record.stated import Stated
from sim.tally import LogEntry, Tally
from sim.types import Bools, Floats, Ints, Number
from sim.worlds import over_groups, plus, total

LINKS = "links/"
"""What the names of the parts of the log likelihood that score links begin with."""


@dataclass
class Ledger:
    """What the factual rules made of one decision today, for abduction: its share of each act, its count, its rate as
    reported; by group where the decision is. Where causes are traced also its motives, each act's cause, its place in the
    chronicle, and what there was to hit.
    """

    weights: list[Number] = field(default_factory=list)
    acts: list[Act] = field(default_factory=list)
    count: Number = 0.0
    rate: Number = 0.0
    flows: Flows = field(default_factory=Flows)
    causes: list[Cause] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    targets: Targets | None = None

    def done(self, acts: Sequence[Act], shares: Sequence[Number]) -> list[Done]:
        """The day's acts, as a scenario has them, with their causes and as far as they may happen."""
        done = [Done(act, share, told=told.number) for act, share, told in zip(acts, shares, self.told, strict=True)]
        if not self.causes:
            return done
        return [replace(each, came_of=(cause.motives, cause.acts)) for each, cause in zip(done, self.causes, strict=True)]


@dataclass
class Documented:
    """Counts read from the record and common to all worlds; every world scores its own rates on them.

    Parameters
    ----------
    acts
        The record as acts, by day and decision.
    authors
        `shared`: an act without a named author is shared among the possible ones in proportion to their rates (exact likelihood).
        `drawn`: each world draws one author in that proportion, given what is said of the act (for branching, where counts must
        be whole).
    factual
        The documented history of the factual twin of a branched scenario: who did an unnamed act is the same in all arms.
    stated
        What sources say of acts, by id and decision: scored with the decision, under the name `links/DECISION`.
    traced_from, apart_from
        The day (days since 1970-01-01) from which the causes of acts are drawn, and that from which every decision is taken apart
        by motive, as branching needs it; infinity: never.
    on_trace
        Called with every decision whose acts have been given causes, before any of them is told.

    Attributes
    ----------
    log_probability
        By decision, the sum over the days so far, a number or shape `(worlds,)`.
    ledger, pool_totals
        What happened today: by decision; and by pool, its count and its rate as reported.
    chronicle
        The acts so far.
    missed
        Where causes are traced: the part of memories that is owed to acts that the record missed.
    """

    acts: Acts
    authors: str = "shared"
    factual: Documented | None = None
    stated: Mapping[tuple[str, str], Stated] = field(default_factory=dict)
    traced_from: float = math.inf
    apart_from: float = math.inf
    on_trace: Callable[[Search, Decision, Ledger], None] | None = None
    log_probability: dict[str, Number] = field(default_factory=dict)
    ledger: dict[str, Ledger] = field(default_factory=dict)
    pool_totals: dict[str, tuple[float, Number]] = field(default_factory=dict)
    chronicle: Chronicle = field(default_factory=Chronicle)
    missed: Shadow | None = None
    _apart: TakenApart = field(default_factory=TakenApart)

    def resolve(self, environment: Environment, decisions: Sequence[Decision]) -> list[LogEntry]:
        """Read the acts of this part of the day, score them and what is said of them, and share them among possible authors."""
        today = self.acts.get(environment.day, {})
        for decision in decisions:
            acts = [act for act in today.get(decision.name, []) if not act.added]
            read = self._pool if decision.by_group else self._single
            self.ledger[decision.name] = read(environment, decision, acts)
            if acts:
                self._mark(environment, decision)
                self._hear(environment, decision)
            self._trace(environment, decision)
        for decision in decisions:
            self._tell(environment, decision)
        return [entry for decision in decisions for entry in self._happen(environment, decision)]

    def _happen(self, environment: Environment, decision: Decision) -> list[LogEntry]:
        """Put the day's acts of a decision into the tally."""
        ledger, shared = self.ledger[decision.name], decision.by_group and self.authors == "shared"
        done = ledger.done(ledger.acts, ledger.weights)
        entries = apply_outcome(environment, decision, ledger.count, done, quiet=shared)
        return [_as_reported(each, decision) for each in done] if shared else entries

    def begin(self, environment: Environment, yesterday: Tally) -> None:
        """A day begins: what the record missed yesterday enters the memories of what it missed."""
        self.chronicle.pass_day(environment.day - 1, yesterday)
        if self.traced_from < math.inf and self.factual is None:
            self.missed = self.missed or Shadow(environment.perceivers())
            self.missed.feed(amounts_of(environment.perceivers(), yesterday.only("unseen")))

    def _trace(self, environment: Environment, decision: Decision) -> None:
        """Take the decision apart by motive, and draw the causes of today's acts, before any of them is told."""
        ledger = self.ledger[decision.name]
        if self.factual is not None:
            ledger.causes = self.factual.ledger[decision.name].causes
            return
        traced = environment.day >= self.traced_from and bool(ledger.acts)
        if traced or environment.day >= self.apart_from:
            ledger.flows = self._apart.of(environment, decision)
            ledger.targets = targets_of(environment) if decision.name == "attack_base" else None
        if traced and self.missed is not None:
            search = Search(environment, self.chronicle, self.missed)
            for slot, (act, weight) in enumerate(zip(ledger.acts, ledger.weights, strict=True)):
                stated = self.stated.get((act.id, act.decision))
                ledger.causes.append(search.cause(decision, ledger.flows, weight, slot, stated))
            if self.on_trace is not None:
                self.on_trace(search, decision, ledger)

    def _mark(self, environment: Environment, decision: Decision) -> None:
        """Score the marks of today's acts of a decision."""
        for act in self.ledger[decision.name].acts:
            value = log_marks(environment, act)
            if value is not None:
                self._score(f"{MARKS}{decision.name}", value)

    def _hear(self, environment: Environment, decision: Decision) -> None:
        """Score what is said of today's acts of a decision, before any of them is told."""
        ledger = self.ledger[decision.name]
        for act, weight in zip(ledger.acts, ledger.weights, strict=True):
            stated = self.stated.get((act.id, act.decision))
            value = None if stated is None else log_statement(environment, decision, weight, stated, self.chronicle)
            if value is not None:
                self._score(f"{LINKS}{decision.name}", value)

    def _tell(self, environment: Environment, decision: Decision) -> None:
        ledger = self.ledger[decision.name]
        for act, weight in zip(ledger.acts, ledger.weights, strict=True):
            ledger.told.append(self.chronicle.tell(act, environment.day, weight))

    def _single(self, environment: Environment, decision: Decision, acts: list[Act]) -> Ledger:
        self._score(decision.name, chance.log_once(bool(acts), decision.rate))
        return Ledger([1.0] * len(acts), acts, 1.0 if acts else 0.0, decision.rate)

    def _pool(self, environment: Environment, decision: Decision, acts: list[Act]) -> Ledger:
        name, reported = decision.name, environment.reported(decision.name)
        everyone = over_groups(decision.rate)
        expected = everyone * reported
        shape = shape_of(environment, name)
        n = float(len(acts))
        self._score(name, chance.log_poisson(n, expected) if shape is None else chance.log_negative_binomial(n, expected, shape))
        self.pool_totals[name] = n, expected
        weights: list[Number] = [self._authors(environment, decision, act, slot, everyone) for slot, act in enumerate(acts)]
        return Ledger(weights, acts, total(weights), decision.rate if reported == 1.0 else decision.rate * reported)

    def _authors(self, environment: Environment, decision: Decision, act: Act, slot: int, everyone: Number) -> Number:
        """Each group's share of an act; scores how likely an author among the candidates was. `slot` numbers the day's acts."""
        may = members(act.candidates, decision.actors)
        rates = np.where(may, decision.rate, 0.0)
        able = over_groups(rates)
        if len(act.candidates) < len(decision.actors):
            with np.errstate(divide="ignore", invalid="ignore"):
                self._score(decision.name, np.where(np.asarray(able) > 0, np.log(np.asarray(able) / everyone), -np.inf))
        if self.factual is not None:
            return self.factual.ledger[decision.name].weights[slot]
        shares = _shares(rates, able, may)
        if self.authors == "shared" or may.sum() <= 1:
            return shares
        u = split(environment.luck.bits(f"authors/{decision.name}", environment.day), slot + 1)
        given = authors_given(environment, decision, shares, self.stated.get((act.id, act.decision)), self.chronicle)
        author = chance.pick(np.broadcast_to(given, (len(shares), u.size)), u)
        chosen: Floats = (np.arange(len(shares))[:, None] == author).astype(np.float64)
        return chosen

    def mood(self, environment: Environment, name: str, worlds: Ints | None = None) -> Number:
        """A pool's frailty today, given its documented total; one for all its members. In some worlds, or in all."""
        return mood_of(environment, name, *self.pool_totals.get(name, (0.0, 0.0)), worlds=worlds)

    def most_mood(self, environment: Environment, name: str) -> Number:
        """What it is below in every world."""
        return most_mood(environment, name, *self.pool_totals.get(name, (0.0, 0.0)))

    def _score(self, name: str, value: Number) -> None:
        self.log_probability[name] = plus(self.log_probability.get(name, 0.0), value)


def _as_reported(each: Done, decision: Decision) -> LogEntry:
    """The log shows a shared act once, under the name it was reported by; behind it stands the likeliest of its authors."""
    act = each.act
    may = members(act.candidates, decision.actors)[:, 0]
    behind = int(np.argmax(np.where(may, np.mean(decision.rate, axis=1), -1.0))) if may.any() else None
    marks = {name: value for name, value in marks_of(act, 1.0).items() if name not in ON_GROUPS}
    notice = notice_of(act, 1.0)
    if notice is not None:
        marks["binds"] = notice.scope  # whoever announced it
    whose = decision if may.any() else None
    entry = LogEntry((act.actor or act.label,), act.decision, 1.0, marks, whose, (act.label,), behind)
    return replace(entry, came_of=each.came_of, record_id=act.id, told=each.told, country=act.country)


def _shares(rates: Floats, able: Number, may: Bools) -> Floats:
    """Shares of an act in proportion to the rates, by group; equal among those who may have done it where none was able to."""
    none = np.asarray(able) == 0.0
    if not np.any(none):
        return rates / able
    return np.where(none, may / max(may.sum(), 1), rates / np.where(none, 1.0, able))
