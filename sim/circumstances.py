"""What actors and histories ask of the day in a model: dated contexts, offices, levels, reporting, what a policy keeps."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from sim.history.groups import members
from sim.history.pools import DISPERSED
from sim.policies import Policies
from sim.scenario import Scenario
from sim.scenario.schedule import Schedule
from sim.types import Floats
from sim.vocabulary.decisions import MILITIAS


class Circumstances:
    """The part of a model that answers from its schedule, by the clock.

    Attributes
    ----------
    clock
        The index of today among the days stepped through.
    group_names
        The axis of the groups.
    """

    scenario: Scenario
    schedule: Schedule
    policies: Policies
    clock: int
    group_names: tuple[str, ...]

    def exist(self) -> Floats:
        """Which of the groups exist today, 1 or 0, shape `(groups, 1)`."""
        there = (*MILITIAS, *self.schedule.split_off(self.clock))
        return members(there, self.group_names).astype(np.float64)

    def context(self, name: str) -> float:
        """Today's level of a dated context."""
        return self.schedule.level(name, self.clock)

    def office(self, role: str) -> str:
        """Who holds an office today: `administration`, `government`, `commander`."""
        return self.schedule.office(role, self.clock)

    def level(self, name: str) -> float:
        """How much there is of a level today (`sim.vocabulary.levels`), as a share of what was documented."""
        return self.schedule.share(name, self.clock)

    def reported(self, decision: str) -> float:
        """Probability that an act of this kind, done today, stands in the record."""
        return self.schedule.reported(decision, self.clock)

    def unseen(self, decision: str) -> float:
        """Probability that it does not; memories take in the unseen acts at their expectation."""
        return 1.0 - self.schedule.reported(decision, self.clock) if decision in DISPERSED else 0.0

    def keeps(self, decision: str) -> bool:
        """Whether a decision whose mechanism is off is there all the same, without terms."""
        return self.scenario.is_off_in_both or self.policies.govern(decision)

    @contextmanager
    def as_decided(self) -> Iterator[None]:
        """For a moment, the clock of the day just stepped: dated contexts are read as they were when the actors decided."""
        self.clock -= 1
        try:
            yield
        finally:
            self.clock += 1
