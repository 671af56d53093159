r"""A discrete Hawkes process with several time scales, for partly reported counts.

    rate_t = base_t + sum_j b_j (1 - d_j) sum_{s < t} d_j^(t - s - 1) y_s,        d_j = 2^(-1 / half-life_j)

so that one attack brings b_j further ones on scale j, however long its half-life (Hawkes 1971, in days). y_s is the recorded
count plus the expected number of unrecorded attacks, (1 - reported_s) rate_s: the same thinning that the rules are given.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.signal import lfilter

from sim.types import Floats


def decay(half_life: float) -> float:
    """What is left of a memory after a day."""
    return float(0.5 ** (1.0 / half_life))


def memory(fed: Floats, half_life: float) -> Floats:
    """Sum over earlier days of `fed`, each halved in `half_life` days, with total weight one; shape `(days,)`."""
    d = decay(half_life)
    return np.asarray(lfilter([0.0, 1.0 - d], [1.0, -d], fed))


def rates(counts: Floats, reported: Floats, base: Floats, branching: Sequence[float], half_lives: Sequence[float]) -> Floats:
    """The rate of each day given the days before it.

    Parameters
    ----------
    counts, reported, base
        Recorded counts, the probability that an attack is recorded, and the rate without excitation; shape `(days,)`.
    branching, half_lives
        One entry per time scale: further attacks per attack, and days.

    Returns
    -------
    Attacks a day, recorded or not, shape `(days,)`.
    """
    if np.all(reported == 1.0):
        return np.asarray(base + np.sum([b * memory(counts, h) for b, h in zip(branching, half_lives, strict=True)], axis=0))
    d = [decay(h) for h in half_lives]
    jump = [b * (1.0 - x) for b, x in zip(branching, d, strict=True)]
    return _one_scale(counts, reported, base, jump[0], d[0]) if len(d) == 1 else _scales(counts, reported, base, jump, d)


def _one_scale(counts: Floats, reported: Floats, base: Floats, jump: float, d: float) -> Floats:
    by_day, excited = [], 0.0
    for n, unseen, b in zip(counts.tolist(), (1.0 - reported).tolist(), base.tolist(), strict=True):
        rate = b + excited
        by_day.append(rate)
        excited = d * excited + jump * (n + unseen * rate)
    return np.array(by_day)


def _scales(counts: Floats, reported: Floats, base: Floats, jump: Sequence[float], d: Sequence[float]) -> Floats:
    by_day = []
    excited = [0.0] * len(d)
    for n, unseen, b in zip(counts.tolist(), (1.0 - reported).tolist(), base.tolist(), strict=True):
        rate = b + sum(excited)
        by_day.append(rate)
        fed = n + unseen * rate
        excited = [x * left + j * fed for x, left, j in zip(excited, d, jump, strict=True)]
    return np.array(by_day)
