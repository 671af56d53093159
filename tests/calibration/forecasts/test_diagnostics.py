"""Calibration of forecasts: flat for a true forecast, humped for a wide one; tables with a row for each."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from calibration.forecasts.diagnostics import BIN_NAMES, coverage_table, happens_within, pit_histogram, pit_table
from calibration.forecasts.forecast import Forecast
from calibration.forecasts.scores import ALL
from calibration.forecasts.series import SERIES
from tests.calibration.forecasts.made_up import counts, flat


def test_the_histogram_is_flat_for_a_true_forecast_and_humped_for_a_wide_one() -> None:
    rng = np.random.default_rng(3)
    n = rng.poisson(4.0, 6000)
    assert pit_histogram(Forecast(np.full((6000, 1), 4.0)), n) == pytest.approx(np.ones(10), abs=0.08)
    wide = pit_histogram(Forecast(np.full((6000, 1), 4.0), np.array([1.0])), n)
    assert wide[4:6].mean() > 1.2
    assert wide[[0, -1]].mean() < 0.5


def test_what_happens_within_a_week() -> None:
    n = np.zeros(20, dtype=np.int64)
    n[10] = 1
    assert happens_within(n).tolist() == [0] * 4 + [1] * 7 + [0] * 3


def test_the_transforms_table_has_the_histogram_and_both_sums_of_each_series() -> None:
    """Of a fair coin: a day without an act fills the lower half of the bins evenly, a day with one the upper half."""
    n_days = len(SERIES) + 1
    coin = Forecast(np.full((n_days, 1), np.log(2.0)), once=True)
    acts = {name: (np.arange(n_days) < n).astype(np.int64) for n, name in enumerate(SERIES)}
    table = pit_table(dict.fromkeys(SERIES, coin), acts).set_index("series")
    assert table.index.tolist() == list(SERIES)
    for n, name in enumerate(SERIES):
        row = table.loc[name]
        assert (row["observed"], row["expected"]) == (n, pytest.approx(n_days / 2))
        lower, upper = 2 * (n_days - n) / n_days, 2 * n / n_days
        assert [row[f"bin_{number}"] for number in range(1, 11)] == pytest.approx([lower] * 5 + [upper] * 5)


def test_diagnoses_hold_a_row_for_each_forecast() -> None:
    table = coverage_table({"plain": {"constant": flat(0.5)}}, counts(0.5))
    assert isinstance(table, pd.DataFrame)
    assert table["series"].tolist() == [*SERIES, ALL]
    each, together = table.iloc[:-1], table.iloc[-1]
    assert together["coverage_50"] == pytest.approx(each["coverage_50"].mean())
    assert together["observed"] == each["observed"].sum()
    assert together["expected"] == pytest.approx(each["expected"].sum())
    assert together["pit_distance"] <= each["pit_distance"].max()
    assert (table["coverage_90"] >= 0.85).all()
    assert (table["pit_distance"] < 0.1).all()


def test_the_transform_of_a_day_without_doubt_fills_the_bins_it_covers() -> None:
    """Half a chance of none and half of one: none covers the lower five bins of ten evenly, one the upper five."""
    coin = Forecast(np.full((1, 1), np.log(2.0)), once=True)
    assert pit_histogram(coin, np.array([0])) == pytest.approx([2.0] * 5 + [0.0] * 5)
    assert pit_histogram(coin, np.array([1])) == pytest.approx([0.0] * 5 + [2.0] * 5)


def test_a_table_of_transforms_by_hand() -> None:
    """On one day in two of a fair coin; `expected` and `observed` count acts."""
    coins = {name: Forecast(np.full((2, 1), np.log(2.0)), once=True) for name in SERIES}
    table = pit_table(coins, dict.fromkeys(SERIES, np.array([0, 1])))
    assert list(table.columns) == ["series", "observed", "expected", *BIN_NAMES]
    assert table[list(BIN_NAMES)].to_numpy() == pytest.approx(np.ones((len(SERIES), 10)))
    assert table["observed"].tolist() == [1] * len(SERIES)
    assert table["expected"].to_numpy() == pytest.approx(np.ones(len(SERIES)))
    coverage = coverage_table({"plain": {"coin": coins}}, dict.fromkeys(SERIES, np.array([0, 1])))
    assert coverage["pit_distance"].to_numpy() == pytest.approx(0.0, abs=1e-12)
    assert coverage["coverage_90"].tolist() == [1.0] * (len(SERIES) + 1)
