"""The Hawkes process of the baselines: against sums written out."""

from __future__ import annotations

import numpy as np
import pytest

from calibration.baselines.hawkes import memory, rates


def by_sums(
    counts: np.ndarray, reported: np.ndarray, base: np.ndarray, branching: list[float], half_lives: list[float]
) -> np.ndarray:
    """The equation of the module as it stands, day by day over all earlier days."""
    by_day: list[float] = []
    for t in range(len(counts)):
        rate = base[t]
        for b, h in zip(branching, half_lives, strict=True):
            d = 2.0 ** (-1.0 / h)
            rate += b * (1 - d) * sum(d ** (t - s - 1) * (counts[s] + (1 - reported[s]) * by_day[s]) for s in range(t))
        by_day.append(float(rate))
    return np.array(by_day)


@pytest.mark.parametrize("branching, half_lives", [([0.7], [5.0]), ([0.4, 0.3], [2.0, 40.0])])
@pytest.mark.parametrize("complete", [True, False])
def test_rates_are_the_sum_over_the_past(branching: list[float], half_lives: list[float], complete: bool) -> None:
    rng = np.random.default_rng(3)
    counts, base = rng.poisson(0.5, 60).astype(float), rng.uniform(0.1, 0.2, 60)
    reported = np.ones(60) if complete else rng.uniform(0.2, 1.0, 60)
    expected = by_sums(counts, reported, base, branching, half_lives)
    assert rates(counts, reported, base, branching, half_lives) == pytest.approx(expected, rel=1e-10)


def test_one_attack_brings_as_many_as_its_branching() -> None:
    counts = np.zeros(400)
    counts[3] = 1.0
    excess = rates(counts, np.ones(400), np.zeros(400), [0.6], [9.0])
    assert excess.sum() == pytest.approx(0.6)
    assert excess[:4].sum() == 0.0
    assert memory(counts, 9.0)[4 + 9] == pytest.approx(memory(counts, 9.0)[4] / 2)
