"""What drives the answer of a folder that `run`, `compare` or `batch` wrote: all that its worlds say without another run.

Worlds that share a draw of the parameters tell luck and parameters apart; draws with a term in and out tell what it does. Indices
of groups need designs of their own, and are had from a scenario.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from sim.errors import InputError, unknown
from sim.machine import Machine
from sim.parameter_files import n_draws
from sim.results.draws import parameters_of
from sim.results.manifest import SELF, folder_of, own_hash, read_manifest
from sim.results.provenance import code_hash, commit, drawn_by, input_hashes, sha256_of, versions
from sim.results.runs import scenarios_of
from sim.results.spans import Span, counted_span
from sim.results.statements import MANIFEST
from sim.scenario import Scenario
from sim.sensitivities.answering import Answer, answer_of
from sim.sensitivities.coverage import coverage_weights
from sim.sensitivities.designs import included, varying
from sim.sensitivities.running import COMMAND
from sim.untrusted import is_file, is_folder
from sim.vocabulary.measures import MEASURES, in_order

WORLDS = "worlds.parquet"
CODE = "estimates"
"""The folder of `sim` whose code splits variances, and is in no hash of the rules."""


def is_of_ours(path: Path) -> bool:
    """Whether somebody means a folder or a manifest, and not a scenario by its name or file."""
    return is_folder(path) or path.name == MANIFEST


def of_folder(
    path: Path, arm: str | None = None, *, seed: int = 7, coverage: bool = True, machine: Machine | None = None
) -> Answer:
    """What drives the level of a run's measures, or the effect of an arm of a comparison.

    Parameters
    ----------
    path
        The folder, or its manifest.
    arm
        The scenario; default: the last. In a comparison it is set against the first.
    seed
        Of the resampling.
    coverage
        Whether the record is replayed under other reporting probabilities.

    Raises
    ------
    InputError
        If the folder is not ours, was edited, has no such scenario, or all its worlds have one vector of parameters.
    """
    manifest, folder = read_manifest(path), folder_of(path)
    _check_whole(folder, manifest)
    scenario, reference = _arms(manifest, folder, arm)
    parameters = parameters_of(manifest, folder)
    if n_draws(parameters) < 2:
        raise InputError(
            "all its worlds have one vector of parameters; allowed: a run of draws, such as --params posterior", file=path
        )
    span = counted_span(scenario)
    ours = _worlds(folder, scenario.name, span)
    theirs = None if reference is None else _worlds(folder, reference.name, span)
    if theirs is not None and not ours["world"].equals(theirs["world"]):
        raise InputError(f"{scenario.name} and {manifest['command']}'s reference do not have the same worlds", file=path)
    measures = [name for name in in_order(scenario.watch) if MEASURES[name].always_known]
    if not measures:
        raise InputError(f"{scenario.name} watches no measure that every world has; allowed: totals, or peak_rung", file=path)
    values = {name: _apart(ours, theirs, name) for name in measures}
    there, draws = np.unique(ours["draw"].to_numpy(), return_inverse=True)
    weights = coverage_weights(parameters, there, machine or Machine()) if coverage else {}
    about: dict[str, Any] = {
        "scenario": scenario.name, "title": scenario.title, "reference": None if reference is None else reference.name,
        "span": span, "draws": len(there), "worlds": len(ours) / len(there), "seed": manifest["seed"], "runs": 0,
        "left_out": [name for name in in_order(scenario.watch) if name not in measures], "coverage": bool(weights),
    }  # fmt: skip
    return answer_of(
        values, draws, {name: column[there] for name, column in varying(parameters).items()}, included(parameters, there),
        parameters, np.random.default_rng([seed, 1]), weights=weights, about=about,
        manifest=_manifest(manifest, scenario.name, seed, coverage), source=folder,
    )  # fmt: skip


def _check_whole(folder: Path, manifest: dict[str, Any]) -> None:
    if manifest.get(SELF) != own_hash(manifest):
        raise InputError("edited: its own hash is not that of what it says", file=folder / MANIFEST)
    for name in (WORLDS, *filter(None, [manifest["parameters"]["draws"]])):
        file = folder / name
        if not is_file(file) or sha256_of(file) != manifest["outputs"].get(name):
            raise InputError("missing, or not as it was written; `escalation reproduce` says what else is", file=file)


def _arms(manifest: dict[str, Any], folder: Path, asked: str | None) -> tuple[Scenario, Scenario | None]:
    """The scenario, and in a comparison the reference."""
    scenarios = scenarios_of(manifest, folder)
    by_name = {each.name: each for each in scenarios}
    if asked is not None and asked not in by_name:
        raise InputError(f"--arm: {unknown('scenario of this folder', asked, by_name)}")
    scenario = scenarios[-1] if asked is None else by_name[asked]
    reference = scenarios[0] if manifest["command"] == "compare" and scenario.name != scenarios[0].name else None
    return scenario, reference


def _worlds(folder: Path, name: str, span: Span) -> pd.DataFrame:
    """A scenario's rows over a span, by world."""
    frame: pd.DataFrame = pq.read_table(folder / WORLDS, filters=[("scenario", "==", name)]).to_pandas()
    since, until = (pd.Timestamp(day) for day in span)
    several = (frame[["since", "until"]].nunique() > 1).any()
    chosen = frame[(frame["since"] == since) & (frame["until"] == until)] if several else frame
    if chosen.empty:
        raise InputError(f"there is no world of {name} over {span}", file=folder / WORLDS)
    return chosen.sort_values("world", kind="stable", ignore_index=True)


def _apart(ours: pd.DataFrame, theirs: pd.DataFrame | None, name: str) -> np.ndarray[Any, np.dtype[np.float64]]:
    level = ours[name].to_numpy(dtype=np.float64)
    return level if theirs is None else level - theirs[name].to_numpy(dtype=np.float64)


def _manifest(source: dict[str, Any], arm: str, seed: int, coverage: bool) -> dict[str, Any]:
    return {
        "command": COMMAND,
        "of": {key: source[key] for key in ("command", SELF, "seed", "worlds")},
        "arm": arm,
        "seed": seed,
        "coverage": coverage,
        "inputs": {**input_hashes(), CODE: code_hash(CODE)},
        "versions": versions(),
        "drawn_by": drawn_by(),
        "commit": commit(),
    }
