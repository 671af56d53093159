"""The word for what differences look like: Sarle's coefficient by other means, and heaps that are there or only look so."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from sim.estimates.shape import LEAST_WORLDS, UNIFORM, bimodality, has_valley, shape_of
from sim.results.distribution import Distribution

RNG = np.random.default_rng(11)


def of(values: object) -> Distribution:
    made = Distribution()
    whole = np.rint(np.asarray(values, dtype=float))
    made.add(whole, np.zeros(whole.size, dtype=np.int64))
    return made


def test_the_coefficient_is_that_of_the_field() -> None:
    values = np.rint(RNG.gamma(2, 6, 300))
    n = values.size
    skewness, kurtosis = stats.skew(values, bias=False), stats.kurtosis(values, bias=False)
    assert bimodality(of(values)) == pytest.approx((skewness**2 + 1) / (kurtosis + 3 * (n - 1) ** 2 / ((n - 2) * (n - 3))))


def test_a_uniform_distribution_lies_at_the_limit_and_two_values_at_one() -> None:
    assert bimodality(of(RNG.integers(0, 1000, 50_000))) == pytest.approx(UNIFORM, abs=0.01)
    assert bimodality(of([0] * 500 + [9] * 500)) == pytest.approx(1, abs=0.01)
    assert np.isnan(bimodality(of([3, 3, 3, 3])))
    assert np.isnan(bimodality(of([1, 2, 3])))


SAMPLES = {
    "none": [0] * 100,
    "one value": [-2] * 100,
    "few worlds": [0, -9] * 10,
    "two modes": [*RNG.normal(0, 1, 60), *RNG.normal(-12, 1.5, 140)],
    "mostly nothing": [0] * 90 + [-1] * 8 + [1] * 2,
    "skewed": -RNG.gamma(1, 6, 400) - 1,
    "one mode": RNG.normal(-4, 5, 400),
    "": [],
}


@pytest.mark.parametrize("word", SAMPLES)
def test_every_word(word: str) -> None:
    assert shape_of(of(SAMPLES[word])) == word


def test_one_heap_seldom_looks_like_two() -> None:
    found = [shape_of(of(RNG.normal(0, 3, LEAST_WORLDS))) for _ in range(300)]
    assert found.count("two modes") <= 6
    tails = [shape_of(of(RNG.exponential(5, 200))) for _ in range(200)]
    assert tails.count("two modes") <= 4


def test_a_valley_that_chance_could_have_dug_is_none() -> None:
    assert not has_valley(of([0] * 6 + [1] * 3 + [2] * 6))
    assert has_valley(of([0] * 60 + [1] * 10 + [2] * 60))
    assert not has_valley(of([0] * 95 + [9] * 5)), "a twentieth is no heap"
