"""Rungs: the action's own, lifted by blood; open war needs fire from both sides within a week."""

from __future__ import annotations

import numpy as np
import pytest

from sim.vocabulary.decisions import DECISIONS
from sim.vocabulary.ladder import RUNGS, WAR_WITHIN_DAYS, WarWatch, rung_of


def test_every_deed_stands_on_a_rung() -> None:
    assert all(0 <= float(rung_of(name, {})) < len(RUNGS) for name in DECISIONS)


def test_blood_lifts_an_attack() -> None:
    assert rung_of("attack_base", {}) == 2.0
    assert rung_of("attack_base", {"us_wounded": 3.0}) == 3.0
    marks = {"us_wounded": np.array([3.0, 3.0, 0.0]), "lethal": np.array([0.0, 1.0, 0.0])}
    assert np.asarray(rung_of("attack_base", marks)).tolist() == [3.0, 4.0, 2.0]
    assert rung_of("strike", {"us_killed": 1.0}) == 6.0


def test_counter_fire_stands_with_the_attack_it_answers_below_a_strike_and_is_lifted_by_its_dead() -> None:
    assert rung_of("counter_fire", {}) == rung_of("attack_base", {}) == RUNGS.index("harassment")
    dead = {"militia_killed": np.array([0.0, 1.0, 30.0]), "us_wounded": np.full(3, 5.0)}
    assert np.asarray(rung_of("counter_fire", dead)).tolist() == [2.0, 3.0, 3.0]
    assert rung_of("strike", {"militia_killed": 30.0}) == 6.0


def test_war_needs_both_within_a_week() -> None:
    watch = WarWatch()
    assert watch.at_war(0) is None
    watch.see("launch_missiles", 1, np.array([1.0, 1.0, 0.0]))
    assert watch.at_war(1) is None
    watch.see("strike_iran", 5, np.array([1.0, 0.0, 1.0]))
    assert np.asarray(watch.at_war(5)).tolist() == [True, False, False]
    assert np.asarray(watch.at_war(9)).tolist() == [False, False, False], "the missiles are eight days old"


@pytest.mark.parametrize(("apart", "war"), [(0, True), (WAR_WITHIN_DAYS, True), (WAR_WITHIN_DAYS + 1, False)])
@pytest.mark.parametrize(("first", "second"), [("launch_missiles", "strike_iran"), ("strike_iran", "launch_missiles")])
def test_a_week_apart_is_war_and_a_day_more_is_not(first: str, second: str, apart: int, war: bool) -> None:
    watch = WarWatch()
    watch.see(first, 3, np.ones(1))
    watch.see(second, 3 + apart, np.ones(1))
    assert np.asarray(watch.at_war(3 + apart)).tolist() == [war]


def test_a_week_is_seven_days() -> None:
    assert WAR_WITHIN_DAYS == 7
