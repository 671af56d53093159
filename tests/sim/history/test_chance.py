"""Counts: the right distribution, monotone in the rate, and abducted luck gives back what happened."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.history import chance

RATES = st.floats(1e-6, 30.0)
UNIFORMS = st.floats(1e-12, 1.0 - 1e-12)


@given(RATES, UNIFORMS)
def test_a_count_is_the_inverse_of_the_survival_function(rate: float, s: float) -> None:
    """N is the number of k with s < P(N >= k); checked against SciPy's own survival function."""
    count = float(np.max(chance.draw_count(rate, np.array([s]))))
    assert s >= stats.poisson.sf(count, rate) * (1 - 1e-9)
    assert count == 0 or s < stats.poisson.sf(count - 1, rate) * (1 + 1e-9)


@given(RATES, RATES, st.lists(UNIFORMS, min_size=1, max_size=30))
def test_raising_a_rate_never_lowers_a_count(a: float, b: float, uniforms: list[float]) -> None:
    s = np.array(uniforms)
    low, high = sorted((a, b))
    assert np.all(np.asarray(chance.draw_count(low, s)) <= np.asarray(chance.draw_count(high, s)))
    assert np.all(np.asarray(chance.draw_once(low, s)) <= np.asarray(chance.draw_once(high, s)))


@given(st.floats(1e-4, 20.0), st.integers(0, 40), st.floats(1e-6, 1 - 1e-6))
def test_abducted_luck_gives_back_the_count(rate: float, count: int, v: float) -> None:
    """However unlikely the count was under the rate (down to 1e-290)."""
    if stats.poisson.logpmf(count, rate) < np.log(1e-290):
        return
    s = chance.abduct_count(float(count), rate, np.array([v]))
    if stats.poisson.cdf(count, rate) > 1e-12:  # below that the gap between the bounds is under double precision
        assert float(np.max(chance.draw_count(rate, s))) == count


@given(st.floats(1e-6, 5.0), st.booleans(), UNIFORMS)
def test_abducted_luck_gives_back_whether_it_happened(rate: float, happened: bool, v: float) -> None:
    s = chance.abduct_once(float(happened), rate, np.array([v]))
    assert float(np.max(chance.draw_once(rate, s))) == float(happened)


def test_abducted_luck_is_uniform_when_what_happened_was_drawn() -> None:
    """Abduction undoes prediction: draw a count, abduct its luck, and the luck is uniform again (Kolmogorov-Smirnov)."""
    rng = np.random.default_rng(1)
    counts = rng.poisson(1.3, 20_000).astype(float)
    s = chance.abduct_count(counts, 1.3, rng.uniform(size=counts.size))
    assert stats.kstest(s, "uniform").pvalue > 1e-4


def test_posterior_frailty_is_the_conjugate_gamma() -> None:
    """Draw Z and N | Z, then Z | N: together the Zs must again follow the prior (Kolmogorov-Smirnov)."""
    rng = np.random.default_rng(2)
    shape, mean = 0.7, 2.0
    z = rng.gamma(shape, 1 / shape, 20_000)
    counts = rng.poisson(mean * z).astype(float)
    again = chance.frailty(shape, rng.uniform(size=z.size), counts, mean)
    assert stats.kstest(again, stats.gamma(shape, scale=1 / shape).cdf).pvalue > 1e-4


@pytest.mark.parametrize("shape", [0.2, 0.7, 3.5, 50.0])
def test_the_table_of_the_prior_frailty_is_close(shape: float) -> None:
    v = np.random.default_rng(3).uniform(size=5000)
    exact = stats.gamma(shape, scale=1 / shape).ppf(v)
    assert chance.frailty(shape, v) == pytest.approx(exact, rel=1e-5, abs=1e-12)


@pytest.mark.parametrize("shape", [0.05, 0.4, 0.7, 3.5, 50.0, 1e6])
def test_the_prior_frailty_stays_below_the_bound_that_its_mean_sets(shape: float) -> None:
    """Worlds are passed over by this bound (Markov's inequality); what is left must exceed the table's error by far."""
    v = np.concatenate([np.random.default_rng(6).uniform(size=20_000), [1e-15, 1e-9, 1.0 - 1e-9, 1.0 - 2.0**-53]])
    assert np.all(chance.frailty(shape, v) * (1.0 - v) < 0.999)


@given(st.integers(0, 60), st.floats(1e-3, 50.0), st.floats(0.1, 100.0))
def test_log_probabilities_against_scipy(count: int, mean: float, size: float) -> None:
    assert chance.log_poisson(count, mean) == pytest.approx(stats.poisson.logpmf(count, mean), rel=1e-9, abs=1e-9)
    expected = stats.nbinom.logpmf(count, size, size / (size + mean))
    assert chance.log_negative_binomial(count, mean, size) == pytest.approx(expected, rel=1e-8, abs=1e-8)


def test_log_once_by_hand() -> None:
    """With rate log 2 it happens with probability one half."""
    rate = float(np.log(2.0))
    assert chance.log_once(True, rate) == pytest.approx(np.log(0.5))
    assert chance.log_once(False, rate) == pytest.approx(np.log(0.5))
    assert chance.log_once(True, 0.0) == -np.inf


@pytest.mark.parametrize("name", ["poisson", "negative_binomial", "once"])
def test_arrays_of_counts_give_to_the_bit_what_each_count_gives(name: str) -> None:
    """The likelihood of a replay takes a day's count and all worlds, a forecast all days and all draws."""
    means = np.array([0.0, 0.3, 2.5, 40.0])
    more = (np.array([0.4, 1.0, 3.0, 1e4]),) if name == "negative_binomial" else ()
    counts = np.array([[0.0], [1.0], [2.0], [7.0]])[: 2 if name == "once" else 4]
    log_pmf = getattr(chance, f"log_{name}")
    one_by_one = np.stack([np.asarray(log_pmf(count, means, *more)) for count in counts[:, 0].tolist()])
    assert np.array_equal(log_pmf(counts, means, *more), one_by_one)
    assert log_pmf(0.0, 0.3, *(float(size[1]) for size in more)) == one_by_one[0, 1]


def test_what_happens_at_most_once_does_not_happen_twice() -> None:
    assert chance.log_once(2.0, 0.5) == -np.inf
    assert chance.log_once(np.array([2.0, 1.0]), 0.5)[0] == -np.inf  # type: ignore[index]


def test_geometric_has_the_mean_it_is_told() -> None:
    u = np.random.default_rng(4).uniform(size=200_000)
    draws = chance.geometric(6.0, u)
    assert draws.min() == 0
    assert abs(draws.mean() - 6.0) < 5 * np.sqrt(6 * 7 / u.size)
    assert not chance.geometric(0.0, u).any()


def test_pick_follows_the_weights() -> None:
    weights = np.array([[1.0], [0.0], [3.0]]) * np.ones((3, 40_000))
    chosen = chance.pick(weights, np.random.default_rng(5).uniform(size=40_000))
    assert not (chosen == 1).any()
    assert abs((chosen == 2).mean() - 0.75) < 0.01
