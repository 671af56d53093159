r"""Branching by cause: an edit takes away with an event what that event brought about, and leaves the rest as it was.

In the factual arm every documented act has a cause, drawn in each world (`sim.history.causes`): motive k and, where k answers
acts, the act e. In the counterfactual arm it is kept with probability

    min(1, r'_k(e) / r_k(e))

where r_k(e) is what motive k made of e in the factual arm and r'_k(e) what the same motive makes of it here: nothing if e is
gone. Acts beyond the kept ones come at the excess of the arm's rate over what may be kept, Poisson with luck of their own: the
arm's acts, taken by themselves, have the arm's rates (Lewis and Shedler 1979; counterfactual thinning, Noorbakhsh and
Gomez-Rodriguez 2022). An edit that changes no rate keeps every act, exactly.

What happens at most once a day is the first arrival of its process. Where the documented first arrival is lost, a later one of
the same day, which nobody recorded since the first counted, may be kept: the first came at a time T of the day with density
proportional to exp(-r T), and later ones are as many as in the rest of the day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np

from sim.decision import Decision
from sim.environment import Environment
from sim.history import chance
from sim.history.causes import NOBODY, UNRECORDED, Cause
from sim.history.chronicle import Chronicle, Told
from sim.history.documented import Documented, Ledger
from sim.history.flows import Flow, flows_of, ratio
from sim.history.outcome import apply_outcome
from sim.history.pools import shape_of
from sim.history.shadow import Amounts, Shadow, amounts_of, forgotten_of, least_of, most_of, sum_of
from sim.luck import split
from sim.perception import Channel
from sim.record.acts import Act, Acts
from sim.tally import LogEntry, Tally
from sim.types import Bools, Floats, Ints, Number
from sim.worlds import entries_at, is_nothing, per_group, plus, total

_KEEP, _TIME, _PARTS = 4, 5, 8


class Common(NamedTuple):
    """What both arms have of one of the factual motives.

    Attributes
    ----------
    channels
        The memories it answers here, with the weights that both arms give them.
    felt
        What is felt through them of what both arms have.
    unit
        Its intensity here for a unit of what is felt (of nothing: of its rate), over that there; at most one.
    kept
        The part of its rate that may be kept, shape `(authors, worlds)` or `(authors, 1)`.
    """

    channels: tuple[Channel, ...]
    felt: Number
    unit: Number
    kept: Floats


@dataclass
class ByCause:
    """Documented acts kept by their causes, and acts beyond them.

    Parameters
    ----------
    factual
        The documented history of a model under the factual rules, stepped before this one each day, with causes traced.
    conditions
        That model's environment.
    chronicle
        The documented acts that have happened here, up to the branch those of the record.
    edits
        The record's acts as the scenario has them, by day and decision.
    """

    factual: Documented
    conditions: Environment
    chronicle: Chronicle
    edits: Acts
    log_probability: dict[str, Number] = field(default_factory=dict)
    _kept: dict[int, Told] = field(default_factory=dict)
    _pairs: list[tuple[Told, Told]] = field(default_factory=list)
    _theirs: tuple[Tally, Tally] = field(default_factory=lambda: (Tally(), Tally()))
    _common: Shadow = field(default_factory=lambda: Shadow(()))
    _missed: Shadow = field(default_factory=lambda: Shadow(()))
    _begun: bool = False

    def begin(self, environment: Environment, yesterday: Tally) -> None:
        """A day begins: what both arms had of yesterday enters the memories of what they have in common."""
        self._theirs = self._theirs[1], self.conditions.last  # that model has stepped through today already
        if not self._begun:
            self._set_out(environment)
        else:
            owners, theirs = environment.perceivers(), self._theirs[0]
            unseen = least_of(*(amounts_of(owners, tally.only("unseen")) for tally in (theirs, yesterday)))
            self._common.feed(
                sum_of([*self._shared(environment), unseen]),
                most_of(forgotten_of(owners, theirs), forgotten_of(owners, yesterday)),
            )
            self._missed.feed(unseen, {})
        self.chronicle.pass_day(environment.day - 1, yesterday)
        self._pairs = []

    def _set_out(self, environment: Environment) -> None:
        """Up to here both arms have everything in common."""
        owners, self._begun = environment.perceivers(), True
        self._common, self._missed = Shadow(owners, full=True), Shadow(owners)
        if self.factual.missed is not None:
            self._missed.take(self.factual.missed)
        self._kept = {told.number: told for told in self.chronicle.told}

    def _shared(self, environment: Environment) -> list[Amounts]:
        """What memories take in of each documented act of the day that both arms have."""
        owners = environment.perceivers()
        return [least_of(amounts_of(owners, there.tally), amounts_of(owners, here.tally)) for there, here in self._pairs]

    def resolve(self, environment: Environment, decisions: Sequence[Decision]) -> list[LogEntry]:
        """Keep or lose every documented act of this part of the day, and draw what comes beyond."""
        self._common.see(sum_of(self._shared(environment)))
        today = self.edits.get(environment.day, {})
        entries: list[LogEntry] = []
        happened: list[tuple[Told, Act, Number]] = []
        for decision in decisions:
            fact = self.factual.ledger.get(decision.name) or Ledger()
            acts = [act for act in today.get(decision.name, []) if not act.added] if fact.acts else []
            kept, beyond, motives = self._outcome(environment, decision, fact, acts)
            entries += apply_outcome(environment, decision, plus(total(kept), beyond), fact.done(acts, kept), motives=motives)
            happened += zip(fact.told, acts, kept, strict=True)
        for there, act, value in happened:
            if not is_nothing(value):
                here = self.chronicle.tell(act, environment.day, value)
                self._kept[there.number] = here
                self._pairs.append((there, here))
        return entries

    def _outcome(
        self, environment: Environment, decision: Decision, fact: Ledger, acts: Sequence[Act]
    ) -> tuple[list[Number], Number, list[Number] | None]:
        """How far each documented act happens here, the count beyond them, and what each motive brings of that count.

        Shaped as the acts' weights, as the decision's counts and as its rate.
        """
        reported, shape = environment.reported(decision.name), (len(decision.actors), environment.worlds)
        differs = np.broadcast_to(np.not_equal(decision.rate * reported, fact.rate), shape)
        if not differs.any():
            return [0.0 if act.removed else weight for act, weight in zip(acts, fact.weights, strict=True)], 0.0, None
        here = {flow.name: flow for flow in flows_of(environment, decision)}
        commons = [self._common_of(there, here.get(there.name)) for there in fact.flows]
        lost = [~self._keeps(environment, decision, fact, commons, slot, differs) for slot in range(len(acts))]
        kept: list[Number] = []
        for act, weight, gone in zip(acts, fact.weights, lost, strict=True):
            kept.append(0.0 if act.removed else weight * np.where(gone, 0.0, 1.0))
        may_stay = total(common.kept for common in commons)
        excess = np.where(differs, np.maximum(per_group(decision.rate, shape[0]) - may_stay, 0.0) * reported, 0.0)
        may_stay_of = {there.name: common.kept for there, common in zip(fact.flows, commons, strict=True)}
        motives: list[Number] = [np.maximum(flow.rate - may_stay_of.get(name, 0.0), 0.0) for name, flow in here.items()]
        if decision.many:
            return kept, self._further(environment, decision, excess), motives
        alone = np.zeros(environment.worlds, dtype=bool)
        for act, gone in zip(acts, lost, strict=True):
            alone |= ~gone | act.removed
            excess = excess + gone * may_stay * reported * self._rest_of_day(environment, decision, fact)
        return kept, decision.shaped(np.where(alone, 0.0, self._once(environment, decision, excess))), motives

    # Which documented acts are kept -------------------------------------------------------------------------------------------

    def _common_of(self, there: Flow, here: Flow | None) -> Common:
        if here is None:
            return Common((), 0.0, 0.0, np.zeros_like(there.rate))
        most = np.minimum(there.rate, here.rate)
        if not there.channels:
            return Common((), 0.0, ratio(most, there.rate), most)
        both = tuple(
            replace(channel, weight=np.minimum(channel.weight, other.weight))
            for channel, other in zip(here.channels, there.channels, strict=True)
        )
        unit_there, unit_here = ratio(there.rate, there.felt), ratio(here.rate, here.felt)
        felt = self._common.felt(both)
        least = np.minimum(unit_there, unit_here)
        return Common(both, felt, np.minimum(ratio(unit_here, unit_there), 1.0), np.minimum(least * felt, most))

    def _keeps(
        self, environment: Environment, decision: Decision, fact: Ledger, commons: Sequence[Common], slot: int, differs: Bools
    ) -> Bools:
        """Whether the day's act number `slot` is kept, shape `(worlds,)`."""
        cause, worlds = fact.causes[slot], np.arange(environment.worlds)
        chance_kept = np.ones(environment.worlds)
        for number, (there, common) in enumerate(zip(fact.flows, commons, strict=True)):
            came = np.flatnonzero(cause.motives == number)
            if came.size:
                rows = cause.rows[came]
                chance_kept[came] = entries_at(common.unit, rows, came) * self._left_of(environment, there, common, cause, came)
        bits = environment.luck.bits(f"cause/{decision.name}", environment.day)
        return (split(bits, slot * _PARTS + _KEEP) < chance_kept) | ~differs[cause.rows, worlds]

    def _left_of(self, environment: Environment, there: Flow, common: Common, cause: Cause, came: Ints) -> Floats:
        """The share that is left here of the acts answered, in the worlds `came`; one where no act was answered."""
        left = np.ones(came.size)
        if not there.channels:
            return left
        for number in np.unique(cause.acts[came]):
            these = np.flatnonzero(cause.acts[came] == number)
            rows, worlds = cause.rows[came[these]], came[these]
            part, whole = self._felt_of(environment, there, common, int(number))
            share = ratio(entries_at(part, rows, worlds), entries_at(whole, rows, worlds))
            left[these] = np.minimum(share, 1.0)
        return left

    def _felt_of(self, environment: Environment, there: Flow, common: Common, number: int) -> tuple[Number, Number]:
        """What is felt of an act in both arms, and what is felt of it there."""
        if number == NOBODY:
            return common.felt, there.felt
        if number == UNRECORDED:
            missed = self.factual.missed
            return self._missed.felt(common.channels), 0.0 if missed is None else missed.felt(there.channels)
        told, here, day = self.factual.chronicle.told[number], self._kept.get(number), environment.day
        if here is None or not common.channels:
            return 0.0, 1.0
        parts, whole = [], []
        for both, channel in zip(common.channels, there.channels, strict=True):
            held = self.factual.chronicle.held(channel, told, day)
            parts.append(both.own(np.minimum(held, self.chronicle.held(both, here, day))))
            whole.append(channel.own(held))
        return total(parts), total(whole)

    # What comes beyond ----------------------------------------------------------------------------------------------------------

    def _further(self, environment: Environment, decision: Decision, excess: Floats) -> Number:
        """Counts beyond the documented acts, in the day's common mood."""
        if not excess.any():
            return 0.0
        shape = shape_of(environment, decision.name)
        mood: Number = 1.0 if shape is None else self._mood(environment, decision.name)
        rates = np.broadcast_to(excess * mood, excess.shape).ravel()
        luck = environment.luck.uniforms(decision.streams, environment.day).ravel()
        counts = chance.draw_count(rates, luck)
        return 0.0 if is_nothing(counts) else decision.shaped(np.asarray(counts).reshape(excess.shape))

    def _mood(self, environment: Environment, name: str) -> Number:
        """The pool's frailty under the factual rules, conditional on its documented total; one for all its members."""
        shape = shape_of(self.conditions, name)
        if shape is None:
            return 1.0
        return chance.frailty(
            shape, environment.luck.uniform(f"frailty/{name}", environment.day), *self.factual.pool_totals[name]
        )

    def _once(self, environment: Environment, decision: Decision, excess: Floats) -> Floats:
        luck = environment.luck.uniforms(decision.streams, environment.day)
        return (luck < -np.expm1(-excess)).astype(np.float64)

    def _rest_of_day(self, environment: Environment, decision: Decision, fact: Ledger) -> Floats:
        """The share of the day that was left after the documented act, shape `(worlds,)`."""
        u = split(environment.luck.bits(f"cause/{decision.name}", environment.day), _TIME)
        rate = np.broadcast_to(np.asarray(fact.rate, dtype=np.float64), u.shape)
        came = -np.log1p(u * np.expm1(-rate))
        return 1.0 - np.divide(came, rate, out=0.5 * np.ones(u.shape), where=rate > 0)
