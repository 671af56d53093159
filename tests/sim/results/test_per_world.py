"""From daily counts to one row per world: every measure as its entry says, first dates, lags."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim import load_scenario, simulate
from sim.results import SCHEMAS, Run, Span
from sim.results.per_world import FIRST_DATES, LAG, Counts, first_index, lag, measure, sum_of, world_table
from sim.vocabulary.decisions import DECISIONS
from sim.vocabulary.measures import MEASURES

DAYS = np.arange("2020-01-01", "2020-01-05", dtype="datetime64[D]")


@pytest.fixture(scope="module")
def run() -> Run:
    documented = load_scenario("documented").edit(start="2019-12-20", end="2020-03-31", warm_up=10)
    return simulate(documented, 3, 7, params="point")


def counts(**columns: list[list[int]]) -> Counts:
    """Two worlds, four days; columns that are not stated are zero."""
    names = [about.column for about in MEASURES.values()] + list(DECISIONS)
    zero = {name: np.zeros((2, 4), dtype=np.int16) for name in names}
    made = {name: np.array(values, dtype=np.int16) for name, values in columns.items()}
    return Counts(DAYS, np.array([5, 6]), zero | made, np.array([[0, 1, 0, 0], [0, 0, 0, 0]], dtype=bool))


# By hand


def test_a_measure_is_what_its_entry_says() -> None:
    table = measure(
        counts(strike=[[0, 1, 0, 2], [0, 0, 0, 0]], rung=[[0, 6, 0, 6], [2, 1, 0, 0]], raid=[[1, 1, 1, 1], [0, 0, 0, 1]])
    )
    assert list(table.columns) == list(MEASURES)
    assert table["us_strikes"].tolist() == [3, 0]
    assert table["peak_rung"].tolist() == [6, 2]
    assert table["raids"].tolist() == [4, 1]
    np.testing.assert_array_equal(table["days_to_first_us_strike"], [1, np.nan])


def days(first: int, last: int) -> Span:
    return Span(date(2020, 1, first), date(2020, 1, last))


def test_totals_and_first_days_are_those_of_the_days_that_are_counted() -> None:
    made = counts(strike=[[1, 0, 0, 1], [1, 0, 0, 0]])
    table = world_table("s", made, [days(2, 4)])
    np.testing.assert_array_equal(table["days_to_first_us_strike"], [2, np.nan])
    assert table["us_strikes"].tolist() == [1, 0]


def test_a_row_per_world_with_dates_and_lag() -> None:
    table = world_table("s", counts(strike=[[0, 0, 0, 1], [1, 0, 0, 0]]), [days(2, 4)], n_draws=4)
    assert set(table.columns) == set(SCHEMAS["worlds"].names)
    assert table["world"].tolist() == [5, 6]
    assert table["draw"].tolist() == [1, 2]
    assert [str(day)[:10] for day in table["since"]] == ["2020-01-02"] * 2
    assert [str(day)[:10] for day in table["until"]] == ["2020-01-04"] * 2
    assert [str(day)[:10] for day in table["first_us_strike"]] == ["2020-01-04", "NaT"]
    assert [str(day)[:10] for day in table["first_lethal_attack"]] == ["2020-01-02", "NaT"]
    np.testing.assert_array_equal(table[LAG], [2.0, np.nan])


def test_worlds_stand_in_order_and_in_each_the_spans_as_given() -> None:
    table = world_table("s", counts(strike=[[1, 0, 0, 1], [1, 0, 0, 0]]), [days(3, 4), days(1, 2)])
    assert table["world"].tolist() == [5, 5, 6, 6]
    assert [day.day for day in table["since"]] == [3, 1, 3, 1]
    assert table["us_strikes"].tolist() == [1, 1, 0, 1]


def test_first_dates_are_those_of_the_measures_that_wait_for_them() -> None:
    assert FIRST_DATES == {"first_attack": "attack_base", "first_us_strike": "strike"}


def test_columns_add_up_without_overflow() -> None:
    big = counts(strike=[[30_000] * 4, [0] * 4], kill_leader=[[30_000] * 4, [1] * 4])
    assert sum_of(big, ("strike", "kill_leader")).tolist() == [[60_000] * 4, [1] * 4]
    assert measure(big)["us_strikes"].tolist() == [120_000, 0]


# Of a run


def test_every_measure_is_in_every_row(run: Run) -> None:
    assert set(MEASURES) < set(run.worlds.columns)
    assert list(run.summary["measure"]) == list(MEASURES)


def test_totals_are_those_of_the_events(run: Run) -> None:
    for name, about in MEASURES.items():
        if about.how == "total" and about.column in DECISIONS:
            per_world = run.events[run.events["action"] == about.column].groupby("world")["count"].sum()
            assert list(per_world.reindex(range(3), fill_value=0)) == list(run.worlds[name])
    assert list(run.events.groupby("world")["us_killed"].sum()) == list(run.worlds["us_killed"])
    assert list(run.events.groupby("world")["rung"].max()) == list(run.worlds["peak_rung"])


def test_the_winter_of_2019_reads_as_the_record_has_it(run: Run) -> None:
    """K-1 on 27 December 2019 was answered on the 29th; Taji on 11 March 2020 on the 13th (record)."""
    world = run.worlds.iloc[0]
    assert str(world["first_lethal_attack"].date()) == "2019-12-27"
    assert str(world["first_us_strike"].date()) == "2019-12-29"
    assert world["days_to_first_us_strike"] == 9
    assert world[LAG] == 2.0
    assert world["leaders_killed"] == 1
    assert world["peak_rung"] == 8


def test_first_index_and_lag_by_hand() -> None:
    causes = np.array([[1, 0, 0, 1, 0], [0, 0, 0, 0, 1], [0, 0, 0, 0, 0]], dtype=bool)
    answers = np.array([[0, 0, 1, 1, 0], [1, 0, 0, 0, 0], [1, 1, 1, 1, 1]], dtype=bool)
    assert first_index(answers).tolist() == [2, 0, 0]
    np.testing.assert_array_equal(first_index(causes), [0, 4, np.nan])
    np.testing.assert_array_equal(lag(causes, answers), [1.0, np.nan, np.nan])  # (2 + 0) / 2; never answered; no cause


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=30))
def test_lag_is_what_a_plain_loop_finds(days: list[tuple[bool, bool]]) -> None:
    waits = []
    for at, (cause, _) in enumerate(days):
        later = [place for place in range(at, len(days)) if days[place][1]]
        if cause and later:
            waits.append(later[0] - at)
    causes, answers = (np.array([[day[part] for day in days]]) for part in (0, 1))
    expected = np.mean(waits) if waits else np.nan
    np.testing.assert_allclose(lag(causes, answers)[0], expected)


def test_a_window_counts_its_own_days_only(run: Run) -> None:
    counts = Counts.of(run.daily, run.events)
    late = measure(counts.between(np.datetime64("2020-01-04"), np.datetime64("2020-03-31")))
    assert set(late["leaders_killed"]) == {0}
    assert set(late["us_strikes"]) == {1}
