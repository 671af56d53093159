"""What an earlier call left is named with its reasons; a task that fails takes its scenario or its point with it, and no more."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from sim import ensemble
from sim.batches.asked import make_batch
from sim.batches.pace import Pace
from sim.batches.running import Job
from sim.ensemble import Task
from sim.machine import Machine
from sim.results import Block
from sim.results import inputs as inputs_module
from sim.results.checkpoints import Checkpoints
from sim.results.manifest import read_any_manifest
from tests.made_batches import BLOCK, CALM, DRAWS, KNOWN, NAME, batch_of, contents, sweep_of, written

MACHINE = Machine(block=BLOCK)


def job_of(**asked: object) -> Job:
    batch = batch_of(**asked)  # type: ignore[arg-type]
    return Job(batch, MACHINE, batch.parameters.sha256())


def kept(folder: Path, job: Job, blocks: int) -> Checkpoints:
    """The first blocks of a job on disk."""
    checkpoints = Checkpoints(folder)
    running = job.blocks(checkpoints, lambda name, pace: None)
    for _ in range(blocks):
        next(running)
    running.close()
    return checkpoints


def said(job: Job, checkpoints: Checkpoints, caplog: pytest.LogCaptureFixture) -> list[str]:
    caplog.clear()
    with caplog.at_level(logging.WARNING):
        job.say_what_is_there(checkpoints)
    return [record.getMessage().replace(str(checkpoints.folder), "BLOCKS") for record in caplog.records]


def test_why_blocks_cannot_be_used_is_named(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    checkpoints = kept(tmp_path, job_of(worlds=4), 3)
    assert said(job_of(worlds=4), checkpoints, caplog) == ["3 of 4 blocks are there already; going on from them"]
    begin, end = "BLOCKS also holds 3 blocks of another batch, which differ (", "); they stay, and "
    other = DRAWS.replace({"militia.fear": 0.1})
    cases = {
        "3 by seed (7, now 8)": job_of(worlds=4, seeds=(8,)),
        "3 by posterior": job_of(worlds=4, parameters=other),
        "3 by posterior, seed (7, now 8, 9)": job_of(worlds=4, seeds=(8, 9), parameters=other),
        "2 by scenario (known is not asked for); 1 by scenario (calm)": Job(
            make_batch([CALM.edit(title="Another title")], [], 4, (7,), DRAWS), MACHINE, DRAWS.sha256()
        ),
    }
    for why, job in cases.items():
        (line,) = said(job, checkpoints, caplog)
        assert line == f"{begin}{why}{end}{len(job.names)} blocks are run"
    wider = Job(batch_of(6), Machine(block=6), DRAWS.sha256())
    assert said(wider, checkpoints, caplog) == [f"{begin}3 by blocks (other worlds or points){end}2 blocks are run"]


def test_changed_code_and_record_are_named(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    checkpoints = kept(tmp_path, job_of(worlds=2), 1)
    now = {**inputs_module.input_hashes(), "links.csv": "other", "rules": "other"}
    for module in (inputs_module, ensemble):
        monkeypatch.setattr(module, "input_hashes", lambda: now)
    (line,) = said(job_of(worlds=2), checkpoints, caplog)
    assert line.startswith("BLOCKS also holds 1 blocks of another batch, which differ (1 by code, record (links.csv)); they stay")


def test_progress_tells_what_was_there_from_what_was_run(tmp_path: Path) -> None:
    job, seen = job_of(worlds=4), list[tuple[str, int, bool]]()

    def watch(name: str, pace: Pace) -> None:
        seen.append((name, pace.done, pace.rate is not None))

    checkpoints = kept(tmp_path, job, 2)
    list(job.blocks(checkpoints, watch))
    assert seen == [("known", 3, False), ("known", 4, False), ("calm", 7, True), ("calm", 8, True)]
    assert job.pace().worlds == 8


def test_what_it_will_cost_grows_with_seeds_and_points_and_not_with_what_is_there(tmp_path: Path) -> None:
    one, two, swept = job_of(), job_of(seeds=(7, 8)), job_of(values=(0.1, 0.2))
    assert two.workload().seconds == pytest.approx(2 * one.workload().seconds)
    assert two.workload().disk == pytest.approx(2 * one.workload().disk)
    assert swept.workload().seconds > one.workload().seconds
    assert swept.workload().disk == pytest.approx(one.workload().disk), "of a sweep a row a world is kept"


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[Task], bool]], None]:
    """Let the tasks fail for which it is so."""
    original = ensemble.run_task

    def fail(wrong: Callable[[Task], bool]) -> None:
        def run_task(task: Task) -> Block:
            if wrong(task):
                raise ValueError("no such world")
            return original(task)

        monkeypatch.setattr(ensemble, "run_task", run_task)

    return fail


def at(value: float) -> Callable[[Task], bool]:
    return lambda task: task.tables == ("worlds",) and task.parameters.values[NAME] == value and task.first_world > 0


def test_a_point_that_fails_is_left_out_with_its_values(
    tmp_path: Path, failing: Callable[[Callable[[Task], bool]], None]
) -> None:
    failing(at(0.2))
    done = written(tmp_path / "out", make_batch([KNOWN], [sweep_of((0.1, 0.2, 0.3), 2)], 4, (7, 8), DRAWS))
    assert [(each.sweep, each.point, each.seed, each.first_world) for each in done.failed] == [
        ("calm", f"{NAME}=0.2", seed, 3) for seed in (7, 8)
    ]
    rows = pd.read_csv(tmp_path / "out" / "failed.csv")
    assert (
        rows[["scenario", "sweep", "point", "stage", "reason"]].to_numpy().tolist()
        == [["calm", "calm", f"{NAME}=0.2", "simulate", "ValueError: no such world"]] * 2
    )
    about = read_any_manifest(tmp_path / "out" / "sweeps" / "calm")
    assert (about["points"], about["reference"], len(read_any_manifest(tmp_path / "out")["failed"])) == (2, 1, 2)
    failing(lambda task: False)
    written(tmp_path / "alone", make_batch([KNOWN], [sweep_of((0.1, 0.3), 1)], 4, (7, 8), DRAWS))
    ours, theirs = contents(tmp_path / "out"), contents(tmp_path / "alone")
    assert ours.pop("failed.csv")
    tables = [name for name in theirs if "figures" not in name]
    assert {name: ours[name] for name in tables} == {name: theirs[name] for name in tables}
    written(tmp_path / "out", make_batch([KNOWN], [sweep_of((0.1, 0.2, 0.3), 2)], 4, (7, 8), DRAWS), extend=True)
    assert read_any_manifest(tmp_path / "out" / "sweeps" / "calm")["points"] == 3
    assert not (tmp_path / "out" / "failed.csv").exists()


def test_without_its_reference_a_sweep_is_left_out(tmp_path: Path, failing: Callable[[Callable[[Task], bool]], None]) -> None:
    failing(at(0.1))
    done = written(tmp_path / "out", make_batch([KNOWN], [sweep_of((0.1, 0.2))], 4, (7,), DRAWS))
    assert (done.sweeps, [each.sweep for each in done.failed]) == ({}, ["calm"])
    assert not (tmp_path / "out" / "sweeps").exists()


def test_if_nothing_is_left_it_fails(tmp_path: Path, failing: Callable[[Callable[[Task], bool]], None]) -> None:
    failing(lambda task: True)
    with pytest.raises(ValueError, match="no such world"):
        written(tmp_path / "out", batch_of(2))
    assert not (tmp_path / "out").exists()
