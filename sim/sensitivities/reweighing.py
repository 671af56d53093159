"""What the answer would be under another prior or another coverage of the record, from the draws that are there.

A draw of the posterior counts the more the likelier it is under what is varied: importance weights, new density over old. Few
draws then carry the answer where the two differ much. Kish's effective share, (sum w)^2 / (n sum w^2), says how few; below
`LEAST` nothing is given, and what is asked needs a refit.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from sim.results.distribution import INTERVAL
from sim.sensitivities.rows import EFFECTIVE, EVERY, SHIFT, Row, unknown
from sim.types import Floats

LEAST = 0.1
"""Share of the draws that must be left."""
RESAMPLES = 1000


def weights_of(log_weights: Floats) -> Floats:
    """Weights that sum to one, shape `(draws,)`; a draw that is impossible has none."""
    weights = np.exp(log_weights - log_weights.max())
    return np.asarray(weights / weights.sum())


def effective_share(log_weights: Floats) -> float:
    """Kish's effective sample size as a share of the draws, in (0, 1].

    >>> effective_share(np.log([0.5, 0.5]))
    1.0
    """
    weights = weights_of(log_weights)
    return float(1.0 / (weights**2).sum() / len(weights))


def shift(values: Floats, log_weights: Floats, rng: np.random.Generator) -> tuple[float, float, float]:
    """How far weights move a mean, and its 90 % interval (bootstrap of the draws, mean and weighted mean together).

    Parameters
    ----------
    values, log_weights
        Of each draw, shape `(draws,)`.
    """
    weights = weights_of(log_weights)
    counts = rng.multinomial(len(values), np.full(len(values), 1 / len(values)), RESAMPLES)
    moved = (counts @ (weights * values)) / (counts @ weights) - counts @ values / len(values)
    low, high = np.quantile(moved, INTERVAL)
    return float(weights @ values - values.mean()), float(low), float(high)


def reweighed(means: Mapping[str, Floats], log_weights: Mapping[str, Floats], rng: np.random.Generator) -> list[Row]:
    """For each change its effective share, and for each measure the shift; NaN where a refit is needed.

    Parameters
    ----------
    means
        By measure, the mean over the worlds of each draw, shape `(draws,)`.
    log_weights
        By what is changed, shape `(draws,)`.
    """
    rows = []
    for factor, logs in log_weights.items():
        share = effective_share(logs)
        rows.append(Row(EVERY, factor, EFFECTIVE, share, share, share))
        for measure, values in means.items():
            rows.append(
                unknown(measure, factor, SHIFT) if share < LEAST else Row(measure, factor, SHIFT, *shift(values, logs, rng))
            )
    return rows
