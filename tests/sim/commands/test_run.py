"""`escalation run`: one scenario in many worlds, into a folder that holds everything."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from sim.cli import call
from sim.results.folders import partial_of
from sim.results.manifest import read_manifest
from sim.scenario import load_scenario


def test_a_folder_holds_tables_figures_and_report(
    arms: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert call(["run", arms[1], "--worlds", "4", "--out", str(out)]) == 0
    tables = {"events.parquet", "daily.parquet", "worlds.parquet", "summary.csv", "manifest.json", "parameters.parquet"}
    assert {path.name for path in out.iterdir()} == {*tables, "figures", "report.html"}
    assert not partial_of(out).exists()
    captured = capsys.readouterr()
    assert "counted from 2020-01-02 to 2020-01-31, 4 worlds, seed 7" in " ".join(captured.out.split())
    assert "Attacks on US sites" in captured.out
    assert f"report: {out / 'report.html'}" in captured.err
    assert "calm: 4 of 4 worlds" in captured.err


def test_json_is_the_summary(arms: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(["run", arms[1], "--worlds", "4", "--out", str(tmp_path / "out"), "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    means = pd.read_csv(tmp_path / "out" / "summary.csv").set_index("measure")["mean"]
    assert {row["measure"]: row["mean"] for row in rows} == pytest.approx(
        {name: None if mean != mean else mean for name, mean in means.items()}
    )


def test_options_reach_the_run(arms: tuple[str, str], tmp_path: Path) -> None:
    out = tmp_path / "out"
    words = ["--worlds", "3", "--seed", "5", "--set", "militia.branching=0.4", "--params", "point", "--block", "2"]
    assert call(["run", arms[1], *words, "--out", str(out)]) == 0
    manifest = read_manifest(out)
    assert (manifest["worlds"], manifest["seed"], manifest["block"]) == (3, 5, 2)
    assert manifest["parameters"]["values"]["militia.branching"] == 0.4
    assert manifest["parameters"]["draws"] is None


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ([], "SCENARIO"),
        (["documentd"], "did you mean 'documented'"),
        (["free_run", "--worlds", "0"], "worlds is 0"),
        (["free_run", "--worlds", "many"], "--worlds"),
        (["free_run", "--worlds", "1000001"], "worlds is 1000001; allowed: 1 to 1000000"),
        (["free_run", "--worlds", "1000000"], "or --yes if you mean it"),
        (["free_run", "--seed", "-1"], "seed is -1; allowed: 0 to 9223372036854775807"),
        (["free_run", "--jobs", "0"], "jobs is 0"),
        (["free_run", "--jobs", "-5"], "jobs is -5"),
        (["free_run", "--jobs", "100000"], "allowed: 1 to 1024, or -1 for one per core"),
        (["free_run", "--block", "0"], "block is 0"),
        (["free_run", "--out", "/dev/null"], "/dev/null is a file"),
        (["free_run", "--out", "."], "the folder you are in"),
        (["free_run", "--set", "militia.brnching=0.5"], "did you mean 'militia.branching'"),
        (["free_run", "--set", "militia.branching=7"], "outside its bounds"),
        (["free_run", "--set", "militia.branching"], "actor.parameter=number"),
        (["free_run", "--params", "postrior"], "is none of: posterior, whole, train, point"),
        (["free_run", "--params", "missing.csv"], "there is no such file"),
        (["free_run", "--format", "pfd"], "unknown format of figures 'pfd'; did you mean 'pdf'"),
        (["free_run", "--nonsense"], "--nonsense"),
    ],
)
def test_what_is_refused(words: list[str], says: str, refused: Callable[..., str]) -> None:
    assert says in refused("run", *words)


@pytest.mark.parametrize("failure", [KeyboardInterrupt(), MemoryError("too big")], ids=["ctrl_c", "memory"])
def test_an_interrupted_run_leaves_nothing(
    failure: BaseException,
    arms: tuple[str, str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    stop_at: Callable[..., None],
) -> None:
    stop_at(0, failure)
    assert call(["run", arms[1], "--worlds", "3", "--out", str(tmp_path / "out")]) == 3
    (line,) = capsys.readouterr().err.splitlines()
    assert "nothing was written" in line
    assert list(tmp_path.iterdir()) == []


def test_markup_in_a_title_is_printed_as_it_stands(
    arms: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "odd.yaml"
    path.write_text(load_scenario(arms[1]).edit(name="odd", title="[bold]x[/nope] :smile:", question="[/] why?").text)
    assert call(["run", str(path), "--worlds", "2", "--out", str(tmp_path / "[/out]")]) == 0
    assert call(["batch", str(path), "--worlds", "2", "--out", str(tmp_path / "b")]) == 0
    assert call(["compare", arms[0], str(path), "--worlds", "2", "--out", str(tmp_path / "c")]) == 0
    assert call(["scenarios", "--folder", str(tmp_path)]) == 0
    captured = capsys.readouterr()
    assert captured.out.count("[bold]x[/nope] :smile:") == 3
    assert "[/] why?" in captured.out
    assert str(tmp_path / "[/out]" / "report.html") in captured.err
