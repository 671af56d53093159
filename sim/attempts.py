"""Tasks of a batch of which some fail: the others go on, and each failure is a row that says at what stage and why."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from sim import ensemble
from sim.ensemble import STAGE, Task
from sim.errors import bounded
from sim.machine import Machine
from sim.results import Block
from sim.results.checkpoints import Checkpoints
from sim.workers import in_order

FAILED = "failed.csv"


class Failure(NamedTuple):
    """A task that did not come to its end.

    Attributes
    ----------
    task
        Its name: scenario, first world, and a hash of rules, parameters, scenario and record.
    stage
        `simulate` or `tabulate`.
    reason
        The error in one line.
    """

    task: str
    scenario: str
    first_world: int
    worlds: int
    stage: str
    reason: str


def write_failures(folder: Path, failed: Sequence[Failure]) -> None:
    """Write `failed.csv`, a row for each task that failed."""
    pd.DataFrame(failed, columns=list(Failure._fields)).to_csv(folder / FAILED, index=False, lineterminator="\n")


def attempt(task: Task) -> Block | Failure:
    """Run a task; whatever goes wrong in it is its result."""
    try:
        return ensemble.run_task(task)
    except Exception as error:  # noqa: BLE001
        notes = [note.removeprefix(STAGE) for note in getattr(error, "__notes__", ()) if note.startswith(STAGE)]
        reason = bounded(f"{type(error).__name__}: {error}")
        return Failure(task.name, task.scenario.name, task.first_world, task.worlds, notes[0] if notes else "simulate", reason)


def attempt_all(tasks: Sequence[Task], machine: Machine, checkpoints: Checkpoints) -> list[Failure]:
    """Run every task that is not kept yet and keep what comes of it; returns those that failed, in order."""
    done = checkpoints.kept(task.name for task in tasks)
    waiting = [task for task in tasks if task.name not in done]
    failed: list[Failure] = []
    with closing(in_order(attempt, waiting, machine)) as results:
        for task, result in zip(waiting, results, strict=True):
            if isinstance(result, Failure):
                failed.append(result)
            else:
                checkpoints.keep(task.name, result)
    return failed
