"""Which parameter values a run uses: the files' own, those of another file, and changes on top."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from sim.errors import InputError, ParameterError
from sim.parameters import Parameters, load_parameters, parse_settings
from sim.paths import POSTERIOR_DRAWS

POINT, POSTERIOR = "point", "posterior"
SUFFIXES = (".csv", ".parquet", ".yaml", ".yml", ".json")


def choose(params: str = POSTERIOR, settings: Iterable[str] = ()) -> Parameters:
    """The parameters that `--params` and `--set` ask for.

    Parameters
    ----------
    params
        `posterior`: draws of the fitted posterior. `point`: the values that the parameter files state. A file: YAML or JSON with
        `name: value`, or CSV or Parquet with a column for each name and a row for each draw; world w takes row w, and after the
        last row the first again.
    settings
        Texts such as `us.strikes_per_lethal_attack=0.5`, laid over it.

    Raises
    ------
    InputError
        For a file that cannot be read, an unknown name, or a value outside its bounds.
    """
    base = load_parameters()
    if params == POSTERIOR and not POSTERIOR_DRAWS.is_file():
        raise InputError("--params posterior: there is none here; fit it with `escalation calibrate`; allowed: point, or a file")
    if params == POSTERIOR:
        return base.with_fit(_read(POSTERIOR_DRAWS)).replace(parse_settings(settings))
    values: dict[str, Any] = {} if params == POINT else _read(Path(params))
    return base.replace(values).replace(parse_settings(settings))


def _read(path: Path) -> dict[str, Any]:
    if path.suffix not in SUFFIXES:
        allowed = ", ".join((POINT, POSTERIOR, *(f"a file ending in {suffix}" for suffix in SUFFIXES)))
        raise InputError(f"--params {str(path)!r} is none of: {allowed}")
    if not path.is_file():
        raise ParameterError("there is no such file", file=path)
    try:
        values = _draws(path) if path.suffix in (".csv", ".parquet") else _values(path)
        base = load_parameters()
        for name, value in values.items():
            base.check(name, value)
    except ParameterError as error:
        raise ParameterError(str(error), file=path) from error
    except (OSError, ValueError, TypeError, OverflowError, YAMLError, pa.ArrowException) as error:
        raise ParameterError(f"not readable: {error}", file=path) from error
    return values


def _draws(path: Path) -> dict[str, Any]:
    """Columns as arrays of shape `(draws,)`."""
    frame = pd.read_csv(path) if path.suffix == ".csv" else pd.read_parquet(path)
    if frame.empty:
        raise ParameterError("there is no row in it; allowed: a row for each draw")
    return {str(name): frame[name].to_numpy(dtype=float) for name in frame.columns}


def _values(path: Path) -> dict[str, Any]:
    values = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    if not isinstance(values, dict):
        raise ParameterError("allowed: a list of name: value")
    for name, value in values.items():
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ParameterError(f"{name} is {value!r}; allowed: a number")
    return {str(name): float(value) for name, value in values.items()}
