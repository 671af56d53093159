"""How many worlds, with which seed, run where: defaults and limits that Python and the command line share."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sim.errors import InputError

WORLDS = 1000
"""Worlds of a run unless somebody says otherwise."""
SEED = 7
BLOCK = 512
"""Worlds at a time. A day has a fixed cost, which many worlds share, and a block has to be held in memory: of the free run, 256
at a time cost 8.0 us a world-day, 512 5.6, 1,024 4.6 and 4,096 3.5 (`python -m tests.bench --only block@256 block@512 ...`), and
its six years took 0.8 GB in blocks of 512, 1.3 GB in blocks of 1,024. 512 also leave the usual 1,000 worlds work for two
processes. A block is not cut to the number of processes: a batch that was stopped goes on with another number of them."""
MOST_JOBS = 1024
MOST_WORLDS = 1_000_000
MOST_SEED = 2**63 - 1
LOCAL = "local"
"""In place of a scheduler's address: a Dask cluster on this machine, started for the work and closed after it."""
Progress = Callable[[str, int], None]
"""Called with a scenario's name and how many more of its worlds are done."""


class Workers(Protocol):
    """Processes that are there already (`sim.workers.Pool`)."""

    def in_order(self, work: Callable[[Any], Any], tasks: Sequence[Any]) -> Generator[Any]:
        """The results of a function, task by task."""


@dataclass(frozen=True)
class Machine:
    """How to run: `jobs` processes (-1: one per core), `block` worlds at a time.

    In place of new processes, the address of a Dask `scheduler`, or a `pool` of processes that are there already. With the
    scheduler `local` the processes are workers of a Dask cluster on this machine, started for the work and closed after it.
    """

    jobs: int = 1
    block: int = BLOCK
    scheduler: str | None = None
    pool: Workers | None = None

    def __post_init__(self) -> None:
        check_jobs(self.jobs)
        check_block(self.block)

    @property
    def processes(self) -> int:
        """How many processes of this machine it asks for; of a cluster elsewhere one, which waits."""
        if self.scheduler not in (None, LOCAL):
            return 1
        return (os.cpu_count() or 1) if self.jobs == -1 else self.jobs


def check_worlds(worlds: int) -> int:
    """A number of worlds as it was given; raises `InputError` if there are none, or more than anybody can want."""
    if not 1 <= worlds <= MOST_WORLDS:
        raise InputError(f"worlds is {worlds}; allowed: 1 to {MOST_WORLDS}")
    return worlds


def check_block(block: int) -> int:
    """A number of worlds at a time as it was given; raises `InputError` if there are none, or more than a run can have."""
    if not 1 <= block <= MOST_WORLDS:
        raise InputError(f"block is {block}; allowed: 1 to {MOST_WORLDS} worlds")
    return block


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
