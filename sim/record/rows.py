"""Read a CSV file strictly: exact columns, and every row with the line it begins on."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple, TextIO

from sim.errors import RecordError, unknown
from sim.yaml_lines import shown


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
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            return _rows(stream, shown(path), columns)
    except UnicodeDecodeError as error:
        raise RecordError("this file is not UTF-8 text", file=shown(path)) from error
    except OSError as error:
        raise RecordError(f"this file cannot be read: {error.strerror}", file=shown(path)) from error


def _rows(stream: TextIO, file: str, columns: Sequence[str]) -> list[CsvRow]:
    reader = csv.reader(stream, strict=True)
    rows: list[CsvRow] = []
    line = 1
    try:
        header = next(reader, [])
        _check_header(header, file, columns)
        line = reader.line_num + 1
        for cells in reader:
            if cells:
                rows.append(_row(cells, header, file, line))
            line = reader.line_num + 1
    except csv.Error as error:
        raise RecordError(f"this is not CSV: {error}", file=file, line=line) from error
    return rows


def _row(cells: list[str], header: list[str], file: str, line: int) -> CsvRow:
    if len(cells) != len(header):
        raise RecordError(f"{len(cells)} cells where the header has {len(header)} columns", file=file, line=line)
    return CsvRow(line, dict(zip(header, (cell.strip() for cell in cells), strict=True)))


def _check_header(header: list[str], file: str, columns: Sequence[str]) -> None:
    extra = [name for name in header if name not in columns]
    missing = [name for name in columns if name not in header]
    if extra:
        raise RecordError(unknown("column", extra[0], columns), file=file, line=1)
    if missing:
        raise RecordError(f"column {missing[0]!r} is missing; needed are {', '.join(columns)}", file=file, line=1)
    if len(set(header)) < len(header):
        raise RecordError("a column stands twice in the header", file=file, line=1)


def iso_date(text: str) -> date:
    """A calendar day written as YYYY-MM-DD, and in no other way; anything else is a `ValueError`."""
    day = date.fromisoformat(text)
    if day.isoformat() != text:
        raise ValueError(text)
    return day
