"""Every baseline passes one battery; each also meets a case whose answer is known."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from calibration.baselines.fitting import Fitted, RateModel, SeriesData, fit, fit_best
from calibration.baselines.registry import EXCITER, NAMES, baselines
from calibration.forecasts.series import SERIES

DAYS = 700
MODELS = baselines("attack_base", context_mean=0.5)
VALUES = {
    "rate": 0.2, "weight": 0.3, "pull": 2.0, "half_life": 7.0, "slow_half_life": 40.0, "branching": 0.6, "fast_share": 0.5,
    "gain": 0.4, "gain_half_life": 3.0, "context": 0.5,
}  # fmt: skip


def known(seed: int = 5) -> SeriesData:
    rng = np.random.default_rng(seed)
    war = np.where(np.arange(DAYS) >= 600, 1.0, 0.0)
    return SeriesData(
        rng.poisson(0.4, DAYS).astype(float), np.full(DAYS, 0.8), war, rng.binomial(1, 0.05, DAYS).astype(float), once=False
    )


def named(name: str, series: str = "attack_base") -> RateModel:
    return next(model for model in baselines(series) if model.name == name)


def test_the_names_are_those_of_the_models() -> None:
    assert tuple(model.name for model in MODELS) == NAMES
    assert set(EXCITER) == set(SERIES)
    assert all(series != other for series, other in EXCITER.items())


@pytest.mark.parametrize("model", MODELS, ids=NAMES)
def test_a_forecast_rests_on_the_days_before_it_alone(model: RateModel) -> None:
    one = known()
    counts, other = one.counts.copy(), one.exciter.copy()
    counts[500:] += 3.0
    other[500:] = 1.0
    before, after = model.rates(VALUES, one), model.rates(VALUES, dataclasses.replace(one, counts=counts, exciter=other))
    assert np.array_equal(before[:501], after[:501])
    assert model.name == "constant" or not np.array_equal(before[501:], after[501:])


@pytest.mark.parametrize("model", MODELS, ids=NAMES)
def test_rates_are_positive_and_the_war_adds_to_them(model: RateModel) -> None:
    one = known()
    peace = model.rates({**VALUES, "context": 0.0}, one)
    assert peace.shape == (DAYS,)
    assert np.all(peace > 0)
    added = model.rates(VALUES, one) - peace
    assert np.all(added[:600] == 0)
    assert added[600] == pytest.approx(0.5)


@pytest.mark.parametrize("model", baselines("attack_base"), ids=NAMES)
def test_more_days_known_change_no_earlier_forecast(model: RateModel) -> None:
    assert model.rates(VALUES, known().until(400)) == pytest.approx(model.rates(VALUES, known())[:400])


def test_a_constant_is_the_mean_over_the_exposure() -> None:
    one = known()
    values = fit(named("constant"), one, 100, dispersed=False, thinned=True).values
    n, exposure = one.counts[100:].sum(), one.reported[100:].sum()
    assert values["rate"] == pytest.approx((n + 0.5) / exposure, rel=1e-3)


def test_averages_of_a_constant_series_are_that_constant() -> None:
    flat = SeriesData(np.full(DAYS, 2.0), np.full(DAYS, 0.5), np.zeros(DAYS), np.zeros(DAYS), once=False)
    for name in ("last_year", "ewma"):
        assert named(name).rates({**VALUES, "rate": 4.0}, flat)[-1] == pytest.approx(4.0)
    assert named("last_value").rates({**VALUES, "rate": 4.0}, flat)[-1] == pytest.approx(4.0)


def test_last_year_forgets_on_the_366th_day() -> None:
    counts = np.zeros(DAYS)
    counts[10] = 5.0
    one = SeriesData(counts, np.ones(DAYS), np.zeros(DAYS), np.zeros(DAYS), once=False)
    rate = named("last_year").rates(VALUES, one)
    assert rate[375] == pytest.approx((5.0 + 2.0) / (365 + 10))
    assert rate[376] == pytest.approx(2.0 / (365 + 10))


def test_bunched_counts_are_fitted_as_bunched_and_even_ones_as_even() -> None:
    rng = np.random.default_rng(8)
    bunched = rng.negative_binomial(0.3, 0.3 / 1.3, DAYS).astype(float)
    even = rng.poisson(1.0, DAYS).astype(float)
    for counts, expected in ((bunched, True), (even, False)):
        assert (
            fit_best(
                named("constant"), SeriesData(counts, np.ones(DAYS), np.zeros(DAYS), np.zeros(DAYS), once=False), 0
            ).dispersed
            is expected
        )


def test_the_tuned_half_life_is_long_for_a_steady_series_and_short_for_a_moving_one() -> None:
    rng = np.random.default_rng(9)
    wave = 1.0 + 0.95 * np.sin(np.arange(DAYS) / 12.0)
    found = []
    for mean in (np.ones(DAYS), wave * 2.0):
        one = SeriesData(rng.poisson(mean).astype(float), np.ones(DAYS), np.zeros(DAYS), np.zeros(DAYS), once=False)
        found.append(fit(named("ewma"), one, 30, dispersed=False, thinned=False).values)
    assert found[1]["half_life"] < 15
    assert found[1]["half_life"] < found[0]["half_life"]


def test_a_mixture_over_what_a_context_adds_learns_from_the_days_it_has_seen() -> None:
    rng = np.random.default_rng(4)
    war = np.where(np.arange(DAYS) >= 300, 1.0, 0.0)
    one = SeriesData(rng.poisson(0.1 + 0.9 * war).astype(float), np.ones(DAYS), war, np.zeros(DAYS), once=False)
    model = next(model for model in MODELS if model.name == "constant")
    fitted = Fitted(model, {"rate": 0.1, "context": 0.5}, dispersed=False, thinned=False, log_likelihood=0.0)
    nodes = np.linspace(0.05, 2.0, 40)
    before = fitted.mixture(one, "context", nodes, 0, 300)
    after = fitted.mixture(one, "context", nodes, 0, 600)
    assert before.mean()[[100, 650]] == pytest.approx([0.1, 0.1 + nodes.mean()])
    assert after.mean()[650] == pytest.approx(1.0, abs=0.1)
