"""Traces of what a militia says, small enough to check by hand; all numbers from `tests.handmade.PINNED`."""

from __future__ import annotations

import numpy as np
import pytest

from tests.handmade import AAH, COMMITTEE, HN, KH, Row
from tests.traces import extra, seen, series

FLOOR = 0.0004 * 0.45
"""Of truces, and of their ends, by Kataib Hezbollah."""


def test_truces_come_by_pause_and_end_by_a_killed_leader() -> None:
    pause = series(seen((), spans={"gaza_truce": (10, 16)}), KH, "announce_truce")
    assert pause[9] == pytest.approx(FLOOR)
    assert pause[10] == pytest.approx((0.0004 + 0.05) * 0.45)
    # Killed on day 10: 0.3 x 0.45 x (1 - 2^(-1/20)) the day after.
    killed = (Row(10, "us", "kill_leader", {f"hit_{HN}": 1.0}),)
    assert extra(killed, KH, "end_truce")[11] == pytest.approx(0.3 * 0.45 * (1 - 2**-0.05))


def test_a_truce_may_be_announced_on_the_very_day_it_was_mediated() -> None:
    # 0.2 truces for a mediation, 45 % of them by Kataib Hezbollah: three tenths that day; half-life 4.
    announced = extra((Row(10, "iraq_government", "broker_truce"),), KH, "announce_truce")
    assert announced[9:12] == pytest.approx([0.0, 0.2 * 0.45 * 0.3, 0.2 * 0.45 * 0.7 * (1 - 2**-0.25)])


def test_a_halt_may_avert_the_blow_after_americans_were_killed() -> None:
    # 0.1 truces for such an attack, whoever made it; half-life 3, and nothing on the day itself.
    announced = extra((Row(10, AAH, "attack_base", {"lethal": 1.0}),), KH, "announce_truce")
    assert announced[10:12] == pytest.approx([0.0, 0.1 * 0.45 * (1 - 2 ** (-1 / 3))])
    assert extra((Row(10, AAH, "attack_base", {"wounding": 1.0}),), KH, "announce_truce") == pytest.approx(0.0)


def test_a_government_of_friends_is_given_time() -> None:
    kept = series(seen((), spans={"framework_government": (10, 12)}), KH, "announce_truce")
    assert kept[[9, 10, 12, 13]] == pytest.approx([FLOOR, FLOOR + 0.001 * 0.45, FLOOR + 0.001 * 0.45, FLOOR])


def test_a_promise_that_was_not_kept_to_is_declared_over_by_those_it_binds() -> None:
    # 0.004 a day for a truce of the day before, half-life 90; until its end is declared, whatever was done or its stated end.
    promised = (Row(10, HN, "announce_truce", scope=(HN,), until=12),)
    broken = (*promised, Row(11, HN, "attack_base"))
    over = (*promised, Row(20, HN, "end_truce", scope=(HN,)))
    ends = extra(promised, HN, "end_truce")
    assert ends[[10, 11, 12, 20]] == pytest.approx([0.0, *(0.004 * 2 ** (-np.array([0, 1, 9]) / 90))])
    assert extra(broken, HN, "end_truce") == pytest.approx(ends)
    assert extra(over, HN, "end_truce")[21:] == pytest.approx(0.0)
    assert extra(promised, KH, "end_truce") == pytest.approx(0.0)


def test_a_truce_for_all_is_a_promise_of_all_whoever_announced_it() -> None:
    promised = (Row(10, "", "announce_truce", may_be=(AAH, HN), scope=COMMITTEE),)
    assert [extra(promised, group, "end_truce")[11] for group in (KH, AAH, "badr")] == pytest.approx([0.004] * 3)
    assert extra(promised, "saraya_al_salam", "end_truce") == pytest.approx(0.0)
    over = (*promised, Row(12, KH, "end_truce", scope=(KH,)))
    assert [extra(over, group, "end_truce")[13] > 0 for group in (KH, AAH)] == [False, True]


def test_while_talks_drag_on_truces_end_and_threats_push() -> None:
    spans = {"withdrawal_talks": (10, 12)}
    for decision, floor, more in (("end_truce", 0.0004, 0.004), ("threaten", 0.008, 0.02)):
        kept = series(seen((), spans=spans), KH, decision)
        assert kept[[9, 10, 12, 13]] == pytest.approx(0.45 * np.array([floor, floor + more, floor + more, floor]))


def test_the_struck_group_threatens_the_very_day_and_its_allies_too() -> None:
    # 0.6 threats for a blow: three tenths that day, half-life 2. Half by the group itself, half shared out by share.
    blow = (Row(10, "us", "strike", {f"hit_{KH}": 1.0}),)
    days = np.array([0.0, 0.6 * 0.3, 0.6 * 0.7 * (1 - 2**-0.5)])
    assert extra(blow, KH, "threaten")[9:12] == pytest.approx(days * (0.5 + 0.5 * 0.45))
    assert extra(blow, HN, "threaten")[9:12] == pytest.approx(days * 0.5 * 0.16)


def test_a_group_whose_crew_is_hit_threatens_and_a_crew_of_nobody_s_outrages_nobody() -> None:
    fire = Row(10, "us", "counter_fire", {f"hit_{KH}": 1.0})
    blow = Row(10, "us", "strike", {f"hit_{KH}": 1.0})
    for group in (KH, HN):
        assert extra((fire,), group, "threaten")[9:13] == pytest.approx(extra((blow,), group, "threaten")[9:13])
    assert not extra((Row(10, "us", "counter_fire"),), KH, "threaten").any()


def test_a_strike_on_nobodys_site_outrages_by_standing_blame() -> None:
    nobodys = extra((Row(10, "us", "strike"),), KH, "threaten", off=("solidarity",))
    assert nobodys[10] == pytest.approx(0.6 * 0.3 * 0.55)
