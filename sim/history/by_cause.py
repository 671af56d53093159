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
from dataclasses import dataclass, field

import numpy as np

from sim.decision import Decision
from sim.environment import Environment
from sim.history import chance
from sim.history.as_here import as_here, is_anothers, is_open, whole_share
from sim.history.causes import KEEP, PARTS, TIME, Cause
from sim.history.chronicle import Chronicle, Told
from sim.history.common import Common, InCommon
from sim.history.documented import Documented, Ledger
from sim.history.flows import Flow, flows_of, ratio
from sim.history.ordered import as_ordered, fitted_in, governed
from sim.history.outcome import Beyond, Done, apply_outcome
from sim.history.pools import shape_of
from sim.luck import split
from sim.places import Targets, stays_in_place, targets_of
from sim.record.acts import Act, Acts
from sim.tally import LogEntry, Tally
from sim.types import Bools, Floats, Ints, Number
from sim.worlds import entries_at, is_nothing, per_group, plus, total


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

    def __post_init__(self) -> None:
        self.shared = InCommon(self.factual, self.conditions, self.chronicle)

    def begin(self, environment: Environment, yesterday: Tally) -> None:
        """A day begins: what both arms had of yesterday enters the memories of what they have in common."""
        self.shared.begin(environment, yesterday)
        self.chronicle.pass_day(environment.day - 1, yesterday)

    def resolve(self, environment: Environment, decisions: Sequence[Decision]) -> list[LogEntry]:
        """Keep or lose every documented act of this part of the day, and draw what comes beyond."""
        self.shared.see(environment)
        today = self.edits.get(environment.day, {})
        entries: list[LogEntry] = []
        happened: list[tuple[Told, Done]] = []
        for decision in decisions:
            fact = self.factual.ledger.get(decision.name) or Ledger()
            acts = [act for act in today.get(decision.name, []) if not act.added] if fact.acts else []
            kept, count, beyond = self._outcome(environment, decision, fact, acts)
            done = as_ordered(decision, as_here(decision, fact, fact.done(acts, kept)))
            entries += apply_outcome(environment, decision, plus(total(kept), count), done, beyond=beyond)
            happened += zip(fact.told, done, strict=True)
        for there, each in happened:
            if not is_nothing(each.share):
                self.shared.keep(there, self.chronicle.tell(each.act, environment.day, each.share))
        return entries

    def _outcome(
        self, environment: Environment, decision: Decision, fact: Ledger, acts: Sequence[Act]
    ) -> tuple[list[Number], Number, Beyond | None]:
        """How far each documented act happens here, the count beyond them, and what those come from.

        Shaped as the acts' weights and as the decision's counts.
        """
        reported, authors = environment.reported(decision.name), len(decision.actors)
        given = [is_anothers(act, there) for act, there in zip(acts, fact.acts, strict=True)] if acts else []
        shares = [
            whole_share(decision, act) if anothers else fact.weights[slot]
            for slot, (act, anothers) in enumerate(zip(acts, given, strict=True))
        ]
        differs = np.not_equal(decision.rate * reported, fact.rate) | decision.forbidden | governed(decision)
        if not np.any(differs):
            return [0.0 if act.removed else share for act, share in zip(acts, shares, strict=True)], 0.0, None
        differs = np.broadcast_to(differs, (authors, environment.worlds))
        here = {flow.name: flow for flow in flows_of(environment, decision)}
        common = {there.name: self.shared.of(there, here.get(there.name), environment.day) for there in fact.flows}
        targets = targets_of(environment) if acts and fact.targets is not None else None
        lost: list[Bools] = []
        for slot, (act, anothers) in enumerate(zip(acts, given, strict=True)):
            stays = self._keeps(environment, decision, fact, common, slot, differs, targets)
            lost.append(~(is_open(decision, act, stays, _is_author(fact.causes[slot], differs.shape)) if anothers else stays))
        kept: list[Number] = [
            0.0 if act.removed else share * np.where(gone, 0.0, 1.0) for act, share, gone in zip(acts, shares, lost, strict=True)
        ]
        may_stay = total(each.kept for each in common.values())
        excess = np.where(differs, np.maximum(per_group(decision.rate, authors) - may_stay, 0.0) * reported, 0.0)
        later: Number = 0.0
        if decision.many:
            count = self._further(environment, decision, excess)
        else:
            later = total(gone * self._rest_of_day(environment, decision, fact) for gone in lost)
            happens = self._once(environment, decision, excess + later * may_stay * reported)
            for act, gone in zip(acts, lost, strict=True):
                happens = np.where(~gone | act.removed, 0.0, happens)
            count = decision.shaped(happens)
        kept, count = fitted_in(environment, decision, acts, shares, kept, count)
        return kept, count, _beyond(here, common, later) if np.any(count) else None

    # Which documented acts are kept -------------------------------------------------------------------------------------------

    def _keeps(
        self,
        environment: Environment,
        decision: Decision,
        fact: Ledger,
        common: dict[str, Common],
        slot: int,
        differs: Bools,
        targets: Targets | None,
    ) -> Bools:
        """Whether the day's act number `slot` is kept, shape `(worlds,)`; one that no motive explains is, unless forbidden."""
        cause, worlds = fact.causes[slot], np.arange(environment.worlds)
        forbidden = np.broadcast_to(decision.forbidden, differs.shape)[cause.rows, worlds]
        chance_kept = np.where(forbidden, 0.0, 1.0)
        for number, there in enumerate(fact.flows):
            came = np.flatnonzero(cause.motives == number)
            if came.size:
                of_unit = entries_at(common[there.name].stays, cause.rows[came], came)
                chance_kept[came] *= of_unit * self._left_of(environment, there, common[there.name], cause, came)
        if targets is not None and fact.targets is not None:
            fell_in_iraq = fact.acts[slot].marks.get("in_iraq", 0.0) > 0
            chance_kept = chance_kept * stays_in_place(targets, fact.targets, fell_in_iraq)
        bits = environment.luck.bits(f"cause/{decision.name}", environment.day)
        return (split(bits, slot * PARTS + KEEP) < chance_kept) | ~differs[cause.rows, worlds]

    def _left_of(self, environment: Environment, there: Flow, common: Common, cause: Cause, came: Ints) -> Floats:
        """The share that is left here of the acts answered, in the worlds `came`; one where no act was answered."""
        left = np.ones(came.size)
        for number in np.unique(cause.acts[came]) if there.channels else ():
            these = np.flatnonzero(cause.acts[came] == number)
            rows, worlds = cause.rows[came[these]], came[these]
            part, whole = self.shared.of_act(there, common, int(number), environment.day)
            left[these] = np.minimum(ratio(entries_at(part, rows, worlds), entries_at(whole, rows, worlds)), 1.0)
        return left

    # What comes beyond ----------------------------------------------------------------------------------------------------------

    def _further(self, environment: Environment, decision: Decision, excess: Floats) -> Number:
        """Counts beyond the documented acts, in the day's common mood."""
        if not excess.any():
            return 0.0
        apart = shape_of(environment, decision.name) is not None
        mood = self.factual.mood(self.conditions, decision.name) if apart else 1.0
        luck = environment.luck.uniforms(decision.streams, environment.day)
        counts = chance.draw_table(np.broadcast_to(excess * mood, excess.shape), luck)
        return counts if is_nothing(counts) else decision.shaped(np.asarray(counts))

    def _once(self, environment: Environment, decision: Decision, excess: Floats) -> Floats:
        luck = environment.luck.uniforms(decision.streams, environment.day)
        return (luck < -np.expm1(-excess)).astype(np.float64)

    def _rest_of_day(self, environment: Environment, decision: Decision, fact: Ledger) -> Floats:
        """The share of the day that was left after the documented act, shape `(worlds,)`."""
        u = split(environment.luck.bits(f"cause/{decision.name}", environment.day), TIME)
        rate = np.broadcast_to(np.asarray(fact.rate, dtype=np.float64), u.shape)
        came = -np.log1p(u * np.expm1(-rate))
        return 1.0 - np.divide(came, rate, out=0.5 * np.ones(u.shape), where=rate > 0)


def _is_author(cause: Cause, shape: tuple[int, ...]) -> Bools:
    """Who did an act in the factual arm, shape `(authors, worlds)`."""
    author: Bools = np.arange(shape[0])[:, None] == cause.rows
    return author


def _beyond(here: dict[str, Flow], common: dict[str, Common], later: Number) -> Beyond:
    """What acts beyond come from: each motive's excess, and of what may be kept the part that was `later` than an act lost."""
    kept = [common[name].kept if name in common else 0.0 for name in here]
    again = [common[name].is_documented if name in common else 0.0 for name in here]
    return Beyond(
        [np.maximum(flow.rate - part, 0.0) + later * part for flow, part in zip(here.values(), kept, strict=True)],
        [1.0 - share * (1.0 - later) for share in again],
    )
