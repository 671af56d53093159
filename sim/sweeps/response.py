"""The table `points` of a sweep: what each watched measure is at each point, and by how much it differs from the reference point.

=================================== ===========================================================================================
`point`, the names varied           which point, and its values
`measure`, `since`, `until`         a measure that the scenario watches, over these days
`worlds`, `mean`                    how many worlds have a value, and their mean
`mean_standard_error`               Monte Carlo standard error of `mean`; it knows which worlds share a draw of the parameters
`low`, `high`                       5 % and 95 % quantiles over worlds: how much worlds differ, not how sure the mean is
`pairs`, `difference`               worlds that have a value here and at the reference point, and the mean of (here minus there)
`difference_standard_error`         Monte Carlo standard error of `difference`
`difference_low`, `_high`           5 % and 95 % quantiles of that difference over worlds
`p_more`, `p_less`, `p_same`        shares of worlds in which the difference is positive, negative, nothing
`estimand`                          `given all that followed` (abducted luck) or `on average` (fresh luck)
=================================== ===========================================================================================

The reference point has no difference. Points share their worlds: world w has the same luck and the same draw at each of them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from sim.results.digest import MISSING, add_to
from sim.results.distribution import INTERVAL, Distribution
from sim.types import Ints
from sim.vocabulary.measures import NEVER_DOCUMENTED

DIFFERENCE = (
    "pairs", "difference", "difference_standard_error", "difference_low", "difference_high", "p_more", "p_less", "p_same",
)  # fmt: skip


class Response:
    """What the worlds of one point add up to; pieces come in the order of their worlds.

    Parameters
    ----------
    measures
        Names of the measures that are kept.
    n_draws
        How many vectors of parameters the worlds share.
    reference
        The measures of the worlds at the reference point, shape `(worlds, measures)`, `MISSING` for none; None at that point.
    """

    def __init__(self, measures: Sequence[str], n_draws: int, reference: Ints | None) -> None:
        self.measures, self._reference, self._worlds = tuple(measures), reference, 0
        self._levels = {name: Distribution(n_draws) for name in measures}
        self._differences = {name: Distribution(n_draws) for name in measures}
        self._undocumented = dict.fromkeys(NEVER_DOCUMENTED, 0)

    def add(self, table: pa.Table) -> Ints:
        """Take in rows of the table of worlds; returns their measures, shape `(worlds, measures)`, `MISSING` for none."""
        frame = table.select([*self.measures, "draw"]).to_pandas()
        values: Ints = frame[list(self.measures)].fillna(MISSING).to_numpy(dtype=np.int64)
        drawn = frame["draw"].to_numpy(dtype=np.int64)
        add_to(self._levels, values, values != MISSING, drawn)
        if self._reference is not None:
            there = self._reference[self._worlds : self._worlds + len(values)]
            add_to(self._differences, values - there, (values != MISSING) & (there != MISSING), drawn)
        self._worlds += len(values)
        for name in self._undocumented:
            self._undocumented[name] += int(table[name].to_numpy().sum())
        return values

    def undocumented(self) -> dict[str, float]:
        """Means over worlds of what the record never shows, watched or not."""
        return {name: total / self._worlds for name, total in self._undocumented.items()}

    def rows(self) -> list[dict[str, Any]]:
        """One row per measure."""
        return [{"measure": name, **_level(self._levels[name]), **self._difference(name)} for name in self.measures]

    def _difference(self, name: str) -> dict[str, float]:
        of = self._differences[name]
        if self._reference is None:
            return dict.fromkeys(DIFFERENCE, math.nan)
        numbers = (of.n, of.mean, of.standard_error, *of.quantiles(INTERVAL), of.share(1), of.share(-1), of.share(0))
        return dict(zip(DIFFERENCE, numbers, strict=True))


def _level(of: Distribution) -> dict[str, float]:
    low, high = of.quantiles(INTERVAL)
    return {"worlds": of.n, "mean": of.mean, "mean_standard_error": of.standard_error, "low": low, "high": high}
