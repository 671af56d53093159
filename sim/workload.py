"""What a run will cost in time, memory and disk, known before anything is taken, and refused if nobody can have meant it."""

from __future__ import annotations

import math
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sim.errors import InputError
from sim.machine import Machine
from sim.scenario import Scenario
from sim.under_way import AHEAD
from sim.untrusted import exists

# Measured on 29 November 2026 with draws of the posterior: what 512 more worlds cost, in processor time, memory and bytes, of the
# free run (2,008 days, fresh luck) and of no strike on Soleimani (458 days after 365, abducted luck). A guess that is twice too
# high costs a `--yes`, one that is twice too low a night.
SECONDS_A_WORLD_DAY = 9e-6
"""Processor time of a simulated day, tables included."""
ABDUCTED = 1.3
"""As much more for a day of abducted luck, which runs the factual history beside the other one, both alike until the branch."""
BYTES_A_WORLD_DAY = 2.5
"""On disk, compressed."""
BLOCK_BYTES_A_WORLD_DAY = 450.0
BASE_BYTES = 400e6
"""In memory: of each process, and of each world-day of the block that it works on."""
TABLE_BYTES_A_WORLD_DAY = 150.0
"""In memory: of a finished block, as it waits to be fetched."""

LONGEST = 2 * 3600.0
"""Seconds that a run may take unasked."""
SHARE = 0.8
"""Of the memory, and of the free space on disk, that a run may take unasked."""


@dataclass(frozen=True)
class Workload:
    """An estimate: seconds of waiting, bytes of memory at the peak, bytes on disk."""

    seconds: float
    memory: float
    disk: float

    def __str__(self) -> str:
        """As `about 3 h, 1.2 GB of memory and 0.8 GB of disk`."""
        return f"about {in_words(self.seconds)}, {_size(self.memory)} of memory and {_size(self.disk)} of disk"


def estimate(scenarios: Sequence[Scenario], worlds: int, machine: Machine, kept: int = 1) -> Workload:
    """What running these scenarios will cost.

    Parameters
    ----------
    kept
        How often the tables lie on disk at once: twice where finished blocks are kept, never where only a row a world is.
    """
    processes = min(machine.processes, len(scenarios) * math.ceil(worlds / machine.block))
    world_days = sum(map(work_of, scenarios)) * worlds
    block_days = max(map(_simulated, scenarios)) * min(machine.block, worlds)
    waiting = (1 + AHEAD * processes) * block_days * TABLE_BYTES_A_WORLD_DAY + BASE_BYTES if processes > 1 else 0.0
    return Workload(
        seconds=world_days * SECONDS_A_WORLD_DAY / min(processes, os.cpu_count() or 1),
        memory=processes * (BASE_BYTES + block_days * BLOCK_BYTES_A_WORLD_DAY) + waiting,
        disk=kept * sum(len(scenario.days) for scenario in scenarios) * worlds * BYTES_A_WORLD_DAY,
    )


def work_of(scenario: Scenario) -> float:
    """What a world costs, in days of fresh luck: the days it simulates, those of abducted luck for `ABDUCTED` each."""
    return _simulated(scenario) * (ABDUCTED if scenario.branch is not None and scenario.luck == "abducted" else 1.0)


def _simulated(scenario: Scenario) -> int:
    return len(scenario.days) + (0 if scenario.is_free else scenario.warm_up)


def check(work: Workload, folder: Path, *, yes: bool) -> None:
    """Raise `InputError` if it takes longer than `LONGEST`, or more memory or disk than the machine has; `yes` lets it."""
    if yes:
        return
    free = _free_disk(folder)
    wrong = [
        f"more than {in_words(LONGEST)}" if work.seconds > LONGEST else "",
        f"most of this machine's memory ({_size(installed_memory())})" if work.memory > SHARE * installed_memory() else "",
        f"most of the free disk ({_size(free)})" if work.disk > SHARE * free else "",
    ]
    if any(wrong):
        told = ", ".join(reason for reason in wrong if reason)
        raise InputError(f"this would take {work}: {told}; allowed: fewer worlds or days, or --yes if you mean it")


def installed_memory() -> float:
    """Bytes of memory that this machine has; infinite where it does not say."""
    try:
        return float(os.sysconf("SC_PAGE_SIZE")) * os.sysconf("SC_PHYS_PAGES")
    except (ValueError, OSError, AttributeError):
        return float("inf")


def _free_disk(folder: Path) -> float:
    """Bytes free where a folder is or will be; infinite where that cannot be known."""
    try:
        whole = folder.absolute()
        return float(shutil.disk_usage(next(above for above in (whole, *whole.parents) if exists(above))).free)
    except (OSError, ValueError):
        return float("inf")


def in_words(seconds: float) -> str:
    """A time as `2.5 h`, `12 min` or `40 s`."""
    return f"{seconds / 3600:.1f} h" if seconds >= 3600 else f"{seconds / 60:.0f} min" if seconds >= 90 else f"{seconds:.0f} s"


def _size(size: float) -> str:
    return f"{size / 1e9:.1f} GB" if size >= 5e8 else f"{size / 1e6:.0f} MB"
