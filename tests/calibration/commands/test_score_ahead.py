"""`escalation score --ahead`: what was foreseen beside what came, and one line for what is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from calibration.forecasts.ahead import COLUMNS
from sim.cli import call
from tests.calibration.forecasts.test_ahead_scores import ROW
from tests.calibration.records import made, moved


def written(folder: Path, *rows: dict[str, object]) -> str:
    path = folder / "ahead.csv"
    pd.DataFrame([{**ROW, **row} for row in rows or ({},)], columns=list(COLUMNS)).to_csv(path, index=False)
    return str(path)


def test_what_was_foreseen_stands_beside_what_came(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path, {}, {"event": "truce", "probability": 0.0})
    assert call(["score", "--ahead", path]) == 0
    said = capsys.readouterr()
    assert "Mean of 2: Brier 0.281 (base rates 0.410)" in said.out
    assert said.err == ""
    assert call(["score", "--ahead", path, "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [(row["event"], row["outcome"], row["brier"]) for row in rows] == [("us_strike", 1.0, 0.5625), ("truce", 0.0, 0.0)]


def test_what_cannot_be_known_yet_waits(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path, {"since": "2025-01-01", "until": "2025-01-07", "made_on": "2025-01-02"})
    record = str(made(tmp_path, moved("2025-01-04")))
    assert call(["score", "--ahead", path, "--record", record]) == 0
    said = capsys.readouterr()
    assert "not yet known" in said.out
    assert "nothing can be judged yet" in said.out
    assert "the record covers the days to 2025-01-04, the look ahead goes to 2025-01-07" in said.err
    assert "was made on 2025-01-02; its first day is 2025-01-01" in said.err


REFUSALS = {
    "a window": (("--window", "2020-01-01:2020-12-31"), "--window does not go with --ahead"),
    "every baseline": (("--each",), "--each does not go with --ahead"),
    "draws": (("--draws", "2"), "--draws does not go with --ahead"),
    "other parameters": (("--params", "point"), "--params does not go with --ahead"),
    "learning": (("--refit", "monthly"), "--refit does not go with --ahead"),
    "no record": (("--record", "nope.csv"), "nope.csv: there is no such file"),
}


@pytest.mark.parametrize("what", REFUSALS)
def test_what_does_not_go_with_it_is_one_line(what: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words, said = REFUSALS[what]
    assert call(["score", "--ahead", written(tmp_path), *words]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert said in line


def test_a_record_that_ends_before_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path, {"since": "2025-01-01", "until": "2025-01-07"})
    assert call(["score", "--ahead", path]) == 2
    assert "the record ends on 2024-12-31, the look ahead begins on 2025-01-01" in capsys.readouterr().err


def test_no_file_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(["score", "--ahead", str(tmp_path / "nope.csv")]) == 2
    assert "there is no such file" in capsys.readouterr().err
