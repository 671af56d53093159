"""The command line: exit codes, one line for what is wrong, nothing written by a failure, the same bytes again."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from sim import ensemble
from sim.cli import app, call
from sim.ensemble import Task
from sim.results import Block
from sim.results.folders import output_hashes, partial_of, read_run
from sim.scenario import load_scenario

COMMANDS = ("run", "compare", "batch", "scenarios", "validate", "schema", "record", "rules", "explain", "reproduce")


@pytest.fixture(scope="module")
def arms(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """Two small scenario files: January 2020 as documented, and without the strike on Soleimani."""
    folder = tmp_path_factory.mktemp("scenarios")
    known = load_scenario("documented").edit(name="known", start="2019-12-20", end="2020-01-31", warm_up=10)
    calm = known.edit(name="calm", branch="2020-01-02", interventions=[{"remove_event": "2020-01-03-us-targeted-killing"}])
    paths = []
    for scenario in (known, calm):
        path = folder / f"{scenario.name}.yaml"
        path.write_text(scenario.text)
        paths.append(str(path))
    return paths[0], paths[1]


@pytest.fixture(scope="module")
def compared(arms: tuple[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("results") / "out"
    assert call(["compare", *arms, "--worlds", "12", "--out", str(out)]) == 0
    return out


# What is right --------------------------------------------------------------------------------------------------------------


def test_help_names_every_command() -> None:
    shown = CliRunner().invoke(app, ["--help"])
    assert shown.exit_code == 0
    assert all(name in shown.output for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(name: str) -> None:
    shown = CliRunner().invoke(app, [name, "--help"])
    assert shown.exit_code == 0
    assert name == "schema" or "Example: escalation" in shown.output or name in shown.output


def test_compare_writes_a_whole_folder(compared: Path) -> None:
    names = {path.name for path in compared.iterdir()}
    tables = {"events.parquet", "daily.parquet", "worlds.parquet", "summary.csv", "effects.csv", "manifest.json"}
    assert names == {*tables, "parameters.parquet", "figures", "report.html"}
    assert not partial_of(compared).exists()
    assert set(pd.read_parquet(compared / "worlds.parquet")["scenario"]) == {"known", "calm"}


def test_compare_prints_effects_with_intervals(arms: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(["compare", *arms, "--worlds", "4", "--out", str(tmp_path / "out")]) == 0
    told = capsys.readouterr()
    assert "90 % of" in told.out
    assert "Attacks on US sites" in told.out
    assert "Counted from 2020-01-02 to 2020-01-31, in 4 worlds of seed 7." in told.out
    assert f"report: {tmp_path / 'out' / 'report.html'}" in told.err
    assert "calm: 4 of 4 worlds" in told.err


def test_compare_json_has_the_agreed_keys(arms: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(["compare", *arms, "--worlds", "4", "--out", str(tmp_path / "out"), "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    keys = {"scenario", "measure", "mean", "low", "high", "difference", "difference_low", "difference_high"}
    assert all(keys <= set(row) for row in rows)
    killed = next(row for row in rows if row["scenario"] == "calm" and row["measure"] == "leaders_killed")
    assert killed["difference"] < 0


def test_run_and_reproduce(arms: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    assert call(["run", arms[1], "--worlds", "6", "--set", "militia.branching=0.4", "--out", str(out)]) == 0
    assert read_run(out).manifest["parameters"]["values"]["militia.branching"] == 0.4
    assert call(["reproduce", str(out / "manifest.json")]) == 0
    assert "differs" not in capsys.readouterr().out


def test_reproduce_a_comparison_in_two_processes(compared: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(["reproduce", str(compared), "--jobs", "2", "--json"]) == 0
    assert {row["output"] for row in json.loads(capsys.readouterr().out)} == {
        "events.parquet", "daily.parquet", "worlds.parquet", "summary.csv", "effects.csv", "parameters.parquet",
    }  # fmt: skip


def test_reproduce_says_what_has_changed(arms: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    assert call(["run", arms[1], "--worlds", "3", "--params", "point", "--out", str(out)]) == 0
    path = out / "manifest.json"
    manifest = json.loads(path.read_text())
    manifest["parameters"]["values"]["militia.branching"] = 0.05
    path.write_text(json.dumps(manifest))
    capsys.readouterr()
    assert call(["reproduce", str(path)]) == 1
    assert capsys.readouterr().err.splitlines()[-1] == "not reproduced; changed since: parameters"


def test_draws_from_a_file_travel_with_the_run(arms: tuple[str, str], tmp_path: Path) -> None:
    draws = tmp_path / "draws.csv"
    draws.write_text("militia.branching\n0.1\n0.9\n")
    out = tmp_path / "out"
    assert call(["batch", arms[1], "--worlds", "5", "--params", str(draws), "--out", str(out)]) == 0
    assert (out / "parameters.parquet").is_file()
    draws.unlink()
    assert call(["reproduce", str(out)]) == 0


def test_rules_cite_a_source_for_every_term(capsys: pytest.CaptureFixture[str]) -> None:
    assert call(["rules", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert {row["actor"] for row in rows} == {"militia", "iran", "us", "iraq_government"}
    assert all(row["source"] and row["sentence"] and row["role"] in ("motive", "restraint") for row in rows)


# What is wrong --------------------------------------------------------------------------------------------------------------

WRONG = [
    (["run", "documentd"], "did you mean 'documented'"),
    (["run", "free_run", "--worlds", "0"], "worlds is 0"),
    (["run", "free_run", "--worlds", "many"], "--worlds"),
    (["run", "free_run", "--seed", "-1"], "seed is -1; allowed: 0 to 9223372036854775807"),
    (["run", "free_run", "--jobs", "0"], "jobs is 0"),
    (["run", "free_run", "--jobs", "-5"], "jobs is -5"),
    (["run", "free_run", "--jobs", "100000"], "allowed: 1 to 1024, or -1 for one per core"),
    (["run", "free_run", "--out", "/dev/null"], "/dev/null is a file"),
    (["batch", "free_run", "--seed", "9223372036854775808"], "seed is 9223372036854775808"),
    (["batch", "free_run", "--block", "0"], "block is 0"),
    (["batch", "free_run", "--out", "/dev/null/x"], "cannot write there"),
    (["compare", "documented", "free_run", "--jobs", "0"], "jobs is 0"),
    (["reproduce", "missing", "--jobs", "0"], "jobs is 0"),
    (["check", "--jobs", "0"], "jobs is 0"),
    (["check", "--seed", "99999999999999999999999"], "seed is 99999999999999999999999"),
    (["check", "--worlds", "0"], "worlds is 0"),
    (["calibrate", "--seed", "-1"], "seed is -1; allowed: 0 to 4294967295"),
    (["calibrate", "--jobs", "0"], "jobs is 0"),
    (["calibrate", "--checkpoints", "/dev/null"], "there is a file of this name; allowed: a folder"),
    (["run", "free_run", "--set", "militia.brnching=0.5"], "did you mean 'militia.branching'"),
    (["run", "free_run", "--set", "militia.branching=7"], "outside its bounds"),
    (["run", "free_run", "--set", "militia.branching"], "actor.parameter=number"),
    (["run", "free_run", "--params", "postrior"], "is none of: point, posterior"),
    (["run", "free_run", "--params", "missing.csv"], "there is no such file"),
    (["run", "free_run", "--nonsense"], "--nonsense"),
    (["run", "free_run", "--worlds", "1000001"], "less than or equal to 1000000"),
    (["run", "free_run", "--out", "."], "the folder you are in"),
    (["batch", "free_run", "--out", ".."], "the folder you are in, or one above it"),
    (["validate", "."], "there is no scenario file"),
    (["scenarios", "--folder", "missing"], "there is no scenario file"),
    (["scenarios", "--folder", "missing", "--diff", "documented"], "there is no scenario file"),
    (["run"], "SCENARIO"),
    (["compare", "documented"], "two scenarios or more"),
    (["compare", "documented", "documented"], "named twice"),
    (["record", "--export", "missing/x.csv"], "missing/x.csv: cannot write: Cannot save file into a non-existent directory"),
    (["reproduce", "missing"], "there is no manifest"),
    (["nonsense"], "nonsense"),
]


@pytest.mark.parametrize(("words", "says"), WRONG, ids=[" ".join(words) for words, _ in WRONG])
def test_wrong_input_is_one_line_and_writes_nothing(
    words: list[str], says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert call(words) == 2
    told = capsys.readouterr()
    assert told.out == ""
    (line,) = told.err.splitlines()
    assert says in line
    assert list(tmp_path.rglob("*.*")) == []


def test_markup_in_a_title_is_printed_as_it_stands(
    arms: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "odd.yaml"
    path.write_text(load_scenario(arms[1]).edit(name="odd", title="[bold]x[/nope] :smile:", question="[/] why?").text)
    assert call(["run", str(path), "--worlds", "2", "--out", str(tmp_path / "[/out]")]) == 0
    assert call(["batch", str(path), "--worlds", "2", "--out", str(tmp_path / "b")]) == 0
    assert call(["compare", arms[0], str(path), "--worlds", "2", "--out", str(tmp_path / "c")]) == 0
    assert call(["scenarios", "--folder", str(tmp_path)]) == 0
    told = capsys.readouterr()
    assert told.out.count("[bold]x[/nope] :smile:") == 3
    assert "[/] why?" in told.out
    assert str(tmp_path / "[/out]" / "report.html") in told.err


@pytest.mark.parametrize(("words", "width"), [(["rules"], 160), (["record", "--since", "2024-01-01"], 110), (["scenarios"], 110)])
def test_a_pipe_gets_a_wide_table(words: list[str], width: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(words) == 0
    assert width - 15 < max(map(len, capsys.readouterr().out.splitlines())) <= width


def test_a_wrong_scenario_names_file_and_line(tmp_path: Path) -> None:
    """The real program, from outside."""
    path = tmp_path / "idea.yaml"
    path.write_text(load_scenario("documented").text.replace("warm_up:", "warmup:"))
    words = [sys.executable, "-m", "sim.cli", "run", str(path), "--out", str(tmp_path / "out")]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"{path}:")
    assert "warm_up" in line
    assert not (tmp_path / "out").exists()


def test_debug_shows_the_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    assert call(["run", "documentd", "--debug"]) == 2
    assert "Traceback" in capsys.readouterr().err


def test_a_run_is_not_replaced_without_force(compared: Path, arms: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    before = output_hashes(compared)
    assert call(["compare", *arms, "--worlds", "2", "--out", str(compared)]) == 2
    assert "--force" in capsys.readouterr().err
    assert output_hashes(compared) == before


# What stops half-way --------------------------------------------------------------------------------------------------------


class Stops:
    """Stands in for `run_task`: fails for worlds from `at` on, or for those before."""

    def __init__(self, at: int, failure: BaseException, *, before: bool = False) -> None:
        self.original, self.at, self.failure, self.before = ensemble.run_task, at, failure, before

    def __call__(self, task: Task) -> Block:
        if (task.first_world < self.at) is self.before:
            raise self.failure
        return self.original(task)


def test_an_interrupted_batch_resumes(
    arms: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ["batch", arms[1], "--worlds", "9", "--block", "3", "--out"]
    with monkeypatch.context() as patch:
        patch.setattr(ensemble, "run_task", Stops(6, KeyboardInterrupt()))
        assert call([*words, str(tmp_path / "out")]) == 3
    assert "2 of 3 blocks are safe" in capsys.readouterr().err.splitlines()[-1]
    assert not (tmp_path / "out").exists()
    with monkeypatch.context() as patch:
        patch.setattr(ensemble, "run_task", Stops(6, AssertionError("run twice"), before=True))
        assert call([*words, str(tmp_path / "out")]) == 0
    assert call([*words, str(tmp_path / "whole")]) == 0
    assert output_hashes(tmp_path / "out") == output_hashes(tmp_path / "whole")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "whole"]


def test_a_batch_refuses_a_folder_that_is_not_its_own(
    arms: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mine = partial_of(tmp_path / "out") / "blocks" / "thesis.txt"
    mine.parent.mkdir(parents=True)
    mine.write_text("years of work")
    assert call(["batch", arms[1], "--worlds", "2", "--out", str(tmp_path / "out")]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "was not made by an interrupted batch" in line
    assert mine.read_text() == "years of work"


@pytest.mark.parametrize("failure", [KeyboardInterrupt(), MemoryError("too big")], ids=["ctrl_c", "memory"])
def test_an_interrupted_run_leaves_nothing(
    failure: BaseException,
    arms: tuple[str, str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ensemble, "run_task", Stops(0, failure))
    assert call(["run", arms[1], "--worlds", "3", "--out", str(tmp_path / "out")]) == 3
    (line,) = capsys.readouterr().err.splitlines()
    assert "nothing was written" in line
    assert list(tmp_path.iterdir()) == []
