"""How many worlds, with which seed, run where: defaults and limits that Python and the command line share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sim.errors import InputError

WORLDS = 1000
"""Worlds of a run unless somebody says otherwise."""
SEED = 7
BLOCK = 512
"""Worlds at a time. A day has a fixed cost, so that 512 are twice as fast as 256; a block takes about 20 MB a year."""
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
