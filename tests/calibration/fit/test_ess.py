"""Effective sample sizes by hand, and the power that keeps one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from calibration.fit.ess import effective_sample_size, next_power

log_weights = st.lists(st.floats(-50, 50), min_size=1, max_size=30)


def test_effective_sample_sizes_by_hand() -> None:
    assert effective_sample_size(np.zeros(10)) == pytest.approx(10.0)
    assert effective_sample_size(np.array([0.0, -1e9])) == pytest.approx(1.0)
    assert effective_sample_size(np.log([3.0, 1.0])) == pytest.approx(16 / 10)  # (3 + 1)^2 / (9 + 1)


@given(log_weights, st.floats(-500, 500))
def test_it_lies_between_one_and_all_and_a_common_factor_changes_nothing(weights: list[float], shift: float) -> None:
    size = effective_sample_size(np.array(weights))
    assert 1.0 - 1e-12 <= size <= len(weights) + 1e-9
    assert effective_sample_size(np.array(weights) + shift) == pytest.approx(size, rel=1e-9)


def test_the_next_power_keeps_the_effective_sample_size() -> None:
    x = np.random.default_rng(4).standard_normal(2000)
    log_likelihood = -50.0 * (x - 1) ** 2
    first = next_power(log_likelihood, 0.0, 0.5)
    assert 0 < first < 1
    assert effective_sample_size(first * log_likelihood) == pytest.approx(1000, rel=1e-6)
    second = next_power(log_likelihood, first, 0.5)
    assert effective_sample_size((second - first) * log_likelihood) == pytest.approx(1000, rel=1e-6)


def test_two_particles_by_hand() -> None:
    """Weights 1 and e^-t: (1 + w)^2 / (1 + w^2) = 1.6 where w = 1/3, so at t = log 3 over the gap of two nats."""
    assert next_power(np.array([0.0, -2.0]), 0.0, 0.8) == pytest.approx(np.log(3.0) / 2.0)
    assert next_power(np.array([0.0, -2.0]), 0.3, 0.8) == pytest.approx(0.3 + np.log(3.0) / 2.0)


def test_a_likelihood_that_says_little_is_reached_in_one_step() -> None:
    assert next_power(np.zeros(2000), 0.0, 0.5) == 1.0
    assert next_power(np.array([0.0, -2.0]), 0.9, 0.8) == 1.0
