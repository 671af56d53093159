"""The samplers find distributions that are known."""

from __future__ import annotations

import numpy as np
import pytest

from calibration.fit.blocks import one_block
from calibration.fit.smc import (
    Particles,
    chains,
    fit_gaussian,
    fit_proposal,
    log_gaussian,
    pcn_move,
    resample,
    systematic,
    temper,
)
from sim.types import Floats


def gaussian_likelihood(x: Floats) -> Floats:
    """A datum of 2.0 with standard deviation 0.5 in the first coordinate; nothing in the others."""
    return np.asarray(-0.5 * ((x[:, 0] - 2.0) / 0.5) ** 2 - np.log(0.5 * np.sqrt(2 * np.pi)))


def posterior() -> tuple[float, float, float]:
    """Mean, variance and log evidence by hand: prior N(0, 1), so precision 1 + 4 = 5, mean 8 / 5, evidence N(2; 0, 1.25)."""
    return 1.6, 0.2, float(-0.5 * 4 / 1.25 - 0.5 * np.log(2 * np.pi * 1.25))


def test_tempering_finds_a_gaussian_posterior_and_its_evidence() -> None:
    rng = np.random.default_rng(1)
    particles = temper(gaussian_likelihood, rng.standard_normal((4000, 5)), rng, moves=6)
    mean, variance, evidence = posterior()
    assert particles.power == 1.0
    assert particles.x[:, 0].mean() == pytest.approx(mean, abs=0.05)
    assert particles.x[:, 0].var() == pytest.approx(variance, rel=0.15)
    assert particles.x[:, 1:].var() == pytest.approx(1.0, rel=0.1)
    assert particles.log_evidence == pytest.approx(evidence, abs=0.15)


def test_chains_keep_the_posterior() -> None:
    rng = np.random.default_rng(2)
    particles = temper(gaussian_likelihood, rng.standard_normal((1000, 3)), rng)
    draws, log_likes = chains(particles, gaussian_likelihood, rng, steps=30)
    mean, variance, _ = posterior()
    assert draws.shape == (1000, 30, 3)
    assert log_likes[:, -1] == pytest.approx(gaussian_likelihood(draws[:, -1]))
    late = draws[:, -1, 0]
    assert late.mean() == pytest.approx(mean, abs=5 * np.sqrt(variance / 1000))
    assert late.var() == pytest.approx(variance, rel=0.25)


def test_a_banana_is_not_a_gaussian_and_is_still_found() -> None:
    """y ~ N(x^2 - 1, 0.3) given x: the chain has to follow a curve; the mean of y is checked by quadrature."""

    def banana(x: Floats) -> Floats:
        return np.asarray(-0.5 * ((x[:, 1] - x[:, 0] ** 2 + 1.0) / 0.3) ** 2)

    grid = np.linspace(-6, 6, 801)
    a, b = np.meshgrid(grid, grid, indexing="ij")
    density = np.exp(-0.5 * (a**2 + b**2) - 0.5 * ((b - a**2 + 1) / 0.3) ** 2)
    expected = float((density * b).sum() / density.sum())
    rng = np.random.default_rng(3)
    particles = temper(banana, rng.standard_normal((4000, 2)), rng, moves=15)
    assert particles.x[:, 1].mean() == pytest.approx(expected, abs=0.06)


def test_resampling_copies_the_likely() -> None:
    particles = Particles(np.array([[0.0], [1.0]]), np.array([-1e9, 0.0]))
    resample(particles, 1.0, np.random.default_rng(5))
    assert particles.x.tolist() == [[1.0], [1.0]]
    assert particles.log_evidence == pytest.approx(np.log(0.5))


def test_systematic_resampling_by_hand() -> None:
    """Four particles, quantiles a quarter apart: each stands as often as its share of the weights, rounded up or down."""
    for seed in range(50):
        counts = np.bincount(systematic(np.array([4.0, 1.0, 0.0, 3.0]), np.random.default_rng(seed)), minlength=4)
        assert counts[0] == 2
        assert counts[2] == 0
        assert counts[1] + counts[3] == 2
        assert counts[3] in (1, 2)


def test_a_gaussian_is_fitted_with_its_correlations_shrunk_by_a_known_share() -> None:
    """Four points on a diagonal: variance 5/3 in both, covariance 5/3, of which d / (d + n) = 1/3 is taken off."""
    x = np.array([[0.0, 0.0], [1.0, 1.0], [2.0, 2.0], [3.0, 3.0]])
    mean, factor = fit_gaussian(x)
    assert mean.tolist() == [1.5, 1.5]
    assert factor @ factor.T == pytest.approx(np.array([[5 / 3, 10 / 9], [10 / 9, 5 / 3]]), abs=1e-8)
    assert log_gaussian(np.array([[1.0, 2.0]]), np.zeros(2), np.diag([1.0, 2.0])) == pytest.approx([-0.5 * (1.0 + 1.0)])


def test_powers_of_single_parts_take_the_place_of_the_one_power() -> None:
    """Two parts, each a datum of one coordinate; the second is raised to nothing: its coordinate keeps the prior."""

    def parts(x: Floats) -> Floats:
        return -0.5 * ((x - 2.0) / 0.5) ** 2

    rng, sweep = np.random.default_rng(8), one_block(2, 2)
    x = rng.standard_normal((3000, 2))
    particles = Particles(x, parts(x), power=1.0, part_powers=np.array([1.0, 0.0]))
    for _ in range(40):
        pcn_move(particles, parts, rng, sweep, fit_proposal(particles, sweep))
    assert particles.x.mean(axis=0) == pytest.approx([1.6, 0.0], abs=0.08)
    assert particles.parts == pytest.approx(parts(particles.x))


@pytest.mark.parametrize(("n", "sweeps"), [(1024, 12), (256, 30)])
def test_final_moves_neither_shrink_nor_spread_particles_in_many_dimensions(n: int, sweeps: int) -> None:
    """With a Gaussian refitted at every sweep, 256 particles would lose a seventh of their variance here."""
    spread, sweep = [], one_block(20)
    for seed in range(8):
        rng = np.random.default_rng(seed)
        particles = Particles(rng.standard_normal((n, 20)), np.zeros(n), power=1.0)
        proposal = fit_proposal(particles, sweep, 1.1)
        for _ in range(sweeps):
            pcn_move(particles, lambda x: np.zeros(len(x)), rng, sweep, proposal, tune=False)
        spread.append(float(particles.x.var(axis=0).mean()))
    assert np.mean(spread) == pytest.approx(1.0, abs=0.02)
