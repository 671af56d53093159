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

import functools
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from sim.decision import Decision
from sim.environment import Environment
from sim.history import chance
from sim.history.as_here import as_here, is_anothers, is_open, whole_share
from sim.history.causes import KEEP, PARTS, TIME, Cause
from sim.history.chronicle import Chronicle, Told
from sim.history.common import InCommon
from sim.history.documented import Documented, Ledger
from sim.history.flows import TakenApart, ratio
from sim.history.ordered import as_ordered, fitted_in
from sim.history.outcome import Done, Source, apply_outcome
from sim.history.pools import shape_of
from sim.history.side_by_side import ROUNDED_UP, SideBySide
from sim.luck import split
from sim.places import Targets, stays_in_place, targets_of
from sim.record.acts import Act, Acts
from sim.tally import LogEntry, Tally
from sim.types import Bools, Floats, Ints, Number
from sim.worlds import chosen, entries_at, is_nothing, plus, summed, total


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
        self.shared, self._apart = InCommon(self.factual, self.conditions, self.chronicle), TakenApart()

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
            done = as_ordered(decision, as_here(decision, fact, fact.done(acts, kept))) if acts else []
            entries += apply_outcome(environment, decision, plus(total(kept), count), done, beyond=beyond)
            happened += zip(fact.told, done, strict=True) if acts else ()
        for there, each in happened:
            if not is_nothing(each.share):
                self.shared.keep(there, self.chronicle.tell(each.act, environment.day, each.share))
        return entries

    def _outcome(
        self, environment: Environment, decision: Decision, fact: Ledger, acts: Sequence[Act]
    ) -> tuple[list[Number], Number, Source | None]:
        """How far each documented act happens here, the count beyond them, and what those come from.

        Shaped as the acts' weights and as the decision's counts.
        """
        both = SideBySide(environment, decision, fact, self.shared, self._apart)
        given = [is_anothers(act, there) for act, there in zip(acts, fact.acts, strict=True)] if acts else []
        shares = [
            whole_share(decision, act) if anothers else fact.weights[slot]
            for slot, (act, anothers) in enumerate(zip(acts, given, strict=True))
        ]
        if acts and not both.differ:
            return [0.0 if act.removed else share for act, share in zip(acts, shares, strict=True)], 0.0, None
        lost = self._lost(both, acts, given) if acts else []
        kept: list[Number] = [
            0.0 if act.removed else share * np.where(gone, 0.0, 1.0) for act, share, gone in zip(acts, shares, lost, strict=True)
        ]
        later: Number = 0.0
        if decision.many:
            count = self._further(both)
        else:
            later = total(gone * self._rest_of_day(environment, decision, fact) for gone in lost)
            count = self._once(both, later, [gone & (not act.removed) for act, gone in zip(acts, lost, strict=True)])
        kept, count = fitted_in(environment, decision, acts, shares, kept, count)
        return kept, count, functools.partial(both.beyond, later)

    # Which documented acts are kept -------------------------------------------------------------------------------------------

    def _lost(self, both: SideBySide, acts: Sequence[Act], given: Sequence[bool]) -> list[Bools]:
        """By act of the day, where it does not happen here, shape `(worlds,)`."""
        decision, fact = both.decision, both.fact
        targets = targets_of(both.environment) if fact.targets is not None else None
        lost: list[Bools] = []
        for slot, (act, anothers) in enumerate(zip(acts, given, strict=True)):
            stays = self._keeps(both, slot, targets)
            shape = len(decision.actors), both.environment.worlds
            lost.append(~(is_open(decision, act, stays, _is_author(fact.causes[slot], shape)) if anothers else stays))
        return lost

    def _keeps(self, both: SideBySide, slot: int, targets: Targets | None) -> Bools:
        """Whether the day's act number `slot` is kept, shape `(worlds,)`; one that no motive explains is, unless forbidden."""
        environment, decision, fact = both.environment, both.decision, both.fact
        cause, worlds = fact.causes[slot], np.arange(environment.worlds)
        stays = both.common(cause.rows, worlds).stays
        chance_kept = np.where(both.is_forbidden(cause.rows, worlds), 0.0, 1.0)
        for number in range(len(fact.flows)):
            came = np.flatnonzero(cause.motives == number)
            if came.size:
                chance_kept[came] *= stays[number, came] * self._left_of(both, number, cause, came)
        if targets is not None and fact.targets is not None:
            fell_in_iraq = fact.acts[slot].marks.get("in_iraq", 0.0) > 0
            chance_kept = chance_kept * stays_in_place(targets, fact.targets, fell_in_iraq)
        bits = environment.luck.bits(f"cause/{decision.name}", environment.day)
        return (split(bits, slot * PARTS + KEEP) < chance_kept) | ~both.differs(cause.rows, worlds)

    def _left_of(self, both: SideBySide, motive: int, cause: Cause, came: Ints) -> Floats:
        """The share that is left here of the acts answered, in the worlds `came`; one where no act was answered."""
        left = np.ones(came.size)
        for number in np.unique(cause.acts[came]) if both.fact.flows[motive].channels else ():
            these = np.flatnonzero(cause.acts[came] == number)
            rows, worlds = cause.rows[came[these]], came[these]
            part, whole = both.of_act(motive, int(number))
            left[these] = np.minimum(ratio(entries_at(part, rows, worlds), entries_at(whole, rows, worlds)), 1.0)
        return left

    # What comes beyond --------------------------------------------------------------------------------------------------------

    def _further(self, both: SideBySide) -> Number:
        """Counts beyond the documented acts, in the day's common mood."""
        environment, decision = both.environment, both.decision
        bunched = shape_of(environment, decision.name) is not None
        rows, worlds = both.possible(self.factual.most_mood(self.conditions, decision.name) if bunched else 1.0)
        mood = np.ones(worlds.shape)
        if bunched and worlds.size:
            mood[:] = self.factual.mood(self.conditions, decision.name, worlds)
        luck = both.luck[rows, worlds]
        near = luck < entries_at(decision.rate, rows, worlds) * both.reported * mood * ROUNDED_UP
        rows, worlds, luck, mood = rows[near], worlds[near], luck[near], mood[near]
        drawn = chance.draw_count(both.excess(both.common(rows, worlds), rows, worlds) * mood, luck) if worlds.size else 0.0
        return 0.0 if is_nothing(drawn) else decision.shaped(both.laid_out(drawn, rows, worlds))

    def _once(self, both: SideBySide, later: Number, gone: Sequence[Bools]) -> Number:
        """Whether what happens at most once a day comes here, beyond or later than what was documented.

        It does only where each documented act of the day is `gone`, and not taken out by the scenario.
        """
        rows, worlds = both.possible(1.0 + later)
        for each in gone:
            rows, worlds = rows[each[worlds]], worlds[each[worlds]]
        if not worlds.size:
            return 0.0
        common = both.common(rows, worlds)
        again = chosen(later, rows, worlds) * summed(common.kept) * both.reported
        happens = both.luck[rows, worlds] < -np.expm1(-(both.excess(common, rows, worlds) + again))
        return both.decision.shaped(both.laid_out(1.0, rows[happens], worlds[happens])) if happens.any() else 0.0

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
