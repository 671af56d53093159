"""The event log: a row for each author and world in which something came about, and a daily table that is its sums."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.event_log import CASUALTIES, DAILY, EVENT_COLUMNS, EventLog
from sim.tally import LogEntry
from sim.types import Number
from sim.vocabulary.decisions import ACTION_TYPE, MILITIAS, actors_of
from sim.vocabulary.front_names import CLAIM_NAMES
from sim.vocabulary.ladder import WAR
from tests.stand_in import column, weighed

GROUPS, WORLDS, FIRST = len(MILITIAS), 3, 5
BADR, THAR = MILITIAS.index("badr"), MILITIAS.index("thar_allah")
DAYS = np.arange(np.datetime64("2021-01-01"), np.datetime64("2021-01-15"))


def log() -> EventLog:
    return EventLog("made", DAYS, WORLDS, FIRST)


def entry(name: str, count: Number, *, labels: tuple[str, ...] | None = None, **marks: Number) -> LogEntry:
    """An act put in by a scenario: no decision behind it."""
    actors = actors_of(name)
    return LogEntry(actors, name, count, marks, None, labels or ("",) * len(actors))


def noted(*entries: LogEntry, day: int = 0) -> pd.DataFrame:
    made = log()
    made.note(day, list(entries))
    return made.events()


def by_group(**worlds: list[float]) -> np.ndarray:
    """Counts by group and world; zero for groups that are not named."""
    return np.array([worlds.get(group, [0.0] * WORLDS) for group in MILITIAS])


def shown(table: pd.DataFrame, *columns: str) -> list[tuple[object, ...]]:
    return list(table[list(columns)].itertuples(index=False, name=None))


# Rows ---------------------------------------------------------------------------------------------------------------------


def test_each_group_has_a_row_in_each_world_in_which_it_acted() -> None:
    table = noted(entry("attack_base", by_group(badr=[0, 1, 3], thar_allah=[0, 0, 2])))
    assert shown(table, "world", "actor", "count") == [(6, "badr", 1), (7, "badr", 3), (7, "thar_allah", 2)]
    assert tuple(table.columns) == EVENT_COLUMNS
    assert set(table["scenario"]) == {"made"}
    assert set(table["date"]) == {pd.Timestamp("2021-01-01")}


def test_what_is_common_to_all_worlds_has_a_row_in_each() -> None:
    pool = noted(entry("attack_base", column(badr=2.0), us_killed=column(badr=1.0)))
    assert shown(pool, "world", "actor", "count", "us_killed") == [(world, "badr", 2, 1) for world in (5, 6, 7)]
    state = noted(entry("strike", 1.0, militia_killed=np.array([0.0, 4.0, 9.0])))
    assert shown(state, "world", "actor", "militia_killed") == [(5, "us", 0), (6, "us", 4), (7, "us", 9)]


def test_where_it_happened_is_taken_if_it_is_known() -> None:
    counts = by_group(badr=[1, 1, 1])
    where = np.array([BADR]), np.array([2])
    known = LogEntry(MILITIAS, "threaten", counts, {}, None, ("",) * GROUPS, where=where)
    assert shown(noted(known), "world", "actor") == [(7, "badr")]


def test_rows_are_sorted_by_world_and_then_as_the_days_ran() -> None:
    made = log()
    made.note(0, [entry("threaten", column(badr=1.0)), entry("attack_base", by_group(badr=[1, 0, 0]))])
    made.note(0, [entry("strike", np.array([1.0, 0.0, 0.0]))])
    made.note(1, [entry("warn", 1.0)])
    table = made.events()
    assert shown(table[table["world"] == 5], "action") == [("threaten",), ("attack_base",), ("strike",), ("warn",)]
    assert shown(table, "world", "action")[4:] == [(6, "threaten"), (6, "warn"), (7, "threaten"), (7, "warn")]
    assert table.index.tolist() == list(range(len(table)))
    assert table["date"].dt.day.tolist() == [1, 1, 1, 2, 1, 2, 1, 2]


def test_an_empty_log_has_its_columns() -> None:
    assert tuple(log().events().columns) == EVENT_COLUMNS
    assert len(noted(entry("strike", 0.0))) == 0


# Whom, under what name, and why -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["attack_base", "attack_convoy", "launch_missiles", "strike", "raid", "sanction", "reinforce"])
def test_the_target_is_the_action_s_usual_one(name: str) -> None:
    count = column(badr=1.0) if actors_of(name) == MILITIAS else 1.0
    assert set(noted(entry(name, count))["target"]) == {ACTION_TYPE[name].target}


def test_a_strike_s_target_is_the_group_it_hit_and_iran_s_where_its_commander_died() -> None:
    hit = by_group(badr=[1, 0, 0], thar_allah=[0, 0, 1])
    strike = noted(entry("strike", np.array([1.0, 1.0, 1.0]), hit=hit))
    assert strike["target"].tolist() == ["badr", "militia", "thar_allah"]
    killing = noted(entry("kill_leader", 1.0, hit=column(badr=1.0), of_commander=np.array([0.0, 1.0, 0.0])))
    assert killing["target"].tolist() == ["badr", "iran", "badr"]


def test_of_several_groups_hit_one_is_named() -> None:
    both = noted(entry("strike", 1.0, hit=column(badr=0.5, thar_allah=0.5)))
    assert set(both["target"]) == {"thar_allah"}  # the last in the order of the groups


def test_a_claim_is_drawn_and_a_documented_name_goes_first() -> None:
    claim = by_group(badr=[1, 0, 2], thar_allah=[3, 0, 0])
    labels = tuple("reported_name" if group == "thar_allah" else "" for group in MILITIAS)
    table = noted(entry("attack_base", np.ones((GROUPS, WORLDS)), labels=labels, claim=claim))
    assert table[table["actor"] == "badr"]["claimed_as"].tolist() == [CLAIM_NAMES[1], "", CLAIM_NAMES[2]]
    assert set(table[table["actor"] == "thar_allah"]["claimed_as"]) == {"reported_name"}
    assert set(table[table["actor"] == "ansar_allah_al_awfiya"]["claimed_as"]) == {""}


def motivated(row: int | None = None, actors: tuple[str, ...] = MILITIAS) -> LogEntry:
    """Badr acts out of habit in world 5, of anger elsewhere; Thar Allah always out of habit."""
    decision = weighed("attack_base", 0.0)
    decision.motives = (("habit", lambda: 0.0), ("anger", lambda: 0.0))
    decision.motive_values = [0.5, by_group(badr=[0.1, 0.9, 0.9], thar_allah=[0.1, 0.1, 0.1])]
    count = column(badr=1.0, thar_allah=1.0) if len(actors) > 1 else 1.0
    return LogEntry(actors, "attack_base", count, {}, decision, ("",) * len(actors), row)


def test_the_cause_is_the_motive_that_was_drawn_in_each_world() -> None:
    drawn = np.array([0, 1, 1, 0, 0, 0])  # Badr in the three worlds, then Thar Allah
    table = noted(replace(motivated(), motives=drawn))
    assert table[table["actor"] == "badr"]["cause"].tolist() == ["habit", "anger", "anger"]
    assert set(table[table["actor"] == "thar_allah"]["cause"]) == {"habit"}


def test_a_documented_act_has_the_cause_that_was_drawn_for_it() -> None:
    came_of = np.array([0, 1, -1]), np.array([-1, -1, -1])
    table = noted(replace(motivated(BADR, ("unknown_militia",)), came_of=came_of, record_id="a-row", told=4))
    assert table["cause"].tolist() == ["habit", "anger", ""]
    assert set(table["record_id"]) == {"a-row"}
    assert table["cause_event"].isna().all()


def test_what_a_scenario_put_in_has_no_cause() -> None:
    assert set(noted(entry("strike", 1.0))["cause"]) == {""}


# The daily table ----------------------------------------------------------------------------------------------------------


def measure(made: EventLog, name: str, day: int = 0) -> list[int]:
    return [int(value) for value in made.daily[day, DAILY.index(name)]]


def test_the_day_adds_up_counts_and_casualties_and_keeps_the_highest_rung() -> None:
    made = log()
    made.note(2, [entry("attack_base", by_group(badr=[1, 2, 0], thar_allah=[1, 0, 0]), us_wounded=by_group(badr=[0, 3, 0]))])
    made.note(2, [entry("attack_base", column(badr=1.0), lethal=by_group(badr=[1, 0, 0]), us_killed=by_group(badr=[2, 0, 0]))])
    made.note(2, [entry("warn", 1.0)])
    assert measure(made, "attack_base", 2) == [3, 3, 1]
    assert measure(made, "us_killed", 2) == [2, 0, 0]
    assert measure(made, "us_wounded", 2) == [0, 3, 0]
    assert measure(made, "warn", 2) == [1, 1, 1]
    assert measure(made, "rung", 2) == [4, 3, 2]  # an American death, a wound, mere harassment
    assert not made.daily[[0, 1, 3]].any()


@given(
    st.lists(
        st.tuples(
            st.integers(0, 3),
            arrays(float, (GROUPS, WORLDS), elements=st.integers(0, 2).map(float)),
            arrays(float, WORLDS, elements=st.integers(0, 1).map(float)),
        ),
        max_size=5,
    )
)
def test_the_daily_table_is_the_sum_of_the_log(acts: list[tuple[int, np.ndarray, np.ndarray]]) -> None:
    made = log()
    for day, attacks, strikes in acts:
        made.note(day, [entry("attack_base", attacks, us_killed=attacks, us_wounded=2 * attacks)])
        made.note(day, [entry("strike", strikes, militia_killed=7 * strikes)])
    sums = np.zeros_like(made.daily)
    for row in made.events().itertuples():
        day, world = int((row.date - pd.Timestamp(DAYS[0])).days), row.world - FIRST
        sums[day, DAILY.index(row.action), world] += row.count
        for mark in CASUALTIES:
            sums[day, DAILY.index(mark), world] += getattr(row, mark)
        rung = sums[day, DAILY.index("rung")]
        rung[world] = max(rung[world], row.rung)
    assert np.array_equal(made.daily, sums)


def test_the_daily_table_has_a_row_for_each_world_and_date() -> None:
    table = log().daily_table()
    assert list(table.columns) == ["scenario", "world", "date", *DAILY]
    assert table["world"].tolist() == [world for world in (5, 6, 7) for _ in DAYS]
    assert table["date"].tolist() == [pd.Timestamp(str(day)) for day in DAYS] * WORLDS


def test_a_row_of_the_daily_table_is_its_day_in_its_world() -> None:
    made = log()
    made.note(3, [entry("attack_base", by_group(badr=[0, 4, 0]))])
    table = made.daily_table()
    assert shown(table[table["attack_base"] > 0], "world", "date", "attack_base") == [(6, pd.Timestamp("2021-01-04"), 4)]


# War ----------------------------------------------------------------------------------------------------------------------


def rungs(**fire: dict[int, np.ndarray]) -> np.ndarray:
    """The rung by day and world, given who fired when in which worlds."""
    made = log()
    for day in range(len(DAYS)):
        made.note(day, [entry(name, when[day]) for name, when in fire.items() if day in when])
        made.close_day(day)
    return made.daily[:, DAILY.index("rung")]


def test_it_is_open_war_once_both_have_fired_within_a_week_and_only_on_days_of_fire() -> None:
    """World 5: Iran on day 0 and 12, the Americans on day 3; world 6: Iran alone; world 7: the Americans alone."""
    first = np.array([1.0, 1.0, 0.0])
    found = rungs(launch_missiles={0: first, 12: first}, strike_iran={3: np.array([1.0, 0.0, 1.0])})
    assert found[[0, 3, 4, 12], 0].tolist() == [WAR - 1, WAR, 0, WAR - 1]  # on day 12 the strike is nine days old
    assert found[[0, 3, 12], 1].tolist() == [WAR - 1, 0, WAR - 1]
    assert found[[0, 3, 12], 2].tolist() == [0, WAR - 1, 0]


@pytest.mark.parametrize(("gap", "rung"), [(7, WAR), (8, WAR - 1)])
def test_a_week_is_seven_days(gap: int, rung: int) -> None:
    everywhere = np.ones(WORLDS)
    found = rungs(strike_iran={1: everywhere}, launch_missiles={1 + gap: everywhere})
    assert found[1 + gap].tolist() == [rung] * WORLDS
