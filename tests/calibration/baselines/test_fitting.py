"""Fitting: the most probable parameters, recovered from what they simulate, in the form that training decides for."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from calibration.baselines.fitting import (
    FLOOR,
    SIZE,
    Fitted,
    FreeParameter,
    RateModel,
    SeriesData,
    beta,
    exponential,
    fit,
    fit_best,
    jeffreys,
    lognormal,
)  # fmt: skip
from calibration.baselines.registry import baselines

DAYS = 700
NONE = np.zeros(DAYS)
RNG = np.random.default_rng(5)


def named(name: str, context_mean: float | None = None) -> RateModel:
    return next(model for model in baselines("attack_base", context_mean) if model.name == name)


# Free parameters and data ------------------------------------------------------------------------------------------------------


def test_a_free_parameter_keeps_to_its_range_and_comes_back() -> None:
    positive, share = FreeParameter("a", 1.0, jeffreys), FreeParameter("b", 0.5, beta(2.0, 2.0), share=True)
    assert [positive.natural(x) for x in (0.0, np.log(3.0))] == pytest.approx([1.0, 3.0])
    assert [share.natural(x) for x in (0.0, np.log(3.0))] == pytest.approx([0.5, 0.75])
    for value in (0.01, 0.4, 0.99):
        assert share.natural(share.unconstrained(value)) == pytest.approx(value)
        assert positive.natural(positive.unconstrained(value)) == pytest.approx(value)
    assert np.isfinite([share.unconstrained(0.0), share.unconstrained(1.0)]).all()


GRID = np.array([0.05, 0.2, 0.5, 0.8, 0.95])
LAWS = {
    "lognormal": (lognormal(2.0, 0.7), np.log(GRID * stats.lognorm(s=0.7, scale=2.0).pdf(GRID))),  # density of the logarithm
    "exponential": (exponential(0.4), np.log(GRID * stats.expon(scale=0.4).pdf(GRID))),
    "beta": (beta(4.0, 2.0), stats.beta(4.0, 2.0).logpdf(GRID)),
    "jeffreys": (jeffreys, np.log(GRID * GRID**-0.5)),
}


@pytest.mark.parametrize("name", LAWS)
def test_priors_are_those_of_scipy_up_to_a_constant(name: str) -> None:
    log_density, expected = LAWS[name]
    offset = np.array([log_density(float(x)) for x in GRID]) - expected
    assert offset == pytest.approx(np.full(len(GRID), offset[0]), abs=1e-12)


def test_the_first_days_of_a_series_are_those_of_all_it_holds() -> None:
    whole = SeriesData(*(np.arange(4.0) + 10 * row for row in range(4)), once=True)
    first = whole.until(2)
    assert [first.counts.tolist(), first.reported.tolist(), first.covariate.tolist(), first.exciter.tolist()] == [
        [0, 1], [10, 11], [20, 21], [30, 31],
    ]  # fmt: skip
    assert first.once
    assert whole.as_if_complete().reported.tolist() == [1] * 4
    assert whole.as_if_complete().counts is whole.counts


# Fits --------------------------------------------------------------------------------------------------------------------------


def test_a_constant_is_the_mean_over_the_exposure() -> None:
    one = SeriesData(RNG.poisson(0.4, DAYS).astype(float), RNG.uniform(0.4, 1.0, DAYS), NONE, NONE, once=False)
    values = fit(named("constant"), one, 100, dispersed=False, thinned=True).values
    n, exposure = one.counts[100:].sum(), one.reported[100:].sum()
    assert values["rate"] == pytest.approx((n + 0.5) / exposure, rel=1e-3)


def simulated(rate: float, branching: float, half_life: float, size: float, days: int, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    d, level, counts = 2.0 ** (-1.0 / half_life), 0.0, np.zeros(days)
    for t in range(days):
        mean = rate + branching * level
        counts[t] = rng.negative_binomial(size, size / (size + mean))
        level = d * level + (1 - d) * counts[t]
    return counts


def test_the_parameters_of_simulated_records_are_recovered() -> None:
    """The mean estimate over records lies near the truth, on the scale on which it is fitted."""
    model = named("hawkes")
    estimates = []
    for seed in range(6):
        counts = simulated(0.08, 0.7, 8.0, 2.0, 3000, seed)
        data = SeriesData(counts, np.ones(3000), np.zeros(3000), np.zeros(3000), once=False)
        estimates.append(fit(model, data, 0, dispersed=True, thinned=False).values)
    mean = {name: np.exp(np.mean([np.log(values[name]) for values in estimates])) for name in estimates[0]}
    assert mean["rate"] == pytest.approx(0.08, rel=0.2)
    assert mean["branching"] == pytest.approx(0.7, rel=0.1)
    assert mean["half_life"] == pytest.approx(8.0, rel=0.3)
    assert mean["size"] == pytest.approx(2.0, rel=0.3)


def test_thinned_records_give_back_the_true_rate() -> None:
    rng = np.random.default_rng(11)
    counts = simulated(0.2, 0.6, 6.0, 1e6, 6000, 12)
    reported = np.where(np.arange(6000) % 600 < 300, 1.0, 0.4)
    seen = rng.binomial(counts.astype(int), reported).astype(float)
    model = named("hawkes")
    values = fit(
        model, SeriesData(seen, reported, np.zeros(6000), np.zeros(6000), once=False), 0, dispersed=False, thinned=True
    ).values
    assert values["rate"] / (1 - values["branching"]) == pytest.approx(counts.mean(), rel=0.1)
    assert values["branching"] == pytest.approx(0.6, abs=0.12)


def test_bunched_counts_are_fitted_as_bunched_and_even_ones_as_even() -> None:
    rng = np.random.default_rng(8)
    bunched = rng.negative_binomial(0.3, 0.3 / 1.3, DAYS).astype(float)
    even = rng.poisson(1.0, DAYS).astype(float)
    for counts, expected in ((bunched, True), (even, False)):
        assert fit_best(named("constant"), SeriesData(counts, np.ones(DAYS), NONE, NONE, once=False), 0).dispersed is expected


def test_counts_of_a_hidden_state_are_negative_binomial_and_what_comes_once_a_day_is_not() -> None:
    even = np.random.default_rng(8).poisson(0.5, 300).astype(float)
    for once, expected in ((False, True), (True, False)):
        data = SeriesData(np.minimum(even, 1.0) if once else even, np.ones(300), np.zeros(300), np.zeros(300), once)
        found = fit_best(named("hawkes_two_phases"), data, 0)
        assert (found.dispersed, "size" in found.values) == (expected, expected)
        assert found.model.hides(data)
        assert not named("hawkes").hides(data)


def test_a_fit_by_slopes_of_one_pass_is_a_fit_point_by_point() -> None:
    counts = simulated(0.1, 0.5, 6.0, 2.0, 600, 3)
    data = SeriesData(counts, np.ones(600), np.zeros(600), np.zeros(600), once=False)
    found = fit(named("hawkes_two_phases"), data, 0, dispersed=True, thinned=False)
    best = found.log_likelihood + log_priors(found)
    for name in found.values:
        for factor in (0.97, 1.03):
            other = Fitted(found.model, {**found.values, name: found.values[name] * factor}, True, False, 0.0)
            assert other.forecast(data).log_score(counts.astype(int)).sum() + log_priors(other) < best + 1e-6, name


def log_priors(fitted: Fitted) -> float:
    return sum(free.log_prior(fitted.values[free.name]) for free in (*fitted.model.free, SIZE))


def test_the_tuned_half_life_is_long_for_a_steady_series_and_short_for_a_moving_one() -> None:
    rng = np.random.default_rng(9)
    wave = 1.0 + 0.95 * np.sin(np.arange(DAYS) / 12.0)
    found = []
    for mean in (np.ones(DAYS), wave * 2.0):
        one = SeriesData(rng.poisson(mean).astype(float), np.ones(DAYS), NONE, NONE, once=False)
        found.append(fit(named("ewma"), one, 30, dispersed=False, thinned=False).values)
    assert found[1]["half_life"] < 15
    assert found[1]["half_life"] < found[0]["half_life"]


def test_a_mixture_over_what_a_context_adds_learns_from_the_days_it_has_seen() -> None:
    rng = np.random.default_rng(4)
    war = np.where(np.arange(DAYS) >= 300, 1.0, 0.0)
    one = SeriesData(rng.poisson(0.1 + 0.9 * war).astype(float), np.ones(DAYS), war, NONE, once=False)
    model = named("constant", context_mean=0.5)
    fitted = Fitted(model, {"rate": 0.1, "context": 0.5}, dispersed=False, thinned=False, log_likelihood=0.0)
    nodes = np.linspace(0.05, 2.0, 40)
    before = fitted.mixture(one, "context", nodes, 0, 300)
    after = fitted.mixture(one, "context", nodes, 0, 600)
    assert before.mean()[[100, 650]] == pytest.approx([0.1, 0.1 + nodes.mean()])
    assert after.mean()[650] == pytest.approx(1.0, abs=0.1)


def test_the_criterion_takes_one_off_for_each_parameter() -> None:
    values = {"rate": 0.1, "weight": 0.2, "size": 1.0}
    assert Fitted(named("last_value"), values, dispersed=True, thinned=False, log_likelihood=-10.0).criterion == -13.0


def test_the_log_likelihood_is_that_of_the_fitted_days() -> None:
    counts = np.random.default_rng(2).poisson(0.3, DAYS).astype(float)
    fitted = fit(
        named("constant"), SeriesData(counts, np.ones(DAYS), NONE, NONE, once=False), 200, dispersed=False, thinned=False
    )
    expected = stats.poisson(fitted.values["rate"]).logpmf(counts[200:]).sum()
    assert fitted.log_likelihood == pytest.approx(expected, rel=1e-9)


def test_a_series_of_once_a_day_has_no_size_and_a_complete_record_no_thinning() -> None:
    days = np.random.default_rng(3).binomial(1, 0.1, DAYS).astype(float)
    fitted = fit_best(named("constant"), SeriesData(days, np.ones(DAYS), NONE, NONE, once=True), 0)
    assert (fitted.dispersed, fitted.thinned, set(fitted.values)) == (False, False, {"rate"})
    assert -np.expm1(-fitted.values["rate"]) == pytest.approx(days.mean(), rel=0.03)


def test_reporting_helps_where_it_explains_the_counts() -> None:
    reported = np.where(np.arange(DAYS) < 350, 1.0, 0.1)
    thinned = np.random.default_rng(6).poisson(1.5 * reported).astype(float)
    even = np.random.default_rng(6).poisson(1.5, DAYS).astype(float)
    chosen = [fit_best(named("constant"), SeriesData(counts, reported, NONE, NONE, once=False), 0) for counts in (thinned, even)]
    assert [fitted.thinned for fitted in chosen] == [True, False]


def test_a_refit_keeps_the_form_and_finds_what_a_fit_from_the_start_finds() -> None:
    counts = np.random.default_rng(7).negative_binomial(0.5, 0.5 / 1.0, DAYS).astype(float)
    data = SeriesData(counts, np.ones(DAYS), NONE, NONE, once=False)
    early = fit(named("ewma"), data.until(300), 0, dispersed=True, thinned=False)
    late, anew = early.refit(data, 0), fit(named("ewma"), data, 0, dispersed=True, thinned=False)
    assert (late.model, late.dispersed, late.thinned) == (early.model, True, False)
    assert late.log_likelihood == pytest.approx(anew.log_likelihood, abs=0.05)  # an optimum is as flat as that
    assert late.values["size"] == pytest.approx(anew.values["size"], rel=0.05)
    assert late.values["size"] != early.values["size"]


def test_no_act_is_impossible_and_a_forecast_is_of_what_is_recorded() -> None:
    half = SeriesData(np.zeros(3), np.full(3, 0.5), np.zeros(3), np.zeros(3), once=False)
    rates = {"rate": 0.4}, {"rate": 0.0}
    fitted = [Fitted(named("constant"), values, dispersed=False, thinned=True, log_likelihood=0.0) for values in rates]
    assert fitted[0].forecast(half).mean() == pytest.approx([0.2] * 3)
    assert fitted[1].forecast(half).mean() == pytest.approx([0.5 * FLOOR] * 3)
