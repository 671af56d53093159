"""Every baseline passes one battery; each also meets a case whose answer is known."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from calibration.baselines.fitting import Fitted, RateModel, SeriesData, Values
from calibration.baselines.registry import NAMES, baselines
from sim.types import Floats

DAYS, LEARNT = 700, 150
MODELS = baselines("attack_base", context_mean=0.5)
VALUES = {
    "rate": 0.2, "weight": 0.3, "pull": 2.0, "half_life": 7.0, "slow_half_life": 40.0, "branching": 0.6, "fast_share": 0.5,
    "gain": 0.4, "gain_half_life": 3.0, "context": 0.5, "step": 6.0, "days": 40.0, "drift": 0.1,
}  # fmt: skip


def series(seed: int = 5) -> SeriesData:
    rng = np.random.default_rng(seed)
    war = np.where(np.arange(DAYS) >= 600, 1.0, 0.0)
    return SeriesData(
        rng.poisson(0.4, DAYS).astype(float), np.full(DAYS, 0.8), war, rng.binomial(1, 0.05, DAYS).astype(float), once=False
    )


def named(name: str) -> RateModel:
    return next(model for model in baselines("attack_base") if model.name == name)


def expected(model: RateModel, values: Values, one: SeriesData) -> Floats:
    """The rate expected of each day; for a hidden state, states weighed as they are known on its eve; what is to be learnt is
    learnt from other days.
    """
    model = model.learnt(series(6).until(LEARNT), 0)
    return Fitted(model, values, False, True, 0.0).forecast(one).mean() / one.reported


@pytest.mark.parametrize("model", MODELS, ids=NAMES)
def test_a_forecast_rests_on_the_days_before_it_alone(model: RateModel) -> None:
    one = series()
    counts, other = one.counts.copy(), one.exciter.copy()
    counts[500:] += 3.0
    other[500:] = 1.0
    before, after = (expected(model, VALUES, each) for each in (one, dataclasses.replace(one, counts=counts, exciter=other)))
    assert np.array_equal(before[:501], after[:501])
    assert model.name == "constant" or not np.array_equal(before[501:], after[501:])


@pytest.mark.parametrize("model", MODELS, ids=NAMES)
def test_rates_are_positive_and_the_war_adds_to_them(model: RateModel) -> None:
    one = series()
    peace = expected(model, {**VALUES, "context": 0.0}, one)
    assert peace.shape == (DAYS,)
    assert np.all(peace > 0)
    added = expected(model, VALUES, one) - peace
    assert np.all(added[:600] == 0)
    assert added[600] == pytest.approx(0.5)


@pytest.mark.parametrize("model", baselines("attack_base"), ids=NAMES)
def test_more_days_known_change_no_earlier_forecast(model: RateModel) -> None:
    assert expected(model, VALUES, series().until(400)) == pytest.approx(expected(model, VALUES, series())[:400])


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


def test_the_last_value_weighs_yesterday_as_it_was_recorded() -> None:
    one = SeriesData(np.array([1.0, 0.0, 3.0, 0.0]), np.full(4, 0.5), np.zeros(4), np.zeros(4), once=False)
    rate = named("last_value").rates({**VALUES, "rate": 0.2, "weight": 0.25}, one)
    assert rate == pytest.approx([0.2, 0.75 * 0.2 + 0.25 * 2.0, 0.75 * 0.2, 0.75 * 0.2 + 0.25 * 6.0])


def test_the_moving_average_is_a_discounted_gamma_poisson_update() -> None:
    """Events and days seen, each day counting half as much a half-life later, on top of `pull` events in `pull / rate` days."""
    counts, d = np.zeros(DAYS), 0.5 ** (1 / 7)
    counts[300] = 1.0
    one = SeriesData(counts, np.ones(DAYS), np.zeros(DAYS), np.zeros(DAYS), once=False)
    rate = named("ewma").rates(VALUES, one)
    scale = (1 - d) * 7 / np.log(2)  # of one day's weight, so that all of them add up to the half-life over log 2
    for day in (301, 308, 400):
        events, exposure = scale * d ** (day - 301), scale * sum(d**back for back in range(day))
        assert rate[day] == pytest.approx((events + 2.0) / (exposure + 10.0), rel=1e-9)


def test_the_mutual_process_adds_what_the_second_series_excites() -> None:
    strikes = np.zeros(DAYS)
    strikes[100] = 1.0
    one = SeriesData(np.zeros(DAYS), np.ones(DAYS), np.zeros(DAYS), strikes, once=False)
    rate = named("mutual_hawkes").rates(VALUES, one)
    assert rate[100] == pytest.approx(0.2)
    assert (rate - 0.2).sum() == pytest.approx(0.4)  # `gain` further attacks a strike
    assert (rate[104] - 0.2) / (rate[101] - 0.2) == pytest.approx(0.5)
    assert np.array_equal(named("hawkes").rates(VALUES, one), np.full(DAYS, 0.2))


def test_two_scales_share_the_branching() -> None:
    counts = np.zeros(2000)
    counts[0] = 1.0
    one = SeriesData(counts, np.ones(2000), np.zeros(2000), np.zeros(2000), once=False)
    excess = named("hawkes_two_scales").rates({**VALUES, "rate": 0.0, "fast_share": 0.75}, one)
    assert excess.sum() == pytest.approx(0.6)
    slow = 0.6 * 0.25 * 0.5 ** (np.arange(300, 310) / 40.0) * (1 - 0.5 ** (1 / 40))
    assert excess[301:311] == pytest.approx(slow, rel=1e-9)  # by then the fast scale has gone
