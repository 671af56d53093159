"""What a distribution of differences looks like, in a word, so that a mean does not mislead.

=================== ======================================================================================================
`none`              no world differs
`one value`         every world differs by the same
`two modes`         two heaps with a valley between: Sarle's coefficient is above 5/9 and the valley is deeper than chance
`mostly nothing`    half of the worlds or more do not differ; the mean is that of the few that do
`skewed`            one heap with a long tail on one side: skewness beyond 1 (Bulmer 1979)
`one mode`          one heap: the mean is a typical world
`few worlds`        fewer than thirty: nothing is said
=================== ======================================================================================================

Sarle's bimodality coefficient, (skewness^2 + 1) / (excess kurtosis + 3 (n - 1)^2 / ((n - 2)(n - 3))) with the corrections of both
for a sample's size, is 5/9 for a uniform distribution and above it for two heaps, but for one with a long tail too
(Pfister et al. 2013, Good things peak in pairs, Frontiers in Psychology 4:700); hence the valley.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from sim.results.distribution import Distribution
from sim.types import Floats

UNIFORM = 5 / 9
LEAST_WORLDS = 30
LEAST_HEAP = 0.1
"""Share of the worlds that the lesser of two heaps has at least."""
DEPTH, SURE = 0.5, 2.0
"""A valley is at most this share of the lower heap's top, and lower than it by so many standard errors of the difference."""
BINS = 12
SKEWED = 1.0


def shape_of(differences: Distribution) -> str:
    """The word for a distribution of paired differences; empty for nothing."""
    if differences.n == 0:
        return ""
    values = differences.values
    if values.size == 1:
        return "none" if values[0] == 0 else "one value"
    if differences.n < LEAST_WORLDS:
        return "few worlds"
    if bimodality(differences) > UNIFORM and has_valley(differences):
        return "two modes"
    if differences.share(0) >= 0.5:
        return "mostly nothing"
    return "skewed" if abs(_moments(differences)[0]) > SKEWED else "one mode"


def bimodality(of: Distribution) -> float:
    """Sarle's coefficient; NaN of fewer than four values, or where all are the same."""
    n = of.n
    if n < 4 or of.values.size < 2:
        return math.nan
    skewness, kurtosis = _moments(of)
    return (skewness**2 + 1) / (kurtosis + 3 * (n - 1) ** 2 / ((n - 2) * (n - 3)))


def _moments(of: Distribution) -> tuple[float, float]:
    """Skewness and excess kurtosis with the corrections for a sample's size (G1 and G2 of Joanes and Gill 1998)."""
    n, values, counts = of.n, of.values.astype(float), of.counts
    apart = values - of.mean
    m2, m3, m4 = (float((counts * apart**power).sum()) / n for power in (2, 3, 4))
    skewness = math.sqrt(n * (n - 1)) / (n - 2) * m3 / m2**1.5
    kurtosis = (n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * (m4 / m2**2 - 3) + 6)
    return skewness, kurtosis


def has_valley(of: Distribution) -> bool:
    """Whether two heaps of bars, each with a tenth of the worlds, have a valley between them that is deeper than chance."""
    bars = _bars(of)
    rising = np.cumsum(bars)
    for at in range(1, len(bars) - 1):
        left, right = bars[:at].max(), bars[at + 1 :].max()
        lower, valley = min(left, right), bars[at]
        heaps = min(rising[at - 1], rising[-1] - rising[at])
        deep = valley <= DEPTH * lower and lower - valley > SURE * math.sqrt(lower + valley)
        if deep and heaps >= LEAST_HEAP * of.n:
            return True
    return False


def _bars(of: Distribution) -> Floats:
    """How many worlds lie in each of at most a dozen bars of the same whole width, over the central 99 % of the worlds."""
    low, high = (int(value) for value in of.quantiles((0.005, 0.995)))
    width = max(math.ceil((high - low + 1) / BINS), 1)
    values, counts = of.values, of.counts
    inside: NDArray[np.bool_] = (values >= low) & (values <= high)
    place = (values[inside] - low) // width
    bars = np.zeros(int((high - low) // width) + 1)
    np.add.at(bars, place, counts[inside])
    return bars
