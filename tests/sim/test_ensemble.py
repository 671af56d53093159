"""World w of a seed is the same however it is run; a batch goes on where it stopped, and what is broken is run again."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim import ensemble
from sim.comparison import arms_alone
from sim.ensemble import Some, Strand, Task, Tasks, plan, run_blocks, run_task
from sim.errors import InputError, RunUnfinished, Unbounded
from sim.event_log import EventLog
from sim.machine import MOST_WORLDS, Machine
from sim.parameters import Parameters, load_parameters
from sim.results import TABLES, Block, Span
from sim.results.checkpoints import Checkpoints
from sim.results.manifest import output_hashes
from sim.results.provenance import rules_and_record
from sim.scenario import Scenario, load_scenario
from tests.runs import read_tables, write_blocks

POINT, HERE = load_parameters(), Machine()
DRAWS = POINT.replace({"militia.branching": np.linspace(0.1, 0.9, 7)})


@pytest.fixture(scope="module")
def short() -> Scenario:
    """A month around the strike on Soleimani, branching before it, with nothing changed."""
    return load_scenario("no_soleimani_strike").edit(
        start="2019-12-25", end="2020-01-25", warm_up=20, interventions=(), luck="fresh", name="short"
    )


@pytest.fixture(scope="module")
def other(short: Scenario) -> Scenario:
    return short.edit(name="other", branch="2020-01-10")


def tasks_of(
    *scenarios: Scenario, worlds: int = 40, seed: int = 7, block: int = 25, parameters: Parameters = DRAWS
) -> list[Task]:
    return plan(arms_alone(scenarios), worlds, seed, parameters, Machine(block=block))


def hashes(folder: Path, tasks: list[Task], machine: Machine = HERE, kept: Checkpoints | None = None) -> dict[str, str]:
    folder.mkdir()
    write_blocks(folder, run_blocks(tasks, machine, None, kept))
    return output_hashes(folder)


@pytest.fixture(scope="module")
def whole(short: Scenario, other: Scenario, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables of two scenarios in 40 worlds, run in one block each."""
    folder = tmp_path_factory.mktemp("whole") / "tables"
    hashes(folder, tasks_of(short, other, block=40))
    return folder


# The same worlds however they are run


@pytest.mark.parametrize(("block", "jobs"), [(25, 1), (17, 1), (1000, 1), (20, 2)])
def test_blocks_and_jobs_leave_the_same_bytes(
    block: int, jobs: int, short: Scenario, other: Scenario, whole: Path, tmp_path: Path
) -> None:
    found = hashes(tmp_path / "tables", tasks_of(short, other, block=block), Machine(jobs))
    assert set(found) == {"events.parquet", "daily.parquet", "worlds.parquet"}
    assert found == output_hashes(whole)


def test_more_worlds_begin_with_the_same_ones(short: Scenario, whole: Path, tmp_path: Path) -> None:
    hashes(tmp_path / "tables", tasks_of(short, worlds=50, block=50))
    longer, shorter = read_tables(tmp_path / "tables"), read_tables(whole)
    for name in TABLES:
        first = longer[name][longer[name]["world"] < 40].reset_index(drop=True)
        mine = shorter[name][shorter[name]["scenario"] == "short"].reset_index(drop=True)
        pd.testing.assert_frame_equal(first, mine)


def test_another_seed_gives_other_worlds(short: Scenario) -> None:
    (one,), (two,), (again,) = (list(run_blocks(tasks_of(short, worlds=20, seed=seed), HERE)) for seed in (7, 8, 7))
    assert one.tables == again.tables
    assert not one.tables["daily"]["attack_base"].equals(two.tables["daily"]["attack_base"])


def test_each_world_is_measured_over_each_span_and_has_its_draw(short: Scenario) -> None:
    (task,) = tasks_of(short, worlds=9)
    late = Span(date(2020, 1, 20), date(2020, 1, 25))
    table = run_task(replace(task, spans=(*task.spans, late))).tables["worlds"].to_pandas()
    assert table["world"].tolist() == [world for world in range(9) for _ in range(2)]
    assert table["draw"].tolist() == [world % 7 for world in range(9) for _ in range(2)]
    assert [str(day.date()) for day in table["since"][:2]] == ["2020-01-02", "2020-01-20"]


def test_tasks_come_scenario_by_scenario_in_the_order_of_worlds(short: Scenario, other: Scenario) -> None:
    tasks = tasks_of(short, other)
    assert [(task.scenario.name, task.first_world, task.worlds) for task in tasks] == [
        (name, first, size) for name in ("short", "other") for first, size in ((0, 25), (25, 15))
    ]


def test_progress_counts_every_world(short: Scenario, tmp_path: Path) -> None:
    seen: list[tuple[str, int]] = []
    tasks = tasks_of(short, worlds=10, block=4)
    for _ in range(2):  # run, then read
        list(run_blocks(tasks, HERE, lambda name, done: seen.append((name, done)), Checkpoints(tmp_path)))
    assert seen == [("short", 4), ("short", 4), ("short", 2)] * 2


@pytest.mark.parametrize(
    ("worlds", "seed", "says"), [(0, 7, "worlds is 0"), (MOST_WORLDS + 1, 7, "worlds is"), (5, -1, "seed is -1")]
)
def test_numbers_out_of_range_are_refused(short: Scenario, worlds: int, seed: int, says: str) -> None:
    with pytest.raises(InputError, match=says):
        tasks_of(short, worlds=worlds, seed=seed)


def test_a_worker_with_other_rules_or_another_record_runs_nothing(short: Scenario) -> None:
    (task,) = tasks_of(short, worlds=2)
    assert task.made_from == rules_and_record()
    with pytest.raises(RunUnfinished, match="another code or record than this process"):
        run_task(replace(task, made_from="those of another machine"))


# The name of a block


def test_a_name_is_made_once_for_each_block(short: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made, tasks = [], tasks_of(short, worlds=6, block=3)
    monkeypatch.setattr(Parameters, "digest", lambda self: made.append(0) or b"0")
    list(run_blocks(tasks, HERE, None, Checkpoints(tmp_path)))
    assert len(made) == 2  # it takes 2 ms with the usual 512 draws, and a large batch has thousands of blocks


def test_a_name_differs_whenever_anything_does_that_the_result_depends_on(
    short: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    task = tasks_of(short, worlds=5)[0]
    others = [
        replace(task, seed=8),
        replace(task, scenario=short.edit(warm_up=21)),
        replace(task, scenario=short.edit(name="another")),
        replace(task, scenario=short.edit(title="Another title")),
        replace(task, parameters=task.parameters.replace({"militia.fear": 0.123})),
        replace(task, parameters=DRAWS.rows(1, 6)),
        replace(task, first_world=5),
        replace(task, worlds=4),
        replace(task, n_draws=1),
        replace(task, spans=(Span(date(2020, 1, 3), task.spans[0].until),)),
        replace(task, spans=task.spans * 2),
        replace(task, tables=("worlds",)),
    ]
    names = {task.name, *(each.name for each in others)}
    monkeypatch.setattr(ensemble, "input_hashes", lambda: {"rules": "changed"})
    names.add(replace(task).name)
    monkeypatch.setattr(ensemble, "made_with", lambda: {"numpy": "3.0"})
    assert len({*names, replace(task).name}) == len(others) + 3
    assert replace(task).name == replace(task).name


def test_the_longest_name_of_a_scenario_makes_a_name_for_a_file(short: Scenario, tmp_path: Path) -> None:
    one, two = (tasks_of(short.edit(name="x" * 99 + end), worlds=1)[0] for end in "ab")
    assert one.name != two.name
    assert len(f"{one.name}.events.parquet") < 255
    kept = Checkpoints(tmp_path)
    (block,) = run_blocks([one], HERE, None, kept)
    assert kept.read(one.name) == block


# Strands


def test_a_task_is_made_when_it_is_asked_for_and_leaves_out_what_is_there(short: Scenario, other: Scenario) -> None:
    spans = arms_alone([short])[0].spans
    strands = [
        Strand(short, spans, 7), Strand(short, spans, 8, there=40),
        Strand(other, spans, 8, {"militia.branching": 0.3}, ("worlds",), there=9),
    ]  # fmt: skip
    tasks = Tasks(strands, 40, DRAWS, 25, "abc")
    found = [(task.scenario.name, task.seed, task.first_world, task.worlds) for task in tasks]
    assert found == [("short", 7, 0, 25), ("short", 7, 25, 15), ("other", 8, 9, 25), ("other", 8, 34, 6)]
    assert len(tasks) == 4
    assert [tasks.strand_of(at) for at in range(4)] == [0, 0, 2, 2]
    assert tasks[-1].first_world == 34
    last = tasks[3].parameters.values
    assert (last["militia.branching"], tasks[3].tables, tasks[3].posterior) == (0.3, ("worlds",), "abc")
    assert tasks[0].name == tasks_of(short)[0].name
    with pytest.raises(IndexError):
        tasks[4]
    assert [task.first_world for task in Some(tasks, [3, 0])] == [34, 0]


def test_a_block_holds_the_tables_that_are_wanted(short: Scenario) -> None:
    (task,) = tasks_of(short, worlds=3)
    alone, whole = run_task(replace(task, tables=("worlds",))), run_task(task)
    assert alone.tables == {"worlds": whole.tables["worlds"]}


# Blocks that are there already


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The first worlds of blocks that are run."""
    found: list[int] = []

    def counted(task: Task) -> Block:
        found.append(task.first_world)
        return run_task(task)

    monkeypatch.setattr(ensemble, "run_task", counted)
    return found


def test_finished_blocks_are_read_not_run(short: Scenario, tmp_path: Path, ran: list[int]) -> None:
    tasks, kept = tasks_of(short), Checkpoints(tmp_path / "blocks")
    blocks = run_blocks(tasks, HERE, None, kept)
    next(blocks)
    blocks.close()
    assert kept.kept(task.name for task in tasks) == {tasks[0].name}
    again = hashes(tmp_path / "again", tasks, kept=kept)
    assert ran == [0, 25]
    assert again == hashes(tmp_path / "fresh", tasks)


@pytest.mark.parametrize(("which", "jobs"), [(0, 1), (2, 2)])
def test_a_broken_block_is_run_again_and_the_bytes_are_right(
    which: int, jobs: int, short: Scenario, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    tasks, kept = tasks_of(short, worlds=30, block=10), Checkpoints(tmp_path / "blocks")
    right = hashes(tmp_path / "first", tasks, kept=kept)
    file = kept.folder / f"{tasks[which].name}.daily.parquet"
    file.write_bytes(file.read_bytes()[:-1])
    kept.remove([tasks[(which + 1) % 3].name])  # another is missing
    with caplog.at_level(logging.WARNING):
        assert hashes(tmp_path / "again", tasks, Machine(jobs), kept) == right
    assert [record.getMessage()[:14] for record in caplog.records] == ["the kept block"]
    assert kept.kept(task.name for task in tasks) == {task.name for task in tasks}
    caplog.clear()
    assert hashes(tmp_path / "third", tasks, kept=kept) == right
    assert caplog.records == []


# What cannot be


def test_more_acts_than_a_table_holds_are_said_to_be_without_bound(short: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    """40,000 attacks on one day passed the check of rates, and then did not fit: an error of Arrow after all the computing."""
    real = EventLog.daily_table

    def many(self: EventLog) -> pd.DataFrame:
        table = real(self)
        table.loc[3, "attack_base"] = 40_000
        return table

    monkeypatch.setattr(EventLog, "daily_table", many)
    with pytest.raises(Unbounded, match="attack_base: 40000 on one day in one world"):
        run_task(tasks_of(short, worlds=2)[0])


def test_forty_thousand_dead_are_no_such_thing(short: Scenario) -> None:
    dead = {"edit_event": {"id": "2020-01-08-iran-missile-attack", "us_killed": 40_000}}
    (block,) = run_blocks(tasks_of(short.edit(interventions=[dead]), worlds=2), HERE)
    assert max(block.tables["daily"]["us_killed"].to_pylist()) >= 40_000
    assert min(block.tables["worlds"]["us_killed"].to_pylist()) >= 40_000
