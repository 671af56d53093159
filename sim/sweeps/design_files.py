"""Design files: a CSV with a column for each name and a row for each point, as `design.csv` of a sweep's folder.

It can be edited and given back (`--design design.csv`). Names are those of `sim.sweeps.factors`; a cell is a value as
`--vary` takes it; the first row after the header is point 0.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sim.errors import InputError
from sim.scenario import Scenario
from sim.sweeps.designs import MOST_FACTORS, MOST_POINTS, Design, Row, check_factors
from sim.sweeps.factors import Factor, factor_named, in_words
from sim.untrusted import read_text, shown

DESIGN = "design.csv"
FILE = "file"
BYTES = 16_000_000
"""Twenty letters in each cell of the largest design are 20 MB; nobody writes that by hand."""


def is_file_name(design: str) -> bool:
    """Whether `--design` names a file, and not a kind of design."""
    return design.lower().endswith(".csv")


def write_design(design: Design, path: Path) -> None:
    """Write a design; what is read back is the same to the last bit."""
    stream = io.StringIO()
    table = csv.writer(stream, lineterminator="\n")
    table.writerow([factor.name for factor in design.factors])
    table.writerows([in_words(value) for value in row] for row in design.rows)
    path.write_text(stream.getvalue(), encoding="utf-8", newline="\n")


def read_design(path: Path, scenario: Scenario, kind: str = FILE) -> Design:
    """The design that a file holds, for a scenario.

    Raises
    ------
    InputError
        With the file and the line: for a file that cannot be read, an unknown name, a value that is none, and too many of them.
    """
    rows = _cells(path)
    if not rows:
        raise InputError("there is no header in it; allowed: names by comma, then a row for each point", file=shown(path))
    (line, names), *points = rows
    if len(names) > MOST_FACTORS:
        raise InputError(f"there are {len(names)} columns in it; allowed: at most {MOST_FACTORS}", file=shown(path), line=line)
    if not 1 <= len(points) <= MOST_POINTS:
        raise InputError(f"there are {len(points):,} points in it; allowed: 1 to {MOST_POINTS:,}", file=shown(path))
    with _located(path, line):
        factors = tuple(factor_named(name.strip(), scenario) for name in names)
        check_factors(factors)
    return Design(kind, factors, tuple(_read_row(path, line, factors, cells) for line, cells in points))


def _read_row(path: Path, line: int, factors: tuple[Factor, ...], cells: list[str]) -> Row:
    with _located(path, line):
        if len(cells) != len(factors):
            raise InputError(f"the row has {len(cells)} cells; allowed: {len(factors)}, one for each name")
        return tuple(factor.read(cell) for factor, cell in zip(factors, cells, strict=True))


@contextmanager
def _located(path: Path, line: int) -> Iterator[None]:
    """Whatever is wrong is wrong in this line."""
    try:
        yield
    except InputError as error:
        raise InputError(str(error), file=shown(path), line=line) from error


def _cells(path: Path) -> list[tuple[int, list[str]]]:
    """The lines that are not empty, with their numbers."""
    reader = csv.reader(io.StringIO(read_text(path, BYTES), newline=""), strict=True)
    rows: list[tuple[int, list[str]]] = []
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append((reader.line_num, cells))
            if len(rows) > MOST_POINTS + 1:
                break
    except csv.Error as error:
        raise InputError(f"not readable as CSV: {error}", file=shown(path), line=reader.line_num) from error
    return rows
