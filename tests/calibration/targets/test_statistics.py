"""Each statistic on tables small enough to check by hand."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from calibration.targets.daily_counts import Days
from calibration.targets.statistics import STATISTICS, arguments_of, evaluate, informative
from sim.types import Floats


def days(**series: list[list[int]]) -> Days:
    """A table from 1 January 2020; each series is a list of worlds, each world a list of days."""
    counts = {name: np.array(worlds, dtype=float).T for name, worlds in series.items()}
    length, worlds = next(iter(counts.values())).shape
    dates = np.datetime64("2020-01-01", "D") + np.arange(length)
    return Days(dates, counts, worlds)


TWO = days(attack_base=[[0, 2, 0, 0, 1, 0], [0, 0, 0, 0, 0, 0]], strike=[[0, 0, 1, 0, 0, 1], [1, 0, 0, 0, 0, 0]])


def value(name: str, table: Days = TWO, **arguments: Any) -> Floats:
    return evaluate(name, table, arguments)


def test_counts_and_days() -> None:
    assert_allclose(value("count", series=["attack_base"]), [3, 0])
    assert_allclose(value("count", series=["attack_base", "strike"]), [5, 1])
    assert_allclose(value("days_with", series=["attack_base"]), [2, 0])
    assert_allclose(value("happened", series=["attack_base"], within=2), [1, 0])
    assert_allclose(value("happened", series=["attack_base"], within=1), [0, 0])
    assert_allclose(value("silent_days", series=["attack_base"]), [4 / 6, 1])


def test_a_series_that_is_not_there_never_happened() -> None:
    assert_allclose(value("count", series=["raid"]), [0, 0])


def test_a_span_includes_both_its_ends() -> None:
    cut = TWO.span(dt.date(2020, 1, 2), "2020-01-05")
    assert_allclose(value("count", cut, series=["attack_base"]), [3, 0])
    assert len(cut.dates) == 4
    assert_allclose(value("count", TWO.span("2020-01-03", "2020-01-04"), series=["attack_base"]), [0, 0])


def test_a_lag_counts_days_and_is_nan_where_nothing_came() -> None:
    assert_allclose(value("lag", series=["attack_base"], after=dt.date(2019, 12, 31)), [2, np.nan])
    assert_allclose(value("lag", series=["strike"], after=dt.date(2020, 1, 1)), [2, 0])


def test_shares_followed_look_ahead_as_far_as_said_and_no_further() -> None:
    one = days(attack_base=[[1, 0, 0, 1, 0, 0]], strike=[[0, 0, 1, 0, 0, 0]])
    assert_allclose(value("share_followed", one, series=["attack_base"], by=["strike"], within=1), [0])
    assert_allclose(value("share_followed", one, series=["attack_base"], by=["strike"], within=2), [0.5])
    same_day = days(attack_base=[[0, 1]], strike=[[0, 1]])
    assert_allclose(value("share_followed", same_day, series=["attack_base"], by=["strike"], within=0), [1])
    assert_allclose(value("share_followed", series=["attack_base"], by=["strike"], within=1), [1, np.nan])


def test_days_without_cause_look_back_as_far_as_said_and_no_further() -> None:
    one = days(lethal_attack=[[1, 0, 0, 0, 0]], strike=[[1, 0, 1, 1, 0]])
    assert_allclose(value("days_without_cause", one, series=["strike"], cause=["lethal_attack"], within=2), [1])
    assert_allclose(value("days_without_cause", one, series=["strike"], cause=["lethal_attack"], within=3), [0])
    assert_allclose(value("days_without_cause", one, series=["strike"], cause=["raid"], within=3), [3])


def test_dispersion_is_variance_over_mean_of_whole_blocks() -> None:
    # Blocks of two days: 2, 0, 1 in the first world, mean 1, variance 1; the seventh day is left over.
    one = days(attack_base=[[0, 2, 0, 0, 1, 0, 9]])
    assert_allclose(value("dispersion", one, series=["attack_base"], width=2), [1.0])
    assert_allclose(value("dispersion", series=["attack_base"], width=2), [1.0, np.nan])


def test_dispersion_of_poisson_counts_is_one() -> None:
    drawn = np.random.default_rng(1).poisson(0.5, (20_000, 1))
    table = Days(np.datetime64("2000-01-01", "D") + np.arange(20_000), {"attack_base": drawn.astype(float)}, 1)
    assert_allclose(value("dispersion", table, series=["attack_base"], width=4), [1.0], atol=0.06)
    assert_allclose(value("autocorrelation", table, series=["attack_base"], width=4), [0.0], atol=0.06)


def test_autocorrelation_by_hand() -> None:
    one = days(attack_base=[[0, 0, 2, 2]])  # deviations -1 -1 1 1: products 1 - 1 + 1 over 4
    assert_allclose(value("autocorrelation", one, series=["attack_base"], width=1), [0.25])


def test_the_largest_burst_may_begin_on_the_first_and_end_on_the_last_day() -> None:
    assert_allclose(value("largest_burst", series=["attack_base"], width=4), [3, 0])
    assert_allclose(value("largest_burst", series=["attack_base"], width=2), [2, 0])
    assert_allclose(value("largest_burst", days(strike=[[3, 0, 4]]), series=["strike"], width=1), [4])
    assert_allclose(value("largest_burst", days(strike=[[3, 0, 4]]), series=["strike"], width=3), [7])


def test_gaps_are_between_days_with_acts() -> None:
    one = days(attack_base=[[1, 3, 0, 0, 1, 0], [0, 1, 0, 0, 0, 0]])
    assert_allclose(value("gap", one, series=["attack_base"], quantile=1.0), [3, np.nan])
    assert_allclose(value("gap", one, series=["attack_base"], quantile=0.5), [2, np.nan])


def test_a_contrast_is_the_part_before_less_the_part_from_then_on() -> None:
    soil = days(strike=[[1, 1, 0, 1, 1], [0, 0, 1, 1, 1]], strike_on_iraqi_soil=[[1, 0, 0, 0, 1], [0, 0, 0, 1, 0]])
    given = {"series": ["strike_on_iraqi_soil"], "to": ["strike"]}
    assert_allclose(value("contrast", soil, **given, at=dt.date(2020, 1, 5)), [1 / 3 - 1, 1 / 2])
    assert_allclose(value("contrast", soil, **given, at=dt.date(2020, 1, 3)), [1 / 2 - 1 / 2, np.nan])


def test_counts_after_look_ahead_as_far_as_said_no_further_and_count_no_day_twice() -> None:
    one = days(attack_base=[[4, 1, 2, 0, 5, 1]], strike=[[1, 1, 0, 0, 0, 0]])
    assert_allclose(value("count_after", one, series=["attack_base"], cause=["strike"], within=1), [3])
    assert_allclose(value("count_after", one, series=["attack_base"], cause=["strike"], within=3), [8])
    assert_allclose(value("count_after", one, series=["attack_base"], cause=["raid"], within=3), [0])


def test_in_a_replay_acts_follow_what_was_documented_not_what_was_predicted() -> None:
    """The documented strike is on the first day, the predicted one on the fourth; so are the attacks' days."""
    drawn = days(attack_base=[[0, 1, 0, 0, 1, 1]], strike=[[0, 0, 0, 1, 0, 0]])
    given = days(attack_base=[[0, 0, 0, 0, 0, 0]], strike=[[1, 0, 0, 0, 0, 0]])
    both = Days(drawn.dates, drawn.counts, 1, given.counts)
    after = {"series": ["attack_base"], "cause": ["strike"]}
    assert_allclose(value("count_after", drawn, **after, within=2), [2])
    assert_allclose(value("count_after", both, **after, within=2), [1])
    assert_allclose(value("days_without_cause", both, **after, within=2), [2])
    assert_allclose(value("rise_after", both, **after, width=1), [np.nan])
    assert_allclose(value("share_followed", both, series=["strike"], by=["attack_base"], within=1), [1])
    assert_allclose(value("count_after", both.span("2020-01-02", "2020-01-06"), **after, within=2), [0])


@pytest.mark.parametrize(
    ("name", "observed", "low", "high", "runs", "says"),
    [
        ("happened", 5, 0, 5, 5, False), ("happened", 5, 0, 3, 5, False), ("happened", 5, 3, 5, 5, True),
        ("share_followed", 0.1, 0, 0.2, 1, True), ("share_followed", 0.1, 0, 1, 1, False), ("share", 0.5, 0.25, 0.75, 1, False),
        ("share", 0.5, 0.25, 0.7, 1, True),
        ("rise_after", 0.1, -0.1, 0.3, 1, False), ("rise_after", 0.1, -0.05, 0.3, 1, True), ("change", -0.2, -0.3, 0.2, 1, False),
        ("contrast", 0.9, -0.5, 0.9, 1, True),
        ("count", 71, 0, 81, 1, False), ("count", 0, 0, 10, 1, True), ("count", 0, 0, 11, 1, False), ("count", 9, 3, 30, 1, True),
        ("lag", 2, 1, 22, 1, False), ("lag", 2, np.nan, np.nan, 1, False),
    ],
)  # fmt: skip
def test_a_band_that_rules_out_little_says_little(
    name: str, observed: float, low: float, high: float, runs: int, says: bool
) -> None:
    assert informative(name, observed, low, high, runs) is says


def test_an_answers_lag_must_leave_out_half_of_the_days_in_which_it_counts() -> None:
    assert informative("answer_lag", 3, 1, 7.9)
    assert not informative("answer_lag", 3, 1, 8.0)
    assert not informative("answer_lag", 3, np.nan, np.nan)


def test_a_share_is_of_the_documented_whole() -> None:
    drawn = days(attack_abroad=[[0, 1, 0], [0, 2, 0]], attack_base=[[9, 9, 9], [9, 9, 9]])
    given = days(attack_base=[[0, 2, 2], [0, 2, 2]])
    both = Days(drawn.dates, drawn.counts, 2, given.counts)
    for name in ("share", "mean_per"):
        assert_allclose(value(name, both, series=["attack_abroad"], to=["attack_base"]), [0.25, 0.5])
        assert_allclose(value(name, both.span("2020-01-01", "2020-01-01"), series=["attack_abroad"], to=["attack_base"]), np.nan)


def test_the_lag_of_answers_is_their_mean_in_each_world() -> None:
    """Two strikes after 2 and 4 days and a warning after 9, in the first world; none in the second."""
    series = {
        "strike after attack_base": [[0, 1, 1, 0], [0, 0, 0, 0]],
        "days of strike after attack_base": [[0, 2, 4, 0], [0, 0, 0, 0]],
        "warn after attack_base": [[0, 0, 0, 1], [0, 0, 0, 0]],
        "days of warn after attack_base": [[0, 0, 0, 9], [0, 0, 0, 0]],
    }
    table = days(**series)
    assert_allclose(value("answer_lag", table, series=["strike"], to=["attack_base"]), [3, np.nan])
    assert_allclose(value("answer_lag", table, series=["strike", "warn"], to=["attack_base", "raid"]), [5, np.nan])
    assert_allclose(value("answer_lag", table, series=["strike"], to=["attack_convoy"]), [np.nan, np.nan])


def test_changes() -> None:
    assert_allclose(value("change", series=["attack_base"], at=dt.date(2020, 1, 4)), [1 / 3 - 2 / 3, 0])


def test_a_rise_compares_the_days_after_with_the_days_before() -> None:
    # Strike on the third day: 1 attack in the two days after, 2 in the two before, the day's own left out.
    one = days(attack_base=[[0, 2, 5, 0, 1, 0]], strike=[[0, 0, 1, 0, 0, 0]])
    assert_allclose(value("rise_after", one, series=["attack_base"], cause=["strike"], width=2), [-0.5])
    at_the_end = days(attack_base=[[0, 1, 1]], strike=[[0, 0, 1]])
    assert_allclose(value("rise_after", at_the_end, series=["attack_base"], cause=["strike"], width=1), [np.nan])


def test_names_and_arguments() -> None:
    assert arguments_of("share_followed") == ("series", "by", "within")
    assert all(arguments_of(name)[0] == "series" for name in STATISTICS)


@pytest.mark.parametrize("name", STATISTICS)
def test_every_statistic_gives_one_number_per_world(name: str) -> None:
    given: dict[str, Any] = {
        "series": ["attack_base"], "by": ["strike"], "cause": ["strike"], "to": ["strike"], "within": 1, "width": 1,
        "quantile": 0.5, "after": dt.date(2020, 1, 1), "at": dt.date(2020, 1, 3),
    }  # fmt: skip
    assert value(name, **{key: given[key] for key in arguments_of(name)}).shape == (2,)
