"""`escalation batch`: many scenarios into one folder; stopped half-way, the same command goes on."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from sim import ensemble
from sim.cli import call
from sim.ensemble import Task
from sim.parameters import Parameters
from sim.results import Block
from sim.results.folders import partial_of
from sim.results.manifest import output_hashes


def test_every_scenario_is_run_over_its_own_span(
    arms: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(["batch", *arms, "--worlds", "3", "--out", str(tmp_path / "out"), "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [(row["scenario"], row["worlds"], row["start"], row["end"], row["since"], row["until"]) for row in rows] == [
        ("known", 3, "2019-12-20", "2020-01-31", "2019-12-20", "2020-01-31"),
        ("calm", 3, "2019-12-20", "2020-01-31", "2020-01-02", "2020-01-31"),
    ]
    worlds = pd.read_parquet(tmp_path / "out" / "worlds.parquet")
    assert worlds.groupby("scenario")["world"].apply(list).to_dict() == {"known": [0, 1, 2], "calm": [0, 1, 2]}


def test_a_stopped_batch_goes_on(
    arms: tuple[str, str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    stop_at: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    words = ["batch", arms[1], "--worlds", "9", "--block", "3", "--out"]
    stop_at(6, KeyboardInterrupt())
    assert call([*words, str(tmp_path / "out")]) == 3
    assert "2 of 3 blocks are safe" in capsys.readouterr().err.splitlines()[-1]
    assert not (tmp_path / "out").exists()
    stop_at(6, AssertionError("run twice"), before=True)
    assert call([*words, str(tmp_path / "out")]) == 0
    monkeypatch.undo()
    assert call([*words, str(tmp_path / "whole")]) == 0
    assert output_hashes(tmp_path / "out") == output_hashes(tmp_path / "whole")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "whole"]


def test_what_is_there_is_said_and_what_is_broken_is_run_again(
    arms: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str], stop_at: Callable[..., None]
) -> None:
    words = ["batch", arms[1], "--worlds", "9", "--block", "3", "--out", str(tmp_path / "out")]
    stop_at(6, KeyboardInterrupt())
    assert call(words) == 3
    blocks = partial_of(tmp_path / "out") / "blocks"
    first = min(blocks.glob("*.daily.parquet"))
    first.write_bytes(first.read_bytes()[:-1])
    (blocks / "mine.txt").write_text("not theirs")
    stop_at(99, KeyboardInterrupt())
    capsys.readouterr()
    assert call(words) == 0
    told = capsys.readouterr().err.splitlines()
    assert told[0] == "2 of 3 blocks are there already; going on from them"
    assert "is broken (daily has another hash); it is run again" in told[1]
    assert [path.name for path in blocks.iterdir()] == ["mine.txt"]


def test_a_block_that_is_not_whole_is_run_again_and_said(
    arms: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str], stop_at: Callable[..., None]
) -> None:
    words = ["batch", arms[1], "--worlds", "9", "--block", "3", "--out", str(tmp_path / "out")]
    stop_at(6, KeyboardInterrupt())
    assert call(words) == 3
    min((partial_of(tmp_path / "out") / "blocks").glob("*.json")).unlink()
    stop_at(99, KeyboardInterrupt())
    capsys.readouterr()
    assert call(words) == 0
    told = capsys.readouterr().err.splitlines()
    assert told[:2] == ["1 of 3 blocks are there already; going on from them", "1 of the others is not whole and run again"]
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_blocks_of_another_batch_stay_and_are_named(
    arms: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str], stop_at: Callable[..., None]
) -> None:
    words = ["batch", arms[1], "--worlds", "9", "--block", "3", "--out", str(tmp_path / "out")]
    stop_at(6, KeyboardInterrupt())
    assert call(words) == 3
    kept = sorted((partial_of(tmp_path / "out") / "blocks").iterdir())
    stop_at(99, KeyboardInterrupt())
    assert call([*words, "--seed", "8"]) == 0
    assert "also holds 2 blocks of another batch, which differ (2 by seed (7, now 8)); they stay, and 3 blocks are run" in (
        capsys.readouterr().err
    )
    assert sorted((partial_of(tmp_path / "out") / "blocks").iterdir()) == kept


def test_a_block_is_named_once_however_often_its_name_is_asked_for(
    arms: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    named: list[int] = []
    original = Parameters.digest

    def counted(self: Parameters) -> bytes:
        named.append(len(self.names))
        return original(self)

    monkeypatch.setattr(Parameters, "digest", counted)
    assert call(["batch", arms[1], "--worlds", "6", "--block", "2", "--out", str(tmp_path / "out")]) == 0
    assert len(named) == 3


def test_scenarios_sweeps_and_seeds_in_one_call(
    arms: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "design.csv").write_text("militia.base_attacks\n0.1\n0.2\n")
    words = [*arms, f"{arms[1]}@{tmp_path / 'design.csv'}", "--worlds", "2", "--seeds", "8,7", "--format", "svg"]
    out = tmp_path / "out"
    assert call(["batch", *words, "--out", str(out), "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [(row["scenario"], row.get("sweep"), row.get("points")) for row in rows] == [
        ("known", None, None), ("calm", None, None), ("calm", "calm", 2),
    ]  # fmt: skip
    assert pd.read_parquet(out / "worlds.parquet")["seed"].unique().tolist() == [8, 7]
    assert call(["reproduce", str(out)]) == 0, capsys.readouterr().err
    assert call(["explain", str(out)]) == 2
    assert "its worlds are of several seeds (8, 7); allowed here: a folder of one seed" in capsys.readouterr().err
    (out / "sweeps" / "calm" / "points.csv").write_text("edited")
    capsys.readouterr()
    assert call(["reproduce", str(out)]) == 1
    assert "not as it was written: sweeps/calm/points.csv" in capsys.readouterr().err


def test_every_scenario_is_swept_with_vary_and_more_can_be_added(
    arms: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["batch", arms[1], "--vary", "militia.base_attacks=0.1,0.2", "--out", str(tmp_path / "out"), "--worlds"]
    assert call([*words, "2"]) == 0
    assert "sweeps/calm" in capsys.readouterr().out
    assert call([*words, "2", "--extend"]) == 0
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.splitlines() == [f"{tmp_path / 'out'} holds all of it already; nothing was run"]
    assert call([*words, "3", "--extend"]) == 0
    assert "holds 4 of these 6 worlds; 2 blocks are run" in capsys.readouterr().err
    assert call([*words, "3"]) == 2
    assert "nothing that it was made from has changed; allowed: --extend" in capsys.readouterr().err
    assert call(["effects", str(tmp_path / "out")]) == 2
    assert "there is no scenario in it; allowed: its sweeps, such as" in capsys.readouterr().err
    assert call(["explain", str(tmp_path / "out")]) == 2
    assert "holds sweeps alone" in capsys.readouterr().err


def test_a_folder_that_is_not_its_own_is_refused(
    arms: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mine = partial_of(tmp_path / "out") / "chapters" / "thesis.txt"
    mine.parent.mkdir(parents=True)
    mine.write_text("years of work")
    assert call(["batch", arms[1], "--worlds", "2", "--out", str(tmp_path / "out")]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "this is in the way" in line
    assert mine.read_text() == "years of work"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["free_run", "--seed", "9223372036854775808"], "seed is 9223372036854775808"),
        (["free_run", "--block", "0"], "block is 0"),
        (["free_run", "--out", "/dev/null/x"], "cannot write there"),
        (["free_run", "--out", ".."], "the folder you are in, or one above it"),
        (["free_run", "free_run"], "named twice"),
        (["free_run", "--seeds", "7,x"], "are no seeds; allowed: such as 7,8,9 or 1:20"),
        (["free_run", "--seeds", "7,8", "--seed", "9"], "--seed does not go with --seeds"),
        (["free_run", "--seeds", "7,8,7"], "seed 7 stands twice"),
        (["free_run@nowhere.csv"], "nowhere.csv"),
        (["free_run", "--points", "4"], "allowed: with --vary"),
        (["free_run", "--vary", "militia.fear=0,1", "--set", "militia.fear=0.5"], "stands in --set and in --vary"),
    ],
)
def test_what_is_refused(words: list[str], says: str, refused: Callable[..., str]) -> None:
    assert says in refused("batch", *words)


@pytest.fixture
def broken(arms: tuple[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """The scenario `calm` fails in its second block."""
    original = ensemble.run_task

    def run_task(task: Task) -> Block:
        if task.scenario.name == "calm" and task.first_world >= 2:
            raise ValueError("no such world")
        return original(task)

    monkeypatch.setattr(ensemble, "run_task", run_task)


@pytest.mark.usefixtures("broken")
def test_a_scenario_that_fails_is_a_row_and_the_others_go_on(
    arms: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    words = ["batch", arms[1], arms[0], "--worlds", "4", "--block", "2"]
    assert call([*words, "--out", str(out), "--json"]) == 3
    captured = capsys.readouterr()
    last = captured.err.splitlines()[-1]
    assert [(row["scenario"], row.get("stage")) for row in json.loads(captured.out)] == [("known", None), ("calm", "simulate")]
    assert "left out: calm (stage simulate: ValueError: no such world)" in last
    failed = pd.read_csv(out / "failed.csv")
    assert failed[["scenario", "first_world", "worlds", "stage", "reason"]].to_numpy().tolist() == [
        ["calm", 2, 2, "simulate", "ValueError: no such world"]
    ]
    assert pd.read_parquet(out / "worlds.parquet")["scenario"].unique().tolist() == ["known"]
    assert call(["batch", arms[0], "--worlds", "4", "--block", "2", "--out", str(tmp_path / "alone")]) == 0
    ours, theirs = output_hashes(out), output_hashes(tmp_path / "alone")
    assert {name: ours[name] for name in theirs} == theirs
    assert call(["reproduce", str(out)]) == 0
    kept = partial_of(out) / "blocks"
    assert {path.name.split("-")[0] for path in kept.iterdir()} == {"calm"}, "its whole blocks are safe"


@pytest.mark.usefixtures("broken")
def test_fail_fast_and_a_batch_of_failures_write_nothing(
    arms: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for words in (["batch", *reversed(arms), "--fail-fast"], ["batch", arms[1]]):
        assert call([*words, "--worlds", "4", "--block", "2", "--out", str(tmp_path / "out")]) == 3
        assert "no such world; 1 of" in capsys.readouterr().err.splitlines()[-1]
        assert not (tmp_path / "out").exists()
