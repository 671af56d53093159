"""Intervals for the mean of a daily series whose days depend on each other: the circular moving-block bootstrap.

Blocks run on from the last day to the first (Politis and Romano 1992), so that every day counts alike.
"""

from __future__ import annotations

import numpy as np

from sim.types import Floats

BLOCK = 28
DRAWS = 4000
SEED = 20190101


def block_means(values: Floats, block: int = BLOCK, draws: int = DRAWS, seed: int = SEED) -> Floats:
    """Means of resampled series, shape `(draws,)`.

    Parameters
    ----------
    values
        One number per day, shape `(days,)`; for a paired difference, the differences.
    block
        Days in a block; at most a quarter of the series.
    """
    n = len(values)
    block = max(1, min(block, n // 4))
    rng = np.random.Generator(np.random.Philox(seed))
    n_blocks = -(-n // block)
    starts = rng.integers(0, n, size=(draws, n_blocks))
    total = np.concatenate([[0.0], np.cumsum(np.concatenate([values, values[:block]]))])
    sums = total[starts + block] - total[starts]
    last = n - (n_blocks - 1) * block  # the last block is cut so that every draw has as many days as the series
    sums[:, -1] = total[starts[:, -1] + last] - total[starts[:, -1]]
    return np.asarray(sums.sum(axis=1) / n)


def mean_and_interval(values: Floats) -> tuple[float, float, float]:
    """Mean, and the ends of its 95 % interval."""
    return float(values.mean()), *interval(values)


def interval(
    values: Floats, level: float = 0.95, block: int = BLOCK, draws: int = DRAWS, seed: int = SEED
) -> tuple[float, float]:
    """Percentile interval of the mean; not a number if the series is shorter than a block, which shows no dependence."""
    if len(values) < block:
        return float("nan"), float("nan")
    tail = 50.0 * (1.0 - level)
    low, high = np.percentile(block_means(values, block, draws, seed), [tail, 100.0 - tail])
    return float(low), float(high)
