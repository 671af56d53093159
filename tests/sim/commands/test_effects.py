"""`escalation effects`: a table, records, a folder of its own, and every refusal in one line."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from sim.cli import call
from sim.estimates.table import CONTRACT, FURTHER
from sim.results.manifest import output_hashes


@pytest.fixture
def folder(compared: Path, tmp_path: Path) -> Path:
    shutil.copytree(compared, tmp_path / "run")
    return tmp_path / "run"


def test_table_and_folder(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = output_hashes(folder)
    assert call(["effects", str(folder)]) == 0
    captured = capsys.readouterr()
    assert "(calm), against: known; counted from 2020-01-02 to 2020-01-31. Estimand: given all that followed" in " ".join(
        captured.out.split()
    )
    assert "luck and parameters cannot be told apart" in " ".join(captured.out.split())
    target = folder.parent / "run_effects"
    assert f"report: {target / 'report.html'}" in captured.err
    assert {"effects.csv", "effects_monthly.csv", "report.html"} <= set(output_hashes(target))
    assert output_hashes(folder) == before, "what it was made from is left alone"
    assert call(["effects", str(folder)]) == 2
    assert "--force" in capsys.readouterr().err
    assert call(["effects", str(folder / "manifest.json"), "--force"]) == 0


def test_json_prints_the_rows_of_the_table(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(["effects", str(folder), "--json", "--out", str(tmp_path / "out")]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert list(rows[0]) == [*CONTRACT, *FURTHER]
    table = pd.read_csv(tmp_path / "out" / "effects.csv")
    assert len(rows) == len(table)
    assert pd.Series([row["mean"] for row in rows], dtype=float).tolist() == pytest.approx(table["mean"].tolist(), nan_ok=True)
    assert rows[0]["difference"] is None


def test_another_reference(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(["effects", str(folder), "--reference", "calm", "--json", "--out", str(tmp_path / "out")]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert {(row["scenario"], row["reference"]) for row in rows} == {("calm", "calm"), ("known", "calm")}


def test_the_default_folder_of_where_one_stands(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    assert call(["effects", "."]) == 0
    assert (folder.parent / "run_effects" / "effects.csv").is_file()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["nope"], "there is no such folder; allowed: what run, compare, batch or sweep wrote"),
        (["."], "no such file"),
        (["/dev/null"], "this is a device"),
        (["RUN", "--reference", "clam"], "did you mean 'calm'"),
        (["RUN", "--format", "gif"], "unknown format of figures 'gif'"),
        (["RUN", "--out", ".."], "the folder you are in, or one above it"),
        (["RUN", "--out", "/dev/null/x"], "cannot write there"),
    ],
)
def test_what_is_refused(words: list[str], says: str, compared: Path, refused: Callable[..., str]) -> None:
    assert says in refused("effects", *(str(compared) if word == "RUN" else word for word in words))
