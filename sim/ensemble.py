"""Run many worlds in blocks: one after another, in several processes, or on a Dask cluster; and resume.

World w of a seed is the same however it is run, and blocks are put together in the order of their worlds, so that neither `jobs`
nor `block` nor the scheduler changes a byte of the results.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq

from sim.errors import InputError
from sim.model import EscalationModel
from sim.parameters import Parameters, load_parameters
from sim.results import TABLES, Block, Run, collect, to_arrow
from sim.results.manifest import manifest_of
from sim.results.per_world import Counts, world_table
from sim.results.provenance import input_hashes
from sim.scenario import Scenario, load_scenario
from sim.types import as_day

BLOCK = 512
"""Worlds at a time. A day has a fixed cost, so that 512 are twice as fast as 256; a block takes about 20 MB a year."""
MOST_JOBS = 1024
MOST_SEED = 2**63 - 1
Progress = Callable[[str, int], None]
"""Called with a scenario's name and how many more of its worlds are done."""


@dataclass(frozen=True)
class Task:
    """A stretch of worlds of one scenario; `parameters` are those of its worlds."""

    scenario: Scenario
    first_world: int
    worlds: int
    seed: int
    parameters: Parameters

    def key(self) -> str:
        """A hash of all that the result depends on."""
        which = str((self.first_world, self.worlds, self.seed))
        parts = "\0".join([self.scenario.text, self.parameters.sha256(), which, repr(input_hashes())])
        return hashlib.sha256(parts.encode()).hexdigest()[:24]


@dataclass(frozen=True)
class Machine:
    """How to run: `jobs` processes (-1: one per core), `block` worlds at a time, or the address of a Dask `scheduler`."""

    jobs: int = 1
    block: int = BLOCK
    scheduler: str | None = None

    def __post_init__(self) -> None:
        check_jobs(self.jobs)
        if self.block < 1:
            raise InputError(f"block is {self.block}; allowed: 1 or more worlds")


def check_jobs(jobs: int) -> int:
    """A number of processes as it was given; raises `InputError` if it is none."""
    if jobs != -1 and not 1 <= jobs <= MOST_JOBS:
        raise InputError(f"jobs is {jobs}; allowed: 1 to {MOST_JOBS}, or -1 for one per core")
    return jobs


def check_seed(seed: int) -> int:
    """A seed as it was given; raises `InputError` if luck cannot be drawn from it."""
    if not 0 <= seed <= MOST_SEED:
        raise InputError(f"seed is {seed}; allowed: 0 to {MOST_SEED}")
    return seed


def simulate(
    scenario: Scenario | str,
    worlds: int = 100,
    seed: int = 7,
    parameters: Parameters | None = None,
    machine: Machine | None = None,
    progress: Progress | None = None,
) -> Run:
    """Run one scenario and return its tables; see `sim.results` for what they hold."""
    begun = time.monotonic()
    whole = load_scenario(scenario) if isinstance(scenario, str) else scenario
    values, how = parameters or load_parameters(), machine or Machine()
    blocks = list(run_blocks(plan([whole], worlds, seed, values, how), how, progress))
    return collect(whole, blocks, manifest_of("run", [whole], worlds, seed, values, how.block, time.monotonic() - begun))


def plan(
    scenarios: Sequence[Scenario],
    worlds: int,
    seed: int,
    parameters: Parameters | None = None,
    machine: Machine | None = None,
) -> list[Task]:
    """The tasks of a batch, scenario by scenario, in the order of their worlds.

    Raises
    ------
    InputError
        If worlds or seed is out of range, two scenarios share a name, or parameters are given for too few worlds.
    """
    if worlds < 1:
        raise InputError(f"worlds is {worlds}; allowed: 1 or more")
    check_seed(seed)
    names = [scenario.name for scenario in scenarios]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise InputError(f"{twice[0]} is named twice; allowed: each scenario once")
    whole = for_worlds(load_parameters() if parameters is None else parameters, worlds)
    block = (machine or Machine()).block
    return [
        Task(scenario, first, min(block, worlds - first), seed, whole.rows(first, min(first + block, worlds)))
        for scenario in scenarios
        for first in range(0, worlds, block)
    ]


def for_worlds(parameters: Parameters, worlds: int) -> Parameters:
    """Parameters with one entry per world: draw w of n goes to the worlds w, w + n, w + 2n ..., in every scenario alike."""
    values = {
        name: np.resize(value, worlds) if isinstance(value, np.ndarray) and value.ndim else value
        for name, value in parameters.values.items()
    }
    return Parameters(parameters.entries, values)


def run_blocks(
    tasks: Sequence[Task],
    machine: Machine | None = None,
    progress: Progress | None = None,
    checkpoints: Path | None = None,
) -> Iterator[Block]:
    """Yield the block of every task, in order.

    Parameters
    ----------
    checkpoints
        A folder that keeps finished blocks; a block found there under the same key is read instead of run.
    """
    machine = machine or Machine()
    done = {} if checkpoints is None else {at: task for at, task in enumerate(tasks) if is_kept(task, checkpoints)}
    fresh = _runner([task for at, task in enumerate(tasks) if at not in done], machine)
    for at, task in enumerate(tasks):
        if at in done and checkpoints is not None:
            block = read_block(task, checkpoints)
        else:
            block = next(fresh)
            if checkpoints is not None:
                keep(block, task, checkpoints)
        if progress is not None:
            progress(task.scenario.name, task.worlds)
        yield block


def run_task(task: Task) -> Block:
    """Simulate one block of worlds, day by day, and return its tables."""
    model = EscalationModel(task.scenario, task.worlds, task.seed, parameters=task.parameters, first_world=task.first_world)
    for _ in model.run():
        pass
    model.close()
    daily, events = model.event_log.daily_table(), model.event_log.events()
    scenario = task.scenario
    table = world_table(scenario.name, Counts.of(daily, events), as_day(scenario.branch or scenario.start))
    frames = {"events": events, "daily": daily, "worlds": table}
    return Block(scenario.name, task.first_world, task.worlds, {name: to_arrow(name, frame) for name, frame in frames.items()})


# Where tasks run ------------------------------------------------------------------------------------------------------------


def _runner(tasks: Sequence[Task], machine: Machine) -> Iterator[Block]:
    if machine.scheduler is not None:
        return _on_cluster(tasks, machine.scheduler)
    if machine.jobs == 1 or len(tasks) < 2:
        return map(run_task, tasks)
    return _in_processes(tasks, machine.jobs)


def _in_processes(tasks: Sequence[Task], jobs: int) -> Iterator[Block]:
    import joblib

    parallel = joblib.Parallel(n_jobs=jobs, backend="loky", return_as="generator", batch_size=1, pre_dispatch="2*n_jobs")
    yield from parallel(joblib.delayed(run_task)(task) for task in tasks)


def _on_cluster(tasks: Sequence[Task], address: str) -> Iterator[Block]:
    """Blocks from a Dask cluster whose workers have this project installed."""
    try:
        import distributed
    except ImportError as error:
        raise InputError("--scheduler needs Dask; install it with: pip install 'escalation-simulator[cluster]'") from error
    make: Any = distributed.Client
    try:
        client = make(address, timeout="10s", set_as_default=False)
    except (OSError, ValueError) as error:
        raise InputError(f"no Dask scheduler answers at {address!r}; allowed: an address such as tcp://127.0.0.1:8786") from error
    with client:
        futures = client.map(run_task, tasks, pure=False)
        for place, future in enumerate(futures):
            yield future.result()
            futures[place] = None  # lets the cluster forget the block


# Checkpoints ----------------------------------------------------------------------------------------------------------------


def _path(task: Task, folder: Path, table: str) -> Path:
    return folder / f"{task.scenario.name}-{task.first_world:07d}-{task.key()}.{table}.parquet"


def is_kept(task: Task, folder: Path) -> bool:
    """Whether the block of a task is on disk, whole; the last table is written last."""
    return _path(task, folder, TABLES[-1]).is_file()


def keep(block: Block, task: Task, folder: Path) -> None:
    """Write a block's tables; a file appears whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in TABLES:
        path = _path(task, folder, name)
        partial = path.with_suffix(".partial")
        pq.write_table(block.tables[name], partial, compression="zstd")
        partial.replace(path)


def read_block(task: Task, folder: Path) -> Block:
    """Read back what `keep` wrote."""
    tables = {name: pq.read_table(_path(task, folder, name)) for name in TABLES}
    return Block(task.scenario.name, task.first_world, task.worlds, tables)
