"""The page on reliability names a test for every promise, and each of them is there."""

from __future__ import annotations

import re

from tests.structure import ROOT

PAGE = (ROOT / "docs" / "reliability.md").read_text(encoding="utf-8")
NAMED = re.compile(r"`((?:\w+/)*\w+\.py|(?:\w+/)+)(?:::(\w+))?`")


def missing(cell: str) -> list[str]:
    """What a cell names that is no file, no folder and no function below `tests/`."""
    found = []
    for path, function in NAMED.findall(cell):
        file = ROOT / "tests" / path
        if not file.exists() or (function and f"def {function}(" not in file.read_text(encoding="utf-8")):
            found.append(f"{path}::{function}")
    return found


def table() -> list[list[str]]:
    lines = PAGE.partition("| fault | now | test |")[2].splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")]


def test_every_fault_has_a_test_that_is_there() -> None:
    rows = table()
    assert len(rows) > 30
    assert {row[0]: gone for row in rows if (gone := missing(row[2]))} == {}
    assert [row[0] for row in rows if not NAMED.search(row[2])] == ["Mesa's visualisation lacks networkx on 3.11"]
    numbers = {int(number) for row in rows for number in re.findall(r"\((?:High )?(\d+)\)$", row[0])}
    assert numbers == set(range(1, 24))


def test_what_is_not_there_is_found() -> None:
    assert missing("`test_nobody.py`, `test_reliability.py::test_nothing`, `test_reliability.py::table`") == [
        "test_nobody.py::", "test_reliability.py::test_nothing",
    ]  # fmt: skip
