"""The odds of marks that are not drawn elsewhere: by hand."""

from __future__ import annotations

import numpy as np
import pytest

from sim.history import odds
from tests.stand_in import StandIn


def test_drones_come_with_the_groups_having_them_and_more_with_the_war() -> None:
    around = StandIn(marks__drone_share=0.3, marks__drone_share_in_gaza_war=0.6)
    assert odds.drone(around) == 0.0
    around.contexts["attack_drones"] = 1.0
    assert odds.drone(around) == pytest.approx(0.3)
    around.contexts["gaza_war"] = 1.0
    assert odds.drone(around) == pytest.approx(0.6)


def test_killing_and_wounding_are_together_at_most_sure() -> None:
    around = StandIn(marks__lethal=0.7, marks__wounding=0.6, marks__lethal_drone=0.2, marks__drones_stopped=0.25)
    kills, wounds = odds.harm(around, by_drone=False)
    assert (kills, wounds) == (0.7, pytest.approx(0.3))
    assert odds.harm(around, by_drone=True)[0] == pytest.approx(0.15)


def test_counter_fire_without_any_motive_falls_where_the_rest_does() -> None:
    assert odds.counter_fire_in_iraq(StandIn(us__counter_fire_in_iraq=0.2)) == 0.2


def test_a_strike_s_dead_grow_with_the_part_that_answers_a_death_and_shrink_with_a_notice() -> None:
    around = StandIn(us__militia_killed_in_iraq=6.0, us__militia_killed_abroad=2.0, us__answer_to_death=2.0, us__notice_saves=0.5)
    assert odds.strike_dead(around, 1.0) == pytest.approx(6.0)
    assert odds.strike_dead(around, 0.0) == pytest.approx(2.0)
    around.us.for_the_dead = np.array([0.25, 1.0])
    assert odds.strike_dead(around, 1.0) == pytest.approx([9.0, 18.0])
    around.scene.noticed.level = 1.0
    assert odds.strike_dead(around, 1.0) == pytest.approx([4.5, 9.0])
