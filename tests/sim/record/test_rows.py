"""CSV read strictly: exact columns, cells trimmed, and each row with the line it begins on."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import LONGEST, RecordError
from sim.record import rows
from sim.record.rows import CsvRow, iso_date, read_rows


def read(folder: Path, text: str) -> list[CsvRow]:
    path = folder / "table.csv"
    path.write_text(text, encoding="utf-8")
    return read_rows(path, ("a", "b"))


def test_rows_know_their_line_and_their_cells_by_name(tmp_path: Path) -> None:
    table = read(tmp_path, 'b,a\n 1 ,"x\ny"\n\n2,z\n')
    assert table == [CsvRow(2, {"a": "x\ny", "b": "1"}), CsvRow(5, {"a": "z", "b": "2"})]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a\n", "table.csv:1: column 'b' is missing; needed are a, b"),
        ("a,b,c\n", "table.csv:1: unknown column 'c'"),
        ("a,b,b\n", "table.csv:1: a column stands twice"),
        ("a,b\n1,2\n1\n", "table.csv:3: 1 cells where the header has 2 columns"),
        ('a,b\n"1"2,3\n', "table.csv:2: this is not CSV"),
        ("", "table.csv:1: this file is empty; needed is a header with the columns a, b"),
        ("a,b\n1,x\x00\n", "table.csv:2: column b: 'x\\x00' holds a control character"),
        ("a\x00,b\n", "table.csv:1: unknown column 'a\\x00'"),
        (f"a,b\n1,{'x' * 10_001}\n", "table.csv:2: column b: a cell of 10,001 letters; allowed: at most 10,000"),
        (f"a,{'x' * 5000}\n", "table.csv:1: unknown column 'xxx"),
    ],
)
def test_a_broken_table_is_named_with_its_line(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(RecordError) as caught:
        read(tmp_path, text)
    assert says in str(caught.value)
    assert len(str(caught.value)) <= LONGEST


def test_a_mark_before_the_text_is_no_part_of_it_and_other_encodings_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8-sig")
    assert read_rows(path, ("a", "b")) == [CsvRow(2, {"a": "1", "b": "2"})]
    path.write_text("a,b\n1,2\n", encoding="utf-16")
    with pytest.raises(RecordError, match=r"table\.csv:1: this file is not UTF-8 text"):
        read_rows(path, ("a", "b"))


def test_bytes_and_rows_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "ROWS", 3)
    assert len(read(tmp_path, "a,b\n" + "1,2\n" * 3)) == 3
    with pytest.raises(RecordError, match=r"table\.csv:5: there are too many rows; allowed: 3"):
        read(tmp_path, "a,b\n" + "1,2\n" * 4)
    monkeypatch.setattr(rows, "BYTES", 10)
    with pytest.raises(RecordError, match="this file is too large; allowed: at most 10 bytes"):
        read(tmp_path, "a,b\n" + "1,2\n" * 4)


@given(st.dates())
def test_a_day_is_read_as_it_is_written_and_in_no_other_way(day: date) -> None:
    assert iso_date(day.isoformat()) == day
    year, week, weekday = day.isocalendar()
    for text in (day.strftime("%Y%m%d").zfill(8), f"{year:04}-W{week:02}-{weekday}", f" {day}"):
        with pytest.raises(ValueError):  # noqa: PT011 - Python's own words
            iso_date(text)
