"""Which parameter values a run uses: the fitted posterior, the values set by hand, those of a file, and changes on top.

The help of a command names what is here, so that what reads tables is imported where it reads them.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from sim.errors import InputError, ParameterError
from sim.parameters import Parameters, load_parameters
from sim.paths import POSTERIOR_DRAWS
from sim.types import Number

POINT, POSTERIOR = "point", "posterior"
SUFFIXES = (".csv", ".parquet", ".yaml", ".yml", ".json")

Changes = Mapping[str, Number]
"""New values by a parameter's full name: a number, or an array with one entry per world."""
Params = Parameters | Changes | str | Path | None
"""`posterior` (also None): draws of the fitted posterior, one for each world; `point`: the values set by hand; a file of values
or draws; changes on top of the posterior; or parameters as they are."""


def choose(params: Params = POSTERIOR, changes: Changes | None = None) -> Parameters:
    """The parameters that `params` and `changes` stand for, in Python and (`--params`, `--set`) on the command line.

    Parameters
    ----------
    params
        `posterior` or None: draws of the fitted posterior. `point`: the values that the parameter files state. A file: YAML or
        JSON with `name: value`, or CSV or Parquet with a column for each name and a row for each draw; world w takes row w, and
        after the last row the first again; what the file does not name has the value set by hand. A mapping: laid over the
        posterior.
    changes
        Laid over all of that.

    Raises
    ------
    InputError
        For a file that cannot be read, an unknown name, or a value outside its bounds.

    >>> choose({"us.strikes_per_lethal_attack": 0.5})  # the posterior, but for this one
    >>> choose("point", {"us.strikes_per_lethal_attack": 0.5})  # the values set by hand, but for this one
    """
    return _base(POSTERIOR if params is None else params).replace(changes or {})


def for_worlds(parameters: Parameters, worlds: int) -> Parameters:
    """Parameters with one entry per world: draw w of n goes to the worlds w, w + n, w + 2n ..., in every scenario alike."""
    values = {
        name: np.resize(value, worlds) if isinstance(value, np.ndarray) and value.ndim else value
        for name, value in parameters.values.items()
    }
    return Parameters(parameters.entries, values)


def of_worlds(params: Params, first_world: int, worlds: int) -> Parameters:
    """The parameters of `worlds` worlds from `first_world` on; what is given as `Parameters` is theirs already."""
    chosen = choose(params)
    if not isinstance(params, Parameters):
        chosen = for_worlds(chosen, first_world + worlds).rows(first_world, first_world + worlds)
    return chosen.in_one_world() if worlds == 1 else chosen


def _base(params: Parameters | Changes | str | Path) -> Parameters:
    if isinstance(params, Parameters):
        return params
    if isinstance(params, Mapping):
        return _base(POSTERIOR).replace(params)
    if params == POINT:
        return load_parameters()
    if params == POSTERIOR and not POSTERIOR_DRAWS.is_file():
        raise InputError("--params posterior: there is none here; fit it with `escalation calibrate`; allowed: point, or a file")
    base = load_parameters()
    return base.with_fit(_read(POSTERIOR_DRAWS)) if params == POSTERIOR else base.replace(_read(Path(params)))


def _read(path: Path) -> dict[str, Number]:
    if path.suffix not in SUFFIXES:
        allowed = ", ".join((POINT, POSTERIOR, *(f"a file ending in {suffix}" for suffix in SUFFIXES)))
        raise InputError(f"--params {str(path)!r} is none of: {allowed}")
    if not path.is_file():
        raise ParameterError("there is no such file", file=path)
    from pyarrow import ArrowException

    try:
        values = _draws(path) if path.suffix in (".csv", ".parquet") else _values(path)
        base = load_parameters()
        for name, value in values.items():
            base.check(name, value)
    except ParameterError as error:
        raise ParameterError(str(error), file=path) from error
    except (OSError, ValueError, TypeError, OverflowError, YAMLError, ArrowException) as error:
        raise ParameterError(f"not readable: {error}", file=path) from error
    return values


def _draws(path: Path) -> dict[str, Number]:
    """Columns as arrays of shape `(draws,)`."""
    import pandas as pd

    frame = pd.read_csv(path) if path.suffix == ".csv" else pd.read_parquet(path)
    if frame.empty:
        raise ParameterError("there is no row in it; allowed: a row for each draw")
    return {str(name): frame[name].to_numpy(dtype=float) for name in frame.columns}


def _values(path: Path) -> dict[str, Number]:
    values = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    if not isinstance(values, dict):
        raise ParameterError("allowed: a list of name: value")
    for name, value in values.items():
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ParameterError(f"{name} is {value!r}; allowed: a number")
    return {str(name): float(value) for name, value in values.items()}
