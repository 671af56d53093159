"""Eves of branches, kept: what scenarios that part on the same day have in common is stepped through once.

Up to the branch all settings of a lever are the record in the same worlds, a year of warm-up and more. A program that runs
setting after setting keeps its models as they stood on the eve, and lets each new scenario go on from there. No number changes.
"""

from __future__ import annotations

import pickle
from collections import OrderedDict

from sim.ensemble import Task, at_the_start
from sim.model import EscalationModel
from sim.splits import splits_of

Key = tuple[object, ...]


class Eves:
    """Models on the eves of branches; what was asked for longest ago goes first.

    Parameters
    ----------
    most
        Bytes that are kept; some 10 MB an eve of 150 worlds.
    """

    def __init__(self, most: float) -> None:
        self._most, self._kept = most, OrderedDict[Key, bytes]()

    def __len__(self) -> int:
        return len(self._kept)

    @property
    def size(self) -> int:
        """Bytes that are kept."""
        return sum(map(len, self._kept.values()))

    def model_of(self, task: Task) -> EscalationModel:
        """The model of a task (`sim.ensemble.run_task`) on the eve of its branch, if it has one; else at its start."""
        model = at_the_start(task)
        eve = 0 if model.scenario.branch is None else model.eve
        if not eve or not model.is_one_so_far:
            return model
        key = _key(task, model, eve)
        if key in self._kept:
            self._kept.move_to_end(key)
            found: EscalationModel = pickle.loads(self._kept[key])
            model.close()
            found.turn_to(task.scenario)
            return found
        while model.clock < eve:
            model.step()
        self._keep(key, pickle.dumps(model, pickle.HIGHEST_PROTOCOL))
        return model

    def _keep(self, key: Key, eve: bytes) -> None:
        self._kept[key] = eve
        while self.size > self._most:
            self._kept.popitem(last=False)


def _key(task: Task, model: EscalationModel, eve: int) -> Key:
    """What the days before the branch depend on."""
    worlds = task.seed, task.first_world, task.worlds, task.parameters.digest(), task.made_from
    scenario = task.scenario
    asked = scenario.branch, scenario.luck, scenario.coupling, scenario.is_off_in_both, repr(splits_of(scenario))
    return (*worlds, *asked, model.schedule.told_before(eve))
