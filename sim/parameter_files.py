"""Which parameter values a run uses: a fitted posterior, the values set by hand, those of a file, and changes on top.

The help of a command names what is here, so that what reads tables is imported where it reads them.
"""

from __future__ import annotations

import difflib
import functools
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import numpy as np

from sim.errors import NAME, InputError, ParameterError, cut
from sim.parameter_tables import TABLE_BYTES, read_draws
from sim.parameters import Origin, Parameters, load_parameters, parse_days
from sim.paths import Posterior
from sim.types import Number
from sim.untrusted import is_file, read_bytes, read_json, shown
from sim.yaml_lines import read_document

POINT, POSTERIOR = "point", "posterior"
WHOLE, TRAIN = Posterior.WHOLE.value, Posterior.TRAIN.value
FITS = {POSTERIOR: Posterior.WHOLE, WHOLE: Posterior.WHOLE, TRAIN: Posterior.TRAIN}
"""The project's own fits, by the words for them."""
SUFFIXES = (".csv", ".parquet", ".yaml", ".yml", ".json")
FITTED_TO = b"fitted_to"
"""In the metadata of a Parquet file of draws: first and last day that they were fitted to."""
PRIOR_ONLY = b"prior_only"
"""There, too: `SEED:NAME,NAME...`, the columns that no fit made, but draws from their priors."""
Changes = Mapping[str, Number]
"""New values by a parameter's full name: a number, or an array with one entry per world."""
Params = Parameters | Changes | str | Path | None
"""`posterior` (also `whole`, None): draws of the posterior of the whole record, one for each world; `train`: of that of the
training window; `point`: the values set by hand; a file of values or draws; changes on top of the posterior; or parameters as
they are."""


def choose(params: Params = POSTERIOR, changes: Changes | None = None) -> Parameters:
    """The parameters that `params` and `changes` stand for, in Python and (`--params`, `--set`) on the command line.

    Parameters
    ----------
    params
        `posterior`, `whole` or None: draws of the posterior that was fitted to the whole record. `train`: of the one that was
        fitted to its training window alone, and has not seen the days after it. `point`: the values that the parameter files
        state. A file: YAML or JSON with `name: value`, or CSV or Parquet with a column for each name and a row for each draw;
        world w takes row w, and after the last row the first again; what the file does not name has the value set by hand. A
        mapping: laid over the posterior.
    changes
        Laid over all of that.

    Raises
    ------
    InputError
        For a file that cannot be read, an unknown name, or a value outside its bounds.

    >>> choose({"us.strikes_per_lethal_attack": 0.5})  # the posterior, but for this one
    >>> choose("train").origin.days  # the days that it was fitted to
    >>> choose("point", {"us.strikes_per_lethal_attack": 0.5})  # the values set by hand, but for this one
    """
    return _base(POSTERIOR if params is None else params).replace(changes or {})


def n_draws(parameters: Parameters) -> int:
    """How many different vectors of parameters there are for the worlds to share: 1 if each parameter is one number."""
    return max((len(value) for value in parameters.values.values() if isinstance(value, np.ndarray) and value.ndim), default=1)


def for_worlds(parameters: Parameters, worlds: int) -> Parameters:
    """Parameters with one entry per world: draw w of n goes to the worlds w, w + n, w + 2n ..., in every scenario alike."""
    return of_block(parameters, 0, worlds)


def of_block(parameters: Parameters, first: int, last: int) -> Parameters:
    """The parameters of worlds `first` to `last`, that one left out, as `for_worlds` deals them to more than so many worlds."""
    worlds = np.arange(first, last)
    values = {
        name: value[worlds % len(value)] if isinstance(value, np.ndarray) and value.ndim else value
        for name, value in parameters.values.items()
    }
    return parameters.with_values(values)


def of_world(parameters: Parameters, world: int) -> Parameters:
    """The parameters of one world alone, as `for_worlds` deals them."""
    return of_block(parameters, world, world + 1).in_one_world()


def of_worlds(params: Params, first_world: int, worlds: int) -> Parameters:
    """The parameters of `worlds` worlds from `first_world` on; what is given as `Parameters` is theirs already."""
    chosen = choose(params)
    if not isinstance(params, Parameters):
        chosen = of_block(chosen, first_world, first_world + worlds)
    return chosen.in_one_world() if worlds == 1 else chosen


def _base(params: Parameters | Changes | str | Path) -> Parameters:
    if isinstance(params, Parameters):
        return params
    if isinstance(params, Mapping):
        return _base(POSTERIOR).replace(params)
    base = load_parameters()
    if params == POINT:
        return base.coming_from(Origin(POINT))
    fit = FITS.get(params) if isinstance(params, str) else None
    if fit is None:
        path = Path(params)
        return base.replace(read_values(path)).coming_from(Origin(path.name, fitted_to(path)))
    if not is_file(fit.draws):
        how = f"fit one with `escalation calibrate --window {fit}` and name its draws.parquet"
        raise InputError(f"--params {params}: there is none here; {how}; allowed: point, or a file")
    return _of_fit(fit, fit.draws, read_bytes(fit.draws, TABLE_BYTES, ParameterError))


@functools.lru_cache(maxsize=len(Posterior))
def _of_fit(fit: Posterior, path: Path, content: bytes) -> Parameters:
    """The draws of a fit, made of its file once for as long as that stays the same; nobody can write into them."""
    draws = read_values(path)
    for values in draws.values():
        np.asarray(values).setflags(write=False)
    return load_parameters().with_fit(draws).coming_from(Origin(fit.value, fitted_to(path)))


def read_values(path: Path) -> dict[str, Number]:
    """The values of a file, each known by name and within its bounds: numbers, or draws of shape `(draws,)`.

    Raises
    ------
    ParameterError
        For a file that cannot be read, an unknown name, or a value outside its bounds.
    """
    if path.suffix not in SUFFIXES:
        allowed = ", ".join((*FITS, POINT, *(f"a file ending in {suffix}" for suffix in SUFFIXES)))
        close = difflib.get_close_matches(cut(str(path), NAME), (*FITS, POINT), n=1)
        hint = f"; did you mean {close[0]!r}?" if close else ""
        raise InputError(f"--params {cut(str(path), 100)!r} is none of: {allowed}{hint}")
    try:
        if path.suffix in (".csv", ".parquet"):
            return read_draws(path)
        return _values(path)
    except ParameterError as error:
        raise error if error.file else ParameterError(str(error), file=shown(path)) from error


def fitted_to(path: Path) -> tuple[date, date] | None:
    """First and last day that the draws of a file were fitted to; None if it does not say, as only `calibrate` makes it.

    Raises
    ------
    ParameterError
        If it says so in words that are no days.
    """
    if path.suffix != ".parquet":
        return None
    import pyarrow.parquet as pq

    stated = (pq.read_schema(path).metadata or {}).get(FITTED_TO)
    try:
        return None if stated is None else parse_days(stated.decode())
    except ValueError as error:
        said = cut(repr(stated), NAME)
        raise ParameterError(
            f"it was fitted to {said}; allowed: START:END, as `escalation calibrate` writes", file=path
        ) from error


def prior_only(path: Path) -> tuple[str, ...]:
    """The columns of a file of draws that are from their priors alone; none of a file that does not say so."""
    if path.suffix != ".parquet":
        return ()
    import pyarrow.parquet as pq

    stated = (pq.read_schema(path).metadata or {}).get(PRIOR_ONLY, b"")
    return tuple(filter(None, stated.decode(errors="replace").partition(":")[2].split(",")))


def _values(path: Path) -> dict[str, Number]:
    """Numbers by name, from YAML or JSON."""
    expected = "allowed: a list of name: value"
    document = None if path.suffix == ".json" else read_document(path, expected, ParameterError)
    values = read_json(path, kind=ParameterError) if document is None else document.data
    if not isinstance(values, dict):
        raise ParameterError(expected)
    checked: dict[str, Number] = {}
    for name, value in values.items():
        try:
            checked[name] = _checked(name, value)
        except ParameterError as error:
            line = None if document is None else document.line((name,))
            raise ParameterError(str(error), file=shown(path), line=line) from error
    return checked


def _checked(name: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ParameterError(f"{name} is {cut(repr(value), 60)}; allowed: a number")
    try:
        number = float(value)
    except OverflowError:  # a whole number of four hundred digits
        number = np.inf
    load_parameters().check(name, number)
    return number
