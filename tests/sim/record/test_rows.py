"""CSV read strictly: exact columns, cells trimmed, and each row with the line it begins on."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import RecordError
from sim.record.rows import CsvRow, iso_date, read_rows


def read(folder: Path, text: str) -> list[CsvRow]:
    path = folder / "table.csv"
    path.write_text(text, encoding="utf-8")
    return read_rows(path, ("a", "b"))


def test_rows_know_their_line_and_their_cells_by_name(tmp_path: Path) -> None:
    rows = read(tmp_path, 'b,a\n 1 ,"x\ny"\n\n2,z\n')
    assert rows == [CsvRow(2, {"a": "x\ny", "b": "1"}), CsvRow(5, {"a": "z", "b": "2"})]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a\n", "table.csv:1: column 'b' is missing; needed are a, b"),
        ("a,b,c\n", "table.csv:1: unknown column 'c'"),
        ("a,b,b\n", "table.csv:1: a column stands twice"),
        ("a,b\n1,2\n1\n", "table.csv:3: 1 cells where the header has 2 columns"),
        ('a,b\n"1"2,3\n', "table.csv:2: this is not CSV"),
    ],
)
def test_a_broken_table_is_named_with_its_line(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(RecordError) as caught:
        read(tmp_path, text)
    assert says in str(caught.value)


@given(st.dates())
def test_a_day_is_read_as_it_is_written_and_in_no_other_way(day: date) -> None:
    assert iso_date(day.isoformat()) == day
    with pytest.raises(ValueError):  # noqa: PT011 - Python's own words
        iso_date(day.strftime("%Y%m%d").zfill(8))
