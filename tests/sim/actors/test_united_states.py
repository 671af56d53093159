"""Traces of the United States, small enough to check by hand; all numbers from `tests.handmade.PINNED`."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.handmade import KH, Row
from tests.traces import extra, seen, series

DEATH = Row(10, KH, "attack_base", {"lethal": 1.0, "us_killed": 1.0})
D = 2 ** (-1 / 1.5)  # daily decay of each stage of the answer


def test_a_death_is_answered_the_same_night_and_then_over_days() -> None:
    # 0.8 strike days: 15 % today, 85 % by two stages: lag (1 - d)^2 d^(lag - 1).
    strikes = extra((DEATH,), "us", "strike", off=("harassment",))
    assert strikes[9] == pytest.approx(0.0)
    assert strikes[10] == pytest.approx(0.12)
    assert strikes[11:14] == pytest.approx([0.68 * lag * (1 - D) ** 2 * D ** (lag - 1) for lag in (1, 2, 3)])
    assert strikes[12] > strikes[11]  # it builds up


def test_the_nights_answer_has_seen_todays_attack_but_nobody_elses_answer() -> None:
    both = series(seen((DEATH, Row(10, "us", "kill_leader", {"in_iraq": 1.0}))), "us", "strike")
    assert both[10] == series(seen((DEATH,)), "us", "strike")[10]


@pytest.mark.parametrize(("first", "tolerance"), [(0, 2.5), (46, 0.5)])
def test_harassment_counts_exp_minus_tolerance(first: int, tolerance: float) -> None:
    # One attack: 0.03 exp(-tolerance) (1 - 2^(-1/14)) on the day after. Trump holds office to day 45, Biden from day 46.
    attack = (Row(first + 2, KH, "attack_base"),)
    with_it, without = (series(seen(rows, first + 5, first=first), "us", "strike") for rows in (attack, ()))
    assert with_it[3] - without[3] == pytest.approx(0.03 * np.exp(-tolerance) * (1 - 2 ** (-1 / 14)))


def test_a_siege_raises_strikes_and_the_stakes() -> None:
    # Half-life 2: d = 2^(-1/2).
    siege = (Row(10, KH, "assault_embassy"),)
    assert extra(siege, "us", "strike")[11] == pytest.approx(0.2 * (1 - 2**-0.5))
    assert extra(siege, "us", "kill_leader")[11] == pytest.approx(0.25 * (1 - 2**-0.5))


def test_blows_on_iraqi_soil_hold_back_the_next_by_a_tenth_each() -> None:
    rows = tuple(Row(day, "us", "strike", {"in_iraq": 1.0}) for day in (9, 10))
    # Day 11: the blow of day 10 in full, that of day 9 a day old.
    kept = series(seen(rows), "us", "strike")
    assert kept[11] == pytest.approx(0.0002 * np.exp(-0.1 * (1 + 2 ** (-1 / 45))))


def test_fire_is_returned_the_same_day_for_each_attack_on_a_base_and_never_after() -> None:
    # 0.02 for each attack of the day, dead or not; convoys draw none. The floor of 0.0005 is there every day.
    rows = (*(Row(10, KH, "attack_base"),) * 3, Row(12, KH, "attack_convoy"), replace(DEATH, day=14))
    kept = series(seen(rows), "us", "counter_fire")
    expected = np.full(40, 0.0005)
    expected[[10, 14]] += (0.06, 0.02)
    assert kept == pytest.approx(expected)
    assert series(seen(rows, off=("counter_fire",)), "us", "counter_fire") == pytest.approx(0.0005)


def test_counter_fire_is_no_force() -> None:
    """It breaches no sovereignty, deters nobody, calls for no reprisal and does not surprise Tehran: every other rate stays."""
    row = Row(10, "us", "counter_fire", {f"hit_{KH}": 1.0, "in_iraq": 1.0, "militia_killed": 9.0})
    assert all(with_it == without for with_it, without in zip(seen((row,)), seen(()), strict=True))


def test_warnings_follow_attacks_and_the_patron_once_liable() -> None:
    # 0.015 (1 - 2^(-1/14)) for the harassment; 0.015 (1 - 2^(-1/10)) for the liability.
    attack = (Row(10, KH, "attack_base"),)
    assert extra(attack, "us", "warn")[11] == pytest.approx(0.015 * (1 - 2 ** (-1 / 14)))
    liable = {"patron_liability": (0, 99)}
    more = series(seen(attack, spans=liable), "us", "warn") - series(seen((), spans=liable), "us", "warn")
    assert more[11] == pytest.approx(0.015 * (1 - 2 ** (-1 / 14)) + 0.015 * (1 - 2**-0.1))


def test_sanctions_are_faster_under_maximum_pressure() -> None:
    kept = series(seen((), spans={"maximum_pressure": (0, 19)}), "us", "sanction")
    assert kept[:20] == pytest.approx(0.005 * 1.6)
    assert kept[20:] == pytest.approx(0.005)


def test_americans_killed_by_iranian_missiles_are_answered_on_iranian_soil() -> None:
    # Two dead: 0.5 x 2 x (1 - d)^2 on the day after; none without dead.
    salvo = (Row(10, "iran", "launch_missiles", {"us_killed": 2.0}),)
    assert extra(salvo, "us", "strike_iran")[11] == pytest.approx((1 - D) ** 2)
    assert extra((Row(10, "iran", "launch_missiles", {"us_wounded": 100.0}),), "us", "strike_iran") == pytest.approx(0.0)
