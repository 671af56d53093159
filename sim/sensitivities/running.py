"""Run what a question of sensitivity needs: the scenario at every design, the record under other coverage; put it together."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sim.comparison import arms_against, arms_alone
from sim.ensemble import Task, plan
from sim.errors import InputError
from sim.machine import Machine, Progress, check_seed
from sim.parameters import Parameters
from sim.results.manifest import manifest_of
from sim.results.spans import Span
from sim.results.tabulation import Arm
from sim.scenario import Scenario
from sim.sensitivities.answering import Answer, answer_of
from sim.sensitivities.coverage import coverage_weights
from sim.sensitivities.designs import PickFreeze, included, most_rows, pick_freeze, varying
from sim.sensitivities.groups import dependence, groups_of
from sim.sensitivities.indices import indices
from sim.sensitivities.split import moves
from sim.sweeps.running import worlds_of
from sim.types import Floats
from sim.vocabulary.measures import MEASURES, in_order
from sim.workers import in_order as results_in_order

COMMAND = "sensitivity"
DRAWS, WORLDS = 256, 4
"""Rows of each design, and worlds of a row, unless somebody says otherwise."""
Values = dict[str, Floats]
"""By measure, shape `(rows, worlds)`."""


@dataclass(frozen=True)
class Question:
    """What is asked.

    Attributes
    ----------
    scenario, reference
        The scenario, and what its effect is measured against; None for the level itself.
    draws, worlds, seed
        Rows of each design, worlds of a row, and their luck; the seed also chooses the draws.
    groups
        As `sim.sensitivities.groups.groups_of` takes them.
    coverage
        Whether the record is replayed under other reporting probabilities.
    """

    scenario: Scenario
    parameters: Parameters
    reference: Scenario | None = None
    draws: int = DRAWS
    worlds: int = WORLDS
    seed: int = 7
    groups: Sequence[str] = field(default_factory=tuple)
    coverage: bool = True

    @property
    def arms(self) -> tuple[Arm, ...]:
        """The reference, if there is one, then the scenario."""
        if self.reference is None:
            return arms_alone([self.scenario])
        return arms_against([self.reference, self.scenario])

    @property
    def in_every_design(self) -> tuple[Arm, ...]:
        """The arms whose worlds differ; a documented reference is the same in all of them, and is run once, in one world."""
        return self.arms[-1:] if self.reference is None or self.reference.is_documented else self.arms

    @property
    def span(self) -> Span:
        """The days counted."""
        return self.arms[-1].spans[0]

    @property
    def measures(self) -> list[str]:
        """The watched measures that every world has: totals, and the highest rung."""
        return [name for name in in_order(self.scenario.watch) if MEASURES[name].always_known]


def plan_of(question: Question) -> PickFreeze:
    """The designs that a question needs; raises `InputError` with what is wrong."""
    check_seed(question.seed)
    if not question.measures:
        raise InputError(f"{question.scenario.name} watches no measure that every world has; allowed: totals, or peak_rung")
    _ = question.arms
    most_rows(question.parameters)
    groups = groups_of(list(varying(question.parameters)), question.groups)
    return pick_freeze(question.parameters, groups, question.draws, question.worlds, question.seed)


def run(question: Question, machine: Machine, progress: Progress | None = None) -> Answer:
    """Run every design in the same worlds, and say what drives each measure.

    Parameters
    ----------
    progress
        Called with the scenario's name and how many more worlds are done, over all designs and arms.
    """
    begun = time.monotonic()
    made = plan_of(question)
    values = _values(question, made, machine, progress)
    rng = np.random.default_rng([question.seed, 1])
    rows = []
    for measure in question.measures:
        a, b, *others = (values[name][measure] for name in made.names)
        if moves(np.concatenate([a, b]).ravel()):
            rows += indices(measure, tuple(made.groups), a, b, np.array(others), rng)
    flat = {name: np.concatenate([values["A"][name], values["B"][name]]) for name in question.measures}
    names, inside = included(question.parameters, made.draws)
    weights = coverage_weights(question.parameters, made.draws, machine) if question.coverage else {}
    about = {**_about(question, made), "coverage": bool(weights)}
    ties = dependence(varying(question.parameters), made.groups, rng)
    return answer_of(
        {name: table.ravel() for name, table in flat.items()}, np.repeat(np.arange(len(made.draws)), made.worlds),
        made.values(), (names, inside), question.parameters, rng,
        units=np.tile(np.arange(len(made.a)), 2), weights=weights, indices=rows, ties=ties,
        about=about, manifest=_manifest(question, made, machine, time.monotonic() - begun),
    )  # fmt: skip


def _values(question: Question, made: PickFreeze, machine: Machine, progress: Progress | None) -> dict[str, Values]:
    """By design, the level or effect in every world."""
    tasks = list(tasks_of(question, made, machine))
    with closing(results_in_order(worlds_of, tasks, machine)) as results:
        tables = []
        for task, table in zip(tasks, results, strict=True):
            tables.append({name: table[name].to_numpy().astype(np.float64) for name in question.measures})
            if progress is not None:
                progress(question.scenario.name, task.worlds)
    blocks, arms = math.ceil(made.size / machine.block), len(question.in_every_design)
    fixed = _documented(question, made, machine)
    found = {}
    for at, design in enumerate(made.names):
        sides = []
        for arm in range(arms):
            first = (at * arms + arm) * blocks
            sides.append({n: np.concatenate([t[n] for t in tables[first : first + blocks]]) for n in question.measures})
        apart = {n: sides[-1][n] - (sides[0][n] if arms > 1 else fixed[n]) for n in question.measures}
        found[design] = {name: level.reshape(len(made.a), made.worlds) for name, level in apart.items()}
    return found


def _documented(question: Question, made: PickFreeze, machine: Machine) -> dict[str, float]:
    """What a documented reference has of each measure, in every world; nothing without one."""
    if question.reference is None or not question.reference.is_documented:
        return dict.fromkeys(question.measures, 0.0)
    arm = Arm(question.arms[0].scenario, (question.span,))
    (task,) = plan([arm], 1, question.seed, made.parameters_of("A"), machine)
    table = worlds_of(task)
    return {name: float(table[name][0].as_py()) for name in question.measures}


def tasks_of(question: Question, made: PickFreeze, machine: Machine) -> Iterator[Task]:
    """Design by design, the reference's blocks of worlds and the scenario's."""
    for design in made.names:
        parameters = made.parameters_of(design)
        arms = [Arm(arm.scenario, (question.span,)) for arm in question.in_every_design]
        yield from plan(arms, made.size, question.seed, parameters, machine)


def _about(question: Question, made: PickFreeze) -> dict[str, Any]:
    return {
        "scenario": question.scenario.name, "title": question.scenario.title,
        "reference": None if question.reference is None else question.reference.name,
        "span": question.span, "draws": 2 * len(made.a), "worlds": made.worlds, "seed": question.seed,
        "runs": len(made.names) * len(question.in_every_design) * made.size,
        "left_out": [name for name in in_order(question.scenario.watch) if name not in question.measures],
    }  # fmt: skip


def _manifest(question: Question, made: PickFreeze, machine: Machine, seconds: float) -> dict[str, Any]:
    scenarios = [arm.scenario for arm in question.arms]
    base = manifest_of(COMMAND, scenarios, made.size, question.seed, question.parameters, machine.block, seconds)
    groups = {name: len(members) for name, members in made.groups.items()}
    return {
        **base, "rows": len(made.a), "worlds_a_row": made.worlds, "groups": groups, "asked_groups": list(question.groups),
        "coverage": question.coverage,
    }  # fmt: skip
