"""The manifest of a run: everything that is needed to run it again and to say what has changed since."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from sim.errors import InputError
from sim.parameters import Parameters, load_parameters
from sim.results.folders import DRAWS
from sim.results.provenance import commit, input_hashes, versions
from sim.scenario import Scenario


def manifest_of(
    command: str, scenarios: Sequence[Scenario], worlds: int, seed: int, parameters: Parameters, block: int, seconds: float
) -> dict[str, Any]:
    """What went into a run. `created` and `seconds` say when and how long; no hash depends on them, nor on `block`."""
    values = {"sha256": parameters.sha256(), "values": numbers(parameters), "draws": DRAWS if draws(parameters) else None}
    return {
        "command": command,
        "scenarios": {scenario.name: scenario.text for scenario in scenarios},
        "seed": seed,
        "worlds": worlds,
        "block": block,
        "parameters": values,
        "inputs": input_hashes(),
        "versions": versions(),
        "commit": commit(),
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "seconds": round(seconds, 1),
    }


def numbers(parameters: Parameters) -> dict[str, float]:
    """The parameters that are one number for all worlds."""
    return {name: float(value) for name, value in parameters.values.items() if not is_draw(value)}


def draws(parameters: Parameters) -> dict[str, np.ndarray]:
    """The parameters that differ by world, each of shape `(draws,)`."""
    return {name: np.asarray(value, dtype=float) for name, value in parameters.values.items() if is_draw(value)}


def is_draw(value: object) -> bool:
    """Whether a parameter's value differs by world."""
    return isinstance(value, np.ndarray) and value.ndim == 1


def write_draws(folder: Path, parameters: Parameters) -> None:
    """Write the parameters that differ by world, if any, one row per draw."""
    table = draws(parameters)
    if table:
        arrow = pa.Table.from_pandas(pd.DataFrame(table), preserve_index=False).replace_schema_metadata(None)
        pq.write_table(arrow, folder / DRAWS, compression="zstd")


def parameters_of(manifest: dict[str, Any], folder: Path) -> Parameters:
    """The parameters a run used; raises `InputError` if the rules no longer know one of them."""
    values: dict[str, Any] = dict(manifest["parameters"]["values"])
    if manifest["parameters"]["draws"]:
        try:
            frame = pq.read_table(folder / DRAWS).to_pandas()
        except (OSError, pa.ArrowException) as error:
            raise InputError(f"the draws of the parameters are missing or broken ({error})", file=folder / DRAWS) from error
        values |= {str(name): frame[name].to_numpy() for name in frame.columns}
    return load_parameters().replace(values)
