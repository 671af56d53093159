"""Tasks of a batch of which some fail: the others go on, and each failure is a row that says at what stage and why."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from sim import ensemble
from sim.ensemble import STAGE, Some, Task
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
    sweep, point
        The sweep that it was a point of, and the values there; empty for a scenario.
    """

    task: str
    scenario: str
    first_world: int
    worlds: int
    stage: str
    reason: str
    seed: int = 0
    sweep: str = ""
    point: str = ""


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
        stage = notes[0] if notes else "simulate"
        return Failure(task.name, task.scenario.name, task.first_world, task.worlds, stage, reason, task.seed)


def attempt_all(
    tasks: Sequence[Task], machine: Machine, checkpoints: Checkpoints, names: Sequence[str] | None = None
) -> dict[int, Failure]:
    """Run every task that is not kept yet and keep what comes of it; returns those that failed by their place, in order.

    `names` are those of the tasks, if somebody has asked for them already.
    """
    names = [task.name for task in tasks] if names is None else names
    done = checkpoints.kept(names)
    places = [at for at, name in enumerate(names) if name not in done]
    waiting, failed = Some(tasks, places), {}
    with closing(in_order(attempt, waiting, machine)) as results:
        for place, task, result in zip(places, waiting, results, strict=True):
            if isinstance(result, Failure):
                failed[place] = result
            else:
                checkpoints.keep(names[place], result, task.inputs)
    return failed
