"""Reference results: read from CSV or JSON, None where there is no file, one line where it is no table."""

from __future__ import annotations

from pathlib import Path

import pytest

from calibration.reference import REFERENCE, read
from sim.errors import InputError


def test_tables_come_from_csv_and_from_lists_of_records(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x,y\n1,b\n")
    (tmp_path / "a.json").write_text('[{"x": 1, "y": "b"}]')
    (tmp_path / "one.json").write_text('{"x": 1, "y": "b"}')
    for name in ("a.csv", "a.json", "one.json"):
        frame = read(tmp_path / name)
        assert frame is not None
        assert frame.to_dict("records") == [{"x": 1, "y": "b"}]


def test_no_file_is_no_table(tmp_path: Path) -> None:
    assert read(tmp_path / "none.csv") is None
    assert read(tmp_path) is None


@pytest.mark.parametrize(
    ("name", "text", "fault"),
    [
        ("a.csv", "", "not readable as a table"),
        ("a.csv", "x\n1\n1,2\n", "not readable as a table"),
        ("a.json", "{", "not readable as a table"),
        ("a.csv", "x,y\n", "no row"),
        ("a.json", "[]", "no row"),
    ],
)
def test_what_is_no_table_is_said_in_one_line_with_the_file(tmp_path: Path, name: str, text: str, fault: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(InputError, match=fault) as caught:
        read(tmp_path / name)
    assert name in str(caught.value)
    assert "\n" not in str(caught.value)


def test_every_committed_result_is_readable() -> None:
    tables = [path for path in REFERENCE.iterdir() if path.suffix in (".csv", ".json")]
    assert len(tables) > 15
    assert all(read(path) is not None for path in tables)
