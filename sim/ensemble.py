"""Run many worlds in blocks, and resume.

World w of a seed is the same however it is run, and blocks are put together in the order of their worlds, so that neither `jobs`
nor `block` nor the scheduler changes a byte of the results.
"""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from sim.errors import Unbounded
from sim.event_log import CASUALTIES, DAILY, EventLog
from sim.machine import Machine, Progress, check_seed, check_worlds
from sim.model import EscalationModel
from sim.parameter_files import for_worlds
from sim.parameters import Parameters
from sim.results import Block, Span, to_arrow
from sim.results.checkpoints import Checkpoints
from sim.results.draws import n_draws
from sim.results.per_world import Counts, world_table
from sim.results.provenance import input_hashes
from sim.results.tables import MOST_A_DAY
from sim.results.tabulation import Arm
from sim.scenario import Scenario
from sim.workers import in_order

STAGE = "stage: "
"""Begins the note by which an exception says at what stage of a task it came."""


@dataclass(frozen=True)
class Task:
    """A stretch of worlds of one scenario.

    `parameters` are those of its worlds, `n_draws` says how many vectors of them all worlds share, `spans` the days measured.
    """

    scenario: Scenario
    first_world: int
    worlds: int
    seed: int
    parameters: Parameters
    n_draws: int
    spans: tuple[Span, ...]

    @cached_property
    def name(self) -> str:
        """A file name: scenario, first world, and a hash of all that the result depends on, which takes a while to make."""
        which = str((self.first_world, self.worlds, self.seed, self.n_draws, *map(str, self.spans)))
        parts = "\0".join([self.scenario.text, self.parameters.sha256(), which, repr(input_hashes())])
        return f"{self.scenario.name}-{self.first_world:07d}-{hashlib.sha256(parts.encode()).hexdigest()[:24]}"


def plan(arms: Sequence[Arm], worlds: int, seed: int, parameters: Parameters, machine: Machine) -> list[Task]:
    """The tasks of several arms, arm by arm, in the order of their worlds; raises `InputError` if a number is out of range."""
    check_worlds(worlds)
    check_seed(seed)
    whole, block, shared = for_worlds(parameters, worlds), machine.block, n_draws(parameters)
    return [
        Task(
            arm.scenario,
            first,
            min(block, worlds - first),
            seed,
            whole.rows(first, min(first + block, worlds)),
            shared,
            arm.spans,
        )
        for arm in arms
        for first in range(0, worlds, block)
    ]


def run_blocks(
    tasks: Sequence[Task], machine: Machine, progress: Progress | None = None, checkpoints: Checkpoints | None = None
) -> Generator[Block]:
    """Yield the block of every task, in order.

    Parameters
    ----------
    checkpoints
        Keeps finished blocks; a block found there whole is read instead of run.
    """
    done = set() if checkpoints is None else checkpoints.kept(task.name for task in tasks)
    with closing(in_order(run_task, [task for task in tasks if task.name not in done], machine)) as fresh:
        for task in tasks:
            block = checkpoints.read(task.name) if checkpoints is not None and task.name in done else None
            if block is None:
                block = run_task(task) if task.name in done else next(fresh)
                if checkpoints is not None:
                    checkpoints.keep(task.name, block)
            if progress is not None:
                progress(task.scenario.name, task.worlds)
            yield block
            del block  # it is large, and the next one takes a while


def run_task(task: Task) -> Block:
    """Simulate one block of worlds, day by day, and return its tables; what it took is free again afterwards.

    Raises
    ------
    Unbounded
        If more acts happened on one day of one world than the daily table holds.
    """
    with _at_stage("simulate"):
        log = _logged(task)
    gc.collect()  # a model is a web of references, which only the collector takes apart
    with _at_stage("tabulate"):
        daily, events = log.daily_table(), log.events()
        del log
        return _tabulated(task, daily, events)


@contextmanager
def _at_stage(name: str) -> Iterator[None]:
    """Whatever goes wrong says at which stage it did (a note of the exception)."""
    try:
        yield
    except Exception as error:
        error.add_note(f"{STAGE}{name}")
        raise


def _tabulated(task: Task, daily: pd.DataFrame, events: pd.DataFrame) -> Block:
    scenario = task.scenario
    _check_counts(daily)
    table = world_table(scenario.name, Counts.of(daily, events), task.spans, task.n_draws)
    frames = {"events": events, "daily": daily, "worlds": table}
    return Block(scenario.name, task.first_world, task.worlds, {name: to_arrow(name, frame) for name, frame in frames.items()})


def _check_counts(daily: pd.DataFrame) -> None:
    """Casualties have a wider type: a scenario may state them, and a single act has as many as it has."""
    for name in DAILY:
        if name not in CASUALTIES and (most := int(daily[name].max())) > MOST_A_DAY:
            raise Unbounded(f"{name}: {most} on one day in one world; with these parameters rates have no bound")


def _logged(task: Task) -> EventLog:
    """What happened in the worlds of a task."""
    model = EscalationModel(task.scenario, task.worlds, task.seed, parameters=task.parameters, first_world=task.first_world)
    for _ in model.run():
        pass
    model.close()
    return model.event_log
