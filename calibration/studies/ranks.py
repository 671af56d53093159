"""Ranks of truths among posterior draws: uniform if simulation, likelihood and sampler agree (Talts et al. 2018)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.stats import binom, chi2

from sim.types import Floats

LEVEL = 0.9
BINS = 10


def covered(ranks: pd.Series[float], level: float = LEVEL) -> pd.Series[bool]:
    """Whether the central interval of that level holds the truth."""
    return (ranks >= 0.5 - level / 2) & (ranks <= 0.5 + level / 2)


def randomised_rank(truth: float, draws: Floats, u: float) -> float:
    """Rank in [0, 1] of a truth among `n` draws, ties with it broken by `u`, uniform on [0, 1); draws of shape `(n,)`.

    Counts have ties: with mass at zero, a truth of zero lies below, among and above many equal draws. Placed at random among its
    equals it is uniform whenever truth and draws are exchangeable (the randomised probability integral transform; Czado, Gneiting
    and Held 2009).
    """
    below, equal = float((draws < truth).sum()), float((draws == truth).sum())
    return (below + u * (equal + 1.0)) / (len(draws) + 1.0)


def chi_square(ranks: Sequence[float] | Floats, bins: int = BINS) -> tuple[float, float]:
    """Statistic and p-value for the ranks in [0, 1] being uniform, by a histogram of `bins` bins."""
    counts, _ = np.histogram(np.asarray(ranks), bins=bins, range=(0.0, 1.0))
    expected = counts.sum() / bins
    statistic = float(((counts - expected) ** 2 / expected).sum())
    return statistic, float(chi2.sf(statistic, bins - 1))


def expected_share(n: int, level: float = LEVEL) -> tuple[float, float]:
    """Where 95 % of the shares covered among `n` independent records would lie if intervals of that level were exact."""
    low, high = (float(binom.ppf(q, n, level)) / n for q in (0.025, 0.975))
    return low, high


def histogram(ranks: pd.Series[float], bins: int = BINS) -> dict[str, int]:
    """How many ranks lie in each tenth of [0, 1]: `bin_1` ..."""
    counts, _ = np.histogram(ranks, bins=bins, range=(0.0, 1.0))
    return {f"bin_{i + 1}": int(count) for i, count in enumerate(counts)}
