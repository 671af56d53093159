"""The Hawkes process of the baselines: against sums written out, and recovered from what it simulates."""

from __future__ import annotations

import numpy as np
import pytest

from calibration.baselines.fitting import SeriesData, fit
from calibration.baselines.hawkes import memory, rates
from calibration.baselines.registry import baselines


def by_sums(
    counts: np.ndarray, reported: np.ndarray, base: np.ndarray, branching: list[float], half_lives: list[float]
) -> np.ndarray:
    """The equation of the module as it stands, day by day over all earlier days."""
    found: list[float] = []
    for t in range(len(counts)):
        rate = base[t]
        for b, h in zip(branching, half_lives, strict=True):
            d = 2.0 ** (-1.0 / h)
            rate += b * (1 - d) * sum(d ** (t - s - 1) * (counts[s] + (1 - reported[s]) * found[s]) for s in range(t))
        found.append(float(rate))
    return np.array(found)


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


def simulated(rate: float, branching: float, half_life: float, size: float, days: int, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    d, level, counts = 2.0 ** (-1.0 / half_life), 0.0, np.zeros(days)
    for t in range(days):
        mean = rate + branching * level
        counts[t] = rng.negative_binomial(size, size / (size + mean))
        level = d * level + (1 - d) * counts[t]
    return counts


def test_the_parameters_of_simulated_records_are_recovered() -> None:
    """The mean estimate over records lies near the truth, on the scale on which it is fitted."""
    model = next(model for model in baselines("attack_base") if model.name == "hawkes")
    found = []
    for seed in range(6):
        counts = simulated(0.08, 0.7, 8.0, 2.0, 3000, seed)
        known = SeriesData(counts, np.ones(3000), np.zeros(3000), np.zeros(3000), once=False)
        found.append(fit(model, known, 0, dispersed=True, thinned=False).values)
    mean = {name: np.exp(np.mean([np.log(values[name]) for values in found])) for name in found[0]}
    assert mean["rate"] == pytest.approx(0.08, rel=0.2)
    assert mean["branching"] == pytest.approx(0.7, rel=0.1)
    assert mean["half_life"] == pytest.approx(8.0, rel=0.3)
    assert mean["size"] == pytest.approx(2.0, rel=0.3)


def test_thinned_records_give_back_the_true_rate() -> None:
    rng = np.random.default_rng(11)
    counts = simulated(0.2, 0.6, 6.0, 1e6, 6000, 12)
    reported = np.where(np.arange(6000) % 600 < 300, 1.0, 0.4)
    seen = rng.binomial(counts.astype(int), reported).astype(float)
    model = next(model for model in baselines("attack_base") if model.name == "hawkes")
    values = fit(
        model, SeriesData(seen, reported, np.zeros(6000), np.zeros(6000), once=False), 0, dispersed=False, thinned=True
    ).values
    assert values["rate"] / (1 - values["branching"]) == pytest.approx(counts.mean(), rel=0.1)
    assert values["branching"] == pytest.approx(0.6, abs=0.12)
