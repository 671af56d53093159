"""Traces of the Iraqi government, small enough to check by hand; all numbers from `tests.handmade.PINNED`."""

from __future__ import annotations

import numpy as np
import pytest

from sim.model import EscalationModel
from sim.vocabulary.decisions import MILITIAS
from tests.handmade import AAH, HN, KH, Row, evidence, pinned, scenario
from tests.traces import extra, seen, series, value

NAME = "iraq_government"
SOIL = Row(10, "us", "strike", {f"hit_{KH}": 1.0, "in_iraq": 1.0})
TIES = ("state_ties",)
ABROAD = Row(10, "us", "strike", {f"hit_{KH}": 1.0})


def test_a_strike_on_its_soil_is_condemned_half_on_the_day_itself_and_mostly_by_the_next() -> None:
    # Of 0.7 half on the day; half-life half a day: d = 1/4, so 0.35 x 3/4 on the next day and a quarter of that on the day after.
    condemned = extra((SOIL,), NAME, "condemn_us", off=TIES)
    assert condemned[9:13] == pytest.approx([0.0, 0.35, 0.2625, 0.065625])
    assert series(seen((SOIL,)), NAME, "condemn_us")[10] > 300 * value("iraq_government.protest_floor")
    assert extra((ABROAD,), NAME, "condemn_us", off=TIES) == pytest.approx(0.0)


def test_a_strike_on_men_of_the_state_is_condemned_besides_wherever_it_falls() -> None:
    # Of 0.3 (it is wholly on the payroll) half on the day, 0.15 x 3/4 on the next, a quarter of that on the day after.
    for row in (ABROAD, SOIL):
        besides = extra((row,), NAME, "condemn_us") - extra((row,), NAME, "condemn_us", off=TIES)
        assert besides[9:13] == pytest.approx([0.0, 0.15, 0.1125, 0.028125])


def test_an_attack_is_rebuked_from_the_day_itself_on() -> None:
    # 0.05 for each: two fifths on the day; half-life 2.
    rebuked = extra((Row(10, KH, "attack_convoy"),), NAME, "condemn_militia")
    assert rebuked[9:12] == pytest.approx([0.0, 0.02, 0.03 * (1 - 2**-0.5)])


def test_a_strike_on_its_soil_feeds_the_move_to_expel_for_weeks() -> None:
    moves = extra((SOIL,), NAME, "move_expulsion", days=60)
    assert moves[11] == pytest.approx(0.004)
    assert moves[56] == pytest.approx(0.002)  # 45 days later


def test_a_killed_leader_brings_the_vote_within_days() -> None:
    # Half-life 2: 0.4 (1 - 2^(-1/2)) the day after, half of it two days later; and 0.004 for the soil, as any blow.
    killed = Row(10, "us", "kill_leader", {"in_iraq": 1.0})
    votes = extra((killed,), NAME, "move_expulsion")
    assert votes[11] == pytest.approx(0.4 * (1 - 2**-0.5) + 0.004)


@pytest.mark.parametrize(("day", "weight"), [(0, 0.001), (14, 0.002), (36, 0.02), (59, 0.004)])
def test_governments_differ_in_how_readily_they_raid(day: int, weight: float) -> None:
    # Abadi, Abdul Mahdi, Kadhimi and Sudani on the hand-made record; a tenth on the day itself, half-life 5.
    attack = (Row(day + 1, KH, "attack_base"),)
    kept = series(seen(attack, day + 4, first=day), NAME, "raid")
    assert kept[:3] - 0.0002 == pytest.approx([0.0, weight * 0.1, weight * 0.9 * (1 - 2**-0.2)])


def test_detained_men_are_let_go_sooner_under_threat_and_only_once() -> None:
    raid = Row(10, NAME, "raid", {f"hit_{KH}": 1.0})
    # 0.04 per raid; with a threat of the day before 0.04 + 0.08.
    assert extra((raid,), NAME, "release")[11] == pytest.approx(0.04)
    assert extra((raid, Row(11, KH, "threaten")), NAME, "release")[12] == pytest.approx(0.12 * 2 ** (-1 / 60))
    assert extra((raid, freed(15, KH)), NAME, "release")[16:] == pytest.approx(0.0)


def freed(day: int, *groups: str) -> Row:
    """A release of men of these groups, or of no known one."""
    return Row(day, NAME, "release", {f"hit_{group}": 1 / len(groups) for group in groups} or {"unnamed": 1.0})


def test_two_raids_are_both_undone_by_one_release() -> None:
    raids = tuple(Row(day, NAME, "raid", {f"hit_{KH}": 1.0}) for day in (8, 10))
    assert extra(raids, NAME, "release")[11] == pytest.approx(0.04 * (1 + 2 ** (-2 / 60)))
    assert extra((*raids, freed(12, KH)), NAME, "release")[13:] == pytest.approx(0.0)


@pytest.mark.parametrize(
    ("release", "left"), [(freed(12, KH), 2), (freed(12, AAH), 2), (freed(12), 2), (freed(12, HN), 3), (freed(12, KH, AAH), 1)]
)
def test_a_release_frees_the_men_of_the_groups_it_names_and_no_others(release: Row, left: int) -> None:
    """Three raids of one day: on Kataib Hezbollah, on Asaib, and on men of no known group; 0.04 for each of them still held."""
    raids = (Row(10, NAME, "raid", {f"hit_{KH}": 1.0, "unnamed": 1.0, f"hit_{AAH}": 1.0}),)
    held = extra((*raids, release), NAME, "release")
    assert held[12] == pytest.approx(3 * 0.04 * 2 ** (-1 / 60))
    assert held[13] == pytest.approx(left * 0.04 * 2 ** (-2 / 60))


def test_a_released_group_is_held_back_no_longer_and_others_are() -> None:
    raids = (Row(10, NAME, "raid", {f"hit_{KH}": 0.5, f"hit_{AAH}": 0.5}), freed(12, KH))
    with_them, without = (seen(rows) for rows in (raids, ()))
    factor = {group: series(with_them, group, "attack_base") / series(without, group, "attack_base") for group in (KH, AAH)}
    assert factor[KH][[11, 12, 13]] == pytest.approx([np.exp(-0.4), np.exp(-0.4 * 2 ** (-1 / 90)), 1.0])
    assert factor[AAH][13] == pytest.approx(np.exp(-0.4 * 2 ** (-2 / 90)))


def test_mediation_follows_warnings_deaths_and_tehrans_call_and_comes_before_the_blows_of_the_day() -> None:
    # Half-life 4 for what was said, 1 for the dead; nothing of it on the day itself, which mediation does not know yet.
    first = 1 - 2**-0.25
    warned, called = (extra((Row(10, *who),), NAME, "broker_truce") for who in (("us", "warn"), ("iran", "order_restraint")))
    assert warned[10:12] == pytest.approx([0.0, 0.04 * first])
    assert called[10:12] == pytest.approx([0.0, 0.1 * first])
    dead = extra((Row(10, KH, "attack_base", {"lethal": 1.0}),), NAME, "broker_truce")
    assert dead[10:12] == pytest.approx([0.0, 0.1 * 0.5])


def test_mediation_is_sought_once_the_end_of_the_mission_has_a_date() -> None:
    kept = series(seen((), spans={"withdrawal_dated": (10, 12)}), NAME, "broker_truce")
    assert kept[[9, 10, 12, 13]] == pytest.approx([0.0003, 0.0023, 0.0023, 0.0003])


def test_a_move_to_expel_is_carried_on_and_a_truce_on_condition_is_honoured() -> None:
    # 0.2 for a move, half-life 2; 0.1 for a truce, whoever announces it, half-life 4.
    moved = extra((Row(10, NAME, "move_expulsion"),), NAME, "move_expulsion")
    assert moved[10:12] == pytest.approx([0.0, 0.2 * (1 - 2**-0.5)])
    promised = extra((Row(10, "", "announce_truce", may_be=(KH, AAH), scope=(KH, AAH)),), NAME, "move_expulsion")
    assert promised[10:12] == pytest.approx([0.0, 0.1 * (1 - 2**-0.25)])


def test_a_siege_brings_the_promise_of_a_law_within_days() -> None:
    # Half-life 2: 0.15 (1 - 2^(-1/2)) the day after, half of it two days later.
    moves = extra((Row(10, KH, "assault_embassy"),), NAME, "move_expulsion")
    assert moves[10:12] == pytest.approx([0.0, 0.15 * (1 - 2**-0.5)])
    assert moves[13] == pytest.approx(moves[11] / 2)


def test_the_days_notice_knows_the_deaths_up_to_yesterday() -> None:
    # Half-life 1: half of it the day after. It comes before the strike of its day, which the death of the day may bring.
    death = Row(10, KH, "attack_base", {"lethal": 1.0})
    notices = extra((death,), NAME, "warn_militia")
    assert notices[10:12] == pytest.approx([0.0, value("iraq_government.notices_per_death") / 2])
    assert series(seen((death,)), "us", "strike")[10] > series(seen(()), "us", "strike")[10]


def spared(**off: object) -> np.ndarray:
    model = EscalationModel(scenario(2, **off), evidence=evidence(()), parameters=pinned())
    return np.broadcast_to(np.asarray(model.iraq.spared()), (len(MILITIAS), 1))[:, 0]


def test_a_raid_spares_a_group_as_far_as_it_is_part_of_the_state() -> None:
    # By 0.5 in log units: Kataib Hezbollah is wholly on the payroll, Nujaba by 0.8, Ansar Allah al-Awfiya not at all.
    left = dict(zip(MILITIAS, spared(), strict=True))
    assert [left[group] for group in (KH, HN, "ansar_allah_al_awfiya")] == pytest.approx([np.exp(-0.5), np.exp(-0.4), 1.0])
    assert (spared(switch_off=["state_ties"]) == 1.0).all()


def test_soldiers_killed_are_condemned_beyond_the_breach_and_feed_the_vote() -> None:
    # Condemned: 0.3, half of it the same day. The move to expel: 0.1, half-life 2, from the day after.
    blow, worse = (Row(10, "us", "strike", {"in_iraq": 1.0, **marks}) for marks in ({}, {"soldiers_hit": 1.0}))
    condemned, moved = (extra((worse,), NAME, what) - extra((blow,), NAME, what) for what in ("condemn_us", "move_expulsion"))
    assert condemned[9:11] == pytest.approx([0.0, 0.15])
    assert moved[10:12] == pytest.approx([0.0, 0.1 * (1 - 2**-0.5)])


def test_what_falls_abroad_is_no_business_of_baghdad() -> None:
    abroad = (Row(10, KH, "attack_base", {"abroad": 1.0}),)
    assert extra(abroad, NAME, "condemn_militia") == pytest.approx(0.0)
    assert extra(abroad, NAME, "raid") == pytest.approx(0.0)
