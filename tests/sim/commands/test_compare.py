"""`escalation compare`: the same worlds under several scenarios, with effects and their intervals."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from sim.cli import call
from sim.results.folders import output_hashes, partial_of


def test_a_whole_folder_is_written(compared: Path) -> None:
    names = {path.name for path in compared.iterdir()}
    tables = {"events.parquet", "daily.parquet", "worlds.parquet", "summary.csv", "effects.csv", "manifest.json"}
    assert names == {*tables, "parameters.parquet", "figures", "report.html"}
    assert not partial_of(compared).exists()
    assert set(pd.read_parquet(compared / "worlds.parquet")["scenario"]) == {"known", "calm"}


def test_effects_are_printed_with_intervals(arms: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(["compare", *arms, "--worlds", "4", "--out", str(tmp_path / "out")]) == 0
    captured = capsys.readouterr()
    assert "90 % of" in captured.out
    assert "Attacks on US sites" in captured.out
    assert "Counted from 2020-01-02 to 2020-01-31, in 4 worlds of seed 7." in captured.out
    assert f"report: {tmp_path / 'out' / 'report.html'}" in captured.err
    assert "calm: 4 of 4 worlds" in captured.err


def test_json_has_the_agreed_keys(arms: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(["compare", *arms, "--worlds", "4", "--out", str(tmp_path / "out"), "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    keys = {"scenario", "measure", "mean", "low", "high", "difference", "difference_low", "difference_high"}
    assert all(keys <= set(row) for row in rows)
    killed = next(row for row in rows if row["scenario"] == "calm" and row["measure"] == "leaders_killed")
    assert killed["difference"] < 0


def test_the_folder_is_named_after_the_arms_by_default(
    arms: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert call(["compare", *arms, "--worlds", "2"]) == 0
    assert (tmp_path / "results" / "calm_against_known" / "effects.csv").is_file()


def test_a_run_is_not_replaced_without_force(arms: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["compare", *arms, "--out", str(tmp_path / "out"), "--worlds"]
    assert call([*words, "3"]) == 0
    before = output_hashes(tmp_path / "out")
    capsys.readouterr()
    assert call([*words, "2"]) == 2
    assert "--force" in capsys.readouterr().err
    assert output_hashes(tmp_path / "out") == before
    assert call([*words, "2", "--force"]) == 0
    assert output_hashes(tmp_path / "out") != before


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["documented"], "two scenarios or more, the reference first"),
        (["documented", "documented"], "named twice"),
        (["documented", "free_run", "--jobs", "0"], "jobs is 0"),
        (["documented", "free_rum"], "did you mean 'free_run'"),
    ],
)
def test_what_is_refused(words: list[str], says: str, refused: Callable[..., str]) -> None:
    assert says in refused("compare", *words)
