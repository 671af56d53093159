"""Traces of a militia, small enough to check by hand; all numbers from `tests.handmade.PINNED`."""

from __future__ import annotations

import numpy as np
import pytest

from tests.handmade import AAH, HN, KH, Row
from tests.traces import extra, seen, series

BLOW = Row(10, "us", "strike", {f"hit_{KH}": 1.0})
STILL = ("fear", "mobilisation")


def test_the_first_day_is_the_standing_will_by_share() -> None:
    # 0.03 a day for all groups: Kataib Hezbollah 0.45 of it, Asaib 0.12.
    first = seen(())[0]
    assert first[KH, "attack_base"] == pytest.approx(0.0135)
    assert first[AAH, "attack_base"] == pytest.approx(0.0036)


def test_an_attack_breeds_attacks_by_the_group_and_its_allies() -> None:
    # Half-life 10: d = 2^(-1/10), first day 1 - d. Solidarity 1/2: half by the group itself, half shared out by share.
    first = 0.7 * (1 - 2**-0.1)
    mine, allied = (extra((Row(10, KH, "attack_base"),), group, "attack_base") for group in (KH, AAH))
    assert mine[10] == pytest.approx(0.0)  # nobody reacts on the day itself
    assert mine[11] == pytest.approx(first * (0.5 + 0.5 * 0.45))
    assert allied[11] == pytest.approx(first * 0.5 * 0.12)
    assert mine[21] == pytest.approx(mine[11] / 2)


def test_an_attack_nobody_is_named_for_is_shared_in_proportion_to_rates() -> None:
    # Between Kataib Hezbollah (0.45) and Asaib (0.12): 45/57 and 12/57 of one attack. Own part without allies:
    split = extra((Row(10, "", "attack_base", may_be=(KH, AAH)),), KH, "attack_base", off=("solidarity",))
    whole = extra((Row(10, KH, "attack_base"),), KH, "attack_base", off=("solidarity",))
    assert split[11] == pytest.approx(whole[11] * 45 / 57)


def test_the_struck_group_answers_most_and_its_allies_too() -> None:
    # Half-life 2: d = 2^(-1/2); day one carries 1 - d of 1.4 attacks.
    first = 1.4 * (1 - 2**-0.5)
    assert extra((BLOW,), KH, "attack_base", off=STILL)[11] == pytest.approx(first * (0.5 + 0.5 * 0.45))
    assert extra((BLOW,), HN, "attack_base", off=STILL)[11] == pytest.approx(first * 0.5 * 0.16)


def test_a_strike_on_nobodys_site_is_felt_by_standing_blame() -> None:
    # Kataib Hezbollah carries 0.55 of the blame.
    nameless = extra((Row(10, "us", "strike"),), KH, "attack_base", off=(*STILL, "solidarity"))
    named = extra((BLOW,), KH, "attack_base", off=(*STILL, "solidarity"))
    assert nameless[11] == pytest.approx(0.55 * named[11])


def test_fear_takes_a_share_off_everybodys_rate() -> None:
    # 0.06 log units on the day after; half of it 20 days later.
    off = ("reprisal", "momentum")
    factor = series(seen((BLOW,), off=off), AAH, "attack_base") / series(seen((), off=off), AAH, "attack_base")
    assert factor[11] == pytest.approx(np.exp(-0.06))
    assert factor[31] == pytest.approx(np.exp(-0.03))


def test_a_friendly_government_is_spared_unless_there_is_war_in_gaza() -> None:
    spans = {"framework_government": (5, 30), "gaza_war": (10, 30), "gaza_truce": (20, 25)}
    kh, aah = (series(seen((), spans=spans), group, "attack_base") for group in (KH, AAH))
    assert kh[4] == pytest.approx(0.0135)
    assert kh[5] == pytest.approx(0.0135 * np.exp(-1))
    assert kh[10] == pytest.approx(0.0135 + 0.4 * 0.45)  # the campaign; the government's feelings no longer count
    assert kh[20] == pytest.approx(0.0135 * np.exp(-1))  # the cease-fire
    assert aah[10] == pytest.approx(0.0036)  # stays out of the campaign, but need not spare the government either
    assert kh[26] == kh[10]


def test_truces_come_by_pause_and_end_by_a_killed_leader() -> None:
    pause = series(seen((), spans={"gaza_truce": (10, 16)}), KH, "announce_truce")
    assert pause[9] == pytest.approx(0.0004 * 0.45)
    assert pause[10] == pytest.approx((0.0004 + 0.05) * 0.45)
    # Killed on day 10: 0.3 x 0.45 x (1 - 2^(-1/20)) the day after.
    killed = (Row(10, "us", "kill_leader", {f"hit_{HN}": 1.0}),)
    assert extra(killed, KH, "end_truce")[11] == pytest.approx(0.3 * 0.45 * (1 - 2**-0.05))
