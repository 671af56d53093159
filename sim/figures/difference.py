"""difference: world by world, what a scenario changes against the reference."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from sim.comparison import Comparison
from sim.figures.compared import Shown, effect
from sim.figures.lettering import inches, legible, wrap
from sim.figures.style import FAINT, INK, MARGIN, MUTED, WIDTH, Sheet, arm_colour, bare, sheet, signed, whole_ticks
from sim.results.distribution import Distribution
from sim.types import Ints
from sim.vocabulary.measures import MEASURES, in_order

ROW, PANEL = 0.82, 0.5
"""Inches from measure to measure, and of the picture of one."""
LABEL, UNIT = 9.5, 8.5
"""Sizes of letters, in points."""
MAX_BARS = 32
LEAST_REACH = 2.5
"""A difference of one is not to look as large as the room."""
MOST_WIDTH, THIN, FEW = 0.03, 0.012, 4
"""Of a bar, as a share of the room; where no more than so few stand out, they are thin, lest nothing at all looks like much."""
CUT = 0.01
"""Share of the worlds, those with the largest differences, of which no bar is drawn."""


def difference(comparison: Comparison, shown: Sequence[Shown], worlds: int, foot: str) -> Sheet:
    """One row for each measure that any scenario shown watches, one column for each of them."""
    names = in_order([name for one in shown for name in one.watched])
    cells = {(one.place, name): Cell.of(comparison, one, name) for one in shown for name in one.watched}
    label = max(inches(MEASURES[name].label, LABEL) for name in names) + MARGIN + 0.14
    right = max([inches(line, 9) for cell in cells.values() for line in cell.lines], default=0.0) + 0.2
    width = (WIDTH - label - MARGIN) / len(shown) - right - (0.1 if len(shown) > 1 else 0)
    titles = [wrap(one.title, width + right - 0.1, 10, "bold", 2) if len(shown) > 1 else [] for one in shown]
    head = 0.19 * (max(map(len, titles)) + 1) + 0.12 if len(shown) > 1 else 0.02
    question = shown[0].question if len(shown) == 1 else "What does each change do, world by world?"
    page = sheet(head + ROW * len(names) + 0.04, question, _subtitle(comparison, shown, worlds, names), foot)
    whole = page.figure.get_figheight()
    for column, (one, title) in enumerate(zip(shown, titles, strict=True)):
        left, top = label + column * (width + right + 0.1), page.top * whole
        if title:
            _title(page, one, title, left, top)
        for row, name in enumerate(names):
            bottom = top - head - ROW * row - PANEL
            axes = page.figure.add_axes((left / WIDTH, bottom / whole, width / WIDTH, PANEL / whole))
            _row(axes, cells.get((one.place, name)), arm_colour(one.place))
            if column == 0:
                _name(axes, name)
    return page


def _title(page: Sheet, one: Shown, lines: list[str], left: float, top: float) -> None:
    whole, colour = page.figure.get_figheight(), arm_colour(one.place)
    text: Any = {"va": "top", "linespacing": 1.25}
    page.figure.text(left / WIDTH, top / whole, "\n".join(lines), weight="bold", color=colour, size=10, **text)
    page.figure.text(left / WIDTH, (top - 0.19 * len(lines)) / whole, one.dates, color=MUTED, size=8.5, **text)


def _subtitle(comparison: Comparison, shown: Sequence[Shown], worlds: int, names: Sequence[str]) -> str:
    pair = f"“{shown[0].title}”" if len(shown) == 1 else "Each scenario"
    days = f", {shown[0].counted}" if len(shown) == 1 else ""
    reference = legible(comparison.scenarios[0].title, comparison.scenarios[0].name)
    differences = [one.differences[name] for one in shown for name in names]
    is_cut = any(_near(each)[0].size < each.values.size for each in differences)
    return (
        f"{pair} minus “{reference}”{days}, in {worlds:,} worlds. Grey: the differences of single worlds; "
        f"dot: their mean; bar: 90 % interval.{' The outermost 1 % of the worlds are not drawn.' if is_cut else ''}"
    )


@dataclass(frozen=True)
class Cell:
    """What is drawn of one measure of one scenario: the row of the table of effects, and the differences behind it."""

    row: pd.Series
    differences: Distribution

    @classmethod
    def of(cls, comparison: Comparison, one: Shown, name: str) -> Cell:
        """That of a measure which the scenario watches."""
        row = effect(comparison, one, name)
        assert row is not None, name
        return cls(row, one.differences[name])

    @property
    def is_known(self) -> bool:
        """Whether any world has a value in both."""
        return bool(pd.notna(self.row["difference"]))

    @property
    def lines(self) -> tuple[str, ...]:
        """Mean and interval."""
        if not self.is_known:
            return ()
        low, high = float(self.row["difference_low"]), float(self.row["difference_high"])
        return signed(float(self.row["difference"])), _interval(low, high, self.differences)


def _row(axes: Axes, cell: Cell | None, colour: str) -> None:
    """Histogram of the worlds above, dot and interval below, the numbers to the right; words where there are none."""
    if cell is None or not cell.is_known:
        bare(axes)
        text = "not watched in this scenario" if cell is None else "no world has a value in both"
        axes.text(0.5, 0.35, text, transform=axes.transAxes, ha="center", size=UNIT, color=MUTED)
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
    _beside(axes, "\n".join(cell.lines), (1, 0.42), (8, 0), color=colour, size=9, linespacing=1.3)


def _beside(axes: Axes, text: str, at: tuple[float, float], points: tuple[float, float], **how: Any) -> None:
    """Words beside axes, so many points from a place in them."""
    place: Any = {"xycoords": "axes fraction", "textcoords": "offset points", "va": "center", "annotation_clip": False}
    axes.annotate(text, at, xytext=points, **place, **how)


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


def _name(axes: Axes, measure: str) -> None:
    """The measure, and below it what it counts."""
    about = MEASURES[measure]
    for text, points, size, colour in ((about.label, 6, LABEL, INK), (about.unit, -7, UNIT, MUTED)):
        _beside(axes, text, (0, 0.42), (-10, points), ha="right", size=size, color=colour)
