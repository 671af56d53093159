"""The glossary: what it says that old words are called now is what the code calls them, and no word is explained twice."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.structure import ROOT, modules

HEADS = ("source or standard term", "the field's meaning, in one line")
TEXT = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")


def rows(text: str) -> Iterator[list[str]]:
    """Cells of the tables' rows, without headers."""
    lines = [line for line in text.splitlines() if line.startswith("|") and not line.startswith("|---")]
    yield from (cells for line in lines if (cells := [cell.strip() for cell in line.strip("|").split("|")])[-1] not in HEADS)


def gone(cells: list[str], code: str, files: list[str]) -> list[str]:
    """Names that a row says are used now, and that are neither a file nor a word of the code."""
    names = re.findall(r"`([^`]+)`", cells[1])
    here = (
        any(f"/{path}".endswith(f"/{name}") for path in files) or re.search(rf"\b{re.escape(name)}\b", code) for name in names
    )
    return [name for name, found in zip(names, here, strict=True) if not found]


def project() -> tuple[str, list[str]]:
    """The text of the code, and the names of all files."""
    code = "\n".join(path.read_text(encoding="utf-8") for path in modules(ROOT).values())
    paths = (path for folder in ("sim", "calibration", "results") for path in (ROOT / folder).rglob("*"))
    return code, [path.relative_to(ROOT).as_posix() for path in paths]


def test_what_old_words_are_called_now_is_there() -> None:
    old = list(rows(TEXT.partition("## Old words")[2]))
    assert len(old) > 50
    code, files = project()
    assert {cells[0]: missing for cells in old if (missing := gone(cells, code, files))} == {}


def test_a_name_that_is_gone_is_found() -> None:
    cells = ["old", "`Nobody` (`fit/nobody.py`), `pcn_move` (`fit/smc.py`)", "a move"]
    assert gone(cells, "def pcn_move():", ["calibration/fit/smc.py"]) == ["Nobody", "fit/nobody.py"]


def test_each_word_is_explained_once_with_as_many_cells_as_its_table() -> None:
    table = list(rows(TEXT))
    assert {len(cells) for cells in table} == {3}
    words = [cells[0] for cells in rows(TEXT.partition("## Old words")[0])]
    assert sorted(words) == sorted(set(words))
    assert all(cells[1] for cells in table)
