"""Halts of the group that leads: which count, which weeks are quiet, and what of both stands in the table."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import beta

from calibration import program
from calibration.studies import free_run
from calibration.studies import halts as study
from calibration.studies.halts import (
    ALL,
    BRANCHED,
    COLUMNS,
    FREE,
    RECORD,
    WITHOUT,
    after,
    documented_halts,
    jeffreys,
    lived,
    quiet_weeks,
    without,
)
from sim.model import EscalationModel
from sim.parameters import Parameters, load_parameters
from sim.scenario import Scenario, load_scenario


def test_a_week_is_quiet_if_nothing_comes_on_the_seven_days_after() -> None:
    attacks = np.zeros((17, 2))
    attacks[8, 0] = 1.0  # on the ninth day of the first world
    quiet = quiet_weeks(attacks)
    assert quiet.shape == (10, 2)
    assert quiet[:, 0].tolist() == [True, False, False, False, False, False, False, False, True, True]
    assert quiet[:, 1].all()


def test_a_halt_stands_on_its_own_day_and_only_that_of_a_group_that_leads_is_one() -> None:
    scenario = load_scenario("documented").edit(start="2023-11-20", end="2024-02-15", warm_up=0)
    with_kataib = load_parameters().replace({"kataib_hezbollah.share_of_bases": np.array([0.9, 0.01])})
    model = EscalationModel(scenario, 2, parameters=with_kataib, keep_log=False)
    halts, attacks = lived(model)
    assert halts.shape == attacks.shape == (len(scenario.days), 2)
    days = scenario.days[np.flatnonzero(halts[:, 0])].astype(str).tolist()
    assert days == ["2024-01-30"]  # the pause of November 2023 had an end from the start
    assert not halts[:, 1].any()
    day = int(np.flatnonzero(scenario.days == np.datetime64("2024-01-29"))[0])
    assert attacks[day:, 0].sum() > 0


def test_documented_halts_with_what_followed_them() -> None:
    found = dict(documented_halts(load_parameters(), 1))
    assert found[date(2020, 10, 10)] is True
    assert found[date(2024, 1, 30)] is False


def test_the_interval_of_a_share_is_that_of_jeffreys() -> None:
    low, high = jeffreys(2, 3)
    assert beta.cdf([low, high], 2.5, 1.5) == pytest.approx([0.025, 0.975])


def test_the_week_after_is_left_to_luck() -> None:
    scenario = after(date(2024, 1, 30))
    assert (str(scenario.start), str(scenario.branch), str(scenario.end), scenario.luck) == (
        "2024-01-31", "2024-01-31", "2024-02-06", "fresh"
    )  # fmt: skip


def test_without_a_halt_nobody_calls_one_and_the_week_after_that_day_is_judged() -> None:
    scenario = without(date(2024, 1, 30)).edit(warm_up=20)
    assert (str(scenario.branch), str(scenario.end)) == ("2024-01-30", "2024-02-06")
    eager = load_parameters().replace({"militia.truce_floor": 0.5})
    model = EscalationModel(scenario, 20, parameters=eager)
    for _ in model.run():
        pass
    events = model.event_log.events()
    assert not (events["action"] == "announce_truce").any()
    free = EscalationModel(scenario.edit(interventions=[]), 20, parameters=eager)
    for _ in free.run():
        pass
    assert (free.event_log.events()["action"] == "announce_truce").any()
    (counted,) = {len(study._in_blocks(scenario, eager, 4, 7, 1))}
    assert counted == 4


def test_the_table_adds_up_and_the_command_writes_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(date(2020, 10, 10), True), (date(2024, 1, 30), False)]
    counts = {"2020-10-11": [3, 1, 1, 0], "2024-01-31": [0, 0, 0, 6], "free": [5, 3, 0, 9]}
    counts |= {"2020-10-10": [0, 0, 1, 0], "2024-01-30": [0, 0, 0, 8]}

    def in_blocks(scenario: Scenario, values: Parameters, worlds: int, seed: int, jobs: int) -> np.ndarray:
        name = "free" if scenario.name == "free_run" else str(scenario.start)
        row = np.array(counts[name])
        return np.tile(row, (worlds, 1)) * (np.arange(worlds) < 2)[:, None]

    monkeypatch.setattr(study, "documented_halts", lambda values, worlds: found)
    monkeypatch.setattr(study, "_in_blocks", in_blocks)
    out = tmp_path / "halts.csv"
    assert program.call(study.main, ["--worlds", "4", "--out", str(out)]) == 0
    table = pd.read_csv(out)
    assert list(table.columns) == list(COLUMNS)
    by = {(row["run"], row["halt"]): row for row in table.to_dict("records")}
    assert list(by) == [
        (RECORD, "2020-10-10"), (RECORD, "2024-01-30"), (RECORD, ALL), (BRANCHED, "2020-10-10"), (BRANCHED, "2024-01-30"),
        (BRANCHED, ALL), (WITHOUT, "2020-10-10"), (WITHOUT, "2024-01-30"), (WITHOUT, ALL), (FREE, ALL),
    ]  # fmt: skip
    assert [by[RECORD, ALL][name] for name in ("halts", "quiet", "share")] == [2, 1, 0.5]
    assert [by[BRANCHED, "2020-10-10"][name] for name in ("halts", "quiet")] == [4, 2]
    assert [by[run, "2024-01-30"]["attacks"] for run in (BRANCHED, WITHOUT)] == [3.0, 4.0]
    assert [by[BRANCHED, ALL][name] for name in ("halts", "quiet", "share")] == [8, 2, 0.25]
    assert [by[WITHOUT, ALL][name] for name in ("halts", "quiet")] == [8, 2]
    assert [by[FREE, ALL][name] for name in ("halts", "quiet", "share")] == [10, 6, 0.6]
    assert by[FREE, ALL]["inside"]


def test_blocks_of_worlds_come_out_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    scenario, values = after(date(2020, 10, 10)).edit(warm_up=20), load_parameters()
    whole = study._in_blocks(scenario, values, 5, 7, 1)
    monkeypatch.setattr(free_run, "BLOCK", 2)
    assert np.array_equal(study._in_blocks(scenario, values, 5, 7, 1), whole)
    assert whole.shape == (5, 4)
    assert np.array_equal(whole[:, 2], whole[:, 3] == 0)
