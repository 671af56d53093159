"""A run's folder: tables, figures, report and manifest, and a word on where they lie."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from sim import branch, compare, load_scenario
from sim.commands.writing import say_where, write_comparison
from sim.comparison import Comparison, of_one
from sim.parameter_files import choose
from sim.parameters import load_parameters

TABLES = {"events.parquet", "daily.parquet", "worlds.parquet", "summary.csv", "manifest.json", "report.html", "figures"}


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    known = load_scenario("documented").edit(start="2019-12-25", end="2020-01-10", warm_up=5)
    return compare([known, branch(known, "2020-01-02", name="arm")], worlds=3, params="point")


def test_a_comparison_is_written_with_its_effects(comparison: Comparison, tmp_path: Path) -> None:
    assert write_comparison(comparison, tmp_path, load_parameters()) == "report.html"
    assert {path.name for path in tmp_path.iterdir()} == {*TABLES, "effects.csv"}
    assert comparison.effects is not None
    assert len(pd.read_csv(tmp_path / "effects.csv")) == len(comparison.effects)
    assert {path.suffix for path in (tmp_path / "figures").iterdir()} >= {".png"}
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    assert set(manifest["scenarios"]) == {"documented", "arm"}
    assert {"effects.csv", "worlds.parquet"} <= set(manifest["outputs"])


def test_a_run_has_no_effects_and_draws_are_kept(comparison: Comparison, tmp_path: Path) -> None:
    write_comparison(of_one(comparison.runs["arm"]), tmp_path, choose())
    assert {path.name for path in tmp_path.iterdir()} == {*TABLES, "parameters.parquet"}


def test_where_it_lies_is_said_on_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    say_where(Path("[/x]"), "report.html")
    say_where(Path("batch"), None)
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.splitlines() == [
        "report: [/x]/report.html", "tables, figures and manifest: [/x]", "tables and manifest: batch",
    ]  # fmt: skip
