"""The bridge finds known ratios of evidences, and draws of the far posterior."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm

from calibration.fit.blocks import find_dependence
from calibration.fit.bridge import cross, forgotten
from sim.types import Floats


def with_effect(x: Floats) -> Floats:
    """One datum about each of the first two coordinates."""
    return np.asarray(norm.logpdf(2.0, x[:, 0], 0.5) + norm.logpdf(1.5, x[:, 1], 0.4))


def without_effect(x: Floats) -> Floats:
    """The same data, the second one's mean fixed at zero: its coordinate no longer matters."""
    return np.asarray(norm.logpdf(2.0, x[:, 0], 0.5) + norm.logpdf(1.5, 0.0, 0.4))


def known_ratio() -> float:
    """By hand: with the effect the second datum is N(0, 1 + 0.16), without it N(0, 0.16)."""
    return float(norm.logpdf(1.5, 0.0, 0.4) - norm.logpdf(1.5, 0.0, np.sqrt(1.16)))


def posterior_draws(n: int, rng: np.random.Generator) -> Floats:
    x = rng.standard_normal((n, 4))
    x[:, 0] = 1.6 + np.sqrt(0.2) * x[:, 0]
    precision = 1.0 + 1.0 / 0.16
    x[:, 1] = 1.5 / 0.16 / precision + x[:, 1] / np.sqrt(precision)
    return x


def both(x: Floats) -> Floats:
    return np.stack([with_effect(x), without_effect(x)], axis=1)


def test_a_bridge_finds_the_evidence_that_leaving_an_effect_out_costs() -> None:
    rng = np.random.default_rng(1)
    start = posterior_draws(2000, rng)
    dependence = find_dependence(both, 4, rng)
    assert forgotten(dependence).tolist() == [1]
    crossing = cross(both, start, rng, dependence=dependence)
    assert known_ratio() < -4
    assert crossing.log_ratio == pytest.approx(known_ratio(), abs=0.25)
    assert crossing.x[:, 0].mean() == pytest.approx(1.6, abs=0.06)
    assert crossing.x[:, 1].mean() == pytest.approx(0.0, abs=0.08)


def test_a_certain_effect_is_not_overrated() -> None:
    """A datum of 3 known to 0.02: reweighting the posterior alone would never see the prior's tails."""

    def ends(x: Floats) -> Floats:
        return np.stack([norm.logpdf(3.0, x[:, 0], 0.02), np.broadcast_to(norm.logpdf(3.0, 0.0, 0.6), len(x))], axis=1)

    rng = np.random.default_rng(9)
    start = np.column_stack([3.0 / 1.0004 + 0.02 * rng.standard_normal(512), rng.standard_normal(512)])
    crossing = cross(ends, start, rng, dependence=find_dependence(ends, 2, rng))
    assert crossing.log_ratio == pytest.approx(norm.logpdf(3.0, 0.0, 0.6) - norm.logpdf(3.0, 0.0, np.sqrt(1.0004)), abs=0.1)
    assert crossing.x.mean(axis=0) == pytest.approx([0.0, 0.0], abs=0.15)


def test_small_runs_scatter_around_the_truth() -> None:
    ratios = []
    for seed in range(8):
        rng = np.random.default_rng(seed)
        ratios.append(cross(both, posterior_draws(256, rng), rng, dependence=find_dependence(both, 4, rng)).log_ratio)
    assert np.mean(ratios) == pytest.approx(known_ratio(), abs=max(0.2, 3 * np.std(ratios) / np.sqrt(8)))
    assert np.std(ratios) < 0.6


def test_a_bridge_to_the_same_likelihood_is_free() -> None:
    rng = np.random.default_rng(2)
    crossing = cross(lambda x: np.stack([with_effect(x)] * 2, axis=1), posterior_draws(500, rng), rng)
    assert crossing.log_ratio == pytest.approx(0.0, abs=1e-12)
    assert crossing.powers == 1
    assert crossing.x[:, 1].mean() == pytest.approx(1.5 / 1.16, abs=0.1)


def test_what_only_the_first_likelihood_depends_on_is_forgotten() -> None:
    dependence = np.array([[1, 0, 1, 0], [0, 1, 0, 0], [0, 0, 0, 1], [0, 0, 0, 0]], dtype=bool)  # two parts each
    assert forgotten(dependence).tolist() == [1]
