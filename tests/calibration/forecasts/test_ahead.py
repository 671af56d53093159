"""Looks ahead: documented to the last day, sampled afterwards; counted again by hand."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta

import numpy as np
import pytest

from calibration.forecasts import ahead
from calibration.forecasts.ahead import (
    COLUMNS,
    EVENTS,
    FAN,
    FAN_COLUMNS,
    Counts,
    base_rates,
    contexts_ahead,
    documented_counts,
    fan,
    horizons_of,
    last_day_of,
    probabilities,
    scenario_ahead,
    simulate_ahead,
)
from sim.errors import InputError
from sim.event_log import CASUALTIES, DAILY
from sim.machine import Machine
from sim.model import EscalationModel
from sim.parameter_files import choose
from sim.record.evidence import load_evidence
from sim.vocabulary.decisions import DECISIONS
from tests.runs import counts as logged
from tests.runs import finish, span

LAST = date(2020, 1, 1)
POINT = choose("point")


@pytest.fixture
def remembers_little(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead, "REMEMBERED", 20)


def run(worlds: int, block: int = 512, seed: int = 7, days: int = 8) -> dict[str, np.ndarray]:
    return simulate_ahead(scenario_ahead(LAST, days), worlds, seed, POINT, load_evidence(), Machine(1, block))


def made_up() -> Counts:
    """Nothing but strikes and attacks, in three worlds of ten days."""
    counts = {name: np.zeros((10, 3), dtype=np.int64) for name in FAN}
    counts["strike"][6, 0] = counts["strike"][7, 1] = 1
    counts["attack_base"][:5, 0] = 2
    counts["attack_base"][:, 1] = 1
    return counts


# What comes -----------------------------------------------------------------------------------------------------------------


def test_the_last_day_is_documented_and_the_next_ones_are_sampled(remembers_little: None) -> None:
    scenario = scenario_ahead(LAST, 30)
    assert (scenario.start, scenario.branch, scenario.end) == (LAST, date(2020, 1, 2), date(2020, 1, 31))
    assert (scenario.luck, scenario.contexts, scenario.warm_up) == ("fresh", "recorded", 20)
    assert len(scenario.days) == 31


def test_nothing_of_the_record_after_the_last_day_is_used(remembers_little: None) -> None:
    """The record without anything after the last day leads to the same worlds."""
    whole = load_evidence()
    cut = dataclasses.replace(whole, acts=tuple(act for act in whole.acts if act.date <= LAST))
    assert len(cut.acts) < len(whole.acts)
    ours = run(6)
    theirs = simulate_ahead(scenario_ahead(LAST, 8), 6, 7, POINT, cut, Machine())
    assert all((ours[name] == theirs[name]).all() for name in FAN)


def test_what_came_before_the_last_day_matters(remembers_little: None) -> None:
    whole = load_evidence()
    calm = dataclasses.replace(whole, acts=tuple(act for act in whole.acts if act.date < LAST - timedelta(days=15)))
    theirs = simulate_ahead(scenario_ahead(LAST, 8), 40, 7, POINT, calm, Machine())
    assert run(40)["attack_base"].sum() > theirs["attack_base"].sum()


def test_worlds_are_the_same_in_whatever_blocks(remembers_little: None) -> None:
    whole, parts = run(5), run(5, block=2)
    assert all((whole[name] == parts[name]).all() for name in FAN)
    assert whole["attack_base"].shape == (8, 5)
    assert any((run(5, seed=8)[name] != whole[name]).any() for name in FAN)


@pytest.mark.parametrize(("worlds", "seed"), [(0, 7), (3, -1)])
def test_numbers_out_of_range_are_refused(worlds: int, seed: int) -> None:
    with pytest.raises(InputError, match="allowed: "):
        run(worlds, seed=seed)


# What came ------------------------------------------------------------------------------------------------------------------


def test_the_record_is_counted_as_a_replay_counts_it() -> None:
    """Eight months with strikes, a killing, a launch, dead on all sides, truces and unnamed authors."""
    start, days = date(2019, 12, 1), 240
    model = finish(EscalationModel(span(start, days, warm_up=0), 1, parameters=POINT))
    ours = documented_counts(load_evidence(), start, start + timedelta(days=days - 1))
    for name in FAN:
        assert ours[name].tolist() == logged(model, name)[:, 0].tolist(), name
    assert min(ours[name].sum() for name in ("strike", "kill_leader", "launch_missiles", "us_killed", "militia_killed")) > 0


def test_base_rates_by_hand() -> None:
    counts = {name: np.zeros(10, dtype=np.int64) for name in FAN}
    counts["strike"][3] = 1
    counts["attack_base"][5:] = 3
    found = base_rates(counts, (4, 7))
    assert found["us_strike", 4] == (4 / 7, 2)
    assert found["us_strike", 7] == (1.0, 1)
    assert found["ten_attacks", 4] == (2 / 7, 2)
    assert found["truce", 7] == (0.0, 1)


# Tables ---------------------------------------------------------------------------------------------------------------------


def test_events_are_counted_by_the_daily_table() -> None:
    assert {event.column for event in EVENTS.values()} <= set(FAN) <= set(DAILY)
    assert set(FAN) <= {*DECISIONS, *CASUALTIES}


def test_probabilities_by_hand() -> None:
    table = probabilities(made_up(), load_evidence(), LAST, date(2024, 6, 1))
    assert tuple(table.columns) == COLUMNS
    shares = table.set_index(["event", "horizon"])["probability"]
    assert (shares["us_strike", 7], shares["us_strike", 10]) == (1 / 3, 2 / 3)
    assert (shares["ten_attacks", 7], shares["ten_attacks", 10]) == (1 / 3, 2 / 3)
    assert shares["american_death"].tolist() == [0.0, 0.0]
    first = table.iloc[0]
    assert (first["since"], first["until"]) == ("2020-01-02", "2020-01-08")
    assert (first["worlds"], first["made_on"], first["last_day"]) == (3, "2024-06-01", "2020-01-01")
    assert first["record_sha256"] == load_evidence().record_sha256


def test_base_rates_are_of_the_days_before_alone() -> None:
    evidence = load_evidence()
    table = probabilities(made_up(), evidence, LAST, LAST).set_index(["event", "horizon"])
    before = base_rates(documented_counts(evidence, date(2018, 9, 1), LAST), (7, 10))
    assert table.loc[("us_strike", 7), "base_rate"] == before["us_strike", 7][0]
    assert table.loc[("iranian_launch", 10), "base_rate"] == 0.0


def test_the_fan_by_hand() -> None:
    table = fan(made_up(), LAST)
    assert tuple(table.columns) == FAN_COLUMNS
    attacks = table[table["count"] == "attack_base"]
    (week,) = attacks[attacks["unit"] == "week"].to_dict("records")
    assert (week["since"], week["until"], week["mean"]) == ("2020-01-02", "2020-01-08", 17 / 3)
    assert [week[name] for name in ("q05", "q50", "q95")] == [0.0, 7.0, 10.0]
    total = attacks[attacks["unit"] == "total"].iloc[-1]
    assert (total["since"], total["until"], total["mean"], total["q95"]) == ("2020-01-02", "2020-01-11", 20 / 3, 10.0)
    assert len(attacks[attacks["unit"] == "day"]) == 10


@pytest.mark.parametrize(("days", "horizons"), [(7, (7,)), (90, (7, 30, 90)), (30, (7, 30)), (100, (7, 30, 90, 100))])
def test_the_last_day_is_a_horizon(days: int, horizons: tuple[int, ...]) -> None:
    assert horizons_of(days) == horizons


# What is taken as known -----------------------------------------------------------------------------------------------------


def test_the_last_day_is_that_of_the_record() -> None:
    rows = [date(2021, 1, 1), date(2025, 2, 3)]
    assert last_day_of(rows, None, own=False) == date(2025, 2, 3)
    assert last_day_of(rows, None, own=True) == date(2024, 12, 31)
    assert last_day_of(rows, date(2025, 3, 1), own=False) == date(2025, 3, 1)


@pytest.mark.parametrize(
    ("asked", "own"), [(date(2019, 1, 1), True), (date(2025, 1, 1), True), (date.today() + timedelta(days=1), False)]
)
def test_a_last_day_that_cannot_be_is_refused(asked: date, own: bool) -> None:
    with pytest.raises(InputError, match=rf"--until {asked}: the last documented day is {asked}; allowed: 2019-09-02 to "):
        last_day_of([date(2025, 2, 3)], asked, own=own)


@pytest.mark.parametrize("last", [date(2017, 5, 1), date(2019, 9, 1), date.today() + timedelta(days=1)])
def test_a_record_that_ends_too_early_or_ahead_of_today_is_refused_too(last: date) -> None:
    with pytest.raises(InputError, match=rf"^the last documented day is {last}; allowed: 2019-09-02 to "):
        last_day_of([last], None, own=False)


def test_contexts_that_are_open_go_on_and_dated_ones_are_named() -> None:
    known = contexts_ahead(load_evidence().contexts, scenario_ahead(date(2023, 11, 25), 30))
    assert {"patron_liability", "gaza_war"} <= set(known["goes_on"])
    assert "gaza_truce (2023-11-30)" in known["ends"]
    assert contexts_ahead(load_evidence().contexts, scenario_ahead(date(2023, 10, 1), 30))["comes"][0].startswith(
        "gaza_war (2023-10-07)"
    )
