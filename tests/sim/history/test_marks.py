"""Marks: the j-th act of a group on a day has the same luck whatever happens beside it, and numbers come out as declared."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.history.acted import Acted
from sim.history.marks import DRAWERS, draw_marks, drawn_notice
from sim.tally import Marks
from sim.types import Number
from sim.vocabulary.decisions import DECISIONS, MILITIAS, actors_of
from sim.worlds import nonzero
from tests.stand_in import StandIn, column, weighed

GROUPS, WORLDS, MANY = len(MILITIAS), 5, 20_000
BADR, THAR = MILITIAS.index("badr"), MILITIAS.index("thar_allah")
COUNTS = arrays(float, (GROUPS, WORLDS), elements=st.integers(0, 3).map(float))
TOLL = ("lethal", "wounding", "us_killed", "us_wounded")
BLOODY = {"marks__lethal": 0.4, "marks__wounding": 0.3, "marks__more_dead": 0.6, "marks__wounded": 7.0}


def marks(around: StandIn, name: str, counts: Number = 1.0, first: Number = 0.0) -> Marks:
    shape = (len(actors_of(name)), around.worlds)
    return draw_marks(around, weighed(name, 0.0), Acted.of(counts, first, nonzero(counts, shape)))


def toll(around: StandIn, counts: Number, first: Number = 0.0) -> np.ndarray:
    """The four marks of blood, shape `(4, groups, worlds)`."""
    found = marks(around, "attack_base", counts, first)
    return np.array([np.broadcast_to(np.asarray(found.get(name, 0.0)), (GROUPS, around.worlds)) for name in TOLL])


def mean_is(values: np.ndarray, mean: float, variance: float) -> None:
    assert values.mean() == pytest.approx(mean, abs=4.5 * np.sqrt(variance / values.size))


# Slots --------------------------------------------------------------------------------------------------------------------


@given(COUNTS, COUNTS, st.integers(0, 2**32))
def test_an_act_has_the_luck_of_its_slot_however_many_come_before_or_after(head: np.ndarray, tail: np.ndarray, seed: int) -> None:
    """Acts 0 to n are those drawn as 0 to k and then, with k documented, as k to n."""
    whole = toll(StandIn(WORLDS, seed, **BLOODY), head + tail)
    parts = toll(StandIn(WORLDS, seed, **BLOODY), head) + toll(StandIn(WORLDS, seed, **BLOODY), tail, first=head)
    assert np.array_equal(whole, parts)


@given(COUNTS, st.integers(0, GROUPS - 1), st.integers(0, 2**32))
def test_a_groups_acts_do_not_depend_on_the_others(counts: np.ndarray, group: int, seed: int) -> None:
    alone = np.zeros_like(counts)
    alone[group] = counts[group]
    whole = marks(StandIn(WORLDS, seed, **BLOODY), "attack_base", counts)
    own = marks(StandIn(WORLDS, seed, **BLOODY), "attack_base", alone)
    for name in ("claim", *TOLL):
        both = [np.broadcast_to(np.asarray(found.get(name, 0.0)), counts.shape) for found in (own, whole)]
        assert np.array_equal(both[0][group], both[1][group]), name
        assert not np.delete(both[0], group, axis=0).any(), name


@given(st.integers(0, 2**32), st.integers(0, WORLDS - 1))
def test_a_world_alone_is_as_among_others(seed: int, world: int) -> None:
    for name in ("strike", "counter_fire", "kill_leader", "launch_missiles", "raid"):
        whole, alone = marks(StandIn(WORLDS, seed), name), marks(StandIn(1, seed, first_world=world), name)
        for mark in whole.keys() | alone.keys():
            among = np.broadcast_to(np.asarray(whole.get(mark, 0.0)), (GROUPS, WORLDS))[:, world]
            assert np.array_equal(np.broadcast_to(np.asarray(alone.get(mark, 0.0)).ravel(), GROUPS), among), (name, mark)


@given(COUNTS, st.integers(0, 2**32))
def test_an_attack_kills_or_wounds_or_neither(counts: np.ndarray, seed: int) -> None:
    lethal, wounding, killed, wounded = toll(StandIn(WORLDS, seed, **BLOODY), counts)
    assert (lethal + wounding <= counts).all()
    assert (killed >= lethal).all()
    assert (wounded >= lethal + wounding).all()
    assert not killed[lethal == 0].any()
    assert not wounded[lethal + wounding == 0].any()


# What an attack does ------------------------------------------------------------------------------------------------------


def test_attacks_kill_and_wound_as_often_and_as_many_as_declared() -> None:
    """Dead of a lethal attack: 1 and a geometric number of mean 0.6; wounded: 1 and one of mean 6 (variance m (1 + m))."""
    lethal, wounding, killed, wounded = toll(StandIn(2_000, **BLOODY), np.ones((GROUPS, 2_000)))
    mean_is(lethal, 0.4, 0.24)
    mean_is(wounding, 0.3, 0.21)
    mean_is(killed[lethal > 0], 1.6, 0.6 * 1.6)
    mean_is(wounded[lethal + wounding > 0], 7.0, 6 * 7)


def test_bombs_on_convoys_harm_no_american() -> None:
    found = marks(StandIn(50, **BLOODY), "attack_convoy", np.full((GROUPS, 50), 3.0))
    assert set(found) <= {"claim", "in_iraq"}
    assert np.array_equal(found["in_iraq"], np.full((GROUPS, 50), 3.0))


def test_every_attack_falls_somewhere_as_often_abroad_as_declared() -> None:
    found = marks(StandIn(2_000, marks__abroad=0.3), "attack_base", np.ones((GROUPS, 2_000)))
    assert (found["in_iraq"] + found["abroad"] == 1).all()
    mean_is(np.asarray(found["abroad"]), 0.3, 0.21)


def test_drones_are_flown_once_the_groups_have_them_and_harm_by_odds_of_their_own() -> None:
    """A drone that gets through kills surely here, and half of them are stopped; nothing else kills."""
    odds = {"marks__drone_share": 0.4, "marks__lethal_drone": 1.0, "marks__lethal": 0.0, "marks__drones_stopped": 0.5}
    ones = np.ones((GROUPS, 2_000))
    assert "drone" not in marks(StandIn(2_000, **odds), "attack_base", ones)
    found = marks(StandIn(2_000, contexts={"attack_drones": 1.0}, **odds), "attack_base", ones)
    drone, lethal = np.asarray(found["drone"]), np.asarray(found["lethal"])
    mean_is(drone, 0.4, 0.24)
    mean_is(lethal[drone > 0], 0.5, 0.25)
    assert not lethal[drone == 0].any()


# What Washington's answer does --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["strike", "kill_leader", "raid"])
def test_a_blow_hits_one_group_in_each_world_it_falls_in(name: str) -> None:
    fell = (np.arange(60) % 3 > 0).astype(float)
    hit = np.asarray(marks(StandIn(60), name, fell)["hit"])
    assert set(np.unique(hit)) == {0.0, 1.0}
    assert np.array_equal(hit.sum(axis=0), fell)


@pytest.mark.parametrize("name", ["strike", "kill_leader"])
def test_the_group_hit_is_drawn_from_the_belief(name: str) -> None:
    hit = np.asarray(marks(StandIn(MANY, belief=column(badr=0.75, thar_allah=0.25)), name)["hit"])
    mean_is(hit[BADR], 0.75, 0.1875)
    assert hit[BADR].sum() + hit[THAR].sum() == MANY


def test_each_world_has_its_own_belief() -> None:
    belief = np.zeros((GROUPS, 2))
    belief[BADR, 0] = belief[THAR, 1] = 1.0
    assert np.array_equal(marks(StandIn(2, belief=belief), "strike")["hit"], belief)


def test_a_raid_hits_the_group_to_blame_or_any() -> None:
    belief = column(badr=1.0)
    surely, anyone = (
        np.asarray(marks(StandIn(MANY, belief=belief, marks__raid_hits_author=right), "raid")["hit"]) for right in (1.0, 0.2)
    )
    assert surely[BADR].all()
    mean_is(anyone[BADR], 0.2 + 0.8 / GROUPS, 0.28 * 0.72)
    mean_is(anyone[THAR], 0.8 / GROUPS, 0.08 * 0.92)


def test_a_raid_hits_whom_baghdad_spares_the_less_often() -> None:
    around = StandIn(MANY, belief=column(badr=0.5, thar_allah=0.5), marks__raid_hits_author=1.0)
    around.iraq.odds = column(badr=0.25, thar_allah=1.0)
    hit = np.asarray(marks(around, "raid")["hit"])
    mean_is(hit[BADR], 0.2, 0.16)
    assert hit[BADR].sum() + hit[THAR].sum() == MANY


def test_strikes_fall_on_iraqi_soil_and_kill_as_declared() -> None:
    found = marks(StandIn(MANY, us__in_iraq_trump=0.7, us__militia_killed_in_iraq=6.0, us__militia_killed_abroad=2.0), "strike")
    in_iraq, dead = np.asarray(found["in_iraq"]), np.asarray(found["militia_killed"])
    mean_is(in_iraq, 0.7, 0.21)
    mean_is(dead[in_iraq > 0], 6.0, 6 * 7)
    mean_is(dead[in_iraq == 0], 2.0, 2 * 3)


def test_a_strike_that_answers_a_death_leaves_more_dead() -> None:
    """Half of the motives answer a death, and that adds half of 3 times: 6 x (1 + 1.5) = 15."""
    around = StandIn(MANY, us__in_iraq_trump=1.0, us__militia_killed_in_iraq=6.0, us__answer_to_death=3.0)
    around.us.for_the_dead = 0.5
    mean_is(np.asarray(marks(around, "strike")["militia_killed"]), 15.0, 15 * 16)


def test_soldiers_die_only_on_iraqi_soil_as_often_and_as_many_as_declared() -> None:
    found = marks(StandIn(MANY, us__in_iraq_trump=0.5, us__soldiers_hit=0.4, us__more_soldiers_killed=2.0), "strike")
    in_iraq, hit, dead = (np.asarray(found[name]) for name in ("in_iraq", "soldiers_hit", "iraqi_forces_killed"))
    mean_is(hit[in_iraq > 0], 0.4, 0.24)
    assert not hit[in_iraq == 0].any()
    assert np.array_equal(dead > 0, hit > 0)
    mean_is(dead[hit > 0], 3.0, 2 * 3)


def test_counter_fire_falls_mostly_in_syria_kills_as_declared_and_names_no_group() -> None:
    declared = {"us__counter_fire_in_iraq": 0.2, "us__militia_killed_per_counter_fire": 1.5}
    around = StandIn(MANY, us__in_iraq_trump=0.9, us__militia_killed_in_iraq=6.0, **declared)
    around.scene.noticed.level = 1.0  # no warning goes before it
    found = marks(around, "counter_fire")
    assert set(found) == {"in_iraq", "militia_killed"}
    mean_is(np.asarray(found["in_iraq"]), 0.2, 0.16)
    mean_is(np.asarray(found["militia_killed"]), 1.5, 1.5 * 2.5)


def test_counter_fire_falls_where_the_attack_fell_that_it_answers() -> None:
    """Of four parts two answer attacks in Iraq, one those abroad; the last falls in Iraq in one case of five: 2.2 / 4."""
    around = StandIn(MANY, us__counter_fire_in_iraq=0.2)
    around.us.fire = (0.02, 0.01, 0.01)
    mean_is(np.asarray(marks(around, "counter_fire")["in_iraq"]), 0.55, 0.55 * 0.45)


def test_those_who_died_on_iraqi_soil_are_mourned_by_the_group_hit_and_no_others_are() -> None:
    found = marks(StandIn(MANY, us__in_iraq_trump=0.5, us__militia_killed_in_iraq=1.0), "strike")
    hit, mourned = np.asarray(found["hit"]), np.asarray(found["mourned"])
    buried = (np.asarray(found["militia_killed"]) > 0) & (np.asarray(found["in_iraq"]) > 0)
    assert np.array_equal(mourned, hit * buried)
    assert 0 < buried.mean() < 1
    assert np.array_equal(np.asarray(marks(StandIn(40), "kill_leader")["mourned"]), marks(StandIn(40), "kill_leader")["hit"])
    assert "mourned" not in marks(StandIn(40), "raid")


def held(**men: float) -> StandIn:
    """A day on which Baghdad holds so many men, by group; `unnamed` are those of no known group."""
    around = StandIn(MANY)
    around.iraq.men = np.vstack(
        [column(**{group: n for group, n in men.items() if group != "unnamed"}), [[men.get("unnamed", 0.0)]]]
    )
    return around


def test_who_is_let_go_is_one_of_those_held_in_proportion() -> None:
    found = marks(held(badr=3.0, thar_allah=1.0, unnamed=4.0), "release")
    hit, unnamed = np.asarray(found["hit"]), np.asarray(found["unnamed"])
    assert (hit.sum(axis=0) + unnamed == 1).all()
    for values, p in ((hit[BADR], 3 / 8), (hit[THAR], 1 / 8), (unnamed, 1 / 2)):
        mean_is(values, p, p * (1 - p))
    assert hit.sum() == hit[[BADR, THAR]].sum()


def test_if_nobody_is_held_anybody_may_be_let_go() -> None:
    found = marks(held(), "release")
    for values in (*np.asarray(found["hit"]), np.asarray(found["unnamed"])):
        mean_is(values, 1 / 11, 10 / 121)


def test_each_world_lets_go_its_own_prisoners() -> None:
    around = StandIn(2)
    around.iraq.men = np.zeros((GROUPS + 1, 2))
    around.iraq.men[BADR, 0] = around.iraq.men[GROUPS, 1] = 1.0
    found = marks(around, "release")
    assert np.asarray(found["hit"])[BADR].tolist() == [1, 0]
    assert np.asarray(found["unnamed"]).tolist() == [0, 1]


@pytest.mark.parametrize(("warnings", "left"), [(0.5, 0.75), (1.0, 0.5), (3.0, 0.5)])
def test_a_warning_saves_its_share_of_the_dead(warnings: float, left: float) -> None:
    around = StandIn(MANY, us__notice_saves=0.5, us__in_iraq_trump=1.0, us__militia_killed_in_iraq=8.0)
    around.scene.noticed.level = warnings
    mean_is(np.asarray(marks(around, "strike")["militia_killed"]), 8 * left, 8 * left * (1 + 8 * left))


@pytest.mark.parametrize(("today", "before", "left"), [(1.0, 0.0, 0.5), (1.0, 1.0, 0.5), (0.25, 0.25, 0.75)])
def test_a_warning_of_the_day_saves_as_one_of_yesterday_does_and_both_no_more_than_the_share(
    today: float, before: float, left: float
) -> None:
    around = StandIn(MANY, us__notice_saves=0.5, us__in_iraq_trump=1.0, us__militia_killed_in_iraq=8.0)
    around.scene.noticed.level = before
    around.today.put("warn_militia", np.arange(MANY) % 2 * today)  # in every other world
    dead = np.asarray(marks(around, "strike")["militia_killed"])[1::2]
    mean_is(dead, 8 * left, 8 * left * (1 + 8 * left))


def test_a_killing_takes_the_leader_on_iraqi_soil_and_the_commander_if_he_is_in_reach() -> None:
    reach = np.array([1.0, 0.0] * (MANY // 2))
    found = marks(StandIn(MANY, commander=reach, us__more_dead_per_killing=1.5), "kill_leader")
    assert np.asarray(found["in_iraq"]).all()
    assert np.array_equal(found["of_commander"], reach)
    dead = np.asarray(found["militia_killed"])
    assert dead.min() == 1.0
    mean_is(dead, 2.5, 1.5 * 2.5)
    mean_is(np.asarray(marks(StandIn(MANY, commander=0.3), "kill_leader")["of_commander"]), 0.3, 0.21)


def test_a_salvo_kills_as_often_as_declared_and_wounds() -> None:
    found = marks(StandIn(MANY, marks__salvo_lethal=0.25, marks__more_dead=1.0, marks__wounded=7.0), "launch_missiles")
    killed = np.asarray(found["us_killed"])
    mean_is(killed > 0, 0.25, 0.1875)
    mean_is(killed[killed > 0], 2.0, 2.0)
    mean_is(np.asarray(found["us_wounded"]), 7.0, 7 * 8)


# Truces -------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["announce_truce", "end_truce"])
def test_some_truces_bind_all(name: str) -> None:
    general = np.asarray(marks(StandIn(2_000, marks__general_truce=0.4), name, np.ones((GROUPS, 2_000)))["general"])
    mean_is(general, 0.4, 0.24)


def test_a_drawn_truce_binds_who_announces_and_a_general_one_all_who_heed_it() -> None:
    """World 0: Badr twice, for itself. World 1: Badr for all, whom Thar Allah heeds by half. World 2: nobody."""
    around = StandIn(3, thar_allah__heeds_general_truces=0.5)
    counts, general = np.zeros((GROUPS, 3)), np.zeros((GROUPS, 3))
    counts[BADR] = [2.0, 1.0, 0.0]
    general[BADR] = [0.0, 1.0, 0.0]
    notice = drawn_notice(around, counts, general)
    scope = np.asarray(notice.scope)
    assert scope[:, 0].tolist() == column(badr=1.0)[:, 0].tolist()
    heeds = np.array([float(around.parameters.values[f"{group}.heeds_general_truces"]) for group in MILITIAS])
    heeds[BADR] = 1.0  # who announces is bound
    assert scope[:, 1].tolist() == heeds.tolist()
    assert scope[THAR, 1] == 0.5
    assert not scope[:, 2].any()
    assert (notice.spares_convoys, notice.deadline, notice.while_context) == (True, float("inf"), "")


# Shapes -------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [name for name in DECISIONS if name not in DRAWERS])
def test_most_decisions_have_no_marks(name: str) -> None:
    assert marks(StandIn(3), name) == {}


@pytest.mark.parametrize("name", list(DRAWERS))
def test_marks_are_shaped_as_the_counts_and_hit_by_group(name: str) -> None:
    author = actors_of(name) == MILITIAS
    for worlds in (1, 40):
        for mark, value in marks(StandIn(worlds, commander=0.5, **BLOODY), name).items():
            expected = (GROUPS, worlds) if author or mark in ("hit", "mourned") else (worlds,) if worlds > 1 else ()
            assert np.shape(value) == expected, mark


def test_a_mark_that_nothing_has_is_left_out() -> None:
    found = marks(StandIn(30, marks__lethal=0.0, marks__wounding=1.0, marks__abroad=0.0), "attack_base")
    assert set(found) == {"in_iraq", "wounding", "us_wounded"}
