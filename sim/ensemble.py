"""Run many worlds in blocks: one after another, in several processes, or on a Dask cluster; and resume.

World w of a seed is the same however it is run, and blocks are put together in the order of their worlds, so that neither `jobs`
nor `block` nor the scheduler changes a byte of the results.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from sim.errors import InputError
from sim.machine import Machine, Progress, check_seed, check_worlds
from sim.model import EscalationModel
from sim.parameter_files import for_worlds
from sim.parameters import Parameters
from sim.results import TABLES, Block, Run, collect, to_arrow
from sim.results.manifest import manifest_of
from sim.results.per_world import Counts, world_table
from sim.results.provenance import input_hashes
from sim.scenario import Scenario
from sim.types import as_day


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


def run_scenario(
    scenario: Scenario, worlds: int, seed: int, parameters: Parameters, machine: Machine, progress: Progress | None = None
) -> Run:
    """Run one scenario and return its tables; see `sim.results` for what they hold."""
    begun = time.monotonic()
    blocks = list(run_blocks(plan([scenario], worlds, seed, parameters, machine), machine, progress))
    seconds = time.monotonic() - begun
    return collect(scenario, blocks, manifest_of("run", [scenario], worlds, seed, parameters, machine.block, seconds))


def plan(scenarios: Sequence[Scenario], worlds: int, seed: int, parameters: Parameters, machine: Machine) -> list[Task]:
    """The tasks of a batch, scenario by scenario, in the order of their worlds.

    Raises
    ------
    InputError
        If worlds or seed is out of range, or two scenarios share a name.
    """
    check_worlds(worlds)
    check_seed(seed)
    check_names(scenarios)
    whole, block = for_worlds(parameters, worlds), machine.block
    return [
        Task(scenario, first, min(block, worlds - first), seed, whole.rows(first, min(first + block, worlds)))
        for scenario in scenarios
        for first in range(0, worlds, block)
    ]


def check_names(scenarios: Sequence[Scenario]) -> None:
    """Raise `InputError` if two scenarios share a name, by which tables tell them apart."""
    names = [scenario.name for scenario in scenarios]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise InputError(f"{twice[0]} is named twice; allowed: each scenario once")


def run_blocks(
    tasks: Sequence[Task], machine: Machine, progress: Progress | None = None, checkpoints: Path | None = None
) -> Iterator[Block]:
    """Yield the block of every task, in order.

    Parameters
    ----------
    checkpoints
        A folder that keeps finished blocks; a block found there under the same key is read instead of run.
    """
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
        for at, future in enumerate(futures):
            yield future.result()
            futures[at] = None  # lets the cluster forget the block


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
