"""`escalation reproduce`: the same bytes again, or which input has changed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from sim.cli import call


def test_a_comparison_comes_out_the_same_in_two_processes(compared: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(["reproduce", str(compared), "--jobs", "2", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert all(row["same"] and row["found"] == row["expected"] for row in rows)
    assert {row["output"] for row in rows} == {
        "events.parquet", "daily.parquet", "worlds.parquet", "summary.csv", "effects.csv", "parameters.parquet",
    }  # fmt: skip


def test_a_run_comes_out_the_same(arms: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    assert call(["run", arms[1], "--worlds", "6", "--set", "militia.branching=0.4", "--out", str(out)]) == 0
    capsys.readouterr()
    assert call(["reproduce", str(out / "manifest.json")]) == 0
    shown = capsys.readouterr().out
    assert shown.count("same") == 5
    assert "differs" not in shown


def test_draws_of_a_file_travel_with_the_run(arms: tuple[str, str], tmp_path: Path) -> None:
    draws = tmp_path / "draws.csv"
    draws.write_text("militia.branching\n0.1\n0.9\n")
    out = tmp_path / "out"
    assert call(["batch", arms[1], "--worlds", "5", "--params", str(draws), "--out", str(out)]) == 0
    assert (out / "parameters.parquet").is_file()
    draws.unlink()
    assert call(["reproduce", str(out)]) == 0


@pytest.fixture
def edited(arms: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str]]:
    """Run three worlds, change the manifest, reproduce: exit code and last line."""

    def again(change: Callable[[dict[str, object]], object]) -> tuple[int, str]:
        out = tmp_path / "out"
        assert call(["run", arms[1], "--worlds", "3", "--params", "point", "--out", str(out)]) == 0
        manifest = json.loads((out / "manifest.json").read_text())
        change(manifest)
        (out / "manifest.json").write_text(json.dumps(manifest))
        capsys.readouterr()
        return call(["reproduce", str(out)]), capsys.readouterr().err.splitlines()[-1]

    return again


def test_what_has_changed_is_said(edited: Callable[..., tuple[int, str]]) -> None:
    code, line = edited(lambda manifest: manifest["parameters"]["values"].update({"militia.branching": 0.05}))
    assert (code, line) == (1, "not reproduced; changed since: parameters")


def test_an_edited_hash_is_known_for_what_it_is(edited: Callable[..., tuple[int, str]]) -> None:
    code, line = edited(lambda manifest: manifest["outputs"].update({"summary.csv": "0" * 64}))
    assert (code, line) == (1, "not reproduced; no input has changed: the manifest or a table was edited")


def test_a_command_that_is_none_is_refused(edited: Callable[..., tuple[int, str]]) -> None:
    code, line = edited(lambda manifest: manifest.update(command="sweep"))
    assert (code, line) == (2, "the manifest's command is 'sweep'; allowed: run, compare, batch")


@pytest.mark.parametrize(("words", "says"), [(["missing"], "there is no manifest"), (["missing", "--jobs", "0"], "jobs is 0")])
def test_what_is_refused(words: list[str], says: str, refused: Callable[..., str]) -> None:
    assert says in refused("reproduce", *words)
