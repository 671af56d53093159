"""The six scored series: the decisions whose daily counts forecasts are judged on."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sim.record.acts import Act, by_day
from sim.record.evidence import Evidence
from sim.record.reporting import PARTLY_REPORTED
from sim.types import Floats, Ints

SERIES = ("attack_base", "attack_convoy", "strike", "announce_truce", "raid", "launch_missiles")
"""In the order in which tables show them."""
TITLES = {
    "attack_base": "attacks on bases",
    "attack_convoy": "convoy bombs",
    "strike": "days with an announced US strike",
    "announce_truce": "truces announced",
    "raid": "Iraqi raids on militias",
    "launch_missiles": "Iranian salvos",
}
"""In figures."""
ONCE = frozenset({"strike", "raid", "launch_missiles"})
"""Decisions of states: at most one a day, so that the forecast is a probability."""


def daily_counts(evidence: Evidence, days: NDArray[np.datetime64]) -> dict[str, Ints]:
    """Documented acts per day in each series, every array of shape `(days,)`; states' series hold 0 and 1 only."""
    table = by_day([act for act in evidence.acts if not act.added and act.decision in SERIES])
    numbers = [int(n) for n in np.asarray(days, dtype="datetime64[D]").astype(np.int64)]
    return {name: np.array([_count(table.get(n, {}).get(name, []), name) for n in numbers], dtype=np.int64) for name in SERIES}


def _count(acts: Sequence[Act], name: str) -> int:
    return min(len(acts), 1) if name in ONCE else len(acts)


def reporting(evidence: Evidence, days: NDArray[np.datetime64]) -> dict[str, Floats]:
    """Probability that an act of the day stands in the record, by series, shape `(days,)`; 1 where no table says otherwise."""
    return {
        name: evidence.reporting.probability(name, days) if name in PARTLY_REPORTED else np.ones(len(days), dtype=np.float64)
        for name in SERIES
    }
