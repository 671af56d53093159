"""Design files: what is written is read back to the last bit, and what is wrong in one is said with its line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import InputError
from sim.sweeps.design_files import is_file_name, read_design, write_design
from sim.sweeps.designs import Design
from sim.sweeps.factors import factor_named
from tests.made_sweeps import three_weeks

SCENARIO = three_weeks()
NAMES = ("militia.branching", "branch", "forbid[0].decision")
FACTORS = tuple(factor_named(name, SCENARIO) for name in NAMES)
rows = st.lists(
    st.tuples(st.floats(0, 0.9), st.dates(date(2020, 1, 2), date(2020, 1, 20)), st.sampled_from(("strike", 'a "word", so'))),
    min_size=1,
    max_size=5,
)


@given(rows)
def test_what_is_written_is_read_back(tmp_path_factory: pytest.TempPathFactory, found: list[tuple[float, date, str]]) -> None:
    file = tmp_path_factory.mktemp("design") / "design.csv"
    design = Design("grid", FACTORS, tuple(found))
    write_design(design, file)
    assert read_design(file, SCENARIO, "grid") == design
    assert read_design(file, SCENARIO).kind == "file"


def test_a_spreadsheet_leaves_marks_and_empty_lines(tmp_path: Path) -> None:
    file = tmp_path / "d.csv"
    file.write_bytes(b"\xef\xbb\xbf militia.branching ,branch\r\n0.5, 2020-01-02\r\n,\r\n\r\n0.25,2020-01-03\r\n")
    assert read_design(file, SCENARIO).rows == ((0.5, date(2020, 1, 2)), (0.25, date(2020, 1, 3)))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "d.csv: there is no header"),
        ("militia.branching\n", "allowed: 1 to 10,000"),
        ("militia.branchin\n0.5\n", "d.csv:1: unknown parameter|d.csv:1: unknown name to vary 'militia.branchin'; did you mean"),
        ("militia.branching\n0.5\n\n7\n", "d.csv:4: militia.branching = 7.0 is outside its bounds"),
        ("militia.branching,branch\n0.5\n", "d.csv:2: the row has 1 cells; allowed: 2"),
        ("militia.branching,militia.branching\n0.5,0.5\n", "d.csv:1: militia.branching is varied twice"),
        ('militia.branching\n"0.5\n', "d.csv:2: not readable as CSV"),
        ("militia.branching\nx\n", "d.csv:2: .*allowed: a number"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "d.csv").write_text(text)
    with pytest.raises(InputError, match=says) as refused:
        read_design(tmp_path / "d.csv", SCENARIO)
    assert "\n" not in str(refused.value)


def test_a_file_is_told_from_a_kind_of_design() -> None:
    assert [is_file_name(name) for name in ("design.csv", "my/D.CSV", "grid", "design.parquet")] == [True, True, False, False]


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no such file"):
        read_design(tmp_path / "none.csv", SCENARIO)
