"""The peer's draws, from Python's own generator."""

from __future__ import annotations

import math
from random import Random

MANY = 100.0
"""Above this mean a Poisson count is rounded from a normal one."""


def poisson(random: Random, mean: float) -> int:
    """A Poisson count by inversion.

    Most counts are zero, and a uniform above the mean, which is above P(N >= 1), says so without an exponential.
    """
    above = 1.0 - random.random()
    if above > mean:
        return 0
    if mean > MANY:
        return max(round(random.gauss(mean, math.sqrt(mean))), 0)
    p = below = math.exp(-mean)
    count = 0
    while 1.0 - above > below and p > 0.0:
        count += 1
        p *= mean / count
        below += p
    return count


def geometric(random: Random, mean: float) -> int:
    """A count on 0, 1, 2, ... with falling probabilities and the given mean."""
    if mean <= 0.0:
        return 0
    return int(math.log(1.0 - random.random()) / math.log(mean / (1.0 + mean)))
