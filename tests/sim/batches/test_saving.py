"""The folder of a batch: seeds told apart, sweeps as the command writes them, the same bytes however it is run."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from sim.api import simulate
from sim.batches.saving import write_batch
from sim.machine import Machine
from sim.results.manifest import output_hashes, read_any_manifest
from sim.results.tables import SCHEMAS_OF_SEEDS, TABLES
from sim.sweeps.running import run_sweep
from tests.made_batches import CALM, DRAWS, NAME, batch_of, contents, sweep_of, written

SEEDS, VALUES = (7, 8), (0.05, 0.2)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two scenarios and a sweep, four worlds of two seeds, in one process."""
    folder = tmp_path_factory.mktemp("batches") / "whole"
    written(folder, batch_of(seeds=SEEDS, values=VALUES, reference=1))
    return folder


def test_what_lies_in_it(whole: Path) -> None:
    names = {"events.parquet", "daily.parquet", "worlds.parquet", "summary.csv", "parameters.parquet", "manifest.json", "sweeps"}
    assert {path.name for path in whole.iterdir()} == names
    inside = {"design.csv", "sweep.parquet", "points.csv", "parameters.parquet", "figures", "manifest.json"}
    assert {path.name for path in (whole / "sweeps" / "calm").iterdir()} == inside
    about = read_any_manifest(whole)
    assert (about["seed"], about["seeds"], about["worlds"], about["sweeps"]) == (7, [7, 8], 4, ["sweeps/calm"])
    inner = read_any_manifest(whole / "sweeps" / "calm")
    assert (inner["seeds"], inner["reference"], inner["outputs"]) == ([7, 8], 1, output_hashes(whole / "sweeps" / "calm"))


def test_a_world_is_known_by_scenario_seed_and_number(whole: Path) -> None:
    for name in TABLES:
        assert pq.read_schema(whole / f"{name}.parquet").equals(SCHEMAS_OF_SEEDS[name])
    worlds = pd.read_parquet(whole / "worlds.parquet")
    keys = [tuple(row) for row in worlds[["scenario", "seed", "world"]].to_numpy().tolist()]
    assert keys == [(name, seed, world) for name in ("known", "calm") for seed in SEEDS for world in range(4)]
    assert worlds["draw"].tolist() == [0, 1, 2, 3] * 4


def test_the_worlds_of_a_seed_are_those_of_a_run_of_it(whole: Path) -> None:
    alone = simulate(CALM, worlds=4, seed=8, params=DRAWS)
    for name in TABLES:
        table = pd.read_parquet(whole / f"{name}.parquet")
        mine = table[(table["scenario"] == "calm") & (table["seed"] == 8)].drop(columns="seed").reset_index(drop=True)
        pd.testing.assert_frame_equal(mine, getattr(alone, name))


def test_the_summary_is_that_of_all_seeds(whole: Path) -> None:
    summary = pd.read_csv(whole / "summary.csv").set_index(["scenario", "measure"])
    worlds = pd.read_parquet(whole / "worlds.parquet")
    mine = worlds[worlds["scenario"] == "calm"]["attacks_on_us"]
    row = summary.loc[("calm", "attacks_on_us")]
    assert (row["worlds"], row["mean"]) == (8, pytest.approx(mine.mean()))


def test_a_sweep_has_the_rows_of_the_command_seed_by_seed(whole: Path) -> None:
    found = pd.read_parquet(whole / "sweeps" / "calm" / "sweep.parquet")
    assert list(found.columns[:4]) == ["point", NAME, "seed", "world"]
    assert found.groupby("point")["seed"].apply(list).tolist() == [[7] * 4 + [8] * 4] * 2
    for seed in SEEDS:
        plan = batch_of(seeds=(seed,), values=VALUES).sweeps[0].plan
        alone = run_sweep(plan, Machine()).table
        assert alone is not None
        mine = found[found["seed"] == seed].drop(columns="seed").reset_index(drop=True)
        pd.testing.assert_frame_equal(mine, alone.to_pandas())


def test_the_points_of_a_sweep_are_added_up_over_all_seeds(whole: Path) -> None:
    points = pd.read_csv(whole / "sweeps" / "calm" / "points.csv").set_index(["point", "measure"])
    worlds = pd.read_parquet(whole / "sweeps" / "calm" / "sweep.parquet").set_index(["point", "seed", "world"])["attacks_on_us"]
    apart = worlds.loc[0] - worlds.loc[1]
    assert points.loc[(0, "attacks_on_us"), "pairs"] == 8
    assert points.loc[(0, "attacks_on_us"), "difference"] == pytest.approx(apart.mean())


@pytest.mark.slow
def test_neither_blocks_nor_processes_change_a_byte(whole: Path, tmp_path: Path) -> None:
    written(tmp_path / "again", batch_of(seeds=SEEDS, values=VALUES, reference=1), jobs=2, block=1)
    assert contents(tmp_path / "again") == contents(whole)


def test_the_same_call_gives_the_same_manifests_but_for_when(whole: Path, tmp_path: Path) -> None:
    written(tmp_path / "again", batch_of(seeds=SEEDS, values=VALUES, reference=1))
    assert output_hashes(tmp_path / "again") == output_hashes(whole)
    ours, theirs = (json.loads((folder / "manifest.json").read_text()) for folder in (tmp_path / "again", whole))
    assert {key for key in ours if ours[key] != theirs[key]} <= {"created", "seconds", "sha256"}


def test_of_one_seed_and_without_sweeps_nothing_is_said_of_them(tmp_path: Path) -> None:
    done = written(tmp_path / "one", batch_of(worlds=2))
    about = read_any_manifest(tmp_path / "one")
    assert not {"seeds", "sweeps", "failed"} & set(about)
    assert "seed" not in pd.read_parquet(tmp_path / "one" / "worlds.parquet")
    assert (done.sweeps, done.failed) == ({}, ())
    assert done.comparison is not None
    assert [each.name for each in done.comparison.scenarios] == ["known", "calm"]


def test_sweeps_alone_have_no_tables_of_scenarios(tmp_path: Path) -> None:
    from sim.batches.asked import make_batch
    from sim.batches.running import Job

    job = Job(make_batch([], [sweep_of((0.1,))], 2, (7,), DRAWS), Machine(), DRAWS.sha256())
    assert write_batch(tmp_path, job, lambda name, pace: None).comparison is None
    assert {path.name for path in tmp_path.iterdir()} == {"sweeps", "parameters.parquet", "manifest.json"}
    assert read_any_manifest(tmp_path)["scenarios"] == {}
