"""Reweighing finds what is known of Gaussians, and says when too few draws are left."""

from __future__ import annotations

import numpy as np
import pytest

from sim.sensitivities.reweighing import LEAST, effective_share, reweighed, shift, weights_of
from sim.sensitivities.rows import EFFECTIVE, EVERY, SHIFT


def test_a_gaussian_moves_as_far_as_it_must() -> None:
    """Draws of N(0, 1) weighed to N(d, 1): the mean moves by d, and the effective share is exp(-d^2)."""
    hits = []
    for seed in range(30):
        rng = np.random.default_rng(seed)
        x = rng.standard_normal(400)
        _, low, high = shift(x, 0.5 * x, rng)
        hits.append(low <= 0.5 <= high)
    assert np.mean(hits) > 0.75
    x = np.random.default_rng(9).standard_normal(200_000)
    assert effective_share(0.5 * x) == pytest.approx(np.exp(-0.25), abs=0.01)
    assert shift(x[:3000], 0.5 * x[:3000], np.random.default_rng(1))[0] == pytest.approx(0.5, abs=0.06)


def test_an_answer_far_from_zero_moves_as_far_and_as_surely() -> None:
    x = np.random.default_rng(3).standard_normal(300)
    near, far = (shift(x + more, 0.5 * x, np.random.default_rng(4)) for more in (0.0, 1000.0))
    assert far == pytest.approx(near, abs=1e-6)


def test_weights_sum_to_one_whatever_their_scale() -> None:
    assert weights_of(np.array([1000.0, 1000.0 + np.log(3), -np.inf])) == pytest.approx([0.25, 0.75, 0.0])
    assert effective_share(np.zeros(7)) == pytest.approx(1)
    assert effective_share(np.array([0.0, -np.inf, -np.inf, -np.inf])) == pytest.approx(0.25)


def test_too_few_draws_give_no_shift() -> None:
    rng = np.random.default_rng(2)
    x = rng.standard_normal(500)
    rows = reweighed({"us_killed": x}, {"a little": 0.2 * x, "far away": 4.0 * x}, rng)
    by = {(row.factor, row.kind): row for row in rows}
    assert by["a little", EFFECTIVE].measure == EVERY
    assert by["a little", SHIFT].index == pytest.approx(0.2, abs=0.1)
    assert by["far away", EFFECTIVE].index < LEAST
    assert np.isnan(by["far away", SHIFT].index)
