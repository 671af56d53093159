"""The two arms of a branched scenario whose luck is abducted: what happens in it, and beside it what the factual rules say.

Up to the branch both are the same, so that one model steps through these days and parts on the branch day. Where a scenario
changes something before its branch, such as a dated fact, there are two from the first day on.
"""

from __future__ import annotations

import copy
import math
from typing import Any

import numpy as np

from sim.event_log import EventLog
from sim.histories import of_branch, of_record
from sim.history.documented import Documented
from sim.history.pools import History
from sim.policies import Policies
from sim.record.acts import Acts, by_day, day_number
from sim.record.evidence import Evidence
from sim.scenario import Scenario
from sim.scenario.edits import edited_acts
from sim.scenario.schedule import Schedule
from sim.splits import told_to
from sim.types import as_day

SHARED = ("evidence", "schedule", "policies", "luck", "_own_parameters", "parameters", "event_log", "totals", "datacollector")
"""What is not copied when a model parts: it never changes, or the factual arm does without."""


class Arms:
    """The part of a model that holds its histories.

    Attributes
    ----------
    documented
        The record up to the branch, or to the end.
    factual
        From the branch on, where luck is abducted, the factual arm: a model of the same class under the scenario without its
        changes (`Scenario.factual`), which lives through each day before this one. It has no log and no data of its own.
    parts_at
        The index of the day on which that arm comes about; -1 if it is there from the first day on, or never.
    edits
        The record's acts as the scenario has them, by day and decision.
    """

    scenario: Scenario
    schedule: Schedule
    policies: Policies
    evidence: Evidence
    history: History
    event_log: EventLog
    group_names: tuple[str, ...]
    keep_log: bool
    documented: Documented
    factual: Any
    _own: frozenset[str]
    parts_at: int
    edits: Acts

    def _set_out(self, authors: str, *, factual_twin: bool) -> History:
        """The history that this scenario asks for, as it is on the first day."""
        scenario, self.factual, self.parts_at, self.edits = self.scenario, None, -1, {}
        is_abducted = scenario.branch is not None and scenario.luck == "abducted"
        traced = float(day_number(scenario.start)) if self.keep_log or is_abducted else math.inf
        if scenario.branch is None or factual_twin:
            self.documented = of_record(self.evidence, "drawn" if factual_twin else authors, traced_from=traced)
            return self.documented
        self.edits = self._edits()
        if is_abducted and not self._is_factual_so_far():
            self.factual = self._twin()
        elif is_abducted:
            self.parts_at = self.eve
        there = None if self.factual is None else self.factual.documented
        self.documented = of_record(self.evidence, "drawn", factual=there, traced_from=traced)
        return self.documented if self.parts_at >= 0 else of_branch(scenario, self.documented, self.edits, self.factual)

    @property
    def tracing(self) -> Documented:
        """The history that gives documented acts their causes: that of the factual arm, once there is one."""
        return self.documented if self.factual is None else self.factual.documented

    @property
    def is_one_so_far(self) -> bool:
        """Before the branch: whether this model goes through these days alone, and no policy will ask what they were."""
        return self.factual is None and not self.schedule.instructions

    @property
    def eve(self) -> int:
        """How many days there are before the branch; only of a scenario that has one."""
        assert self.scenario.branch is not None
        return int(np.searchsorted(self.schedule.days, as_day(self.scenario.branch)))

    def _twin(self) -> Any:
        """The factual arm by itself, not stepped yet."""
        raise NotImplementedError

    def _edits(self) -> Acts:
        return by_day(told_to(edited_acts(self.scenario, self.evidence), self.group_names))

    def _is_factual_so_far(self) -> bool:
        """Whether there are days before the branch, and nothing sets the scenario apart from its factual arm on them."""
        if self.schedule.instructions or not self.eve:
            return False
        there = Schedule(self.scenario.factual(), self.evidence)
        return self.schedule.told_before(self.eve) == there.told_before(self.eve)

    def _part(self) -> None:
        """The branch day begins: from here on the factual arm is another model. What somebody hung on this one is not copied."""
        history, hung = self.documented, [each for name, each in vars(self).items() if name not in self._own]
        shared = [*(getattr(self, name) for name in SHARED), history.acts, history.stated, history.on_trace, *hung]
        twin: Any = copy.deepcopy(self, {id(each): each for each in shared})
        twin.scenario = self.scenario.factual()
        twin.schedule, twin.edits, twin.parts_at = Schedule(twin.scenario, self.evidence), {}, -1
        twin.keep_log = twin._collects = False
        self.factual, self.documented.factual = twin, twin.documented
        self.history = of_branch(self.scenario, self.documented, self.edits, twin)

    def turn_to(self, scenario: Scenario) -> None:
        """Go on as another scenario, which had every day so far in common with this one; the branch of both is still to come.

        Nobody checks that: `sim.eves` does before it asks. No policy is in either.
        """
        self.scenario, self.schedule = scenario, Schedule(scenario, self.evidence)
        self.edits = self._edits()
        self.event_log.scenario = scenario.name
        if self.parts_at < 0:
            self.history = of_branch(scenario, self.documented, self.edits, None)
