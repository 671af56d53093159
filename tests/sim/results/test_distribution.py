"""Distributions added up block by block are those of NumPy on all values, and the error of a mean is right when draws repeat."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from sim.results.distribution import Distribution
from sim.types import Floats, Ints

VALUES = st.lists(st.one_of(st.none(), st.integers(-40, 40), st.integers(-(10**6), 10**6)), min_size=1, max_size=60)
SHARES = (0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0)


def of(values: Floats | Ints, n_draws: int = 1, step: int = 1000) -> Distribution:
    made = Distribution(n_draws)
    for first in range(0, len(values), step):
        part = values[first : first + step]
        made.add(part, np.arange(first, first + len(part)) % n_draws)
    return made


@given(VALUES, st.integers(1, 20), st.integers(1, 9))
def test_it_says_what_numpy_says_of_all_values(values: list[int | None], step: int, n_draws: int) -> None:
    whole = np.array([np.nan if value is None else value for value in values])
    found, known = of(whole, n_draws, step), whole[~np.isnan(whole)]
    assert found.n == known.size
    if known.size == 0:
        assert math.isnan(found.mean)
        assert all(map(math.isnan, found.quantiles(SHARES)))
        assert math.isnan(found.share(0))
        return
    assert found.mean == pytest.approx(known.mean(), abs=1e-9)
    assert found.quantiles(SHARES) == np.quantile(known, SHARES, method="inverted_cdf").tolist()
    assert [found.share(sign) for sign in (1, -1, 0)] == [np.mean(known > 0), np.mean(known < 0), np.mean(known == 0)]
    assert sum(found.share(sign) for sign in (1, -1, 0)) == pytest.approx(1, abs=1e-12)
    assert found.values.tolist() == np.unique(known).tolist()
    assert found.counts.tolist() == np.unique(known, return_counts=True)[1].tolist()


@pytest.mark.parametrize("n", [20, 40, 100, 1000, 100_000])
def test_a_quantile_is_the_first_value_that_reaches_the_share_to_the_last_bit(n: int) -> None:
    """0.55 times 100 is a little more than 55 to a computer, and the 55th value reaches it all the same."""
    found = of(np.arange(n))
    assert found.quantiles([0.05, 0.95]) == [n // 20 - 1, n * 19 // 20 - 1]
    assert of(np.arange(100)).quantiles([0.55]) == [54]


@given(arrays.arrays(np.int64, st.integers(2, 50), elements=st.integers(-50, 50)))
def test_one_world_a_draw_has_the_usual_standard_error(values: Ints) -> None:
    plain = values.std(ddof=1) / math.sqrt(values.size)
    assert of(values).standard_error == pytest.approx(plain, abs=1e-12)
    assert of(values, values.size).standard_error == pytest.approx(plain, abs=1e-12)
    assert of(values, values.size + 7).standard_error == pytest.approx(plain, abs=1e-12)


@given(arrays.arrays(np.int64, st.integers(4, 60), elements=st.integers(-50, 50)), st.integers(2, 7), st.integers(1, 9))
def test_worlds_that_share_a_draw_are_one_cluster(values: Ints, n_draws: int, step: int) -> None:
    """Cameron and Miller (2015), section II, spelled out world by world."""
    draws = np.arange(values.size) % n_draws
    clusters = [values[draws == draw] for draw in range(n_draws) if (draws == draw).any()]
    summed = sum(sum(float(value) - values.mean() for value in cluster) ** 2 for cluster in clusters)
    expected = math.sqrt(len(clusters) / (len(clusters) - 1) * summed) / values.size
    assert of(values, n_draws, step).standard_error == pytest.approx(expected, abs=1e-9)


def test_of_fewer_than_two_units_there_is_no_standard_error() -> None:
    assert math.isnan(of(np.array([3])).standard_error)
    assert math.isnan(of(np.array([3, np.nan])).standard_error)
    assert math.isnan(of(np.array([3.0, np.nan, 4.0]), 2).standard_error), "two worlds of one draw"
    assert math.isnan(Distribution(5).standard_error)


def test_the_standard_error_is_right_by_simulation_where_the_plain_one_is_too_small() -> None:
    """400 runs, each of 40 draws that 400 worlds share: draws differ by sd 10, worlds of a draw by sd 10.

    The mean then has a variance of 100 / 40 + 100 / 400, sd 1.658; as if worlds were independent it would be sqrt(200 / 400).
    """
    rng = np.random.default_rng(1)
    means, errors, plain = [], [], []
    for _ in range(400):
        values = np.rint(np.tile(rng.normal(0, 10, 40), 10) + rng.normal(0, 10, 400)).astype(np.int64)
        found = of(values, 40)
        means.append(found.mean)
        errors.append(found.standard_error)
        plain.append(values.std(ddof=1) / 20)
    assert np.mean(errors) == pytest.approx(math.sqrt(100 / 40 + 100 / 400), rel=0.03)
    assert np.std(means) == pytest.approx(np.mean(errors), rel=0.12)
    assert np.mean(plain) < 0.5 * np.std(means)


def test_many_different_values_take_no_square_of_their_number() -> None:
    """20,000 different values took 20,000 sums over all of them."""
    values = np.arange(20_000)
    assert of(values).standard_error == pytest.approx(values.std(ddof=1) / math.sqrt(20_000))
