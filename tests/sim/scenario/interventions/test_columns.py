"""Columns that coding reads of a row, and those that it does not."""

from __future__ import annotations

from typing import Any

import pytest

from sim.scenario.interventions.columns import laid_over, read, unread

ATTACK = {"date": "2020-02-01", "actor": "badr", "action": "rocket_attack", "target": "us_military", "country": "Iraq"}
STRIKE = {"date": "2020-02-01", "actor": "us", "action": "airstrike", "target": "militia", "country": "Iraq"}
COUNTS = (
    "us_killed",
    "us_wounded",
    "coalition_killed",
    "coalition_wounded",
    "civilians_killed",
    "militia_killed",
    "iraqi_forces_killed",
    "iran_killed",
)


def test_the_dead_and_wounded_that_rules_read_of_an_attack() -> None:
    assert read(ATTACK, COUNTS) == ["us_killed", "us_wounded", "coalition_killed", "militia_killed"]
    assert read(ATTACK, ("country", "target_group", "lethal")) == ["country", "lethal"]


def test_where_and_whom_a_strike_hits_are_read() -> None:
    assert read(STRIKE, ("country", "target_group", "lethal", "civilians_killed")) == ["country", "target_group"]


def test_a_weapon_is_read_of_an_attack_and_is_the_action_of_its_row() -> None:
    assert read(ATTACK, ("weapon",)) == ["weapon"]
    assert laid_over(ATTACK, {"weapon": "drone"})["action"] == "drone_attack"
    assert laid_over(ATTACK, {"us_killed": 1}) == {**ATTACK, "us_killed": 1}


@pytest.mark.parametrize(
    ("row", "changes", "idle"),
    [
        (ATTACK, {"us_killed": 0}, []),  # as it is anyway: no change, but read
        (ATTACK, {"civilians_killed": 5}, ["civilians_killed"]),
        (ATTACK, {"us_killed": 1, "iran_killed": 1}, ["iran_killed"]),
        (ATTACK | {"us_killed": 1}, {"coalition_killed": 0}, ["coalition_killed"]),  # lethal by the American
        (ATTACK | {"us_killed": 1}, {"us_killed": 0, "coalition_killed": 1}, []),  # lethal by the ally
        (STRIKE, {"country": "Syria", "lethal": True}, ["lethal"]),
    ],
)
def test_what_makes_no_difference_alone_or_beside_the_others(
    row: dict[str, Any], changes: dict[str, Any], idle: list[str]
) -> None:
    assert unread(row, changes) == idle
