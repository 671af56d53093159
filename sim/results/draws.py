"""The parameters of a run as its folder keeps them: single numbers in the manifest, draws in a table of their own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from sim.errors import InputError, ParameterError
from sim.parameters import Origin, Parameters, load_parameters, parse_days

DRAWS = "parameters.parquet"


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
    """The parameters a run used, with their origin.

    Raises
    ------
    InputError
        If the rules no longer know one of them, or the draws are broken.
    """
    values: dict[str, Any] = dict(manifest["parameters"]["values"])
    file = folder / DRAWS
    if manifest["parameters"]["draws"]:
        try:
            table = pq.read_table(file)
            values |= {name: table[name].to_numpy().astype(np.float64) for name in table.column_names}
        except (OSError, pa.ArrowException, ValueError, TypeError) as error:
            raise InputError(f"the draws of the parameters are missing or broken ({error})", file=file) from error
    if not values or any(is_draw(value) and value.size == 0 for value in values.values()):
        raise InputError("there is no value in it; allowed: the draws that the run wrote", file=file)
    try:
        return load_parameters().replace(values).coming_from(_origin(manifest["parameters"]))
    except ParameterError as error:
        raise InputError(str(error), file=file) from error


def _origin(stated: dict[str, Any]) -> Origin:
    """Where a manifest says that its parameters came from; older ones do not say."""
    days = stated.get("fitted_to")
    return Origin(stated.get("params", ""), None if days is None else parse_days(days))
