"""A run in memory, and the scenarios of a stored one."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from sim.api import compare
from sim.comparison import Comparison
from sim.errors import InputError
from sim.results import collect
from sim.results.manifest import read_manifest, write_manifest
from sim.results.runs import scenario_of, scenarios_of
from sim.results.statements import MANIFEST
from sim.scenario import load_scenario
from tests.runs import read_tables
from tests.sim.results.test_tables import blocks_of


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    known = load_scenario("documented").edit(start="2019-12-25", end="2020-01-15", warm_up=5)
    return compare([known, known.edit(name="arm", branch="2020-01-02", luck="fresh")], worlds=3, params="point")


@pytest.fixture
def folder(comparison: Comparison, tmp_path: Path) -> Path:
    """The folder of that comparison: its tables and its manifest."""
    from sim.comparison import arms_against, run_arms
    from sim.machine import Machine
    from sim.parameters import load_parameters
    from sim.results.tables import TableWriter

    with TableWriter(tmp_path) as writer:
        run_arms(
            arms_against(comparison.scenarios), 3, 7, load_parameters(), Machine(block=2), command="compare", sink=writer.add
        )
    write_manifest(tmp_path, comparison.manifest)
    return tmp_path


def test_blocks_are_put_together_in_their_order() -> None:
    blocks = [block for block in blocks_of(7, 3) if block.scenario == "a"]
    run = collect(load_scenario("documented"), blocks, pd.DataFrame(), {"seed": 7})
    assert run.daily["world"].tolist() == [world for world in range(7) for _ in range(20)]
    assert run.worlds["world"].tolist() == [world for world in range(7) for _ in range(2)]
    assert run.manifest == {"seed": 7}


def test_what_is_written_is_what_is_kept_in_memory(comparison: Comparison, folder: Path) -> None:
    for table, frame in read_tables(folder).items():
        for name, run in comparison.runs.items():
            own = frame[frame["scenario"] == name].reset_index(drop=True)
            pd.testing.assert_frame_equal(own, getattr(run, table))
    stored = scenarios_of(read_manifest(folder), folder)
    assert list(stored) == [run.scenario for run in comparison.runs.values()]


def test_the_last_scenario_is_taken_unless_another_is_named(folder: Path) -> None:
    manifest = read_manifest(folder)
    assert scenario_of(manifest, folder).name == "arm"
    assert scenario_of(manifest, folder, "documented").name == "documented"
    with pytest.raises(InputError, match="unknown scenario of this run 'amr'; did you mean 'arm'"):
        scenario_of(manifest, folder, "amr")


@pytest.mark.parametrize("text", ["", "name: [", "name: arm", "[1]", "a: &x 1\nb: *x"])
def test_a_scenario_that_cannot_be_read_any_more_is_wrong_input(text: str, folder: Path) -> None:
    manifest = json.loads((folder / MANIFEST).read_text())
    manifest["scenarios"]["arm"] = text
    with pytest.raises(InputError, match="scenario arm: ") as caught:
        scenarios_of(manifest, folder)
    assert str(folder) in str(caught.value)
    assert "\n" not in str(caught.value)
