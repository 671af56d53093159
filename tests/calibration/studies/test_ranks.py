"""Ranks: by hand, and uniform where truth and draws are exchangeable, however many ties there are."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from calibration.studies.ranks import chi_square, covered, expected_share, histogram, randomised_rank


def test_chi_square_by_hand() -> None:
    statistic, p_value = chi_square([0.1, 0.2, 0.3, 0.7], bins=2)
    assert statistic == pytest.approx(1.0)  # (3 - 2)^2 / 2 twice
    assert p_value == pytest.approx(0.3173, abs=1e-3)
    assert chi_square(np.full(100, 0.01))[1] < 1e-9


def test_a_rank_by_hand() -> None:
    draws = np.array([-1.0, 0.0, 0.0, 2.0])
    assert randomised_rank(0.0, draws, 0.5) == pytest.approx((1 + 0.5 * 3) / 5)
    assert randomised_rank(1.0, draws, 0.0) == pytest.approx(3 / 5)
    assert randomised_rank(-5.0, draws, 0.0) == 0.0
    assert randomised_rank(5.0, draws, 0.999) == pytest.approx(4.999 / 5)


def test_ranks_of_counts_that_are_mostly_zero_are_uniform() -> None:
    rng = np.random.default_rng(8)
    means = rng.gamma(0.5, 0.5, 4000)
    ranks = np.array([randomised_rank(rng.poisson(m), rng.poisson(m, 99), rng.uniform()) for m in means])
    assert chi_square(ranks)[1] > 0.01
    assert covered(pd.Series(ranks)).mean() == pytest.approx(0.9, abs=0.015)
    mid = np.array([randomised_rank(rng.poisson(m), rng.poisson(m, 99), 0.5) for m in means])
    assert chi_square(mid)[1] < 1e-9  # without the random ties they are not


def test_a_closed_or_one_sided_interval_would_be_seen() -> None:
    rng = np.random.default_rng(9)
    ranks = [randomised_rank(rng.poisson(1.0) + 1, rng.poisson(1.0, 99), rng.uniform()) for _ in range(500)]
    assert covered(pd.Series(ranks)).mean() < expected_share(500)[0]


def test_the_expected_share_holds_the_level() -> None:
    assert expected_share(200) == pytest.approx((0.855, 0.94))
    low, high = expected_share(200, 0.5)
    assert low < 0.5 < high
    assert high - low > 0.085


def test_a_histogram_counts_every_rank_once() -> None:
    bins = histogram(pd.Series([0.0, 0.05, 0.15, 1.0]))
    assert list(bins) == [f"bin_{i}" for i in range(1, 11)]
    assert (bins["bin_1"], bins["bin_2"], bins["bin_10"], sum(bins.values())) == (2, 1, 1, 4)
