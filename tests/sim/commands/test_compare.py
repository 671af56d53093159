"""`escalation compare`: the same worlds under several scenarios, with effects and their intervals."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from sim.cli import call
from sim.results.folders import partial_of
from sim.results.manifest import output_hashes
from sim.scenario import load_scenario


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
    assert "4 worlds of seed 7." in captured.out
    assert "4 worlds of seed 7." in captured.out
    said = " ".join(captured.out.split())
    assert "counted from 2020-01-02 to 2020-01-31; contrast: events. The difference is of the events" in said
    assert f"report: {tmp_path / 'out' / 'report.html'}" in captured.err
    assert "calm: 4 of 4 worlds" in captured.err


def test_json_has_the_agreed_keys(arms: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(["compare", *arms, "--worlds", "4", "--out", str(tmp_path / "out"), "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    keys = {
        "scenario", "measure", "reference", "mean", "low", "high", "difference", "difference_low", "difference_high", "p_more",
        "p_less", "p_same", "standard_error", "estimand", "contrast",
    }  # fmt: skip
    assert all(keys <= set(row) for row in rows)
    killed = next(row for row in rows if row["scenario"] == "calm" and row["measure"] == "leaders_killed")
    assert killed["difference"] < 0


def test_the_folder_is_named_after_the_arms_by_default(
    arms: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert call(["compare", *arms, "--worlds", "2"]) == 0
    assert (tmp_path / "results" / "calm_against_known" / "effects.csv").is_file()


def test_a_run_in_which_somebody_keeps_notes_is_not_replaced(
    arms: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["compare", *arms, "--worlds", "2", "--out", str(tmp_path / "out"), "--force"]
    assert call(words) == 0
    (tmp_path / "out" / "notes.txt").write_text("years of work")
    capsys.readouterr()
    assert call(words) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "holds notes.txt, which the run did not write" in line
    assert (tmp_path / "out" / "notes.txt").read_text() == "years of work"


def test_arms_of_different_days_stand_in_one_table(
    arms: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    late = load_scenario(arms[1]).edit(name="late", start="2020-01-10", branch="2020-01-20", end="2020-02-10", interventions=())
    (tmp_path / "late.yaml").write_text(late.text)
    words = ["compare", arms[0], arms[1], str(tmp_path / "late.yaml"), "--worlds", "2", "--out", str(tmp_path / "out")]
    assert call(words) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert "counted from 2020-01-02 to 2020-01-31" in out
    assert "counted from 2020-01-20 to 2020-02-10" in out
    effects = pd.read_csv(tmp_path / "out" / "effects.csv")
    assert effects.groupby(["scenario", "since"], sort=False).size().index.tolist() == [
        ("known", "2020-01-02"), ("calm", "2020-01-02"), ("known", "2020-01-20"), ("late", "2020-01-20"),
    ]  # fmt: skip


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
        (["documented", "free_run", "--format", "svg", "--format", "gif"], "unknown format of figures 'gif'"),
        (["documented", "free_rum"], "did you mean 'free_run'"),
    ],
)
def test_what_is_refused(words: list[str], says: str, refused: Callable[..., str]) -> None:
    assert says in refused("compare", *words)
