"""Samplers compared on a normal target, and autocorrelation times that are known."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.signal import lfilter

from calibration.fit.blocks import one_block
from calibration.fit.smc import Particles
from calibration.studies.samplers import autocorrelation_time, by_emcee, by_pcn, compared, started
from sim.types import Floats


def gaussian(theta: Floats) -> Floats:
    """A likelihood under which the posterior is normal with half the prior's variance."""
    return np.asarray(-0.5 * (theta**2).sum(axis=1))


def test_samplers_score_about_the_same_number_of_vectors_and_say_how_long_they_remember() -> None:
    table = compared(gaussian, d=2, walkers=16, batches=400, seed=3)
    assert list(table["sampler"]) == ["emcee", "pCN, all at once", "pCN, by blocks"]
    assert table["vectors"].to_numpy() == pytest.approx([6416, 6592, 6592], abs=16)  # 400 batches, the start, or what tunes steps
    assert (table["steps"] == 400).all()
    assert table["autocorrelation_time"].between(1.0, 40.0).all()
    assert table["times_as_long"].to_numpy() == pytest.approx(400 / table["autocorrelation_time"].to_numpy())


def test_the_autocorrelation_time_of_a_chain_that_forgets_a_share_each_step() -> None:
    """x' = a x + noise has the autocorrelation time (1 + a) / (1 - a)."""
    rng, a = np.random.default_rng(4), 0.6
    noise = np.sqrt(1 - a**2) * rng.standard_normal((32, 4000, 1))
    noise[:, 0] = rng.standard_normal((32, 1))
    draws = np.stack([lfilter([1.0], [1.0, -a], chain[:, 0]) for chain in noise])[:, :, None]
    assert autocorrelation_time(draws)[0] == pytest.approx((1 + a) / (1 - a), rel=0.05)


def test_particles_start_in_the_posterior_and_blocks_are_the_coordinates_that_share_a_part() -> None:
    """Each coordinate a part of its own, variance one half in the posterior."""
    particles, sweep = started(lambda x: -0.5 * x**2, 3, 2000, np.random.default_rng(5))
    assert particles.power == 1.0
    assert particles.x.var(axis=0) == pytest.approx(np.full(3, 0.5), rel=0.12)
    assert [[block.coordinates.size for block in members] for members in sweep] == [[1, 1, 1]]


def test_both_samplers_keep_the_posterior_they_start_from() -> None:
    """emcee moves the same ensemble as the pCN moves: means and variances of a normal with variance one half."""
    x = np.sqrt(0.5) * np.random.default_rng(6).standard_normal((64, 2))
    particles = Particles(x.copy(), gaussian(x), power=1.0)
    for draws in (by_emcee(particles, gaussian, 1, 300), by_pcn(particles, gaussian, 1, 300, sweep=one_block(2))):
        assert draws.shape == (64, 300, 2)
        assert draws.mean(axis=(0, 1)) == pytest.approx([0.0, 0.0], abs=0.06)
        assert draws.var(axis=(0, 1)) == pytest.approx([0.5, 0.5], rel=0.1)
    assert np.array_equal(particles.x, x)
