"""Run many worlds in blocks, and resume.

World w of a seed is the same however it is run, and blocks are put together in the order of their worlds, so that neither `jobs`
nor `block` nor the scheduler changes a byte of the results.
"""

from __future__ import annotations

import gc
import hashlib
import itertools
from bisect import bisect_right
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pandas as pd

from sim.errors import RunUnfinished, Unbounded
from sim.event_log import CASUALTIES, DAILY, EventLog
from sim.machine import Machine, Progress, check_seed, check_worlds
from sim.model import EscalationModel
from sim.parameter_files import n_draws, of_block
from sim.parameters import Parameters
from sim.results import TABLES, Block, Span, to_arrow
from sim.results.checkpoints import Checkpoints
from sim.results.inputs import inputs_of
from sim.results.per_world import Counts, world_table
from sim.results.provenance import input_hashes, made_with, rules_and_record
from sim.results.tables import MOST_A_DAY
from sim.results.tabulation import Arm
from sim.scenario import Scenario
from sim.workers import in_order

STAGE = "stage: "
"""Begins the note by which an exception says at what stage of a task it came."""


@dataclass(frozen=True)
class Task:
    """A stretch of worlds of one scenario.

    `parameters` are those of its worlds, `n_draws` says how many vectors of them all worlds share, `spans` the days measured,
    `tables` what is wanted of it, `posterior` the hash of the parameters of all worlds, if somebody will ask what has changed;
    `made_from` is a hash of rules and record that whoever runs it must have too.
    """

    scenario: Scenario
    first_world: int
    worlds: int
    seed: int
    parameters: Parameters
    n_draws: int
    spans: tuple[Span, ...]
    tables: tuple[str, ...] = TABLES
    posterior: str = ""
    made_from: str = ""

    @cached_property
    def name(self) -> str:
        """A file name: scenario, first world, and a hash of all that the result depends on."""
        which = str((self.first_world, self.worlds, self.seed, self.n_draws, *map(str, self.spans), self.tables))
        made = repr((input_hashes(), made_with()))
        parts = b"\0".join([self.scenario.text.encode(), self.parameters.digest(), which.encode(), made.encode()])
        return f"{self.scenario.name}-{self.first_world:07d}-{hashlib.sha256(parts).hexdigest()[:24]}"

    @property
    def inputs(self) -> dict[str, Any]:
        """What it is made from, by name, for whoever has to say what has changed."""
        return inputs_of(self.scenario, self.seed, self.posterior)


@dataclass(frozen=True)
class Strand:
    """All worlds of one seed of a scenario, or of one seed at one point of a sweep.

    Attributes
    ----------
    changes
        Parameters laid over those of the worlds.
    there
        How many of its worlds need not be run, for somebody has them already.
    """

    scenario: Scenario
    spans: tuple[Span, ...]
    seed: int
    changes: Mapping[str, float] = field(default_factory=dict)
    tables: tuple[str, ...] = TABLES
    there: int = 0


class Tasks(Sequence[Task]):
    """The blocks of strands, in the order of their worlds; each is made when it is asked for, since they hold their draws.

    Parameters
    ----------
    posterior
        The hash of the parameters (see `Task`).

    Raises
    ------
    InputError
        If a number is out of range.
    """

    def __init__(self, strands: Sequence[Strand], worlds: int, parameters: Parameters, block: int, posterior: str = "") -> None:
        self._strands, self._worlds, self._block, self._posterior = tuple(strands), check_worlds(worlds), block, posterior
        for seed in {strand.seed for strand in self._strands}:
            check_seed(seed)
        self._parameters, self._draws = parameters, n_draws(parameters)
        self._ends = list(itertools.accumulate(-((strand.there - worlds) // block) for strand in self._strands))

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

    def strand_of(self, at: int) -> int:
        """The position of the strand that the task at a position is of; positions count from 0."""
        return bisect_right(self._ends, at)

    def __getitem__(self, at: Any) -> Any:
        """A task by its position."""
        place = range(len(self))[at]
        which = self.strand_of(place)
        strand, before = self._strands[which], self._ends[which - 1] if which else 0
        first = strand.there + (place - before) * self._block
        last = min(first + self._block, self._worlds)
        parameters = of_block(self._parameters, first, last)
        parameters = parameters.replace(strand.changes) if strand.changes else parameters
        return Task(
            strand.scenario, first, last - first, strand.seed, parameters, self._draws, strand.spans, strand.tables,
            self._posterior, rules_and_record(),
        )  # fmt: skip


class Some(Sequence[Task]):
    """Those tasks of many that stand at these places."""

    def __init__(self, tasks: Sequence[Task], places: Sequence[int]) -> None:
        self._tasks, self._places = tasks, places

    def __len__(self) -> int:
        return len(self._places)

    def __getitem__(self, at: Any) -> Any:
        """A task by its position among these."""
        return self._tasks[self._places[at]]


def plan(arms: Sequence[Arm], worlds: int, seed: int, parameters: Parameters, machine: Machine) -> list[Task]:
    """The tasks of several arms, arm by arm, in the order of their worlds; raises `InputError` if a number is out of range."""
    return list(Tasks([Strand(arm.scenario, arm.spans, check_seed(seed)) for arm in arms], worlds, parameters, machine.block))


def run_blocks(
    tasks: Sequence[Task],
    machine: Machine,
    progress: Progress | None = None,
    checkpoints: Checkpoints | None = None,
    names: Sequence[str] | None = None,
    work: Callable[[Task], Block] | None = None,
) -> Generator[Block]:
    """Yield the block of every task, in order.

    Parameters
    ----------
    work
        Runs a task, in place of `run_task`.
    checkpoints
        Keeps finished blocks; a block found there whole is read instead of run.
    names
        Those of the tasks, if somebody has asked for them already.
    """
    if checkpoints is not None and names is None:
        names = [task.name for task in tasks]
    done = set() if checkpoints is None or names is None else checkpoints.kept(names)
    waiting = tasks if names is None else Some(tasks, [at for at, name in enumerate(names) if name not in done])
    with closing(in_order(work or run_task, waiting, machine)) as fresh:
        for at, task in enumerate(tasks):
            name = "" if names is None else names[at]
            block = checkpoints.read(name, task.tables) if checkpoints is not None and name in done else None
            if block is None:
                block = run_task(task) if name in done else next(fresh)
                if checkpoints is not None:
                    checkpoints.keep(name, block, task.inputs)
            if progress is not None:
                progress(task.scenario.name, task.worlds)
            yield block
            del block  # it is large, and the next one takes a while


def at_the_start(task: Task) -> EscalationModel:
    """The model of a task, not stepped yet."""
    scenario, first = task.scenario, task.first_world
    return EscalationModel(scenario, task.worlds, task.seed, parameters=task.parameters, first_world=first, collect=False)


def run_task(task: Task, model_of: Callable[[Task], EscalationModel] = at_the_start) -> Block:
    """Simulate one block of worlds, day by day, and return its tables; what it took is free again afterwards.

    Parameters
    ----------
    model_of
        Gives the task's model, on whatever day (`sim.eves`).

    Raises
    ------
    Unbounded
        If more acts happened on one day of one world than the daily table holds.
    RunUnfinished
        If the task was made with other rules or another record: by a worker of a cluster, or after they were edited.
    """
    if task.made_from and task.made_from != rules_and_record():
        raise RunUnfinished("a worker has another code or record than this process; allowed: the same on all machines")
    with _at_stage("simulate"):
        log = _logged(model_of(task))
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
    wanted = {name: to_arrow(name, frames[name]) for name in task.tables}
    return Block(scenario.name, task.first_world, task.worlds, wanted)


def _check_counts(daily: pd.DataFrame) -> None:
    """Casualties have a wider type: a scenario may state them, and a single act has as many as it has."""
    for name in DAILY:
        if name not in CASUALTIES and (most := int(daily[name].max())) > MOST_A_DAY:
            raise Unbounded(f"{name}: {most} on one day in one world; with these parameters rates have no bound")


def _logged(model: EscalationModel) -> EventLog:
    """What happens in the worlds of a model."""
    for _ in model.run():
        pass
    model.close()
    return model.event_log
