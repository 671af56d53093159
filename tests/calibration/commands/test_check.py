"""`escalation check`: the records of its contract, the table it prints, and exit code 1 for a target that is missed."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pandas as pd
import pytest
import typer
from typer.testing import CliRunner

from calibration.commands.check import check_targets, verdict
from calibration.targets import check as targets
from calibration.targets.check import COLUMNS
from sim.errors import CheckFailed, InputError
from sim.parameters import Parameters
from sim.paths import Posterior
from tests.calibration.posteriors import FEAR, put_in_place

CHEAP = "burst-after-june-strikes"
ROW = {
    "id": "a", "source": "s", "in_fit": True, "observed": 5.0, "predicted": 4.0, "low": 1.0, "high": 9.0, "passed": True,
    "defined": 1.0, "informative": True, "expected_miss": "", "limit": None, "stopped": "", "kind": "free", "title": "Within",
}  # fmt: skip


@pytest.fixture
def app() -> typer.Typer:
    app = typer.Typer()
    app.command()(check_targets)
    return app


def test_the_command_prints_records_with_the_agreed_columns(app: typer.Typer) -> None:
    result = CliRunner().invoke(app, ["--worlds", "20", "--jobs", "1", "--only", CHEAP, "--json"])
    assert result.exit_code == 0, result.output
    (row,) = json.loads(result.stdout)
    assert list(row)[:8] == ["id", "source", "in_fit", "observed", "predicted", "low", "high", "passed"]
    assert row["passed"] is True
    assert row["defined"] == 1.0
    assert row["stopped"] == ""


def test_the_command_fails_when_a_target_is_missed(app: typer.Typer) -> None:
    arguments = ["--worlds", "20", "--jobs", "1", "--only", "k1-to-strikes", "--switch-off", "red_line"]
    result = CliRunner().invoke(app, arguments)
    assert isinstance(result.exception, CheckFailed)
    assert result.exception.exit_code == 1
    assert "MISS" in result.stdout
    assert "0 of 1 targets passed" in result.stdout
    assert "k1-to-strikes" in str(result.exception)


def test_a_miss_is_known_or_not() -> None:
    assert [verdict(True, ""), verdict(True, "because"), verdict(False, "because"), verdict(False, "")] == [
        "pass", "pass", "MISS (known)", "MISS",
    ]  # fmt: skip


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the command asks of the check, which here answers with a table of three targets."""
    heard: dict[str, Any] = {}

    def evaluated(parameters: Parameters, worlds: int, seed: int, **options: Any) -> pd.DataFrame:
        heard.update(parameters=parameters, worlds=worlds, seed=seed, **options)
        known = {"id": "b", "title": "Above", "passed": False, "in_fit": False, "expected_miss": "because", "informative": False}
        stopped = {"id": "c", "title": "None", "passed": False, "expected_miss": "no bound", "stopped": "rates have no bound"}
        return pd.DataFrame([ROW, {**ROW, **known}, {**ROW, **stopped}], columns=list(COLUMNS))

    monkeypatch.setattr(targets, "evaluate_targets", evaluated)
    return heard


def test_options_are_handed_on_and_a_known_miss_is_no_failure(app: typer.Typer, asked: dict[str, Any]) -> None:
    words = ["--params", "point", "--worlds", "30", "--seed", "9", "--jobs", "1", "--set", "militia.fear=0.4"]
    words += ["--only", "a", "--only", "b", "--switch-off", "red_line"]
    result = CliRunner().invoke(app, words, catch_exceptions=False)
    assert result.exit_code == 0
    parameters = asked.pop("parameters")
    assert asked == {"worlds": 30, "seed": 9, "jobs": 1, "only": ["a", "b"], "switch_off": ("red_line",)}
    assert parameters.values["militia.fear"] == 0.4


def test_a_build_machine_gets_a_test_for_each_target(app: typer.Typer, asked: dict[str, Any], tmp_path: Path) -> None:
    out = tmp_path / "check.xml"
    out.write_text("old")
    result = CliRunner().invoke(app, ["--params", "point", "--json", "--junit", str(out)], catch_exceptions=False)
    suite = ET.parse(out).getroot()
    assert [case.get("name") for case in suite.iter("testcase")] == ["a", "b", "c"]
    assert len(json.loads(result.stdout)) == 3
    assert [path.name for path in tmp_path.iterdir()] == ["check.xml"]


def test_a_miss_fails_after_its_file_is_written(app: typer.Typer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = pd.DataFrame([{**ROW, "passed": False, "observed": 12.0}], columns=list(COLUMNS))
    monkeypatch.setattr(targets, "evaluate_targets", lambda *_, **__: table)
    result = CliRunner().invoke(app, ["--params", "point", "--junit", str(tmp_path / "check.xml")])
    assert isinstance(result.exception, CheckFailed)
    (failure,) = ET.parse(tmp_path / "check.xml").getroot().iter("failure")
    assert failure.get("message") == "Within: 12 in the record, 1 to 9 in 95 % of worlds"


def test_nothing_is_left_of_a_file_that_cannot_be_written_whole(
    app: typer.Typer, asked: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "check.xml"
    out.write_text("old")

    def broken(path: Path, content: bytes) -> int:
        with path.open("wb") as file:
            file.write(content[:20])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", broken)
    result = CliRunner().invoke(app, ["--params", "point", "--junit", str(out)])
    assert isinstance(result.exception, InputError)
    assert "No space left on device" in str(result.exception)
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"check.xml": "old"}


def test_a_file_that_has_no_place_is_refused_before_the_work(app: typer.Typer, asked: dict[str, Any], tmp_path: Path) -> None:
    for path, words in ((tmp_path, "this is a folder"), (tmp_path / "none" / "check.xml", "no folder of that name")):
        result = CliRunner().invoke(app, ["--params", "point", "--junit", str(path)])
        assert isinstance(result.exception, InputError)
        assert words in str(result.exception)
    assert asked == {}


def test_patterns_are_judged_by_the_training_posterior_unless_another_is_asked_for(
    app: typer.Typer, asked: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_in_place(tmp_path, monkeypatch)
    for words, posterior in {(): Posterior.TRAIN, ("--params", "posterior"): Posterior.WHOLE}.items():
        assert CliRunner().invoke(app, list(words), catch_exceptions=False).exit_code == 0
        assert asked["parameters"].values["militia.fear"].tolist() == FEAR[posterior]
    shutil.copy(Posterior.WHOLE.draws, Posterior.TRAIN.draws)
    assert "needed to judge forecasts" in str(CliRunner().invoke(app, []).exception)


def test_the_table_says_what_is_known_what_has_stopped_and_which_bands_are_wide(app: typer.Typer, asked: dict[str, Any]) -> None:
    shown = CliRunner().invoke(app, ["--params", "point"], catch_exceptions=False).stdout
    within, above = (next(line for line in shown.splitlines() if name in line) for name in ("Within", "Above"))
    assert within.split()[:4] == ["pass", "Within", "free", "fitted"]
    assert "MISS (known)" in above
    assert "held out" in above
    assert above.rstrip().endswith("wide")
    assert "known: b: because" in shown
    assert "stopped: rates have no bound" in shown
    assert "1 of 3 targets passed; 1 bands are so wide" in shown
