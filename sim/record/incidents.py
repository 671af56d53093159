"""The incident record: what happened, when, by whom, and who says so.

The record is data (`calibration/record/incidents.csv`). `CODEBOOK.md` beside it explains the columns, `NOTES.md` the gaps.
Reading is strict: a misspelt word, an impossible date or a missing source is an error that names the line and the column.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from sim.errors import RecordError, cut, unknown
from sim.paths import RECORD
from sim.record.rows import BYTES, CsvRow, iso_date, read_rows, rows_of
from sim.record.schema import COLUMNS, COUNTS, MOST, MOST_OF_TOTAL, TOTAL_COLUMNS, WORD_LISTS, WORDS
from sim.untrusted import read_bytes, shown

INCIDENTS = RECORD / "incidents.csv"
TOTALS = RECORD / "totals.csv"
EARLIEST = date(2003, 1, 1)
"""Before this year there were no American bases in Iraq, so that an older row is a slip."""


@dataclass(frozen=True)
class Record:
    """The incident record, checked.

    `incidents` has one row per documented act and the codebook's columns: `date` as datetime64, counts as nullable Int64
    (empty = not stated), the rest as text. `sha256` is the hash of the file's bytes, for a run's manifest.
    """

    incidents: pd.DataFrame
    path: Path
    sha256: str

    def __len__(self) -> int:
        """How many incidents."""
        return len(self.incidents)

    @property
    def ids(self) -> frozenset[str]:
        """The ids of all incidents."""
        return frozenset(self.incidents["id"])

    def rows(self) -> dict[str, dict[str, Any]]:
        """Every incident as a mapping of column to cell, by id."""
        records = self.incidents.to_dict("records")
        return {str(row["id"]): {str(column): cell for column, cell in row.items()} for row in records}


def load_record(path: Path | None = None) -> Record:
    """Read and check an incident record (by default the project's own).

    Raises
    ------
    RecordError
        At the first row that is wrong: file, line, column, value and what is allowed.
    """
    path = INCIDENTS if path is None else Path(path)
    content = read_bytes(path, BYTES, RecordError)
    return Record(_checked(content, shown(path)).copy(), path, hashlib.sha256(content).hexdigest())


@functools.cache
def known_rows() -> Mapping[str, Mapping[str, Any]]:
    """Every incident of the project's own record, as `Record.rows` has them; made once a process, and nobody changes them."""
    return load_record().rows()


@functools.lru_cache(maxsize=2)
def _checked(content: bytes, file: str) -> pd.DataFrame:
    """The incidents of a file that has been read; the same content is checked once, and nobody may change the frame."""
    rows = rows_of(content, file, COLUMNS)
    if not rows:
        raise RecordError("no incident in this file", file=file)
    seen: dict[str, int] = {}
    for row in rows:
        _check_row(row, file, seen)
    return _frame(rows)


def _frame(rows: list[CsvRow]) -> pd.DataFrame:
    frame = pd.DataFrame([row.cells for row in rows], columns=list(COLUMNS), dtype=object)
    frame["date"] = pd.to_datetime(frame["date"], format="%Y-%m-%d")
    for name in COUNTS:
        frame[name] = pd.array([int(cell) if cell else pd.NA for cell in frame[name]], dtype="Int64")
    return frame.sort_values(["date", "id"], kind="stable", ignore_index=True)


def _check_row(row: CsvRow, file: str, seen: dict[str, int]) -> None:
    cells = row.cells

    def wrong(column: str, message: str) -> RecordError:
        return RecordError(f"row {cut(cells['id'], 60) or '(no id)'}, column {column}: {message}", file=file, line=row.line)

    if cells["id"] in seen:
        raise wrong("id", f"duplicate id {cells['id']!r}; it stands on line {seen[cells['id']]} already")
    seen[cells["id"]] = row.line
    try:
        day = iso_date(cells["date"])
    except ValueError as error:
        raise wrong("date", f"{cells['date']!r} is not a calendar day; write YYYY-MM-DD") from error
    if not EARLIEST <= day <= date.today():
        raise wrong("date", f"{day} cannot be documented; allowed: {EARLIEST} to today")
    if not cells["id"].startswith(f"{cells['date']}-"):
        raise wrong("id", f"{cells['id']!r} must begin with the row's date, {cells['date']}-")
    for column, allowed in WORDS.items():
        if cells[column] not in allowed:
            raise wrong(column, unknown("word", cells[column], allowed))
    for column, allowed in WORD_LISTS.items():
        for word in split(cells[column]):
            if word not in allowed:
                raise wrong(column, unknown("word", word, allowed))
    for column in COUNTS:
        if cells[column] and not is_count(cells[column], MOST):
            say = f"write a whole number from 0 to {MOST:,} in digits alone, or leave the cell empty"
            raise wrong(column, f"{cells[column]!r} is not a count; {say}")
    _check_sources(cells["source_urls"], wrong)


def _check_sources(text: str, wrong: Any) -> None:
    sources = split(text)
    if not sources:
        raise wrong("source_urls", "no source; give at least one address (https://...) or founding document (doc:...)")
    for source in sources:
        if not source.startswith(("https://", "http://", "doc:")):
            raise wrong("source_urls", f"{source!r} is not a source; it must begin with https://, http:// or doc:")


def is_count(text: str, most: int) -> bool:
    """Whether a text is a whole number from 0 to `most`, in digits alone."""
    return text.isascii() and text.isdigit() and len(text) <= len(str(most)) and int(text) <= most


def split(cell: str) -> tuple[str, ...]:
    """The parts of a cell that lists several things, separated by semicolons."""
    return tuple(part.strip() for part in cell.split(";") if part.strip())


def load_totals(path: Path | None = None) -> pd.DataFrame:
    """Dated totals that officials, agencies and monitors gave out.

    Text columns as in the file, windows as dates where stated (`window_start`, `window_end`: datetime64, NaT if open), plus
    `number` (Int64): the count without its `>` or `~`, empty where the source gives a word instead of a number.
    """
    path = TOTALS if path is None else Path(path)
    rows = read_rows(path, TOTAL_COLUMNS)
    for row in rows:
        _check_total(row, shown(path))
    frame = pd.DataFrame([row.cells for row in rows], columns=list(TOTAL_COLUMNS), dtype=object)
    numbers = [row.cells["count"].lstrip("<>~") for row in rows]
    for name in ("window_start", "window_end"):
        frame[name] = pd.to_datetime(frame[name].replace("", None), format="%Y-%m-%d")
    frame["number"] = pd.array([int(text) if text else pd.NA for text in numbers], dtype="Int64")
    return frame


def _check_total(row: CsvRow, file: str) -> None:
    for column in ("window_start", "window_end"):
        try:
            if row.cells[column]:
                iso_date(row.cells[column])
        except ValueError as error:
            message = f"column {column}: {row.cells[column]!r} is not a calendar day; write YYYY-MM-DD or leave it empty"
            raise RecordError(message, file=file, line=row.line) from error
    text = row.cells["count"].lstrip("<>~")
    if text and not is_count(text, MOST_OF_TOTAL):
        message = f"column count: {row.cells['count']!r} is not a number up to {MOST_OF_TOTAL:,}, optionally after > or ~"
        raise RecordError(message, file=file, line=row.line)
    if not split(row.cells["source_urls"]):
        raise RecordError("column source_urls: no source; give at least one", file=file, line=row.line)


FILTERS = {"actor": "actor", "action": "action", "target": "target", "country": "country", "confidence": "confidence"}


def filter_record(
    record: Record | pd.DataFrame,
    since: date | str | None = None,
    until: date | str | None = None,
    ids: Iterable[str] = (),
    **words: Iterable[str],
) -> pd.DataFrame:
    """The incidents of a span (both days included) whose words are among those asked for.

    `words` are lists by column: `actor=["us"], action=["airstrike"]`; also `target`, `country`, `confidence`. An empty list
    sets no condition. A word outside the codebook, or an id that does not exist, is a `RecordError` with the nearest right one.
    """
    frame = record.incidents if isinstance(record, Record) else record
    keep = (frame["date"] >= day_or(since, "1900-01-01")) & (frame["date"] <= day_or(until, "2200-01-01"))
    for column, asked in words.items():
        if column not in FILTERS:
            raise RecordError(unknown("column", column, FILTERS))
        keep &= _among(frame[column], column, list(asked))
    wanted = list(ids)
    for name in wanted:
        if name not in set(frame["id"]):
            raise RecordError(unknown("id", name, frame["id"]))
    return frame[keep & (frame["id"].isin(wanted) if wanted else True)]


def day_or(text: date | str | None, otherwise: str) -> pd.Timestamp:
    """The day that somebody wrote, or another if they wrote none; a `RecordError` for what is no day."""
    try:
        return pd.Timestamp(otherwise if text is None else iso_date(str(text)))
    except ValueError as error:
        raise RecordError(f"{text!r} is not a calendar day; write YYYY-MM-DD") from error


def _among(column: pd.Series[Any], name: str, asked: list[str]) -> pd.Series[bool]:
    for word in asked:
        if word not in WORDS[name]:
            raise RecordError(unknown(name, word, WORDS[name]))
    return column.isin(asked) if asked else pd.Series(True, index=column.index)


BY = ("year", "month", *WORDS, "target_group", "attributed_to")
"""What `tabulate` can count by."""


def tabulate(frame: pd.DataFrame, by: Iterable[str]) -> pd.DataFrame:
    """Count rows by one or more columns (see `BY`): the keys, then `n`, in the order of the keys."""
    keys = list(dict.fromkeys(by))
    for key in keys:
        if key not in BY:
            raise RecordError(unknown("column to count by", key, BY))
    made = frame.assign(year=frame["date"].dt.strftime("%Y"), month=frame["date"].dt.strftime("%Y-%m"))
    return made.groupby(keys, observed=True).size().rename("n").reset_index()


def cite(frame: pd.DataFrame) -> list[str]:
    """Every source of these incidents once, in alphabetical order."""
    return sorted({source for cell in frame["source_urls"] for source in split(cell)})
