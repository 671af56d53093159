"""What the tests of batches are made of: five days of the record with and without the strike on Soleimani, and small batches."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from sim.batches.asked import Batch, make_batch
from sim.batches.keeping import Home
from sim.batches.saving import Written
from sim.machine import Machine
from sim.parameters import Parameters, load_parameters
from sim.results.manifest import output_hashes
from sim.scenario import load_scenario
from sim.sweeps.planning import plan_sweep
from sim.sweeps.running import Plan

KNOWN = load_scenario("documented").edit(name="known", start="2020-01-01", end="2020-01-05", warm_up=1)
CALM = KNOWN.edit(
    name="calm", branch="2020-01-02", luck="fresh", interventions=[{"remove_event": "2020-01-03-us-targeted-killing"}]
)
"""With fresh luck, so that its few days differ between seeds."""
DRAWS = load_parameters().replace({"militia.branching": np.linspace(0.1, 0.9, 4)})
NAME = "militia.base_attacks"
BLOCK = 3


def sweep_of(values: Sequence[float], reference: int = 0) -> Plan:
    """`calm` at these values of a parameter; its worlds and seed are those of the batch that it goes into."""
    return plan_sweep(CALM, {NAME: list(values)}, "grid", None, 1, 0, DRAWS, reference)


def batch_of(
    worlds: int = 4, seeds: Sequence[int] = (7,), values: Sequence[float] = (), parameters: Parameters = DRAWS, reference: int = 0
) -> Batch:
    """`known` and `calm`, and a sweep of `calm` if there are values for it."""
    plans = [sweep_of(values, reference)] if values else []
    return make_batch([KNOWN, CALM], plans, worlds, seeds, parameters)


def written(
    folder: Path, batch: Batch, *, jobs: int = 1, block: int = BLOCK, extend: bool = False, force: bool = False
) -> Written:
    """A batch run into a folder."""
    return Home(folder, batch, Machine(jobs, block), extend=extend, force=force).write(lambda name, pace: None)


def contents(folder: Path) -> dict[str, str]:
    """The hash of every file but manifests, which say when they were made."""
    return {name: value for name, value in output_hashes(folder).items() if not name.endswith("manifest.json")}
