"""Tasks that fail become rows, those that do not are kept, and a row says at what stage and why."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from sim import ensemble
from sim.attempts import FAILED, Failure, attempt, attempt_all, write_failures
from sim.comparison import arms_alone
from sim.ensemble import Task, plan
from sim.machine import Machine
from sim.parameter_files import choose
from sim.results import Block
from sim.results.checkpoints import Checkpoints
from sim.scenario import load_scenario

SHORT = load_scenario("documented").edit(name="short", start="2020-01-01", end="2020-01-06", warm_up=2, branch="2020-01-02")


@pytest.fixture
def tasks() -> list[Task]:
    return plan(arms_alone([SHORT]), 6, 1, choose("point"), Machine(block=2))


def test_a_task_that_comes_to_its_end_is_its_block(tasks: list[Task]) -> None:
    found = attempt(tasks[1])
    assert isinstance(found, Block)
    assert (found.first_world, found.worlds) == (2, 2)


@pytest.mark.parametrize(("broken", "stage"), [("_logged", "simulate"), ("_tabulated", "tabulate")])
def test_a_failure_says_its_stage_and_reason(tasks: list[Task], broken: str, stage: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*given: object) -> None:
        raise ZeroDivisionError("no\nworlds")

    monkeypatch.setattr(ensemble, broken, fail)
    assert attempt(tasks[2]) == Failure(tasks[2].name, "short", 4, 2, stage, "ZeroDivisionError: no worlds", 1)


def test_the_others_are_kept(tasks: list[Task], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    checkpoints, original = Checkpoints(tmp_path), ensemble.run_task
    asked: list[int] = []

    def run_task(task: Task) -> Block:
        asked.append(task.first_world)
        if task.first_world == 2:
            raise ValueError("odd")
        return original(task)

    monkeypatch.setattr(ensemble, "run_task", run_task)
    checkpoints.keep(tasks[0].name, original(tasks[0]))
    ((place, failed),) = attempt_all(tasks, Machine(), checkpoints).items()
    assert (place, failed.first_world, failed.reason, failed.seed) == (1, 2, "ValueError: odd", 1)
    assert asked == [2, 4], "what was kept is not run again"
    assert checkpoints.kept(task.name for task in tasks) == {tasks[0].name, tasks[2].name}


def test_rows_on_disk(tmp_path: Path) -> None:
    rows = [
        Failure("a-1", "a", 0, 5, "simulate", "Error: x, y"),
        Failure("b-2", "b", 5, 5, "tabulate", "Error", 8, "b", "militia.branching=0.2"),
    ]
    write_failures(tmp_path, rows)
    assert [Failure(*row) for row in pd.read_csv(tmp_path / FAILED, na_filter=False).itertuples(index=False)] == rows


def test_a_tasks_name_changes_with_what_its_result_depends_on(tasks: list[Task]) -> None:
    """Scenario, parameters, seed, worlds; the hash of record and rules is in it too (`sim.results.provenance`)."""
    others = [
        plan(arms_alone([SHORT.edit(end="2020-01-07")]), 6, 1, choose("point"), Machine(block=2))[0],
        plan(arms_alone([SHORT]), 6, 2, choose("point"), Machine(block=2))[0],
        plan(arms_alone([SHORT]), 6, 1, choose("point", {"militia.fear": 0.1}), Machine(block=2))[0],
    ]
    assert len({task.name for task in [tasks[0], *others]}) == 4
    assert plan(arms_alone([SHORT]), 6, 1, choose("point"), Machine(block=2))[0].name == tasks[0].name
