"""difference: world by world, what a scenario changes against the reference."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from sim.comparison import Comparison
from sim.figures.compared import Shown, effect
from sim.figures.style import FAINT, INK, MUTED, Sheet, arm_colour, bare, sheet, signed, whole_ticks
from sim.figures.timeline import short_day
from sim.results.distribution import Distribution
from sim.types import Ints
from sim.vocabulary.measures import MEASURES, in_order

ROW = 0.82
MAX_BARS = 32
LEAST_REACH = 2.5
"""A difference of one is not to look as large as the room."""
MOST_WIDTH = 0.03
"""Of a bar, as a share of the room: where few values occur, bars are thin."""


def difference(comparison: Comparison, shown: Sequence[Shown], worlds: int, foot: str) -> Sheet:
    """One row for each measure that any scenario shown watches, one column for each of them."""
    reference = comparison.scenarios[0]
    names = in_order([name for one in shown for name in one.scenario.watch])
    question = shown[0].scenario.question if len(shown) == 1 else "What does each change do, world by world?"
    pair = f"“{shown[0].scenario.title}”" if len(shown) == 1 else "Each scenario"
    days = f", {short_day(shown[0].digest.days[0])} to {short_day(shown[0].digest.days[-1])}" if len(shown) == 1 else ""
    subtitle = (
        f"{pair} minus “{reference.title}”{days}, in {worlds:,} worlds. Grey: the differences of single worlds; "
        "dot: their mean; bar: 90 % interval. "
        "The outermost 1 % of the worlds are not drawn."
    )
    page = sheet(ROW * len(names) + (0.45 if len(shown) > 1 else 0.05), question, subtitle, foot)
    inch = 1 / page.figure.get_figheight()
    grid = page.figure.add_gridspec(
        len(names),
        len(shown),
        left=0.235,
        right=0.80 if len(shown) == 1 else 0.845,
        top=page.top - (0.4 if len(shown) > 1 else 0.0) * inch,
        bottom=page.bottom + 0.28 * inch,
        hspace=0.55,
        wspace=0.62,
    )
    for column, one in enumerate(shown):
        colour = arm_colour(one.place)
        for row, name in enumerate(names):
            axes = page.figure.add_subplot(grid[row, column])
            if row == 0 and len(shown) > 1:
                axes.set_title(f"{one.scenario.title}\n{one.span}", weight="bold", color=colour, pad=8)
            _row(axes, effect(comparison, one, name), one.differences[name], colour)
            if column == 0:
                _name(axes, name)
    return page


def _row(axes: Axes, row: pd.Series | None, differences: Distribution, colour: str) -> None:
    """Histogram of the worlds above, dot and interval below, the numbers to the right."""
    bare(axes, keep=("bottom",))
    if row is None or pd.isna(row["difference"]):
        axes.text(0.5, 0.5, "no world has a value in both", transform=axes.transAxes, ha="center", color=MUTED)
        return
    mean, low, high = (float(row[key]) for key in ("difference", "difference_low", "difference_high"))
    reach = max(_histogram(axes, differences), abs(low), abs(high)) * 1.04
    axes.axvline(0, color=INK, linewidth=1.0, zorder=1)
    axes.plot([low, high], [-0.25, -0.25], color=colour, linewidth=3.2, solid_capstyle="butt", zorder=3)
    axes.plot([mean], [-0.25], marker="o", markersize=7, color=colour, markeredgecolor="white", markeredgewidth=1.0, zorder=4)
    axes.set_ylim(-0.5, 1.05)
    axes.set_xlim(-reach, reach)
    whole_ticks(axes.xaxis, 6)
    axes.annotate(
        f"{signed(mean)}\n{_interval(low, high, differences)}",
        (1, 0.42),
        xycoords="axes fraction",
        xytext=(8, 0),
        textcoords="offset points",
        color=colour,
        size=9,
        va="center",
        annotation_clip=False,
        linespacing=1.3,
    )


def _histogram(axes: Axes, differences: Distribution) -> float:
    """Shares of worlds by difference, the tallest bar as high as the room; returns how far from zero it reaches."""
    axes.axhline(0, color=FAINT, linewidth=0.6)
    values, counts = _near(differences)
    far = float(np.abs(values).max(initial=0))
    step = max(1.0, float(np.ceil(2 * far / MAX_BARS)))
    reach = max((np.ceil(far / step) + 0.5) * step, LEAST_REACH)
    heights = {place: counts[np.round(values / step) == place].sum() for place in np.unique(np.round(values / step))}
    tallest = max(heights.values(), default=1)
    width = min(0.9 * step, MOST_WIDTH * 2 * reach)
    for place, height in heights.items():
        axes.bar(place * step, height / tallest, width, color="#b4bac1", linewidth=0, zorder=2)
    return float(reach)


def _near(differences: Distribution) -> tuple[Ints, Ints]:
    """Values and how often they occurred, but for the hundredth of the worlds that lies farthest from zero."""
    values, counts = differences.values, differences.counts
    order = np.argsort(np.abs(values), kind="stable")
    before = np.cumsum(counts[order]) - counts[order]
    keep = np.sort(order[before < 0.99 * counts.sum()])
    return values[keep], counts[keep]


def _interval(low: float, high: float, differences: Distribution) -> str:
    if differences.values.size == 1:
        return "in every world"
    return f"{signed(low)} to {signed(high)}" if low < high else f"{signed(low)} in over 90 %"


def _name(axes: Axes, measure: str) -> None:
    entry = MEASURES[measure]
    axes.annotate(
        f"{entry.label}\n",
        (0, 0.42),
        xycoords="axes fraction",
        xytext=(-10, 0),
        textcoords="offset points",
        ha="right",
        va="center",
        annotation_clip=False,
        linespacing=1.25,
    )
    axes.annotate(
        f"\n{entry.unit}",
        (0, 0.42),
        xycoords="axes fraction",
        xytext=(-10, 0),
        textcoords="offset points",
        ha="right",
        va="center",
        color=MUTED,
        size=8.5,
        annotation_clip=False,
        linespacing=1.4,
    )
