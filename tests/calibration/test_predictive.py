"""Draws that learn from a window: month by month, never from the month itself, and never down to one or two of them."""

from __future__ import annotations

import numpy as np
import pytest

from calibration.predictive import reweighted
from calibration.sampler import effective_size

DAYS = np.arange("2020-01-15", "2020-04-10", dtype="datetime64[D]")


def test_the_first_month_weighs_all_alike_and_later_ones_by_the_months_before() -> None:
    daily = np.zeros((len(DAYS), 4))
    daily[0] = np.log([1.0, 2.0, 1.0, 1.0])
    weights = reweighted(daily, DAYS, enough=1.0)
    assert weights.sum(axis=1) == pytest.approx(np.ones(len(DAYS)))
    january = np.datetime64("2020-02-01") > DAYS
    assert weights[january] == pytest.approx(np.full((int(january.sum()), 4), 0.25))
    assert weights[~january] == pytest.approx(np.tile([0.2, 0.4, 0.2, 0.2], (int((~january).sum()), 1)))


def test_learning_is_held_back_before_a_few_draws_are_all_that_count() -> None:
    daily = np.random.default_rng(1).normal(0.0, 2.0, (len(DAYS), 500))
    weights = reweighted(daily, DAYS, enough=100.0)
    for day in (20, 60, len(DAYS) - 1):
        assert effective_size(np.log(weights[day])) == pytest.approx(100.0, rel=0.02)
    before = daily[: int(np.searchsorted(DAYS, np.datetime64("2020-04-01")))].sum(axis=0)
    assert np.corrcoef(np.log(weights[-1]), before)[0, 1] == pytest.approx(1.0)
