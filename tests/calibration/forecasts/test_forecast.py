"""Forecasts against scipy and against sums written out."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from calibration.forecasts.forecast import Forecast, join, mix


def brute_crps(cdf: np.ndarray, n: int) -> float:
    return float(sum((p - (k >= n)) ** 2 for k, p in enumerate(cdf)))


@given(mean=st.floats(0.01, 30), size=st.floats(0.2, 50), n=st.integers(0, 60))
def test_one_negative_binomial_agrees_with_scipy(mean: float, size: float, n: int) -> None:
    law = stats.nbinom(size, size / (size + mean))
    forecast, counts = Forecast(np.array([[mean]]), np.array([size])), np.array([n])
    assert forecast.log_score(counts)[0] == pytest.approx(law.logpmf(n), rel=1e-9)
    assert forecast.cdf(counts)[0] == pytest.approx(law.cdf(n), abs=1e-12)
    assert forecast.crps(counts)[0] == pytest.approx(brute_crps(law.cdf(np.arange(4000)), n), rel=1e-6, abs=1e-8)
    assert 1.0 - forecast.cdf(0)[0] == pytest.approx(law.sf(0), abs=1e-12)


def test_the_crps_of_a_poisson_is_the_sample_energy_form() -> None:
    """E|X - y| - E|X - X'| / 2, by summing over a grid of counts."""
    mean, k = 2.3, np.arange(80)
    p = stats.poisson(mean).pmf(k)
    for n in (0, 1, 2, 7):
        energy = p @ abs(k - n) - 0.5 * p @ abs(k[:, None] - k[None, :]) @ p
        assert Forecast(np.array([[mean]])).crps(np.array([n]))[0] == pytest.approx(energy, rel=1e-9)


def test_a_mixture_weighs_its_parts() -> None:
    means, weights = np.array([[0.5, 3.0]]), np.array([[0.25, 0.75]])
    forecast, k = Forecast(means, weights=weights), np.arange(60)
    pmf = 0.25 * stats.poisson(0.5).pmf(k) + 0.75 * stats.poisson(3.0).pmf(k)
    cdf = np.cumsum(pmf)
    assert np.exp(forecast.log_score(np.array([4]))[0]) == pytest.approx(pmf[4])
    assert forecast.crps(np.array([4]))[0] == pytest.approx(brute_crps(cdf, 4))
    assert forecast.mean()[0] == pytest.approx(0.25 * 0.5 + 0.75 * 3)
    assert forecast.pit(np.array([2]))[0] == pytest.approx([cdf[1], cdf[2]])
    assert forecast.interval(0.5)[0].tolist() == [int(np.searchsorted(cdf, 0.25)), int(np.searchsorted(cdf, 0.75))]


def test_what_happens_once_a_day_is_a_probability() -> None:
    forecast = Forecast(np.array([[0.2], [0.2]]), once=True)
    p, counts = 1 - np.exp(-0.2), np.array([0, 1])
    assert np.exp(forecast.log_score(counts)) == pytest.approx([1 - p, p])
    assert forecast.crps(counts) == pytest.approx([p**2, (1 - p) ** 2])  # the Brier score
    assert forecast.log_score(np.array([2, 2]))[0] == -np.inf


def test_huge_means_take_the_slow_road_to_the_same_place() -> None:
    mean = 1500.0
    forecast = Forecast(np.array([[mean]]))
    cdf = stats.poisson(mean).cdf(np.arange(3000))
    assert forecast.crps(np.array([1400]))[0] == pytest.approx(brute_crps(cdf, 1400), rel=1e-6)


def test_the_transform_is_uniform_when_the_forecast_is_right() -> None:
    rng = np.random.default_rng(1)
    means = rng.gamma(2.0, 1.0, size=(4000, 1))
    forecast, counts = Forecast(means, np.array([2.0])), rng.negative_binomial(2.0, 2.0 / (2.0 + means[:, 0]))
    u = np.linspace(0, 1, 11)
    ends = forecast.pit(counts)
    values = np.clip((u - ends[:, :1]) / (ends[:, 1:] - ends[:, :1]), 0, 1).mean(axis=0)
    assert values == pytest.approx(u, abs=0.02)


def test_an_interval_holds_at_least_its_share() -> None:
    rng = np.random.default_rng(2)
    forecast = Forecast(np.full((5000, 1), 8.0))
    law, counts = stats.poisson(8.0), rng.poisson(8.0, 5000)
    for level in (0.5, 0.9):
        low, high = law.ppf((1 - level) / 2), law.ppf((1 + level) / 2)
        exact = law.cdf(high) - law.cdf(low - 1)
        assert exact >= level
        assert forecast.covered(counts, level).mean() == pytest.approx(exact, abs=0.03)


def test_joined_parts_score_as_they_did_alone() -> None:
    a, b = Forecast(np.array([[1.0]]), np.array([2.0])), Forecast(np.array([[3.0], [0.1]]), np.array([0.7]))
    counts = np.array([0, 5, 1])
    alone = np.concatenate([a.log_score(counts[:1]), b.log_score(counts[1:])])
    assert join([a, b]).log_score(counts) == pytest.approx(alone)
    with pytest.raises(ValueError, match="cannot be joined"):
        join([a, Forecast(np.array([[1.0]]))])


@pytest.mark.parametrize("means, weights", [([1.0], None), ([[-1.0]], None), ([[np.nan]], None), ([[1.0, 2.0]], [[0.5, 0.6]])])
def test_what_is_no_forecast_is_refused(means: list[float], weights: list[list[float]] | None) -> None:
    with pytest.raises(ValueError, match=r"means|weights"):
        Forecast(np.array(means), weights=None if weights is None else np.array(weights))


def test_what_is_never_expected_is_impossible_and_nothing_is_then_certain() -> None:
    counts = np.array([0, 2])
    for forecast in (
        Forecast(np.zeros((2, 1))),
        Forecast(np.zeros((2, 1)), np.array([1.5])),
        Forecast(np.zeros((2, 1)), once=True),
    ):
        assert forecast.log_score(counts).tolist() == [0.0, -np.inf]
        assert forecast.crps(counts).tolist() == [0.0, 2.0]


def test_each_draw_has_its_own_probability() -> None:
    means, counts = np.array([[0.5, 3.0], [1.0, 0.2]]), np.array([0, 4])
    assert Forecast(means).by_draw(counts) == pytest.approx(stats.poisson(means).logpmf(counts[:, None]))
    sizes = np.array([2.0, 0.4])
    law = stats.nbinom(sizes, sizes / (sizes + means))
    assert Forecast(means, sizes).by_draw(counts) == pytest.approx(law.logpmf(counts[:, None]))


def test_some_of_the_days_forecast_as_they_did_among_all() -> None:
    means, weights = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]), np.array([[0.5, 0.5], [0.1, 0.9], [1.0, 0.0]])
    sizes, counts = np.array([[1.0, 2.0]] * 3), np.array([1, 2, 3])
    whole = Forecast(means, sizes, weights=weights)
    assert len(whole.days(slice(1, 3))) == 2
    assert whole.days(slice(1, 3)).log_score(counts[1:]) == pytest.approx(whole.log_score(counts)[1:])


def test_a_mixture_of_mixtures_holds_each_in_proportion() -> None:
    one = Forecast(np.array([[0.5, 3.0], [1.0, 2.0]]), np.array([1.0, 4.0]), weights=np.array([[0.2, 0.8], [1.0, 0.0]]))
    two = Forecast(np.array([[0.1], [5.0]]), np.array([2.0]))
    both, counts = mix([one, two], np.array([3.0, 1.0])), np.array([2, 4])
    expected = 0.75 * np.exp(one.log_score(counts)) + 0.25 * np.exp(two.log_score(counts))
    assert np.exp(both.log_score(counts)) == pytest.approx(expected, rel=1e-12)
    assert both.mean() == pytest.approx(0.75 * one.mean() + 0.25 * two.mean(), rel=1e-12)
    assert both.shares().sum(axis=1) == pytest.approx([1.0, 1.0])
    with pytest.raises(ValueError, match="cannot be mixed"):
        mix([one, Forecast(two.means)], np.ones(2))


def test_draws_weighed_alike_on_every_day() -> None:
    means, sizes, counts = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([2.0, 0.5]), np.array([1, 3])
    whole, weights = Forecast(means, sizes), np.array([0.25, 0.75])
    weighed = whole.weighed(weights)
    assert np.exp(weighed.log_score(counts)) == pytest.approx(np.exp(whole.by_draw(counts)) @ weights)
    assert weighed.mean() == pytest.approx(means @ weights)
    with pytest.raises(ValueError, match="adding up to one"):
        whole.weighed(np.array([0.5, 0.6]))
