"""Days along the bottom of a panel: few, whole, and with their year."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from sim.types import ONE_DAY

DAYS, MONTHS, YEARS = (1, 2, 4, 7, 14), (1, 2, 3, 6), (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
"""Steps between ticks, in days, months and years, each tried in turn until there are few enough."""
LABEL = 0.62
"""Inches that a label needs."""
HEIGHT = 0.42
"""Inches below a panel that ticks and their two lines of labels need."""


def date_axis(axes: Axes, days: NDArray[np.datetime64], *, labelled: bool, width: float) -> None:
    """Ticks on a panel that is `width` inches wide and shows whole days, the last one to its end."""
    axes.set_xlim(days[0], days[-1] + ONE_DAY)
    at, labels = ticks(days, max(int(width / LABEL), 2))
    axes.set_xticks(at, labels)
    axes.tick_params(axis="x", labelbottom=labelled)


def ticks(days: NDArray[np.datetime64], most: int) -> tuple[NDArray[np.datetime64], list[str]]:
    """At most so many days (but one at least), and their labels: with the year below the first and where it changes."""
    first, last = days[0].astype("datetime64[D]"), days[-1].astype("datetime64[D]")
    for unit, steps in (("D", DAYS), ("M", MONTHS), ("Y", YEARS)):
        for step in steps:
            at = _whole(first, last, unit, step)
            if 0 < len(at) <= most:
                return at, _labels(at, unit)
    return days[:1], _labels(days[:1].astype("datetime64[D]"), "D")


def _whole(first: np.datetime64, last: np.datetime64, unit: str, step: int) -> NDArray[np.datetime64]:
    """Every `step`-th day from the first, or the first days of months and years whose number the step divides."""
    if unit == "D":
        return np.arange(first, last + ONE_DAY, step)
    begun = np.arange(first.astype(f"datetime64[{unit}]"), last.astype(f"datetime64[{unit}]") + 1)
    numbers = begun.astype(np.int64) + (1970 if unit == "Y" else 0)
    whole: NDArray[np.datetime64] = begun[numbers % step == 0].astype("datetime64[D]")
    return whole[whole >= first]


def _labels(at: NDArray[np.datetime64], unit: str) -> list[str]:
    labels, year_before = [], None
    for day in at.astype("datetime64[D]").tolist():
        text = f"{day.day} {day:%b}" if unit == "D" else f"{day:%b}"
        labels.append(str(day.year) if unit == "Y" else text if day.year == year_before else f"{text}\n{day.year}")
        year_before = day.year
    return labels
