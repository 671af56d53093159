"""The files in `results/reference/` that documents and figures are filled from, and how they are read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd

from sim.errors import InputError
from sim.paths import RESULTS

REFERENCE = RESULTS / "reference"


def read(path: Path) -> pd.DataFrame | None:
    """A table from a CSV file or a JSON list of records; None if there is no such file.

    Raises
    ------
    InputError
        If it is there but cannot be read as a table.
    """
    if not path.is_file():
        return None
    try:
        frame = pd.read_csv(path) if path.suffix == ".csv" else pd.DataFrame(_records(path))
    except (ValueError, pd.errors.ParserError) as error:
        raise InputError(f"not readable as a table: {' '.join(str(error).split())}", file=path) from error
    if frame.empty:
        raise InputError("there is no row in it", file=path)
    return frame


def _records(path: Path) -> Any:
    records = json.loads(path.read_text(encoding="utf-8"))
    return [records] if isinstance(records, dict) else records
