"""`python -m calibration.figures`: figures by name, same bytes from same numbers, small files, no setting left behind."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import matplotlib as mpl
import pytest

from calibration.figures import inclusion, pit, scores, shrinkage, targets
from calibration.figures.__main__ import FIGURES, figures, lean
from calibration.figures.draws import chosen
from calibration.program import call
from sim.figures.style import Sheet, save, settings
from sim.paths import ROOT
from tests.calibration.figures.made_up import check_table, inclusion_table, lead_table, pit_table

DRAWS = chosen(8, prior=True)


@pytest.fixture(autouse=True)
def _house_style() -> None:
    """As it stands outside: the program sets the style itself, and only while it draws."""


def pages() -> dict[str, Sheet]:
    return {
        "shrinkage": shrinkage.draw(shrinkage.numbers(DRAWS, most=4), DRAWS),
        "inclusion": inclusion.draw(inclusion_table()),
        "pit": pit.draw(pit_table(), (date(2022, 12, 25), date(2022, 12, 31)), "Made up."),
        "scores": scores.draw(lead_table(), "made up"),
        "targets": targets.draw(check_table(), "Made up."),
    }


def test_same_numbers_same_bytes_small_files_and_no_setting_left_behind(tmp_path: Path) -> None:
    before = dict(mpl.rcParams)
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        with settings():
            for name, page in pages().items():
                lean(save(page, tmp_path / folder / f"{name}.png"))
    for path in (tmp_path / "a").iterdir():
        data = path.read_bytes()
        assert data == (tmp_path / "b" / path.name).read_bytes()
        assert data[:4] == b"\x89PNG"
        assert b"Software" not in data
        assert 3_000 < len(data) < 200_000
    assert dict(mpl.rcParams) == before


def test_every_figure_has_a_module_of_its_name_and_stands_in_the_documents() -> None:
    assert set(FIGURES) == set(pages())
    page = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "docs").glob("calibration-*.md"))
    for name in FIGURES:
        assert (ROOT / "calibration" / "figures" / f"{name}.py").is_file()
        assert (ROOT / "docs" / "figures" / f"{name}.png").is_file()
        assert f"(figures/{name}.png)" in page


def test_figures_are_drawn_from_the_tables_that_are_given(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    leads, transforms = tmp_path / "some_leads.csv", tmp_path / "pit.csv"
    lead_table().to_csv(leads, index=False)
    pit_table().to_csv(transforms, index=False)
    words = ["--out", str(tmp_path / "out"), "--prior", "--draws", "4", "--only", "pit", "--only", "scores"]
    before = dict(mpl.rcParams)
    assert call(figures, [*words, "--leads", str(leads), "--pit", str(transforms)]) == 0
    assert dict(mpl.rcParams) == before
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["pit.png", "scores.png"]
    shown = capsys.readouterr().out
    order = [shown.index(word) for word in ("pit.png", "bin_10", "scores.png", "hawkes_two_scales")]
    assert order == sorted(order)


def test_a_table_that_nobody_has_made_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["--out", str(tmp_path / "out"), "--prior", "--draws", "4", "--only", "inclusion"]
    assert call(figures, [*words, "--posterior", str(tmp_path / "missing.csv")]) == 2
    assert "missing.csv: there is no such file" in capsys.readouterr().err
