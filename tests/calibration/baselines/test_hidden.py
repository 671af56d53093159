"""Hidden states: the filter against every path of a short series, the degenerate chains against the plain Hawkes process."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import pytest
from scipy import stats

from calibration.baselines.fitting import FLOOR, Fitted, SeriesData, fit_best
from calibration.baselines.hidden import GRID, REACH, STEP, Chain, Filtered, Hidden, filtered, phases, walk
from calibration.baselines.registry import baselines

MODELS = {model.name: model for model in baselines("attack_base", context_mean=0.5)}
HAWKES = {"rate": 0.2, "branching": 0.6, "half_life": 7.0, "context": 0.5}
VALUES = {**HAWKES, "step": 6.0, "days": 20.0, "drift": 0.1}
NAMES = ("hawkes_two_phases", "hawkes_three_phases", "drifting_hawkes")


def series(days: int = 300, *, complete: bool = True, once: bool = False, seed: int = 5) -> SeriesData:
    rng = np.random.default_rng(seed)
    counts = rng.binomial(1, 0.2, days) if once else rng.negative_binomial(0.5, 0.4, days)
    reported = np.ones(days) if complete else rng.uniform(0.3, 1.0, days)
    return SeriesData(counts.astype(float), reported, (np.arange(days) > 200) * 1.0, np.zeros(days), once)


def run(one: Hidden, data: SeriesData) -> Filtered:
    return filtered([one], data.counts, data.reported, once=data.once, floor=FLOOR)[0]


def fitted(name: str, *, dispersed: bool = False, thinned: bool = False, **changes: float) -> Fitted:
    values = {**VALUES, **changes} | ({"size": 1.5} if dispersed else {})
    return Fitted(MODELS[name], values, dispersed, thinned, 0.0)


# Against all paths -----------------------------------------------------------------------------------------------------------


def log_probability(n: float, mean: float, size: float | None, once: bool) -> float:
    if once:
        return float(stats.bernoulli(-np.expm1(-mean)).logpmf(n))
    return float((stats.poisson(mean) if size is None else stats.nbinom(size, size / (size + mean))).logpmf(n))


@pytest.mark.parametrize("size, once", [(None, False), (1.5, False), (None, True)])
@pytest.mark.parametrize("n", [2, 3])
def test_the_likelihood_is_the_sum_over_all_paths_of_the_phases(n: int, size: float | None, once: bool) -> None:
    days, d = 7, 0.5 ** (1 / 7.0)
    data = series(days, once=once, seed=3)
    data = SeriesData(data.counts, data.reported, np.linspace(0.0, 0.3, days), data.exciter, once)
    assert data.counts.sum() > 0
    levels = 0.2 * 6.0 ** np.arange(n)
    excited = [0.6 * (1 - d) * sum(d ** (t - s - 1) * data.counts[s] for s in range(t)) for t in range(days)]
    rates = levels + (0.5 * data.covariate + excited)[:, None]
    logs = [[log_probability(count, rate, size, once) for rate in row] for count, row in zip(data.counts, rates, strict=True)]
    stay, total = 20.0 / 21.0, 0.0
    for path in product(range(n), repeat=days):
        prior = np.prod([1 / n, *(stay if a == b else (1 - stay) / (n - 1) for a, b in pairwise(path))])
        total += prior * np.exp(sum(logs[t][k] for t, k in enumerate(path)))
    name = {2: "hawkes_two_phases", 3: "hawkes_three_phases"}[n]
    forecast = fitted(name, dispersed=size is not None).forecast(data)
    assert forecast.log_score(data.counts.astype(int)).sum() == pytest.approx(np.log(total), rel=1e-10)


@pytest.mark.parametrize("complete", [True, False])
def test_the_filter_is_the_recursion_written_out_for_a_chain_that_goes_one_way_rather_than_the_other(complete: bool) -> None:
    data, d, size = series(60, complete=complete), 0.5 ** (1 / 7.0), 1.5
    transition = np.array([[0.9, 0.1], [0.3, 0.7]])
    found = run(Hidden(Chain(np.array([0.8, 0.2]), transition, np.array([1.0, 6.0])), 0.2, np.zeros(60), 0.6, 7.0, size), data)
    now, excited = [0.8, 0.2], 0.0
    for t in range(60):
        rate = np.array([0.2, 1.2]) + excited
        assert found.rates[t] == pytest.approx(rate, rel=1e-10)
        assert found.weights[t] == pytest.approx(now, rel=1e-10)
        excited = d * excited + 0.6 * (1 - d) * (data.counts[t] + (1 - data.reported[t]) * (now[0] * rate[0] + now[1] * rate[1]))
        means = rate * data.reported[t]
        quiet, busy = np.array(now) * stats.nbinom(size, size / (size + means)).pmf(data.counts[t])
        calm = quiet / (quiet + busy)
        now = [0.9 * calm + 0.3 * (1 - calm), 0.1 * calm + 0.7 * (1 - calm)]


# Probabilities -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("complete, once, dispersed", [(True, False, True), (False, False, False), (True, True, False)])
def test_states_are_as_probable_as_one_and_the_forecast_is_a_distribution(
    name: str, complete: bool, once: bool, dispersed: bool
) -> None:
    data = series(complete=complete, once=once)
    forecast = fitted(name, dispersed=dispersed, thinned=True).forecast(data)
    assert forecast.weights is not None
    assert forecast.weights.sum(axis=1) == pytest.approx(np.ones(300), abs=1e-12)
    assert forecast.weights.min() >= 0.0
    assert np.ptp(forecast.weights, axis=0).min() > 0  # the counts say something of every state
    assert forecast.table[:, -1] == pytest.approx(np.ones(300), abs=1e-8)
    pmf = np.diff(forecast.table, axis=1, prepend=0.0)
    mean = (pmf * np.arange(pmf.shape[1])).sum(axis=1)
    assert forecast.mean() == pytest.approx(mean, rel=1e-6)
    first = np.exp(forecast.log_score(np.ones(300, dtype=int)))
    assert first == pytest.approx(pmf[:, 1], rel=1e-8)


def test_a_count_that_no_state_expects_leaves_probabilities() -> None:
    counts = np.zeros(30)
    counts[20] = 900.0
    found = run(Hidden(phases(3, 20.0, 2.0), 1e-6, np.zeros(30), 0.1, 5.0, None), SeriesData(counts, *[np.ones(30)] * 3, False))
    assert np.isfinite(found.weights).all()
    assert found.weights[21].argmax() == 2


@pytest.mark.parametrize("complete", [True, False])
def test_several_processes_at_once_are_each_as_if_alone(complete: bool) -> None:
    data = series(complete=complete)
    processes = [Hidden(phases(2, days, 4.0), 0.1, data.covariate, b, 5.0, 2.0) for days, b in ((9.0, 0.2), (90.0, 0.7))]
    together = filtered(processes, data.counts, data.reported, once=False, floor=FLOOR)
    for one, found in zip(processes, together, strict=True):
        alone = run(one, data)
        assert np.allclose(alone.weights, found.weights, rtol=1e-12, atol=0)
        assert np.allclose(alone.rates, found.rates, rtol=1e-12, atol=0)


@pytest.mark.parametrize("complete", [True, False])
@pytest.mark.parametrize("far", [1e-5, 8000.0])
def test_parameters_at_the_edge_of_a_fit_break_nothing(far: float, complete: bool) -> None:
    data = series(complete=complete)
    for name, changed in (
        (NAMES[0], "days"),
        (NAMES[1], "step"),
        (NAMES[2], "drift"),
        (NAMES[2], "rate"),
        (NAMES[1], "half_life"),
    ):
        forecast = fitted(name, dispersed=True, thinned=True, **{changed: far}).forecast(data)
        assert np.isfinite(forecast.log_score(data.counts.astype(int))).all(), (name, changed)


# Degenerate chains --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("complete", [True, False])
@pytest.mark.parametrize("dispersed", [True, False])
def test_one_phase_is_the_plain_process_and_so_are_phases_alike_and_a_background_that_does_not_drift(
    complete: bool, dispersed: bool
) -> None:
    data = series(complete=complete)
    plain = fitted("hawkes", dispersed=dispersed, thinned=True).forecast(data)
    size = 1.5 if dispersed else None
    single = run(Hidden(phases(1, 20.0, 6.0), 0.2, 0.5 * data.covariate, 0.6, 7.0, size), data)
    assert single.rates.shape == (300, 1)
    assert np.allclose(single.rates * data.reported[:, None], plain.means, rtol=0, atol=1e-9)
    counts = data.counts.astype(int)
    alike = [fitted(name, dispersed=dispersed, thinned=True, step=1.0) for name in NAMES[:2]]
    for one in (*alike, fitted("drifting_hawkes", dispersed=dispersed, thinned=True, drift=0.0)):
        assert np.allclose(one.forecast(data).mean(), plain.mean(), rtol=0, atol=1e-9)
        assert np.allclose(one.forecast(data).log_score(counts), plain.log_score(counts), rtol=0, atol=1e-9)


# Chains -------------------------------------------------------------------------------------------------------------------------


def test_phases_last_as_long_as_they_say_and_are_all_as_probable_at_any_time() -> None:
    chain = phases(3, 40.0, 5.0)
    assert 1.0 / (1.0 - np.diag(chain.transition)) == pytest.approx([41.0] * 3)  # the day it began and 40 on average
    assert chain.initial @ chain.transition == pytest.approx(chain.initial)
    assert chain.factors.tolist() == [1.0, 5.0, 25.0]


def test_the_walk_is_the_matrix_exponential_and_its_variance_is_the_drift_squared() -> None:
    drift, n = 0.3, len(GRID)
    k = np.arange(n)  # cosines diagonalise a walk between two walls
    cosines = np.cos(np.pi * np.outer(k + 0.5, k) / n) * np.where(k == 0, np.sqrt(1.0 / n), np.sqrt(2.0 / n))
    decays = np.exp(-((drift / STEP) ** 2) * (1.0 - np.cos(np.pi * k / n)))
    chain = walk(drift)
    assert np.allclose(chain.transition, (cosines * decays) @ cosines.T, atol=1e-13)
    middle = chain.transition[n // 2]
    assert middle @ GRID == pytest.approx(0.0, abs=1e-12)
    assert middle @ GRID**2 == pytest.approx(drift**2, rel=1e-6)
    assert np.log(chain.factors) == pytest.approx(GRID)
    assert (GRID[0], GRID[-1]) == (-REACH, REACH)
    assert np.array_equal(walk(0.0).transition, np.eye(n))


# What is simulated is found again -----------------------------------------------------------------------------------------------


def simulated(
    chain: Chain, rate: float, branching: float, half_life: float, days: int, seed: int
) -> tuple[SeriesData, np.ndarray]:
    rng, d, excited = np.random.default_rng(seed), 0.5 ** (1 / half_life), 0.0
    k = rng.choice(len(chain.initial), p=chain.initial)
    counts, states = np.zeros(days), np.zeros(days, dtype=int)
    for t in range(days):
        counts[t] = rng.poisson(rate * chain.factors[k] + excited)
        excited = d * excited + branching * (1 - d) * counts[t]
        states[t] = k
        k = rng.choice(len(chain.initial), p=chain.transition[k])
    return SeriesData(counts, np.ones(days), np.zeros(days), np.zeros(days), once=False), states


def test_two_phases_are_found_again_and_beat_a_plain_process_on_days_that_neither_was_fitted_to() -> None:
    data, states = simulated(phases(2, 80.0, 20.0), 0.05, 0.3, 5.0, 3000, 1)
    by_name = {name: fit_best(MODELS[name], data.until(2000), 0) for name in ("hawkes", "hawkes_two_phases")}
    found = by_name["hawkes_two_phases"]
    assert found.values["step"] == pytest.approx(20.0, rel=0.4)
    assert found.values["days"] == pytest.approx(80.0, rel=0.5)
    assert found.values["branching"] == pytest.approx(0.3, abs=0.15)
    forecast = found.forecast(data)
    assert forecast.weights is not None
    assert ((forecast.weights[:, 1] > 0.5) == (states == 1)).mean() > 0.85
    counts = data.counts.astype(int)
    scores = {name: one.forecast(data).log_score(counts)[2000:].mean() for name, one in by_name.items()}
    assert scores["hawkes_two_phases"] > scores["hawkes"]
    assert found.log_likelihood > by_name["hawkes"].log_likelihood + 20


def test_a_background_that_drifts_is_followed() -> None:
    rng = np.random.default_rng(2)
    level = np.exp(np.clip(np.cumsum(0.1 * rng.standard_normal(2500)), -2.5, 2.5))
    counts = rng.poisson(0.3 * level).astype(float)
    data = SeriesData(counts, np.ones(2500), np.zeros(2500), np.zeros(2500), once=False)
    found = fit_best(MODELS["drifting_hawkes"], data, 0)
    assert found.values["drift"] == pytest.approx(0.1, rel=0.5)
    expected = found.forecast(data).mean()
    assert np.corrcoef(np.log(expected), np.log(0.3 * level))[0, 1] > 0.8
