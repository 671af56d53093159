"""A finished comparison, a batch and a sweep of January 2020, small enough to check by plain arithmetic."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from sim.batches.asked import make_batch
from sim.batches.running import Job
from sim.batches.saving import write_batch
from sim.cli import call
from sim.commands.writing import arms_for, write_run
from sim.comparison import Command
from sim.machine import Machine
from sim.parameters import load_parameters
from sim.results.folders import new_folder
from sim.results.manifest import write_manifest
from sim.scenario import Scenario, load_scenario

WORLDS, DRAWS = 48, 12
KNOWN = load_scenario("documented").edit(name="known", start="2019-12-20", end="2020-02-10", warm_up=10)
STRIKE = "2020-01-03-us-targeted-killing"
CALM = KNOWN.edit(name="calm", branch="2020-01-02", interventions=[{"remove_event": STRIKE}])
SAME = KNOWN.edit(name="same", branch="2020-01-02", interventions=[])
NO_STRIKE = {"forbid": {"actor": "us", "decision": "strike", "from": "2020-01-20"}}
FRESH = KNOWN.edit(name="fresh", branch="2020-01-15", luck="fresh", interventions=[NO_STRIKE])
PARAMS = load_parameters().replace({"militia.branching": np.linspace(0.1, 0.8, DRAWS)})


def written(folder: Path, command: Command, *scenarios: Scenario) -> Path:
    """A finished folder of these scenarios, 48 worlds that share 12 draws."""
    with new_folder(folder) as partial:
        arms = arms_for(command, scenarios)
        done = write_run(partial, command, arms, WORLDS, 7, PARAMS, Machine(block=20), lambda name, worlds: None)
        write_manifest(partial, done.manifest)
    return folder


def batch_of(folder: Path, seeds: Sequence[int], worlds: int, *scenarios: Scenario) -> Path:
    """The same of a batch, of one seed or several."""
    asked = make_batch(scenarios, (), worlds, seeds, PARAMS)
    with new_folder(folder) as partial:
        write_batch(partial, Job(asked, Machine(block=20), PARAMS.sha256()), lambda name, pace: None)
    return folder


@pytest.fixture(scope="session")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The record against three arms: the killing taken out, nothing changed, fresh luck without strikes."""
    return written(tmp_path_factory.mktemp("effects") / "compared", "compare", KNOWN, CALM, SAME, FRESH)


@pytest.fixture(scope="session")
def batched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same scenarios as a batch, each over its own days; the documented one last."""
    return batch_of(tmp_path_factory.mktemp("effects") / "batched", [7], WORLDS, CALM, FRESH, KNOWN)


@pytest.fixture(scope="session")
def swept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sweep of three points, two of them alike."""
    home = tmp_path_factory.mktemp("effects")
    (home / "calm.yaml").write_text(CALM.text)
    (home / "design.csv").write_text("militia.branching,branch\n0.7,2020-01-02\n0.2,2020-01-03\n0.7,2020-01-02\n")
    words = ["sweep", str(home / "calm.yaml"), "--design", str(home / "design.csv"), "--worlds", "6", "--reference", "1"]
    assert call([*words, "--out", str(home / "swept")]) == 0
    return home / "swept"
