"""The register of blocks: each has its place in the page, says which command makes its files, and is None without them."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest

from calibration.pages.calibration_page import BLOCKS, Block, tables_from
from calibration.pages.report import OPEN, PAGES
from calibration.reference import REFERENCE


def words() -> str:
    """All pages that hold blocks."""
    return "".join(page.read_text(encoding="utf-8") for page in PAGES)


def test_the_pages_have_every_block_once_and_nothing_that_is_unknown() -> None:
    text = words()
    assert all(text.count(OPEN.format(name)) == 1 for name in BLOCKS)
    assert text.count("<!-- filled by") == len(BLOCKS)


def test_every_block_is_written_from_the_committed_results() -> None:
    for name, block in BLOCKS.items():
        assert block.write(REFERENCE), name


@pytest.mark.parametrize("name", BLOCKS)
def test_the_commands_of_a_block_exist_and_stand_in_the_page(name: str) -> None:
    text = words()
    for command in BLOCKS[name].commands:
        assert re.search(re.escape(command) + r"(?=[\s`])", text), command
        if command.startswith("python -m"):
            assert importlib.util.find_spec(command.split()[2]) is not None


def test_a_table_is_shown_with_its_file_and_missing_ones_are_left_out(tmp_path: Path) -> None:
    write = tables_from("a.csv", "b.csv")
    assert write(tmp_path) is None
    (tmp_path / "b.csv").write_text("x,y\n1,2.5\n")
    assert write(tmp_path) == "From `b.csv`:\n\n| x | y |\n| --- | --- |\n| 1 | 2.5 |\n"


def test_how_a_block_is_made_names_every_command() -> None:
    assert Block(lambda folder: None, ("one", "two --b")).how == "`one` and `two --b`"
