"""How many worlds, with which seed, run where: defaults and limits that Python and the command line share."""

from __future__ import annotations

import math
import os
from collections.abc import Callable
from dataclasses import dataclass

from sim.errors import InputError

WORLDS = 1000
"""Worlds of a run unless somebody says otherwise."""
SEED = 7
BLOCK = 1024
"""Worlds at a time. A day has a fixed cost, which many worlds share: 1,024 at a time cost two fifths less than 256; more gain
little and take more memory (`python -m tests.bench --only block@256 block@1024 block@4096`)."""
MOST_JOBS = 1024
MOST_SEED = 2**63 - 1
Progress = Callable[[str, int], None]
"""Called with a scenario's name and how many more of its worlds are done."""


@dataclass(frozen=True)
class Machine:
    """How to run: `jobs` processes (-1: one per core), `block` worlds at a time, or the address of a Dask `scheduler`."""

    jobs: int = 1
    block: int = BLOCK
    scheduler: str | None = None

    def __post_init__(self) -> None:
        check_jobs(self.jobs)
        check_block(self.block)

    def block_of(self, worlds: int) -> int:
        """How many of so many worlds to run at a time: no more than leave every process its part."""
        jobs = (os.cpu_count() or 1) if self.jobs == -1 else self.jobs
        return self.block if self.scheduler is not None else min(self.block, math.ceil(worlds / jobs))


def check_worlds(worlds: int) -> int:
    """A number of worlds as it was given; raises `InputError` if there are none."""
    if worlds < 1:
        raise InputError(f"worlds is {worlds}; allowed: 1 or more")
    return worlds


def check_block(block: int) -> int:
    """A number of worlds at a time as it was given; raises `InputError` if there are none."""
    if block < 1:
        raise InputError(f"block is {block}; allowed: 1 or more worlds")
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
