"""The moving-block bootstrap: coverage on noise whose mean is known."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.signal import lfilter

from calibration.forecasts.bootstrap import block_means, interval


def coverage(series: np.ndarray, block: int) -> float:
    ends = np.array([interval(row, block=block, draws=400, seed=i) for i, row in enumerate(series)])
    return float(np.mean((ends[:, 0] <= 0.0) & (ends[:, 1] >= 0.0)))


def test_white_noise_is_covered_as_often_as_it_says() -> None:
    assert 0.90 <= coverage(np.random.default_rng(1).normal(size=(400, 400)), 1) <= 0.98
    assert 0.88 <= coverage(np.random.default_rng(2).normal(size=(400, 400)), 14) <= 0.98


def test_blocks_are_needed_where_days_depend_on_each_other() -> None:
    noise = lfilter([1.0], [1.0, -0.8], np.random.default_rng(3).normal(size=(200, 900)), axis=1)
    assert coverage(noise, 1) < 0.6
    assert coverage(noise, 28) > 0.85


def test_draws_have_the_mean_and_spread_of_the_mean() -> None:
    values = np.random.default_rng(4).normal(2.0, 3.0, 1000)
    means = block_means(values, block=1)
    assert means.mean() == pytest.approx(values.mean(), abs=0.02)
    assert means.std() == pytest.approx(values.std() / np.sqrt(1000), rel=0.05)


def test_a_constant_has_no_spread_and_the_seed_decides() -> None:
    assert interval(np.full(30, 0.25)) == pytest.approx((0.25, 0.25))
    values = np.arange(50.0)
    assert np.array_equal(block_means(values), block_means(values))
    assert not np.array_equal(block_means(values), block_means(values, seed=2))


@pytest.mark.parametrize("n", [1, 3, 27])
def test_a_series_shorter_than_a_block_has_no_interval(n: int) -> None:
    assert np.isnan(interval(np.arange(float(n)))).all()


@pytest.mark.parametrize("n", [28, 29, 60])
def test_short_series_have_short_blocks(n: int) -> None:
    low, high = interval(np.arange(float(n)))
    assert 0 < low < high < n - 1
