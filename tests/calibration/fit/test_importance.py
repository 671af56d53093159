"""Adaptive importance sampling finds posteriors that are known in closed form."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm

from calibration.fit.importance import Weighted, adapt
from sim.types import Floats


def two_data(x: Floats) -> Floats:
    """Posterior N(1.6, 0.2) in the first coordinate, the prior in the second."""
    return np.asarray(norm.logpdf(2.0, x[:, 0], 0.5))


def test_adaptive_importance_sampling_finds_a_known_posterior() -> None:
    posterior = adapt(two_data, 3, np.random.default_rng(1), draws=800, rounds=4, enough=1e9)
    assert posterior.weights.sum() == pytest.approx(1.0)
    assert posterior.log_evidence == pytest.approx(norm.logpdf(2.0, 0.0, np.sqrt(1.25)), abs=0.05)
    assert posterior.mean() == pytest.approx([1.6, 0.0, 0.0], abs=0.06)
    assert posterior.rank(np.array([1.6 + 1.2816 * np.sqrt(0.2), 0.0, -1.2816])) == pytest.approx([0.9, 0.5, 0.1], abs=0.03)
    assert posterior.effective_sample_size > 1500


def test_adaptive_importance_sampling_finds_a_posterior_far_out_in_the_prior() -> None:
    posterior = adapt(
        lambda x: np.asarray(norm.logpdf(2.5, x, 0.2).sum(axis=1)), 4, np.random.default_rng(2), draws=500, enough=1000
    )
    assert posterior.mean() == pytest.approx(2.5 / 1.04, abs=0.03)
    assert posterior.log_evidence == pytest.approx(4 * norm.logpdf(2.5, 0.0, np.sqrt(1.04)), abs=0.1)


def test_weighted_draws_by_hand() -> None:
    draws = Weighted(np.array([[0.0, 1.0], [2.0, 3.0], [4.0, 5.0]]), np.array([0.5, 0.25, 0.25]), 0.0)
    assert draws.mean() == pytest.approx([1.5, 2.5])
    assert draws.rank(np.array([2.0, 9.0])) == pytest.approx([0.5, 1.0])
    assert draws.effective_sample_size == pytest.approx(1 / (0.25 + 2 * 0.0625))
    assert draws.width(0.4) == pytest.approx([2.0, 2.0])  # from the first draw, which half of the mass lies on, to the second
    assert draws.width(0.9) == pytest.approx([4.0, 4.0])
    shuffled = Weighted(draws.x[[2, 0, 1]], draws.weights[[2, 0, 1]], 0.0)
    assert shuffled.width(0.4) == pytest.approx([2.0, 2.0])


def test_the_width_of_a_normal_posterior() -> None:
    x = np.random.default_rng(4).standard_normal((20_000, 2)) * [1.0, 3.0]
    width = Weighted(x, np.full(20_000, 1 / 20_000), 0.0).width(0.9)
    assert width == pytest.approx([2 * 1.645, 6 * 1.645], rel=0.03)


def test_no_round_is_drawn_after_enough() -> None:
    """A likelihood that says nothing: the prior is the posterior, and the second batch is already enough."""
    sizes: list[int] = []

    def flat(x: Floats) -> Floats:
        sizes.append(len(x))
        return np.zeros(len(x))

    posterior = adapt(flat, 2, np.random.default_rng(3), draws=300, rounds=10, enough=300.0)
    assert sizes == [300, 300]
    assert posterior.log_evidence == pytest.approx(0.0, abs=0.1)
    assert len(posterior.x) == len(posterior.weights) == 600
