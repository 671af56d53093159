"""Acts by day: once-a-day acts of a state are one, those of militias and of a scenario stand apart."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.record.acts import Act, by_day, day_number, in_order


def strike(name: str, *, removed: bool = False, added: bool = False, **marks: float) -> Act:
    return Act(name, 7, "us", (), "strike", marks, removed=removed, added=added)


@pytest.mark.parametrize("day", [date(1970, 1, 8), datetime(1970, 1, 8, 23), "1970-01-08", np.datetime64("1970-01-08")])
def test_days_are_counted_from_1970(day: Any) -> None:
    assert day_number(day) == 7


@given(st.dates())
def test_the_date_of_an_act_is_its_day(day: date) -> None:
    assert Act("a", day_number(day), "", (), "attack_base").date == day


def test_acts_are_found_by_day_and_decision_in_their_order() -> None:
    acts = [Act("a", 1, "", ("badr",), "attack_base"), Act("b", 2, "", (), "raid"), Act("c", 1, "badr", (), "attack_base")]
    table = by_day(acts)
    assert {day: list(decisions) for day, decisions in table.items()} == {1: ["attack_base"], 2: ["raid"]}
    assert [act.id for act in table[1]["attack_base"]] == ["a", "c"]


def test_two_strikes_of_a_day_are_one_blow() -> None:
    both = [strike("a", hit_badr=1.0, us_wounded=2.0, in_iraq=1.0), strike("b", hit_badr=0.5, hit_thar_allah=0.5, in_iraq=1.0)]
    (merged,) = by_day(both)[7]["strike"]
    assert merged.id == "a"
    assert merged.marks == {"hit_badr": 0.75, "hit_thar_allah": 0.25, "us_wounded": 2.0, "in_iraq": 1.0}


def test_a_strike_that_is_removed_takes_its_marks_with_it() -> None:
    (merged,) = by_day([strike("a", removed=True, militia_killed=9.0), strike("b", militia_killed=2.0)])[7]["strike"]
    assert (merged.id, merged.removed, dict(merged.marks)) == ("b", False, {"militia_killed": 2.0})
    (gone,) = by_day([strike("a", removed=True), strike("b", removed=True)])[7]["strike"]
    assert (gone.id, gone.removed) == ("a", True)


def test_what_a_scenario_adds_stands_apart() -> None:
    table = by_day([strike("x", added=True), strike("a", us_killed=1.0), strike("b", us_killed=1.0)])
    assert [(act.id, act.marks.get("us_killed")) for act in table[7]["strike"]] == [("a", 2.0), ("x", None)]


def test_attacks_of_militias_are_not_merged() -> None:
    acts = [Act(name, 7, "badr", ("badr",), "attack_base") for name in "ab"]
    assert [act.id for act in by_day(acts)[7]["attack_base"]] == ["a", "b"]


def test_an_act_stands_for_all_the_rows_that_were_merged_into_it() -> None:
    again = Act("c", 7, "us", (), "strike", merged=("d",))
    (merged,) = by_day([strike("a"), strike("b"), again])[7]["strike"]
    assert merged.rows == ("a", "b", "c", "d")
    assert strike("a").rows == ("a",)
    (kept,) = by_day([strike("a", removed=True), strike("b"), again])[7]["strike"]
    assert kept.rows == ("b", "c", "d")  # what a scenario removes is no part of it


def test_acts_come_day_by_day() -> None:
    acts = [Act("b", 9, "", ("badr",), "attack_base"), Act("a", 7, "", (), "raid"), Act("c", 9, "us", (), "strike")]
    assert [act.id for act in in_order(by_day(acts))] == ["a", "b", "c"]
