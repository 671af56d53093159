"""Which worlds are shown one by one, by rules that do not depend on who looks.

The **typical** one runs nearest to the middle of all worlds. An **extreme** one ends farthest from the same world of what it is
compared with.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

TYPICAL, EXTREME = "typical", "extreme"
Counts = NDArray[np.integer[Any]]
_LEAST = 1e-6
"""Below this worlds do not differ."""


def nearest_the_middle(totals: Sequence[Counts]) -> int:
    """The number of the typical world.

    The distance is that to the median running total, over time and all measures, each in units of what worlds differ by on
    average; of equals, the lowest number.

    Parameters
    ----------
    totals
        Running totals by measure, each of shape `(worlds, days)`.
    """
    distance = np.zeros(len(totals[0]))
    for each in totals:
        away = np.abs(each - np.median(each, axis=0)).mean(axis=1)
        distance += away / max(away.mean(), _LEAST)
    return int(distance.argmin())


def farthest(away: Counts, rungs: Counts) -> int:
    """The number of the extreme world: of equals, the one that reached the highest rung, then the lowest number.

    Parameters
    ----------
    away, rungs
        Each world's distance to the reference, and its highest rung; both of shape `(worlds,)`.
    """
    return int(np.lexsort((np.arange(len(away)), -rungs, -away))[0])
