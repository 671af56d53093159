"""`escalation sweep`: a whole folder, the table, JSON, a design given back, and every refusal in one line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from sim import ensemble
from sim.cli import call
from sim.results import Block
from sim.results.folders import partial_of
from sim.results.manifest import output_hashes

NAME = "us.strikes_per_lethal_attack"


@pytest.fixture(scope="module")
def calm(arms: tuple[str, str]) -> str:
    return arms[1]


@pytest.fixture(scope="module")
def swept(calm: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a finished sweep, two points of six worlds."""
    out = tmp_path_factory.mktemp("results") / "out"
    assert call(["sweep", calm, "--vary", f"{NAME}=0.1:1", "--points", "2", "--worlds", "6", "--out", str(out)]) == 0
    return out


def test_a_whole_folder_is_written(swept: Path) -> None:
    files = {"design.csv", "sweep.parquet", "points.csv", "parameters.parquet", "manifest.json", "figures"}
    assert {path.name for path in swept.iterdir()} == files
    assert not partial_of(swept).exists()
    assert (swept / "design.csv").read_text() == f"{NAME}\n0.1\n1.0\n"
    assert len(pd.read_parquet(swept / "sweep.parquet")) == 12


def test_its_design_given_back_gives_the_same_numbers(calm: str, swept: Path, tmp_path: Path) -> None:
    words = [
        "sweep",
        calm,
        "--design",
        str(swept / "design.csv"),
        "--worlds",
        "6",
        "--block",
        "4",
        "--out",
        str(tmp_path / "out"),
    ]
    assert call(words) == 0
    ours, theirs = output_hashes(tmp_path / "out"), output_hashes(swept)
    assert {name for name in ours if ours[name] == theirs[name]} >= {"design.csv", "sweep.parquet", "points.csv"}


def test_means_are_printed_and_it_says_where_all_is(calm: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["sweep", calm, "--vary", f"{NAME}=0.123456789", "--vary", "branch=2020-01-02,2020-01-03", "--worlds", "2"]
    assert call([*words, "--out", str(tmp_path / "out")]) == 0
    captured = capsys.readouterr()
    said = " ".join(captured.out.split())
    assert "counted from 2020-01-02 to 2020-01-31" in said
    assert "0 0.123457 2020-01-02" in said
    assert "1 0.123457 2020-01-03" in said
    assert "The same 2 worlds of seed 7, with the same luck, at every point." in said
    assert "calm: 4 of 4 worlds" in captured.err
    assert f"tables, figures and manifest: {tmp_path / 'out'}" in captured.err
    assert "report" not in captured.err


def test_json_prints_the_rows_of_points(calm: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["sweep", calm, "--vary", "branch=2020-01-02,2020-01-03", "--worlds", "2", "--out", str(tmp_path / "out"), "--json"]
    assert call(words) == 0
    rows = json.loads(capsys.readouterr().out)
    assert {row["branch"] for row in rows} == {"2020-01-02", "2020-01-03"}
    assert rows[0]["difference"] is None
    assert {"point", "measure", "mean", "mean_standard_error", "low", "high", "difference", "p_same", "estimand"} <= set(rows[0])
    assert len(rows) == len(pd.read_csv(tmp_path / "out" / "points.csv"))


def test_the_folder_is_named_after_the_scenario(calm: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    words = ["sweep", calm, "--vary", f"{NAME}=0.1", "--worlds", "1"]
    assert call(words) == 0
    assert (tmp_path / "results" / "calm_sweep" / "points.csv").is_file()
    assert call(words) == 2, "it is not replaced"
    assert call([*words, "--force"]) == 0


def test_a_sweep_that_stops_leaves_nothing(
    calm: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(task: ensemble.Task) -> Block:
        raise MemoryError("no room")

    monkeypatch.setattr("sim.sweeps.running.run_task", fail)
    assert call(["sweep", calm, "--vary", f"{NAME}=0.1", "--worlds", "1", "--out", str(tmp_path / "deep" / "out")]) == 3
    assert "nothing was written" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_the_work_of_all_points_is_weighed(refused: Callable[..., str]) -> None:
    line = refused("sweep", "free_run", "--vary", f"{NAME}=0.1:1", "--points", "1000", "--worlds", "10000")
    assert "this would take about" in line
    assert "--yes if you mean it" in line


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ([], "nothing is varied; allowed: --vary NAME=LO:HI"),
        (["--vary", "us.strikes_per_lethal_atack=0:1"], "did you mean 'us.strikes_per_lethal_attack'"),
        (["--vary", f"{NAME}=0:99"], "outside its bounds"),
        (["--vary", f"{NAME}=1:0"], "does not rise"),
        (["--vary", f"{NAME}"], "has no values"),
        (["--vary", f"{NAME}=0:1", "--vary", f"{NAME}=1"], "stands twice"),
        (["--vary", f"{NAME}=0:1", "--set", f"{NAME}=1"], "stands in --set and in --vary"),
        (["--vary", "remove_event.id=2020-01-03-us-targeted-kiling"], "unknown event"),
        (
            ["--vary", "branch=2020-01-02,2020-02-02"],
            "point 1 (branch=2020-02-02): event 2020-01-03-us-targeted-killing is not on",
        ),
        (["--vary", f"{NAME}=0:1", "--design", "sobol", "--points", "5"], "allowed: 4 or 8"),
        (["--vary", f"{NAME}=0:1", "--design", "posterior"], "names alone"),
        (["--design", "none.csv"], "there is no such file"),
        (["--vary", f"{NAME}=0:1", "--reference", "5"], "reference is point 5; allowed: 0 to 4"),
        (["--vary", f"{NAME}=0:1", "--worlds", "0"], "worlds is 0"),
        (["--vary", f"{NAME}=0:1", "--format", "gif"], "unknown format of figures 'gif'"),
    ],
)
def test_what_is_refused(words: list[str], says: str, refused: Callable[..., str]) -> None:
    assert says in refused("sweep", "no_soleimani_strike", *words)


def test_draws_of_the_posterior_are_a_design(calm: str, tmp_path: Path) -> None:
    words = ["sweep", calm, "--design", "posterior", "--vary", NAME, "--vary", "militia.fear", "--points", "3", "--worlds", "2"]
    assert call([*words, "--out", str(tmp_path / "out")]) == 0
    draws = pd.read_parquet(tmp_path / "out" / "parameters.parquet")[[NAME, "militia.fear"]]
    design = pd.read_csv(tmp_path / "out" / "design.csv")
    assert design.to_numpy().tolist() == draws.iloc[[0, len(draws) // 3, 2 * len(draws) // 3]].to_numpy().tolist()


# Run again ---------------------------------------------------------------------------------------------------------------------


def test_a_sweep_is_reproduced_from_its_folder(swept: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(["reproduce", str(swept), "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert {row["output"] for row in rows} == set(output_hashes(swept))
    assert all(row["same"] for row in rows)


def test_a_changed_design_is_found(swept: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (swept / "design.csv").read_bytes()
    try:
        (swept / "design.csv").write_bytes(before.replace(b"1.0", b"0.9"))
        assert call(["reproduce", str(swept)]) == 1
    finally:
        (swept / "design.csv").write_bytes(before)
    assert "not as it was written: design.csv" in capsys.readouterr().err


@pytest.mark.parametrize("command", [["explain"], ["causes"]])
def test_what_needs_events_refuses_a_sweep_in_one_line(swept: Path, command: list[str], refused: Callable[..., str]) -> None:
    assert "this is a sweep, which keeps no events and days" in refused(*command, str(swept))
