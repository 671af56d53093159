"""The folder of a sweep: written whole, the same bytes from memory and from the stream."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from sim.errors import InputError
from sim.machine import Machine
from sim.results.manifest import output_hashes, read_any_manifest, read_manifest
from sim.sweeps.running import Plan, Sweep
from sim.sweeps.saving import save_sweep, write_sweep


@pytest.fixture(scope="module")
def saved(swept: Sweep, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("sweeps") / "out"
    save_sweep(swept, out)
    return out


def test_what_a_folder_holds(saved: Path, swept: Sweep) -> None:
    pictures = {f"figures/{name}.{kind}" for name in ("response", "response_2", "tornado") for kind in ("png", "svg")}
    tables = {"design.csv", "points.csv", "sweep.parquet", "parameters.parquet"}
    assert set(output_hashes(saved)) == {*tables, *pictures}
    assert swept.table is not None
    assert pd.read_parquet(saved / "sweep.parquet").equals(swept.table.to_pandas())
    points = pd.read_csv(saved / "points.csv")
    assert points["mean"].tolist() == pytest.approx(swept.points["mean"].tolist())
    about = read_any_manifest(saved)
    assert (about["command"], about["points"], about["reference"]) == ("sweep", 4, 0)
    assert about["varied"] == ["militia.branching", "context.level"]
    assert about["outputs"] == output_hashes(saved)


def test_rows_that_go_to_disk_as_they_come_give_the_same_bytes(plan: Plan, saved: Path, tmp_path: Path) -> None:
    write_sweep(tmp_path, plan, Machine(block=4))
    assert output_hashes(tmp_path) == output_hashes(saved)


def test_a_result_is_not_replaced_without_force(swept: Sweep, saved: Path) -> None:
    with pytest.raises(InputError, match="already holds a run"):
        save_sweep(swept, saved)
    before = output_hashes(saved)
    save_sweep(swept, saved, force=True)
    assert output_hashes(saved) == before


def test_what_needs_events_says_that_a_sweep_has_none(saved: Path) -> None:
    with pytest.raises(InputError, match="this is a sweep, which keeps no events and days"):
        read_manifest(saved)
