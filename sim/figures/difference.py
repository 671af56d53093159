"""difference: world by world, what a scenario changes against the reference."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from sim.comparison import Comparison
from sim.figures.compared import Shown, effect
from sim.figures.lettering import legible
from sim.figures.style import (
    FAINT,
    INK,
    MARGIN,
    MUTED,
    NARROW,
    NOTHING,
    Sheet,
    arm_colour,
    bare,
    beside,
    sheet,
    signed,
    thin_line,
    whole_ticks,
)
from sim.results.distribution import Distribution
from sim.types import Ints
from sim.vocabulary.measures import MEASURES

NAME, PANEL, TICKS, GAP = 0.27, 0.5, 0.22, 0.16
"""Inches: the measure's name with its numbers, the picture, the numbers below it, and the room to the next."""
LABEL, UNIT = 9.5, 8.5
"""Sizes of letters, in points."""
MAX_BARS = 32
LEAST_REACH = 2.5
"""A difference of one is not to look as large as the room."""
MOST_WIDTH, THIN, FEW = 0.03, 0.012, 4
"""Of a bar, as a share of the room; where no more than so few stand out, they are thin, lest nothing at all looks like much."""
CUT = 0.01
"""Share of the worlds, those with the largest differences, of which no bar is drawn."""


def difference(comparison: Comparison, one: Shown, worlds: int, foot: str) -> Sheet:
    """A panel for each measure that is shown of a scenario, each at its own scale."""
    cells = {name: Cell.of(comparison, one, name) for name in one.watched}
    rooms = [NAME + (NOTHING if cell.is_flat else PANEL + TICKS) + GAP for cell in cells.values()]
    page = sheet(sum(rooms), one.question, _subtitle(comparison, one, worlds), foot, NARROW)
    whole, top = page.figure.get_figheight(), page.top * page.figure.get_figheight()
    for (name, cell), room in zip(cells.items(), rooms, strict=True):
        high = NOTHING if cell.is_flat else PANEL
        place = (MARGIN / NARROW, (top - NAME - high) / whole, 1 - 2 * MARGIN / NARROW, high / whole)
        _panel(page.figure.add_axes(place), name, cell, arm_colour(one.place))
        top -= room
    return page


def _subtitle(comparison: Comparison, one: Shown, worlds: int) -> str:
    reference = legible(comparison.scenarios[0].title, comparison.scenarios[0].name)
    is_cut = any(_near(each)[0].size < each.values.size for each in (one.differences[name] for name in one.watched))
    return (
        f"“{one.title}” minus “{reference}”, {one.counted}, in {worlds:,} worlds. Grey: the differences of single worlds; "
        f"dot: their mean; bar: 90 % interval.{' The outermost 1 % of the worlds are not drawn.' if is_cut else ''}"
    )


@dataclass(frozen=True)
class Cell:
    """What is drawn of one measure of one scenario: the row of the table of effects, and the differences behind it."""

    row: pd.Series
    differences: Distribution

    @classmethod
    def of(cls, comparison: Comparison, one: Shown, name: str) -> Cell:
        """That of a measure, which is shown."""
        row = effect(comparison, one, name)
        assert row is not None, name
        return cls(row, one.differences[name])

    @property
    def is_known(self) -> bool:
        """Whether any world has a value in both."""
        return bool(pd.notna(self.row["difference"]))

    @property
    def is_flat(self) -> bool:
        """Whether there is nothing to draw: no world has a value in both, or none differs."""
        return not self.is_known or not self.differences.values.any()

    @property
    def words(self) -> str:
        """Mean and interval; nothing where there is none."""
        if self.is_flat:
            return ""
        low, high = float(self.row["difference_low"]), float(self.row["difference_high"])
        return f"{signed(float(self.row['difference']))} ({_interval(low, high, self.differences)})"


def _panel(axes: Axes, name: str, cell: Cell, colour: str) -> None:
    """Histogram of the worlds above, dot and interval below, names and numbers over both; a thin line where nothing differs."""
    about = MEASURES[name]
    beside(axes, about.label, (0, 1), (0, 5), size=LABEL, weight="bold", color=INK, va="bottom")
    beside(
        axes, cell.words or about.unit, (1, 1), (0, 5), size=UNIT, color=colour if cell.words else MUTED, va="bottom", ha="right"
    )
    if cell.is_flat:
        thin_line(axes, "the same in every world" if cell.is_known else "no world has a value in both")
        return
    bare(axes, keep=("bottom",))
    mean, low, high = (float(cell.row[key]) for key in ("difference", "difference_low", "difference_high"))
    reach = max(_histogram(axes, cell.differences), abs(low), abs(high)) * 1.04
    axes.axvline(0, color=INK, linewidth=1.0, zorder=1)
    axes.plot([low, high], [-0.25, -0.25], color=colour, linewidth=3.2, solid_capstyle="butt", zorder=3)
    axes.plot([mean], [-0.25], marker="o", markersize=7, color=colour, markeredgecolor="white", markeredgewidth=1.0, zorder=4)
    axes.set_ylim(-0.5, 1.05)
    axes.set_xlim(-reach, reach)
    whole_ticks(axes.xaxis, 6)
    axes.tick_params(axis="x", length=2.5, pad=1.5)


def _histogram(axes: Axes, differences: Distribution) -> float:
    """Shares of worlds by difference, the tallest bar as high as the room; returns how far from zero it reaches."""
    axes.axhline(0, color=FAINT, linewidth=0.6)
    values, counts = _near(differences)
    if differences.values.size == 1:  # the dot says it all
        return max(abs(float(values[0])) + 0.5, LEAST_REACH)
    far = float(np.abs(values).max(initial=0))
    step = max(1.0, float(np.ceil(2 * far / MAX_BARS)))
    reach = max((np.ceil(far / step) + 0.5) * step, LEAST_REACH)
    heights = {place: counts[np.round(values / step) == place].sum() for place in np.unique(np.round(values / step))}
    tallest = max(heights.values(), default=1)
    tall = sum(height >= 0.05 * tallest for height in heights.values())
    width = min(0.9 * step, (THIN if tall <= FEW else MOST_WIDTH) * 2 * reach)
    for place, height in heights.items():
        axes.bar(place * step, height / tallest, width, color="#b4bac1", linewidth=0, zorder=2)
    return float(reach)


def _near(differences: Distribution) -> tuple[Ints, Ints]:
    """Values and how often they occurred, but for the hundredth of the worlds that lies farthest from zero."""
    values, counts = differences.values, differences.counts
    order = np.argsort(np.abs(values), kind="stable")
    before = np.cumsum(counts[order]) - counts[order]
    keep = np.sort(order[before < (1 - CUT) * counts.sum()])
    return values[keep], counts[keep]


def _interval(low: float, high: float, differences: Distribution) -> str:
    if differences.values.size == 1:
        return "in every world"
    return f"{signed(low)} to {signed(high)}" if low < high else f"{signed(low)} in over 90 %"
