"""Tables of draws: a column for each parameter, a row for each draw, in CSV or Parquet; what is read of them, and refused.

What reads tables is imported where it reads them, so that the help of a command does not wait for it.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.errors import ParameterError
from sim.parameters import load_parameters
from sim.types import Floats, Number
from sim.untrusted import as_text, read_bytes, shown

if TYPE_CHECKING:
    import pyarrow as pa

TABLE_BYTES = 64_000_000
"""A hundred times the posterior's own file."""
ROWS = 100_000
"""Draws of a file: no command mixes more."""
NO_ROW = "there is no row in it; allowed: a row for each draw"
AN_INDEX = re.compile(r"__index_level_\d+__")


def read_draws(path: Path) -> dict[str, Number]:
    """The columns of a CSV or Parquet file as arrays of shape `(draws,)`, each known by name and within its bounds.

    Raises
    ------
    ParameterError
        For a table that cannot be read, has no column or row or too many, an unknown name, or a value outside its bounds.
    """
    content = read_bytes(path, TABLE_BYTES, ParameterError)
    draws = _of_csv(as_text(content, shown(path), ParameterError)) if path.suffix == ".csv" else _of_parquet(content)
    if not draws:
        raise ParameterError("there is no column in it; allowed: a column for each parameter")
    for name, values in draws.items():
        if not len(values):
            raise ParameterError(NO_ROW)
        if len(values) > ROWS:
            raise ParameterError(f"there are too many rows in it; allowed: {ROWS:,} draws")
        load_parameters().check(name, values)
    return dict(draws)


def _check_columns(names: Iterable[str]) -> None:
    """Every name of a table is a parameter's, and stands once."""
    seen: set[str] = set()
    for name in names:
        load_parameters().entry(name)
        if name in seen:
            raise ParameterError(f"the column {name} stands twice")
        seen.add(name)


def _of_csv(text: str) -> dict[str, Floats]:
    """The columns of a CSV table of numbers."""
    import pandas as pd

    try:
        header = next(csv.reader(io.StringIO(text, newline="")), [])
        _check_columns(header)
        frame = pd.read_csv(io.StringIO(text, newline=""), nrows=ROWS + 1, dtype=np.float64)
    except (ValueError, OverflowError, csv.Error) as error:  # what pandas raises for a broken table is a ValueError too
        raise ParameterError(f"not readable as a table of numbers: {error}") from error
    if list(frame.columns) != header or not isinstance(frame.index, pd.RangeIndex):
        raise ParameterError(f"a row has more cells than the header; allowed: {len(header)}, one for each name")
    return {name: frame[name].to_numpy() for name in header}


def _of_parquet(content: bytes) -> dict[str, Floats]:
    """The columns of a Parquet table of numbers; what other programs noted beside them, such as an index, does not count."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(pa.BufferReader(content))
        names = _numbers_in(file.schema_arrow)
        table = _first_rows(file, names)
        return {name: table[name].to_numpy().astype(np.float64) for name in names}
    except (OSError, ValueError, TypeError, MemoryError, OverflowError, pa.ArrowException) as error:
        raise ParameterError(f"not readable as a table of numbers: {error}") from error


def _numbers_in(schema: pa.Schema) -> list[str]:
    """The names of the columns that hold parameters; a row's number, as pandas keeps it after a selection, is none."""
    import pyarrow as pa

    names = [name for name in schema.names if not AN_INDEX.fullmatch(name)]
    _check_columns(names)
    for name in names:
        if not (pa.types.is_integer(schema.field(name).type) or pa.types.is_floating(schema.field(name).type)):
            raise ParameterError(f"{name} holds {schema.field(name).type}; allowed: numbers")
    return names


def _first_rows(file: Any, names: list[str]) -> pa.Table:
    """The rows, and no more of them than tells that they are too many."""
    import pyarrow as pa

    batches, rows = [], 0
    for batch in file.iter_batches(batch_size=ROWS // 10, columns=names):
        batches.append(batch)
        rows += len(batch)
        if rows > ROWS:
            break
    if not rows:
        raise ParameterError(NO_ROW)
    return pa.Table.from_batches(batches)
