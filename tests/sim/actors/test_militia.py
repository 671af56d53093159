"""Traces of a militia, small enough to check by hand; all numbers from `tests.handmade.PINNED`."""

from __future__ import annotations

import numpy as np
import pytest

from tests.handmade import AAH, HN, KH, Row, pinned
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
    in_iraq = 1 - pinned().values["marks.abroad_under_friends"]  # fire that falls abroad goes on
    spared = 1 - in_iraq + in_iraq * np.exp(-1)
    assert kh[4] == pytest.approx(0.0135)
    assert kh[5] == pytest.approx(0.0135 * spared)
    assert kh[10] == pytest.approx(0.0135 + 0.4 * 0.45)  # the campaign; the government's feelings no longer count
    assert kh[20] == pytest.approx(0.0135 * spared * np.exp(-0.6))  # the cease-fire, which holds all fire at bases besides
    assert aah[10] == pytest.approx(0.0036)  # stays out of the campaign, but need not spare the government either
    assert kh[26] == kh[10]


def test_a_funeral_needs_dead_on_iraqi_soil() -> None:
    # Half-life 1, two stages: lag / 4 x (1/2)^(lag - 1), so a quarter on days one and two; 0.3 marches.
    def marches(**marks: float) -> np.ndarray:
        return extra((Row(10, "us", "strike", {f"hit_{KH}": 1.0, **marks}),), KH, "assault_embassy")

    assert marches(in_iraq=1.0, militia_killed=5.0)[10:13] == pytest.approx([0.0, 0.075, 0.075])
    assert marches(in_iraq=1.0, militia_killed=1.0)[11] == pytest.approx(0.075)  # a funeral, however many
    assert marches(militia_killed=5.0) == pytest.approx(0.0)  # buried in Syria
    assert marches(in_iraq=1.0) == pytest.approx(0.0)  # nobody to bury
    nobodys = Row(10, "us", "strike", {"in_iraq": 1.0, "militia_killed": 5.0})
    assert extra((nobodys,), KH, "assault_embassy") == pytest.approx(0.0)


def test_only_the_group_whose_men_died_buries_them() -> None:
    blow = Row(10, "us", "strike", {f"hit_{KH}": 0.75, f"hit_{HN}": 0.25, "in_iraq": 1.0, "militia_killed": 5.0})
    kh, hn, aah = (extra((blow,), group, "assault_embassy")[11] for group in (KH, HN, AAH))
    assert (kh, hn, aah) == (pytest.approx(0.75 * 0.075), pytest.approx(0.25 * 0.075), 0.0)


def test_the_anniversary_of_the_killing_is_a_day_for_attacks_while_it_is_fresh() -> None:
    # 0.05 a day for all groups, by share; half of it two years later. No killing, no anniversary.
    spans = {"anniversary": (20, 22)}
    killed = (Row(10, "us", "kill_leader", {"of_commander": 1.0}),)
    another = (Row(10, "us", "kill_leader"),)
    off = ("fear",)
    on_it, before = (series(seen(killed, spans=s, off=off), AAH, "attack_base") for s in (spans, None))
    added = on_it - before
    assert added[[20, 22]] == pytest.approx(0.12 * 0.05 * 2 ** (-np.array([9, 11]) / 730))
    assert added[[19]] == pytest.approx(0.0)
    for rows in (another, ()):
        with_it, without = (series(seen(rows, spans=s), AAH, "attack_base") for s in (spans, None))
        assert with_it == pytest.approx(without)


def test_once_baghdad_moves_to_expel_the_marchers_stay_home_for_weeks() -> None:
    # exp(-0.9) on the day after; half-life 12.
    moved = (Row(10, "iraq_government", "move_expulsion"),)
    marches = series(seen(moved), KH, "assault_embassy") / series(seen(()), KH, "assault_embassy")
    assert -np.log(marches[[10, 11, 23]]) == pytest.approx([0.0, 0.9, 0.45])
    assert series(seen(moved), KH, "attack_base") == pytest.approx(series(seen(()), KH, "attack_base"))


def test_attacks_on_iranian_missions_are_avenged_while_they_are_felt() -> None:
    # 0.2 a day for all groups, Kataib Hezbollah 0.45 of it.
    spans = {"missions_attacked": (10, 13)}
    rates = series(seen((), spans=spans), KH, "attack_base") - series(seen(()), KH, "attack_base")
    assert rates[[9, 10, 13, 14]] == pytest.approx([0.0, 0.09, 0.09, 0.0])
    rates = series(seen((), spans=spans, off=("protest_rivalry",)), KH, "attack_base")
    assert rates == pytest.approx(0.0135)


def test_a_cease_fire_in_gaza_holds_all_fire_at_bases() -> None:
    # 0.6 in log units, beside what the campaign itself loses.
    spans = {"gaza_war": (0, 39), "gaza_truce": (10, 12)}
    paused = series(seen((), spans=spans), KH, "attack_base")
    calm = series(seen(()), KH, "attack_base")
    assert paused[[10, 12]] == pytest.approx(calm[[10, 12]] * np.exp(-0.6))
    assert paused[[9, 13]] == pytest.approx(calm[[9, 13]] + 0.4 * 0.45)
