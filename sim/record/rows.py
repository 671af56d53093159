"""Read a CSV file strictly: exact columns, bounded cells of plain text, and every row with the line it begins on."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from sim.errors import RecordError, cut, unknown
from sim.untrusted import as_text, read_bytes, shown, unprintable

BYTES = 10_000_000
ROWS = 20_000
"""Twenty times the project's own record, in bytes and in rows."""
CELL = 10_000
"""Letters of a cell; the longest of the project's own has a tenth."""


class CsvRow(NamedTuple):
    """One row: the line it begins on (from 1) and its cells by column."""

    line: int
    cells: dict[str, str]


def read_rows(path: Path, columns: Sequence[str]) -> list[CsvRow]:
    """The rows of a file whose header must be `columns`, in any order.

    Raises
    ------
    RecordError
        If the file cannot be read, the header differs, or a row has too few or too many cells.
    """
    return rows_of(read_bytes(path, BYTES, RecordError), shown(path), columns)


def rows_of(content: bytes, file: str, columns: Sequence[str]) -> list[CsvRow]:
    """The rows of a table that has been read already; see `read_rows`."""
    reader = csv.reader(io.StringIO(as_text(content, file, RecordError), newline=""), strict=True)
    rows: list[CsvRow] = []
    line = 1
    try:
        header = next(reader, [])
        _check_header(header, file, columns)
        line = reader.line_num + 1
        for cells in reader:
            if cells:
                rows.append(_row(cells, header, file, line))
            if len(rows) > ROWS:
                raise RecordError(f"there are too many rows; allowed: {ROWS:,}", file=file, line=line)
            line = reader.line_num + 1
    except csv.Error as error:
        raise RecordError(f"this is not CSV: {error}", file=file, line=line) from error
    return rows


def _row(cells: list[str], header: list[str], file: str, line: int) -> CsvRow:
    if len(cells) != len(header):
        raise RecordError(f"{len(cells)} cells where the header has {len(header)} columns", file=file, line=line)
    for column, cell in zip(header, cells, strict=True):
        if len(cell) > CELL:
            message = f"column {column}: a cell of {len(cell):,} letters; allowed: at most {CELL:,}"
            raise RecordError(message, file=file, line=line)
        if not cell.isprintable() and any(unprintable(letter) for letter in cell):
            raise RecordError(f"column {column}: {cut(repr(cell), 60)} holds a control character", file=file, line=line)
    return CsvRow(line, dict(zip(header, (cell.strip() for cell in cells), strict=True)))


def _check_header(header: list[str], file: str, columns: Sequence[str]) -> None:
    extra = [name for name in header if name not in columns]
    missing = [name for name in columns if name not in header]
    if not header:
        raise RecordError(f"this file is empty; needed is a header with the columns {', '.join(columns)}", file=file, line=1)
    if extra:
        raise RecordError(unknown("column", extra[0], columns), file=file, line=1)
    if missing:
        raise RecordError(f"column {missing[0]!r} is missing; needed are {', '.join(columns)}", file=file, line=1)
    if len(set(header)) < len(header):
        raise RecordError("a column stands twice in the header", file=file, line=1)


def iso_date(text: str) -> date:
    """A calendar day written as YYYY-MM-DD, and in no other way that ISO 8601 allows; anything else is a `ValueError`."""
    day = date.fromisoformat(text)
    if day.isoformat() != text:
        raise ValueError(text)
    return day
