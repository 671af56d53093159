"""The schedule of a run: day by day, the dated facts and the scenario's changes, worked out before the first step."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from sim.decision import Decision
from sim.record.evidence import Evidence
from sim.record.reporting import PARTLY_REPORTED
from sim.scenario import Scenario
from sim.scenario.edits import edited_contexts
from sim.scenario.interventions.dated import Instruction
from sim.scenario.offices import days_replaced
from sim.types import Bools, Number, as_day
from sim.vocabulary.levels import AS_DOCUMENTED
from sim.vocabulary.off import Off
from sim.vocabulary.offices import OFFICES


@dataclass(frozen=True)
class Dated:
    """What a policy says, and the days stepped through on which it is in force, shape `(days,)`."""

    instruction: Instruction
    days: Bools


class Schedule:
    """Contexts, offices, levels, reporting, settings and prohibitions by day, as its index in `days`.

    Attributes
    ----------
    days
        All days stepped through, warm-up first, shape `(days,)`.
    warm_up
        How many of them come before the first reported day; a free run has none.
    instructions
        What the scenario's policies say, in their order.
    """

    def __init__(self, scenario: Scenario, evidence: Evidence) -> None:
        self.scenario = scenario
        self.evidence = evidence
        self.warm_up = 0 if scenario.is_free else scenario.warm_up
        self.days: NDArray[np.datetime64] = scenario.stepped_days
        contexts = edited_contexts(scenario, evidence)
        self._levels = {name: [float(x) for x in contexts.level(name, self.days)] for name in contexts.names}
        self._offices = {role: contexts.holders(role, self.days) for role in OFFICES}
        self._replaced = days_replaced(contexts, self.days)
        self._shares = self._dosages()
        self._reported = {decision: self._reporting(decision) for decision in PARTLY_REPORTED}
        switches = [switch for item in scenario.interventions for switch in item.switches()]
        self._switches = [(switch, self._span(switch.since or scenario.branch, switch.until)) for switch in switches]
        settings = [setting for item in scenario.interventions for setting in item.settings()]
        self._settings = [(setting, self._span(setting.since, setting.until)) for setting in settings]
        splits = [split for item in scenario.interventions for split in item.splits()]
        self._splits = [(split.name, self._span(split.since, None)) for split in splits]
        self._forbidden = self._prohibitions()
        self.forbids_anything = bool(self._forbidden)
        self._ever_forbidden = {decision for _, decision in self._forbidden}
        self.instructions = self._dated_instructions()

    def level(self, name: str, index: int) -> float:
        """A context's level on a day."""
        return self._levels[name][index]

    def office(self, role: str, index: int) -> str:
        """Who holds an office on a day."""
        return self._offices[role][index]

    def share(self, level: str, index: int) -> float:
        """How much there is of a level on a day, as a share of what was documented."""
        by_day = self._shares.get(level)
        return AS_DOCUMENTED if by_day is None else by_day[index]

    def told_of(self, index: int) -> tuple[float, bool, bool]:
        """What the scene is told on a day: Israeli strikes of the day before; whether the scenario has replaced the commander;
        whether a war in Gaza begins.
        """
        israeli, war = self.level("israeli_strike", index - 1) if index else 0.0, self.level("gaza_war", index) > 0
        return israeli, bool(self._replaced[index]), war and index > 0 and not self.level("gaza_war", index - 1) > 0

    def reported(self, decision: str, index: int) -> float:
        """Probability that an act stands in the record; 1 for what the table does not cover."""
        by_day = self._reported.get(decision)
        return 1.0 if by_day is None else by_day[index]

    def forbidden(self, actor: str, decision: str, index: int) -> bool:
        """Whether the scenario forbids this decision on that day."""
        spans = self._forbidden.get((actor, decision))
        return spans is not None and bool(spans[index])

    def forbid(self, decisions: Sequence[Decision], index: int) -> None:
        """Say of these decisions whether the scenario forbids them on that day: of the groups' to each."""
        for decision in decisions if self.forbids_anything else ():
            if decision.name not in self._ever_forbidden:
                continue
            whom = [self.forbidden(actor, decision.name, index) for actor in decision.actors]
            decision.forbidden = any(whom) and (np.array(whom)[:, None] if decision.by_group else True)

    def settings(self, index: int) -> dict[str, Number]:
        """Parameters that the scenario sets, with the values in force on a day (their own values once a setting has lapsed)."""
        values: dict[str, Number] = {}
        for setting, span in self._settings:
            if span[index]:
                values[setting.parameter] = setting.value
        return values

    def off(self, index: int) -> Off:
        """What is switched off on a day: nothing on the documented days before a branch."""
        branch = self.scenario.branch
        for_all = self.scenario.switch_off if branch is None or self.days[index] >= as_day(branch) else ()
        by_actor: dict[str, tuple[str, ...]] = {}
        for switch, span in self._switches:
            if span[index] and switch.actor:
                by_actor[switch.actor] = (*by_actor.get(switch.actor, ()), switch.mechanism)
            elif span[index]:
                for_all = (*for_all, switch.mechanism)
        return Off(for_all, by_actor)

    def split_off(self, index: int) -> tuple[str, ...]:
        """The new groups that have split off by a day."""
        return tuple(name for name, span in self._splits if span[index])

    def changes_on(self, index: int) -> bool:
        """Whether a setting or a switch begins or lapses on that day, or a group splits off."""
        return any(span[index] != span[index - 1] for _, span in (*self._settings, *self._switches, *self._splits))

    def told_before(self, index: int) -> str:
        """A hash of the days stepped through and of all that is said of those before the one with this index.

        Schedules that agree on it say the same until then; of what policies say nothing is in it.
        """
        told = {name: by_day[:index] for part in (self._levels, self._offices, self._reported) for name, by_day in part.items()}
        shares = {level: by_day[:index] for level, by_day in self._shares.items() if set(by_day[:index]) != {AS_DOCUMENTED}}
        days = [(self.settings(day), self.off(day), self.split_off(day)) for day in range(index)]
        spans = {whose: tuple(map(bool, span[:index])) for whose, span in self._forbidden.items() if span[:index].any()}
        whole = (str(self.days[0]), len(self.days), self.warm_up, told, shares, self._replaced[:index].tolist(), days, spans)
        return hashlib.sha256(repr(whole).encode()).hexdigest()

    def _reporting(self, decision: str) -> list[float]:
        if self.scenario.reporting == "complete":
            return [1.0] * len(self.days)
        return [float(x) for x in self.evidence.reporting.probability(decision, self.days)]

    def _span(self, since: date | None, until: date | None) -> Bools:
        """Days from `since` to `until`, both inclusive; None is open; shape `(days,)`."""
        first = self.days[0] if since is None else as_day(since)
        last = self.days[-1] if until is None else as_day(until)
        return np.asarray((self.days >= first) & (self.days <= last))

    def _dosages(self) -> dict[str, list[float]]:
        """By level that the scenario sets, its share on each day; later changes win."""
        shares: dict[str, list[float]] = {}
        for item in self.scenario.interventions:
            for level, share, since, until in item.dosages():
                span = self._span(since, until)
                before = shares.get(level, [AS_DOCUMENTED] * len(self.days))
                shares[level] = [share if there else old for there, old in zip(span, before, strict=True)]
        return shares

    def _prohibitions(self) -> dict[tuple[str, str], Bools]:
        """By actor and decision, the days on which it is forbidden, shape `(days,)`."""
        spans: dict[tuple[str, str], Bools] = {}
        for item in self.scenario.interventions:
            for actor, decision, since, until in item.prohibitions(self.scenario, self.evidence.acts):
                span = self._span(since, until)
                spans[actor, decision] = spans.get((actor, decision), np.zeros_like(span)) | span
        return spans

    def _dated_instructions(self) -> list[Dated]:
        found = (each for item in self.scenario.interventions for each in item.instructions(self.scenario))
        return [Dated(each, self._span(each.since, each.until)) for each in found]
