"""`escalation ahead`: what it writes and says, with a record of one's own, and what it refuses in one line."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from calibration.commands.ahead import warnings
from calibration.forecasts import ahead as looks
from calibration.forecasts.inputs import evidence_of
from sim.cli import call
from sim.parameter_files import choose
from sim.parameters import Origin
from tests.calibration.records import contexts_without, made, moved

CHEAP = ("--worlds", "12", "--params", "point", "--days", "10")


@pytest.fixture(autouse=True)
def _remembers_little(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looks, "REMEMBERED", 20)


def test_a_look_from_the_end_of_ones_own_record_is_written_said_and_the_same_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record, out = str(made(tmp_path, moved("2025-01-10"))), tmp_path / "out"
    assert call(["ahead", "--record", record, *CHEAP, "--out", str(out)]) == 0
    said = capsys.readouterr()
    assert "From 2025-01-11 on, 12 worlds" in said.out
    assert "Taken to go on to the end: patron_liability" in said.out
    assert "attack_base by week" in said.out
    assert sorted(path.name for path in out.iterdir()) == ["ahead.csv", "fan.csv", "manifest.json"]
    table, manifest = pd.read_csv(out / "ahead.csv"), json.loads((out / "manifest.json").read_text())
    assert (manifest["command"], manifest["last_day"], manifest["made_on"]) == ("ahead", "2025-01-10", str(date.today()))
    assert table["until"].unique().tolist() == ["2025-01-17", "2025-01-20"]
    assert set(table["record_sha256"]) == {evidence_of(Path(record)).record_sha256} == {manifest["record_sha256"]}
    assert "gaza_war" in manifest["contexts_ahead"]["goes_on"]
    again = tmp_path / "again"
    assert call(["ahead", "--record", record, *CHEAP, "--out", str(again), "--block", "5", "--json"]) == 0
    assert (again / "ahead.csv").read_bytes() == (out / "ahead.csv").read_bytes()
    assert (again / "fan.csv").read_bytes() == (out / "fan.csv").read_bytes()
    assert [row["probability"] for row in json.loads(capsys.readouterr().out)] == pytest.approx(table["probability"].tolist())


def test_it_is_reproduced_from_the_record_that_it_was_made_from(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record, out = str(made(tmp_path, moved("2025-01-10"))), tmp_path / "out"
    assert call(["ahead", "--record", record, *CHEAP, "--out", str(out)]) == 0
    capsys.readouterr()
    assert call(["reproduce", str(out), "--record", record]) == 0
    assert capsys.readouterr().out.count(" same ") == 2
    assert call(["reproduce", str(out)]) == 2
    assert "it was made from another file of record; allowed: --record FILE" in capsys.readouterr().err


def test_what_one_should_know_of_it_is_said(tmp_path: Path) -> None:
    scenario, evidence = looks.scenario_ahead(date(2024, 6, 30), 30), evidence_of()
    fitted = choose("point").coming_from(Origin("x", (date(2018, 9, 1), date(2024, 7, 10))))
    said = warnings(scenario, evidence, fitted, None, None)
    assert "the parameters were fitted to 10 of the days ahead: this looks back, whatever it scores" in said
    assert "rows after 2024-06-30, to 2024-12-30, are not used; what contexts say of these days is" in said
    later = looks.scenario_ahead(date(2024, 12, 31), 30)
    assert any("the project's contexts end on 2024-12-31" in line for line in warnings(later, evidence, fitted, None, None))
    without = contexts_without(tmp_path, "gaza_war")
    assert any("does not name gaza_war" in line for line in warnings(later, evidence, fitted, None, without))


REFUSALS = {
    "too short": (("--days", "6"), "--days 6; allowed: 7 to 366"),
    "too long": (("--days", "367"), "--days 367; allowed: 7 to 366"),
    "no day": (("--until", "2024-6-1"), "--until '2024-6-1' is not a calendar day"),
    "after the record": (("--until", "2025-01-01"), "allowed: 2019-09-02 to 2024-12-31"),
    "no record": (("--record", "nope.csv"), "nope.csv: there is no such file"),
    "no contexts": (("--contexts", "nope.yaml"), "nope.yaml: there is no such file"),
    "no worlds": (("--worlds", "0"), "worlds is 0"),
    "no parameter": (("--set", "militia.fea=1"), "militia.fear"),
}


@pytest.mark.parametrize("what", REFUSALS)
def test_bad_input_is_one_line_and_leaves_nothing(
    what: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    words, said = REFUSALS[what]
    monkeypatch.chdir(tmp_path)
    assert call(["ahead", *words]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert said in line
    assert list(tmp_path.iterdir()) == []
