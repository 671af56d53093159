"""Traces of the United States, small enough to check by hand; all numbers from `tests.handmade.PINNED`."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.handmade import KH, Row
from tests.traces import extra, seen, series, value

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


def test_warnings_follow_attacks_from_the_day_itself_on_and_the_patron_once_liable() -> None:
    # 0.015 for the harassment and 0.015 for the liability: 30 % the same day, half-life 3.
    attack, liable = (Row(10, KH, "attack_base"),), {"patron_liability": (0, 99)}
    each = np.array([0.0, 0.015 * 0.3, 0.015 * 0.7 * (1 - 2 ** (-1 / 3))])
    assert extra(attack, "us", "warn")[9:12] == pytest.approx(each)
    more = series(seen(attack, spans=liable), "us", "warn") - series(seen((), spans=liable), "us", "warn")
    assert more[9:12] == pytest.approx(2 * each)


def test_troops_move_with_the_attacks_of_the_day() -> None:
    # 0.02 for an attack that kills nobody: 30 % the same day, half-life 3.
    moved = extra((Row(10, KH, "attack_convoy"),), "us", "reinforce")
    assert moved[9:12] == pytest.approx([0.0, 0.006, 0.014 * (1 - 2 ** (-1 / 3))])


def test_the_anniversary_is_guarded_while_the_killing_is_fresh_and_not_without_it() -> None:
    # 0.02 a day, half of it two years later.
    killed, spans = (Row(10, "us", "kill_leader", {"of_commander": 1.0}),), {"anniversary": (20, 22)}
    with_it, without = (series(seen(rows, spans=spans), "us", "reinforce") for rows in (killed, ()))
    outside = extra(killed, "us", "reinforce")
    assert (with_it - without)[[20, 22]] - outside[[20, 22]] == pytest.approx(0.02 * 2 ** (-np.array([9, 11]) / 730))
    assert (with_it - without)[[19, 23]] == pytest.approx(outside[[19, 23]])
    assert without == pytest.approx(0.006)


def test_the_patron_pays_for_his_clients_attacks_once_he_is_held_liable() -> None:
    # 0.02 for an attack, half-life 7, from the next day on.
    attack, liable = (Row(10, KH, "attack_base"),), {"patron_liability": (0, 99)}
    more = series(seen(attack, spans=liable), "us", "sanction") - series(seen((), spans=liable), "us", "sanction")
    assert more[10:12] == pytest.approx([0.0, 0.02 * (1 - 2 ** (-1 / 7))])
    assert extra(attack, "us", "sanction") == pytest.approx(0.0)


def test_sanctions_are_faster_under_maximum_pressure() -> None:
    kept = series(seen((), spans={"maximum_pressure": (0, 19)}), "us", "sanction")
    assert kept[:20] == pytest.approx(0.005 * 1.6)
    assert kept[20:] == pytest.approx(0.005)


def test_americans_killed_by_iranian_missiles_are_answered_on_iranian_soil() -> None:
    # Two dead: 0.5 x 2 x (1 - d)^2 on the day after; none without dead.
    salvo = (Row(10, "iran", "launch_missiles", {"us_killed": 2.0}),)
    off = ("direct_duel",)
    assert extra(salvo, "us", "strike_iran", off=off)[11] == pytest.approx((1 - D) ** 2)
    unhurt = (Row(10, "iran", "launch_missiles", {"us_wounded": 100.0}),)
    assert extra(unhurt, "us", "strike_iran", off=off) == pytest.approx(0.0)
    assert extra(unhurt, "us", "strike_iran")[11] == pytest.approx(0.2 * (1 - D) ** 2)  # a salvo may be answered all the same


def test_attacks_hasten_leaving_and_put_it_off() -> None:
    # One attack, half-life 14: 1 - d of it is felt the day after. 0.004 + 0.03 (1 - d), held back by 0.7 (1 - d).
    attack, felt = (Row(10, KH, "attack_base"),), 1 - 2 ** (-1 / 14)
    leaving = series(seen(attack), "us", "draw_down")
    assert leaving[10] == pytest.approx(0.004)
    assert leaving[11] == pytest.approx((0.004 + value("us.draw_downs_per_attack") * felt) * np.exp(-0.7 * felt))
