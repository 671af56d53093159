"""Places: where attacks fall, and what is left of their targets, by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim import places
from sim.campaign import WAR
from sim.tally import Tally
from tests.stand_in import StandIn

SHARE = st.floats(0.0, 1.0)


def around(**levels: float) -> StandIn:
    """A day on which one attack in five would fall abroad."""
    made = StandIn(marks__abroad=0.2, marks__abroad_under_friends=0.6, marks__place_inertia=0.5, militia__posture_hold=0.5)
    made.levels = levels
    return made


def test_without_fire_the_standing_share_falls_abroad_more_under_a_government_of_friends() -> None:
    quiet = around()
    assert places.abroad(quiet) == pytest.approx(0.2)
    quiet.contexts["framework_government"] = 1.0
    assert places.drawn_abroad(quiet) == pytest.approx(0.6)


def test_a_government_of_friends_is_spared_on_its_own_soil_alone() -> None:
    """Six in ten would fall abroad: exp(-1) of the other four is left, so that 0.6 + 0.4 exp(-1) of all fire goes on."""
    spared = around()
    spared.contexts["framework_government"] = 1.0
    left = np.exp(-1.0)
    assert places.held_in_iraq(spared, 1.0) == pytest.approx(-np.log(0.6 + 0.4 * left))
    assert places.abroad(spared) == pytest.approx(0.6 / (0.6 + 0.4 * left))
    assert places.within_reach(spared) == 1.0  # what is spared is there all the same


def test_nothing_is_left_abroad_so_all_fire_is_held() -> None:
    spared = around(presence_in_syria=0.0)
    spared.contexts["framework_government"] = 1.0
    assert places.held_in_iraq(spared, 1.0) == pytest.approx(1.0)
    assert places.abroad(spared) == 0.0


@pytest.mark.parametrize(
    "held", ["nothing", "the war in Gaza", "its cease-fire", "the mechanism is off", "nobody knows of the war"]
)
def test_what_lifts_the_hold(held: str) -> None:
    off = {"the mechanism is off": (places.FRIENDS,), "nobody knows of the war": (WAR,)}.get(held, ())
    spared = StandIn(off=off, militia__own_government_hold=0.7)
    spared.contexts["framework_government"] = 1.0
    spared.contexts["gaza_war"] = float(held not in ("nothing", "the mechanism is off"))
    spared.contexts["gaza_truce"] = float(held == "its cease-fire")
    lifted = held in ("the war in Gaza", "the mechanism is off")
    assert places.owed_to_friends(spared) == pytest.approx(0.0 if lifted else 0.7)


def test_where_there_was_fire_there_is_fire_again() -> None:
    """Lately 1.2 attacks a day abroad and 0.3 in Iraq, beside an inertia of 0.5: (0.5 x 0.2 + 1.2) / (0.5 + 1.5) = 0.65."""
    burning = around()
    burning.scene.attacks_abroad.level, burning.scene.attacks_in_iraq.level = 1.2, 0.3
    assert places.abroad(burning) == pytest.approx(0.65)


def test_the_scene_remembers_attacks_by_where_they_fell() -> None:
    quiet = around()
    day = Tally()
    day.put("attack_base", np.array([[3.0]]), {"in_iraq": np.array([[1.0]]), "abroad": np.array([[2.0]])})
    quiet.scene.perceive(day, 0.0)
    here, there = quiet.scene.attacks_in_iraq.level, quiet.scene.attacks_abroad.level
    assert np.asarray(there).item() == pytest.approx(2 * np.asarray(here).item())


def test_all_targets_there_restrain_nothing() -> None:
    assert places.within_reach(around()) == 1.0
    assert places.hold(places.within_reach(around())) == 0.0


def test_without_americans_in_iraq_only_what_falls_abroad_is_left() -> None:
    gone = around(presence_in_iraq=0.0)
    assert places.within_reach(gone) == pytest.approx(0.2)
    assert places.abroad(gone) == pytest.approx(1.0)
    assert np.exp(-places.hold(places.within_reach(gone))) == pytest.approx(0.2)


def test_without_any_nothing_is_within_reach_and_no_number_breaks() -> None:
    gone = around(presence_in_iraq=0.0, presence_in_syria=0.0)
    assert np.exp(-places.hold(places.within_reach(gone))) < 1e-200
    assert np.isfinite(places.abroad(gone))


def test_hand_overs_thin_the_targets_in_iraq_alone() -> None:
    """Lost 0.4 at a hold of 0.5: exp(-0.2) of those in Iraq is left, so that 0.2 + 0.8 exp(-0.2) is within reach."""
    thinned = around()
    thinned.scene.exposure_lost.level = 0.4
    left = np.exp(-0.2)
    assert places.left_in_iraq(thinned) == pytest.approx(left)
    assert places.left_abroad(thinned) == 1.0
    assert places.within_reach(thinned) == pytest.approx(0.2 + 0.8 * left)
    assert places.abroad(thinned) == pytest.approx(0.2 / (0.2 + 0.8 * left))


def test_without_the_mechanism_all_targets_count_as_there() -> None:
    off = StandIn(off=("posture",))
    off.levels = {"presence_in_iraq": 0.0}
    assert places.within_reach(off) == 1.0


@given(SHARE, SHARE, SHARE)
def test_attacks_in_each_country_fall_as_far_as_its_targets(share: float, in_iraq: float, in_syria: float) -> None:
    made = StandIn(marks__abroad=share)
    made.levels = {"presence_in_iraq": in_iraq, "presence_in_syria": in_syria}
    reach, abroad = places.within_reach(made), places.abroad(made)
    assert reach * abroad == pytest.approx(share * in_syria, abs=1e-9)
    assert reach * (1 - abroad) == pytest.approx((1 - share) * in_iraq, abs=1e-9) or reach < 1e-9


@given(SHARE, st.floats(0.01, 1.0), st.floats(0.01, 1.0))
def test_what_is_kept_in_each_place_is_what_is_left_there(share: float, in_iraq: float, in_syria: float) -> None:
    """An act is kept as far as the targets of its place are; over both places that is the fall of the rate."""
    fact, gone = StandIn(marks__abroad=share), StandIn(marks__abroad=share)
    gone.levels = {"presence_in_iraq": in_iraq, "presence_in_syria": in_syria}
    reach = places.within_reach(gone)
    left, whole = places.targets_of(gone), places.targets_of(fact)
    here, there = (reach * places.stays_in_place(left, whole, in_place) for in_place in (True, False))
    assert here == pytest.approx(in_iraq)
    assert there == pytest.approx(in_syria)
    assert share * there + (1 - share) * here == pytest.approx(reach)
    assert places.stays_in_place(whole, whole, True) == 1.0
