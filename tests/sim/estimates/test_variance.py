"""Luck and parameters told apart: tables worked out by hand, right on made-up worlds, silent where nothing can be said."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.estimates.variance import NOT_TOLD_APART, ONE_VECTOR, TOLD_APART, TOO_FEW, components
from sim.results.distribution import Distribution

ANY = (2, 1)


def test_three_draws_of_two_worlds_by_hand() -> None:
    # Means 1, 3, 8, of all 4. Within: 6 squares of 1, over 6 - 3: 2. Between: 2 (9 + 1 + 16) / 2 = 26; (26 - 2) / 2 = 12.
    found = components(np.array([0.0, 2, 2, 4, 7, 9]), np.array([0, 0, 1, 1, 2, 2]), shared=False, least=ANY)
    assert (found.within, found.between) == (pytest.approx(2), pytest.approx(12))
    # The variance of the means is 13, so that each is drawn towards 4 by sqrt(12 / 13).
    assert (found.low, found.high) == (pytest.approx(4 - 3 * math.sqrt(12 / 13)), pytest.approx(4 + 4 * math.sqrt(12 / 13)))
    assert (found.draws, found.says) == (3, TOLD_APART)


def test_draws_of_unequal_size_by_hand() -> None:
    # Sizes 1, 3: mean 3; within (1 + 0 + 1) / 2 = 1; between (9 + 3) / 1 = 12; n0 = 4 - 10 / 4 = 1.5; (12 - 1) / 1.5.
    found = components(np.array([0.0, 3, 4, 5]), np.array([5, 9, 9, 9]), shared=False, least=ANY)
    assert (found.within, found.between) == (pytest.approx(1), pytest.approx(11 / 1.5))


def test_less_between_than_luck_alone_would_give_is_nothing() -> None:
    found = components(np.array([0.0, 4, 1, 3]), np.array([0, 0, 1, 1]), shared=False, least=ANY)
    assert (found.between, found.low, found.high) == (0, 2, 2)


@pytest.mark.parametrize("per_draw", [4, 7])
def test_made_up_worlds_give_their_variances_back(per_draw: int) -> None:
    rng, draws = np.random.default_rng(5), np.arange(2000 * per_draw) % 2000
    effect = rng.normal(-3, 2, 2000)
    found = components(effect[draws] + rng.normal(0, 5, draws.size), draws, shared=False)
    assert found.between == pytest.approx(4, rel=0.15)
    assert found.within == pytest.approx(25, rel=0.05)
    assert found.low == pytest.approx(-3 - 1.645 * 2, abs=0.4)
    assert found.high == pytest.approx(-3 + 1.645 * 2, abs=0.4)


def test_the_standard_error_is_right_where_worlds_share_draws() -> None:
    """Over repeated studies the means scatter as the clustered error says, not as that of worlds taken as independent."""
    rng, draws = np.random.default_rng(3), np.arange(240) % 40
    means, errors, naive = [], [], []
    for _ in range(400):
        values = np.rint(rng.normal(0, 20, 40)[draws] + rng.normal(0, 20, draws.size))
        for clusters, kept in ((40, errors), (1, naive)):
            of = Distribution(clusters)
            of.add(values, draws % clusters)
            kept.append(of.standard_error)
        means.append(values.mean())
    assert np.std(means) == pytest.approx(math.sqrt(400 / 40 + 400 / 240), rel=0.1)
    assert np.mean(errors) == pytest.approx(np.std(means), rel=0.1)
    assert np.mean(naive) < 0.65 * np.std(means)


@given(st.lists(st.integers(-50, 50), min_size=1, max_size=60), st.integers(1, 8), st.integers(-40, 40))
def test_all_worlds_moved_by_the_same_move_the_interval_and_nothing_else(values: list[int], n_draws: int, by: int) -> None:
    draws = np.arange(len(values)) % n_draws
    one = components(np.array(values, dtype=float), draws, shared=False, least=ANY)
    other = components(np.array(values, dtype=float) + by, draws, shared=False, least=ANY)
    assert other.says == one.says
    np.testing.assert_allclose(
        [other.between, other.within, other.low - by, other.high - by], [one.between, one.within, one.low, one.high], atol=1e-6
    )


def test_what_cannot_be_told_apart_says_so() -> None:
    values = np.arange(60.0)
    alone = components(values, np.arange(60), shared=False)
    assert (alone.says, alone.draws) == (NOT_TOLD_APART, 60)
    assert all(math.isnan(number) for number in (alone.between, alone.within, alone.low, alone.high))
    assert components(values, np.zeros(60, dtype=np.int64), shared=True).says == ONE_VECTOR
    assert components(values, np.arange(60) % 50, shared=False).says == TOO_FEW
    assert components(values, np.arange(60) % 5, shared=False).says == TOO_FEW
    assert components(values, np.arange(60) % 20, shared=False).says == TOLD_APART
    assert components(values[:0], np.arange(0), shared=False).says == NOT_TOLD_APART
