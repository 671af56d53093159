"""The samplers find distributions that are known."""

from __future__ import annotations

import numpy as np
import pytest

from calibration.fit.blocks import whole
from calibration.fit.smc import Cloud, chains, effective_size, guide, next_power, resample, temper, walk
from sim.types import Floats


def gaussian_likelihood(x: Floats) -> Floats:
    """A datum of 2.0 with standard deviation 0.5 in the first coordinate; nothing in the others."""
    return np.asarray(-0.5 * ((x[:, 0] - 2.0) / 0.5) ** 2 - np.log(0.5 * np.sqrt(2 * np.pi)))


def posterior() -> tuple[float, float, float]:
    """Mean, variance and log evidence by hand: prior N(0, 1), so precision 1 + 4 = 5, mean 8 / 5, evidence N(2; 0, 1.25)."""
    return 1.6, 0.2, float(-0.5 * 4 / 1.25 - 0.5 * np.log(2 * np.pi * 1.25))


def test_tempering_finds_a_gaussian_posterior_and_its_evidence() -> None:
    rng = np.random.default_rng(1)
    cloud = temper(gaussian_likelihood, rng.standard_normal((4000, 5)), rng, moves=6)
    mean, variance, evidence = posterior()
    assert cloud.power == 1.0
    assert cloud.x[:, 0].mean() == pytest.approx(mean, abs=0.05)
    assert cloud.x[:, 0].var() == pytest.approx(variance, rel=0.15)
    assert cloud.x[:, 1:].var() == pytest.approx(1.0, rel=0.1)
    assert cloud.log_evidence == pytest.approx(evidence, abs=0.15)


def test_chains_keep_the_posterior() -> None:
    rng = np.random.default_rng(2)
    cloud = temper(gaussian_likelihood, rng.standard_normal((1000, 3)), rng)
    draws, log_likes = chains(cloud, gaussian_likelihood, rng, steps=30)
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
    cloud = temper(banana, rng.standard_normal((4000, 2)), rng, moves=15)
    assert cloud.x[:, 1].mean() == pytest.approx(expected, abs=0.06)


def test_effective_size_by_hand() -> None:
    assert effective_size(np.zeros(10)) == pytest.approx(10.0)
    assert effective_size(np.array([0.0, -1e9])) == pytest.approx(1.0)


def test_the_next_power_keeps_the_effective_size() -> None:
    rng = np.random.default_rng(4)
    x = rng.standard_normal((2000, 1))
    cloud = Cloud(x, -50.0 * (x[:, 0] - 1) ** 2)
    power = next_power(cloud, 0.5)
    assert 0 < power < 1
    assert effective_size(power * cloud.log_like) == pytest.approx(1000, rel=0.02)
    assert next_power(Cloud(x, np.zeros(2000)), 0.5) == 1.0


def test_resampling_copies_the_likely() -> None:
    cloud = Cloud(np.array([[0.0], [1.0]]), np.array([-1e9, 0.0]))
    resample(cloud, 1.0, np.random.default_rng(5))
    assert cloud.x.tolist() == [[1.0], [1.0]]
    assert cloud.log_evidence == pytest.approx(np.log(0.5))


@pytest.mark.parametrize(("n", "sweeps"), [(1024, 12), (256, 30)])
def test_settling_neither_shrinks_nor_spreads_a_cloud_in_many_dimensions(n: int, sweeps: int) -> None:
    """With a Gaussian refitted to the cloud at every sweep, 256 particles would lose a seventh of their variance here."""
    spread, rounds = [], whole(20)
    for seed in range(8):
        rng = np.random.default_rng(seed)
        cloud = Cloud(rng.standard_normal((n, 20)), np.zeros(n), power=1.0)
        around = guide(cloud, rounds, 1.1)
        for _ in range(sweeps):
            walk(cloud, lambda x: np.zeros(len(x)), rng, rounds, around, tune=False)
        spread.append(float(cloud.x.var(axis=0).mean()))
    assert np.mean(spread) == pytest.approx(1.0, abs=0.02)
