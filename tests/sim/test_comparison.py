"""Paired arms: the window, the branch, and effects checked against plain arithmetic."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from sim.api import compare, simulate
from sim.comparison import Comparison, branch_of, effects_of, of_one, window_of
from sim.errors import InputError
from sim.scenario import Scenario, load_scenario

SPAN = {"start": "2019-12-20", "end": "2020-02-20", "warm_up": 20}
STRIKE = {"remove_event": "2020-01-03-us-targeted-killing"}


def arm(name: str, *interventions: object, **changes: object) -> Scenario:
    fields = {**SPAN, "branch": "2020-01-02", **changes}
    return load_scenario("documented").edit(name=name, interventions=interventions, **fields)


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    return compare(["documented", arm("inert"), arm("no_strike", STRIKE)], worlds=40)


def test_all_arms_are_cut_to_the_window(comparison: Comparison) -> None:
    assert comparison.window == (date(2019, 12, 20), date(2020, 2, 20))
    assert comparison.branch == date(2020, 1, 2)
    for run in comparison.runs.values():
        assert len(run.daily) == 40 * 63
        assert str(run.daily["date"].min().date()) == "2019-12-20"


def test_arms_are_equal_before_the_branch(comparison: Comparison) -> None:
    first, *others = (run.daily[run.daily["date"] < "2020-01-02"].drop(columns="scenario") for run in comparison.runs.values())
    assert all(first.reset_index(drop=True).equals(other.reset_index(drop=True)) for other in others)


def test_an_inert_edit_has_no_effect(comparison: Comparison) -> None:
    effects = comparison.effects
    inert = effects[effects["scenario"] == "inert"].dropna(subset="difference")
    assert len(inert) > 10
    assert (inert[["difference", "difference_low", "difference_high", "p_more", "p_less"]] == 0).all().all()


def test_effects_are_plain_arithmetic_on_the_daily_tables(comparison: Comparison) -> None:
    row = comparison.effects.set_index(["scenario", "measure"]).loc["no_strike", "attacks_on_us"]
    totals = {
        name: run.daily[run.daily["date"] >= "2020-01-02"].groupby("world")["attack_base"].sum().to_numpy()
        for name, run in comparison.runs.items()
    }
    difference = totals["no_strike"] - totals["documented"]
    assert row["mean"] == pytest.approx(totals["no_strike"].mean())
    assert row["difference"] == pytest.approx(difference.mean())
    assert row["standard_error"] == pytest.approx(difference.std(ddof=1) / np.sqrt(40))
    assert row["p_less"] == pytest.approx((difference < 0).mean())
    ordered = np.sort(difference)
    assert row["difference_low"] == ordered[1]  # the second of forty is the first to reach 5 %
    assert row["difference_high"] == ordered[37]


def test_the_removed_killing_is_counted(comparison: Comparison) -> None:
    table = comparison.effects.set_index(["scenario", "measure"])
    assert table.loc[("documented", "leaders_killed"), "mean"] == 1
    assert table.loc[("no_strike", "leaders_killed"), "difference"] < 0
    assert np.isnan(table.loc[("documented", "leaders_killed"), "difference"])
    assert set(comparison.effects["since"]) == {"2020-01-02"}
    assert set(comparison.effects["until"]) == {"2020-02-20"}


def test_days_to_first_compare_worlds_where_both_came(comparison: Comparison) -> None:
    row = comparison.effects.set_index(["scenario", "measure"]).loc["no_strike", "days_to_first_us_strike"]
    assert row["worlds"] == 0  # no strike on sites in the record between 2 January and 20 February 2020
    assert np.isnan(row["difference"])


def test_window_and_branch_of_unequal_arms() -> None:
    long = load_scenario("documented")
    short, late = arm("short"), arm("late", start="2020-01-01", end="2020-03-01", branch="2020-02-01")
    assert window_of([long, short, late]) == (date(2020, 1, 1), date(2020, 2, 20))
    assert branch_of([long, short, late]) == date(2020, 1, 2)
    assert branch_of([long, long]) == long.start


def test_a_longer_arm_is_cut_and_measured_again() -> None:
    long = arm("long", end="2020-03-31")
    cut = compare([arm("short"), long], worlds=3).runs["long"]
    assert str(cut.daily["date"].max().date()) == "2020-02-20"
    assert cut.worlds["us_strikes"].tolist() == [1, 1, 1]  # 29 December 2019; 13 March 2020 lies outside


def test_arms_without_a_common_day_are_refused() -> None:
    with pytest.raises(InputError, match="no day is reported by all"):
        compare([arm("early"), arm("late", start="2021-01-01", end="2021-02-01", branch="2021-01-01")], worlds=2)


def test_a_comparison_needs_two() -> None:
    with pytest.raises(InputError, match="two scenarios or more"):
        compare(["documented"], worlds=2)


def test_one_run_takes_the_same_form() -> None:
    alone = of_one(simulate(arm("alone"), 2))
    assert alone.effects is None
    assert alone.seed == 7
    assert alone.branch == date(2020, 1, 2)


def test_one_world_has_no_standard_error() -> None:
    runs = compare(["documented", arm("inert")], worlds=1).runs
    assert effects_of(list(runs.values()), date(2020, 1, 2))["standard_error"].isna().all()
