"""Traces of the Iraqi government, small enough to check by hand; all numbers from `tests.handmade.PINNED`."""

from __future__ import annotations

import pytest

from tests.handmade import KH, Row
from tests.traces import extra, seen, series

NAME = "iraq_government"
SOIL = Row(10, "us", "strike", {f"hit_{KH}": 1.0, "in_iraq": 1.0})
ABROAD = Row(10, "us", "strike", {f"hit_{KH}": 1.0})


def test_a_strike_on_its_soil_is_condemned_mostly_the_next_day() -> None:
    # Half-life half a day: d = 1/4, so 0.7 x 3/4 on the next day and a quarter of that on the day after.
    condemned = extra((SOIL,), NAME, "condemn_us")
    assert condemned[10:13] == pytest.approx([0.0, 0.525, 0.13125])
    assert extra((ABROAD,), NAME, "condemn_us") == pytest.approx(0.0)


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
    # Abadi, Abdul Mahdi, Kadhimi and Sudani on the hand-made record; half-life 2.
    attack = (Row(day + 1, KH, "attack_base"),)
    kept = series(seen(attack, day + 4, first=day), NAME, "raid")
    assert kept[2] == pytest.approx(0.0002 + weight * (1 - 2**-0.5))


def test_detained_men_are_let_go_sooner_under_threat_and_only_once() -> None:
    raid = Row(10, NAME, "raid", {f"hit_{KH}": 1.0})
    # 0.04 per raid; with a threat of the day before 0.04 + 0.08.
    assert extra((raid,), NAME, "release")[11] == pytest.approx(0.04)
    assert extra((raid, Row(11, KH, "threaten")), NAME, "release")[12] == pytest.approx(0.12 * 2 ** (-1 / 60))
    assert extra((raid, Row(15, NAME, "release")), NAME, "release")[16:] == pytest.approx(0.0)


def test_two_raids_are_both_undone_by_one_release() -> None:
    raids = tuple(Row(day, NAME, "raid", {f"hit_{KH}": 1.0}) for day in (8, 10))
    assert extra(raids, NAME, "release")[11] == pytest.approx(0.04 * (1 + 2 ** (-2 / 60)))
    assert extra((*raids, Row(12, NAME, "release")), NAME, "release")[13:] == pytest.approx(0.0)
