"""How likely an attack of a given month is to stand in the record (`calibration/record/reporting.csv`).

Some months are covered in part only. A documented count is then a thinned one: the likelihood multiplies a rate by this
probability. The judgements rest on the completeness tables of the record's notes; each row says which.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim.errors import RecordError, unknown
from sim.paths import RECORD
from sim.record.rows import CsvRow, iso_date, read_rows
from sim.types import Floats
from sim.untrusted import shown

PARTLY_REPORTED = ("attack_base", "attack_convoy")
"""The decisions whose months the record may cover in part; every other act is taken to stand in it."""
COLUMNS = ("month", "series", "probability", "basis")
Month = np.datetime64


@dataclass(frozen=True)
class Reporting:
    """Probability that an attack is in the record, by series and calendar month."""

    by_month: Mapping[tuple[str, Month], float]
    basis: Mapping[tuple[str, Month], str]

    def probability(self, series: str, days: NDArray[np.datetime64]) -> Floats:
        """Probability in (0, 1] for each day, shape `(days,)`; 1 for months outside the table."""
        if series not in PARTLY_REPORTED:
            raise RecordError(unknown("series", series, PARTLY_REPORTED))
        months, month_of_day = np.unique(np.asarray(days, dtype="datetime64[M]"), return_inverse=True)
        values = np.array([self.by_month.get((series, month), 1.0) for month in months], dtype=np.float64)
        return values[month_of_day]


def load_reporting(path: Path | None = None) -> Reporting:
    """Read and check the table (by default the project's own); a `RecordError` names line and column."""
    path = RECORD / "reporting.csv" if path is None else Path(path)
    by_month: dict[tuple[str, Month], float] = {}
    basis: dict[tuple[str, Month], str] = {}
    for row in read_rows(path, COLUMNS):
        key, value = _checked(row, shown(path))
        if key in by_month:
            raise RecordError(f"column month: {row.cells['month']} stands twice for {key[0]}", file=shown(path), line=row.line)
        by_month[key], basis[key] = value, row.cells["basis"]
    return Reporting(by_month, basis)


def _checked(row: CsvRow, file: str) -> tuple[tuple[str, Month], float]:
    cells = row.cells

    def wrong(column: str, message: str) -> RecordError:
        return RecordError(f"column {column}: {message}", file=file, line=row.line)

    try:
        month = np.datetime64(iso_date(f"{cells['month']}-01"), "M")
    except ValueError as error:
        raise wrong("month", f"{cells['month']!r} is not a month; write YYYY-MM") from error
    if cells["series"] not in PARTLY_REPORTED:
        raise wrong("series", unknown("series", cells["series"], PARTLY_REPORTED))
    try:
        value = float(cells["probability"])
    except ValueError as error:
        raise wrong("probability", f"{cells['probability']!r} is not a number; write one above 0 and up to 1") from error
    if not 0 < value <= 1:
        raise wrong("probability", f"{value} is outside (0, 1]; write a number above 0 and up to 1")
    if not cells["basis"]:
        raise wrong("basis", "empty; say in a few words what the number rests on")
    return (cells["series"], month), value
