"""Traces of what the United States does short of force, small enough to check by hand; numbers from `tests.handmade.PINNED`."""

from __future__ import annotations

import numpy as np
import pytest

from tests.handmade import KH, Row
from tests.traces import extra, seen, series, value


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


def test_attacks_hasten_leaving_and_put_it_off() -> None:
    # One attack, half-life 14: 1 - d of it is felt the day after. 0.004 + 0.03 (1 - d), held back by 0.7 (1 - d).
    attack, felt = (Row(10, KH, "attack_base"),), 1 - 2 ** (-1 / 14)
    leaving = series(seen(attack), "us", "draw_down")
    assert leaving[10] == pytest.approx(0.004)
    assert leaving[11] == pytest.approx((0.004 + value("us.draw_downs_per_attack") * felt) * np.exp(-0.7 * felt))


def test_fire_of_the_guards_on_iraqi_soil_is_answered_by_words() -> None:
    # 0.03 for each act: 30 % the same day, half-life 3.
    fire = (Row(10, "iran", "strike_in_iraq"),)
    assert extra(fire, "us", "warn")[9:12] == pytest.approx([0.0, 0.03 * 0.3, 0.03 * 0.7 * (1 - 2 ** (-1 / 3))])
