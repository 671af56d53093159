"""The page is filled from files: honest where one is missing, the same when filled twice, one line for what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from calibration.pages.calibration_page import BLOCKS
from calibration.pages.report import CLOSE, OPEN, PAGES, filled, report
from calibration.reference import REFERENCE
from sim.errors import InputError


def block(name: str, body: str = "") -> str:
    return f"before\n\n{OPEN.format(name)}\n{body}{CLOSE.format(name)}\n\nafter\n"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_committed_pages_are_current(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert filled(text) == text, "out of date; rebuild with `python -m calibration.pages.report`"


def test_a_missing_file_is_said_to_be_missing_and_how_to_make_it(tmp_path: Path) -> None:
    assert "*Not yet run*: `python -m calibration.studies.extrapolation`" in filled(block("extrapolation"), tmp_path)
    for name in set(BLOCKS) - {"posterior"}:
        assert "*Not yet run*" in filled(block(name), tmp_path)


def test_filling_twice_changes_nothing_and_the_rest_of_the_page_stays(tmp_path: Path) -> None:
    (tmp_path / "extrapolation.csv").write_text("scenario,days,outside\nfree_run,10,0.25\n")
    once = filled(block("extrapolation", "old words\n"), tmp_path)
    assert "| free_run | 10 | 0.25 |" in once
    assert "old words" not in once
    assert once.startswith("before\n\n")
    assert once.endswith("\n\nafter\n")
    assert filled(once, tmp_path) == once


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (block("extrapolaton"), "extrapolation"),
        (OPEN.format("extrapolation") + "\n", "no end"),
        (block("extrapolation"), "not readable"),
    ],
)
def test_bad_pages_and_files_are_one_line(tmp_path: Path, text: str, fault: str) -> None:
    (tmp_path / "extrapolation.csv").write_text("")
    with pytest.raises(InputError, match=fault) as caught:
        filled(text, tmp_path)
    assert "\n" not in str(caught.value)


def test_the_program_fills_a_page_in_its_place_and_says_what_is_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "page.md"
    page.write_text(block("optimum") + block("recovery"))
    (tmp_path / "recovery.csv").write_text("parameter,records\nall,5\n")
    report(page, tmp_path)
    text = page.read_text()
    assert "| all | 5 |" in text
    assert "*Not yet run*: `python -m calibration.studies.optimum`" in text
    out = capsys.readouterr().out
    assert "not yet run: optimum: `python -m calibration.studies.optimum`" in out
    assert "not yet run: recovery" not in out
    with pytest.raises(InputError, match="no such page"):
        report(tmp_path / "none.md", REFERENCE)
