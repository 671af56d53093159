"""World w of a seed is the same however it is run; a batch goes on where it stopped."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.ensemble import Task, is_kept, plan, run_blocks, run_scenario
from sim.errors import InputError
from sim.machine import Machine, Progress
from sim.parameters import Parameters, load_parameters
from sim.results import TABLES, Run
from sim.results.folders import output_hashes, write_blocks
from sim.scenario import Scenario, load_scenario


@pytest.fixture(scope="module")
def short() -> Scenario:
    """A month around the strike on Soleimani, branching before it, with nothing changed."""
    return load_scenario("no_soleimani_strike").edit(
        start="2019-12-25", end="2020-01-25", warm_up=20, interventions=(), name="short"
    )


POINT, HERE = load_parameters(), Machine()


def simulate(
    scenario: Scenario,
    worlds: int,
    seed: int,
    parameters: Parameters = POINT,
    machine: Machine = HERE,
    progress: Progress | None = None,
) -> Run:
    return run_scenario(scenario, worlds, seed, parameters, machine, progress)


@pytest.fixture(scope="module")
def run(short: Scenario) -> Run:
    return simulate(short, 100, 7, machine=Machine(block=100))


def hashes(folder: Path, scenario: Scenario, worlds: int, machine: Machine) -> dict[str, str]:
    folder.mkdir()
    write_blocks(folder, run_blocks(plan([scenario], worlds, 7, POINT, machine), machine))
    return output_hashes(folder)


def test_blocks_and_jobs_leave_the_same_bytes(short: Scenario, tmp_path: Path) -> None:
    machines = [Machine(block=100), Machine(block=33), Machine(block=1000), Machine(jobs=2, block=50)]
    found = [hashes(tmp_path / str(at), short, 100, machine) for at, machine in enumerate(machines)]
    assert set(found[0]) == {"events.parquet", "daily.parquet", "worlds.parquet", "summary.csv"}
    assert all(other == found[0] for other in found[1:])


def test_more_worlds_begin_with_the_same_ones(short: Scenario, run: Run) -> None:
    longer = simulate(short, 512, 7)
    for name in TABLES:
        table = getattr(longer, name)
        first = table[table["world"] < 100].reset_index(drop=True)
        pd.testing.assert_frame_equal(first, getattr(run, name))


def test_another_seed_gives_other_worlds(short: Scenario, run: Run) -> None:
    other = simulate(short.edit(luck="fresh"), 100, 8)
    same = simulate(short.edit(luck="fresh"), 100, 7)
    assert not other.daily["attack_base"].equals(same.daily["attack_base"])


def test_a_world_keeps_its_draw_whatever_the_block(short: Scenario) -> None:
    draws = load_parameters().replace({"militia.branching": np.linspace(0.1, 0.9, 7)})
    free = short.edit(luck="fresh")
    whole, parts = simulate(free, 20, 7, draws), simulate(free, 20, 7, draws, Machine(block=3))
    pd.testing.assert_frame_equal(whole.worlds, parts.worlds)


def test_finished_blocks_are_read_not_run(short: Scenario, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    machine, ran = Machine(block=40), []
    tasks = plan([short], 100, 7, POINT, machine)
    blocks = run_blocks(tasks, machine, None, tmp_path)
    next(blocks)
    blocks.close()  # type: ignore[attr-defined]
    assert [is_kept(task, tmp_path) for task in tasks] == [True, False, False]

    from sim import ensemble

    original = ensemble.run_task

    def counted(task: Task) -> object:
        ran.append(task.first_world)
        return original(task)

    monkeypatch.setattr(ensemble, "run_task", counted)
    again = list(run_blocks(tasks, machine, None, tmp_path))
    assert ran == [40, 80]
    assert pd.concat([block.tables["worlds"].to_pandas() for block in again], ignore_index=True).equals(run.worlds)


def test_a_changed_scenario_parameter_or_seed_has_another_key(short: Scenario) -> None:
    (task,) = plan([short], 5, 7, POINT, HERE)
    others = [
        replace(task, seed=8),
        replace(task, scenario=short.edit(warm_up=21)),
        replace(task, parameters=task.parameters.replace({"militia.branching": 0.123})),
        replace(task, first_world=5),
    ]
    assert len({task.key(), *(other.key() for other in others)}) == 5


def test_a_block_half_written_does_not_count(short: Scenario, tmp_path: Path) -> None:
    machine = Machine(block=50)
    tasks = plan([short], 50, 7, POINT, machine)
    list(run_blocks(tasks, machine, None, tmp_path))
    (last,) = tmp_path.glob("*.worlds.parquet")
    last.rename(last.with_suffix(".partial"))
    assert not is_kept(tasks[0], tmp_path)


def test_progress_counts_every_world(short: Scenario) -> None:
    seen: list[tuple[str, int]] = []
    simulate(short, 10, 7, POINT, Machine(block=4), lambda name, done: seen.append((name, done)))
    assert seen == [("short", 4), ("short", 4), ("short", 2)]


@pytest.mark.parametrize(
    ("worlds", "seed", "machine", "says"),
    [(0, 7, {}, "worlds is 0"), (5, -1, {}, "seed is -1"), (5, 7, {"jobs": 0}, "jobs is 0"), (5, 7, {"block": 0}, "block is 0")],
)
def test_numbers_out_of_range_are_refused(short: Scenario, worlds: int, seed: int, machine: dict[str, int], says: str) -> None:
    with pytest.raises(InputError, match=says):
        simulate(short, worlds, seed, POINT, Machine(**machine))


def test_a_scheduler_that_does_not_answer_is_wrong_input(short: Scenario) -> None:
    pytest.importorskip("distributed")
    with pytest.raises(InputError, match="no Dask scheduler answers"):
        simulate(short, 2, 7, POINT, Machine(scheduler="nonsense://nowhere"))


@pytest.mark.filterwarnings("ignore::ResourceWarning")  # distributed closes some of its sockets late
def test_a_cluster_leaves_the_same_bytes(short: Scenario, tmp_path: Path) -> None:
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(n_workers=1, threads_per_worker=1, processes=False, dashboard_address=None) as cluster:
        there = hashes(tmp_path / "there", short, 10, Machine(block=4, scheduler=cluster.scheduler_address))
    assert there == hashes(tmp_path / "here", short, 10, Machine())
