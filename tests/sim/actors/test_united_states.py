"""Traces of the United States, small enough to check by hand; all numbers from `tests.handmade.PINNED`."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.handmade import KH, Row
from tests.traces import extra, seen, series

HARMLESS = ("harassment",)
"""Without the answers to what is no blood."""
DEATH = Row(10, KH, "attack_base", {"lethal": 1.0, "us_killed": 1.0})
D = 2 ** (-1 / 1.5)  # daily decay of each stage of the answer


def test_a_death_is_answered_the_same_night_and_then_over_days() -> None:
    # 0.8 strike days: 15 % today, 85 % by two stages: lag (1 - d)^2 d^(lag - 1).
    strikes = extra((DEATH,), "us", "strike", off=HARMLESS)
    assert strikes[9] == pytest.approx(0.0)
    assert strikes[10] == pytest.approx(0.12)
    assert strikes[11:14] == pytest.approx([0.68 * lag * (1 - D) ** 2 * D ** (lag - 1) for lag in (1, 2, 3)])
    assert strikes[12] > strikes[11]  # it builds up


def test_the_nights_answer_has_seen_todays_attack_but_nobody_elses_answer() -> None:
    both = series(seen((DEATH, Row(10, "us", "kill_leader", {"in_iraq": 1.0}))), "us", "strike")
    assert both[10] == series(seen((DEATH,)), "us", "strike")[10]


@pytest.mark.parametrize(("first", "tolerance"), [(0, 2.5), (46, 0.5)])
def test_harassment_counts_exp_minus_tolerance(first: int, tolerance: float) -> None:
    # One attack: 0.03 exp(-tolerance) (1 - 2^(-1/14)) on the day after, as one of many. Promptly 0.02 exp(-tolerance), 15 % of it
    # the same night, half-life 1.5. Trump holds office to day 45, Biden from day 46.
    attack = (Row(first + 2, KH, "attack_base"),)
    with_it, without = (series(seen(rows, first + 5, first=first), "us", "strike") for rows in (attack, ()))
    added = (with_it - without)[1:4] / np.exp(-tolerance)
    assert added == pytest.approx([0.0, 0.02 * 0.15, 0.02 * 0.85 * (1 - D) + 0.03 * (1 - 2 ** (-1 / 14))])


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


def crews(attack_day: int) -> np.ndarray:
    """Fire on crews that were seen first, by day: 0.003 for an attack, from the next day on, half of it within ten days."""
    lag = np.arange(40) - attack_day
    return np.where(lag > 0, 0.003 * (1 - 2**-0.1) * 2 ** (-(lag - 1) / 10), 0.0)


def test_fire_is_returned_mostly_the_same_day_for_each_attack_on_a_base() -> None:
    # 0.02 for each attack, dead or not: three quarters the same day; half-life half a day, so 3/4 of the rest the next, 3/16 the
    # day after. Convoys draw none. The floor of 0.0005 is there every day.
    rows = (*(Row(10, KH, "attack_base"),) * 3, Row(16, KH, "attack_convoy"), replace(DEATH, day=20))
    returned = extra(rows, "us", "counter_fire") - sum(crews(day) for day in (10, 10, 10, 20))
    assert returned[9:13] == pytest.approx([0.0, 0.045, 0.01125, 0.0028125])
    assert returned[16:20] == pytest.approx(returned[12] / 4 ** np.arange(4, 8))
    assert returned[20] - returned[19] / 4 == pytest.approx(0.015)
    assert series(seen(rows, off=("counter_fire",)), "us", "counter_fire") == pytest.approx(0.0005)


def test_crews_are_hit_before_they_fire_while_attacks_go_on() -> None:
    late = extra((Row(10, KH, "attack_base"),) * 2, "us", "counter_fire")[20:]  # when nothing is returned any more
    assert late == pytest.approx(2 * crews(10)[20:], rel=1e-3)
    assert late.sum() > 0.002  # of 0.006 in all, half falls on the first ten days, a quarter on the next, an eighth on the third


def test_counter_fire_is_no_force() -> None:
    """It breaches no sovereignty, deters nobody, calls for no reprisal and does not surprise Tehran: every rate but that of
    threats stays.
    """
    row = Row(10, "us", "counter_fire", {f"hit_{KH}": 1.0, "in_iraq": 1.0, "militia_killed": 9.0})
    for with_it, without in zip(seen((row,)), seen(()), strict=True):
        moved = {decision for _, decision in {key for key in without if with_it[key] != without[key]}}
        assert moved <= {"threaten"}


def test_americans_killed_by_iranian_missiles_are_answered_on_iranian_soil() -> None:
    # Two dead: 0.5 x 2 x (1 - d)^2 on the day after; none without dead.
    salvo = (Row(10, "iran", "launch_missiles", {"us_killed": 2.0}),)
    off = ("direct_duel",)
    assert extra(salvo, "us", "strike_iran", off=off)[11] == pytest.approx((1 - D) ** 2)
    unhurt = (Row(10, "iran", "launch_missiles", {"us_wounded": 100.0}),)
    assert extra(unhurt, "us", "strike_iran", off=off) == pytest.approx(0.0)
    assert extra(unhurt, "us", "strike_iran")[11] == pytest.approx(0.2 * (1 - D) ** 2)  # a salvo may be answered all the same


def test_a_drone_weighs_more_than_a_rocket() -> None:
    # Beyond what any attack brings: 0.02 exp(-2.5), 15 % of it the same night, half-life 1.5.
    rocket, drone = (extra((Row(10, KH, "attack_base", marks),), "us", "strike") for marks in ({}, {"drone": 1.0}))
    more = (drone - rocket)[9:12] / np.exp(-2.5)
    assert more == pytest.approx([0.0, 0.02 * 0.15, 0.02 * 0.85 * (1 - D)])


def test_fire_from_syria_is_returned_by_a_weight_of_its_own() -> None:
    # 0.1 for an attack abroad, three quarters of it the same day; 0.02 for one in Iraq.
    abroad = extra((Row(10, KH, "attack_base", {"abroad": 1.0}),), "us", "counter_fire") - crews(10)
    assert abroad[9:11] == pytest.approx([0.0, 0.075])
