"""difference.png: world by world, what a scenario changes against the reference."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from sim.comparison import Comparison
from sim.figures.compared import effect, n_worlds, paired, watched
from sim.figures.style import FAINT, INK, MUTED, Sheet, arm_colour, bare, sheet, signed, whole_ticks
from sim.scenario import Scenario
from sim.types import Floats
from sim.vocabulary.measures import MEASURES

ROW = 0.82
MAX_BARS = 32


def difference(comparison: Comparison, shown: Sequence[Scenario], foot: str) -> Sheet:
    """One row for each watched measure, one column for each scenario shown."""
    reference = comparison.scenarios[0]
    names = watched(comparison)
    question = shown[0].question if len(shown) == 1 else "What does each change do, world by world?"
    pair = f"“{shown[0].title}” minus “{reference.title}”" if len(shown) == 1 else f"Each scenario minus “{reference.title}”"
    subtitle = (
        f"{pair}, in {n_worlds(comparison):,} worlds. Grey: the differences of single worlds; "
        "dot: their mean; bar: 90 % interval. "
        "The outermost 1 % of the worlds are not drawn."
    )
    page = sheet(ROW * len(names) + (0.3 if len(shown) > 1 else 0.05), question, subtitle, foot)
    inch = 1 / page.figure.get_figheight()
    grid = page.figure.add_gridspec(
        len(names),
        len(shown),
        left=0.235,
        right=0.80 if len(shown) == 1 else 0.845,
        top=page.top - (0.25 if len(shown) > 1 else 0.0) * inch,
        bottom=page.bottom + 0.28 * inch,
        hspace=0.55,
        wspace=0.62,
    )
    for column, scenario in enumerate(shown):
        colour = arm_colour(comparison.scenarios.index(scenario))
        changes = paired(comparison, scenario)
        for row, name in enumerate(names):
            axes = page.figure.add_subplot(grid[row, column])
            if row == 0 and len(shown) > 1:
                axes.set_title(scenario.title, weight="bold", color=colour, pad=8)
            _row(axes, effect(comparison, scenario, name), changes[name], colour)
            if column == 0:
                _name(axes, name)
    return page


def _row(axes: Axes, row: pd.Series | None, values: Floats, colour: str) -> None:
    """Histogram of the worlds above, dot and interval below, the numbers to the right."""
    bare(axes, keep=("bottom",))
    if row is None or pd.isna(row["difference"]):
        axes.text(0.5, 0.5, "no world has a value in both", transform=axes.transAxes, ha="center", color=MUTED)
        return
    mean, low, high = (float(row[key]) for key in ("difference", "difference_low", "difference_high"))
    reach = max(_histogram(axes, values), abs(low), abs(high)) * 1.04
    axes.axvline(0, color=INK, linewidth=1.0, zorder=1)
    axes.plot([low, high], [-0.25, -0.25], color=colour, linewidth=3.2, solid_capstyle="butt", zorder=3)
    axes.plot([mean], [-0.25], marker="o", markersize=7, color=colour, markeredgecolor="white", markeredgewidth=1.0, zorder=4)
    axes.set_ylim(-0.5, 1.05)
    axes.set_xlim(-reach, reach)
    whole_ticks(axes.xaxis, 6)
    axes.annotate(
        f"{signed(mean)}\n{_interval(low, high, values)}",
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


def _histogram(axes: Axes, values: Floats) -> float:
    """Shares of worlds by difference, the tallest bar as high as the room; returns how far from zero it reaches."""
    axes.axhline(0, color=FAINT, linewidth=0.6)
    if not values.size:
        return 1.0
    near = values[np.abs(values) <= np.quantile(np.abs(values), 0.99)]
    far = float(np.abs(near).max())
    step = max(1.0, float(np.ceil(2 * far / MAX_BARS)))
    edges = (np.arange(-np.ceil(far / step), np.ceil(far / step) + 2) - 0.5) * step
    heights, _ = np.histogram(near, edges)
    axes.stairs(heights / heights.max(), edges, fill=True, color="#b4bac1", linewidth=0, zorder=2)
    return max(float(-edges[0]), 1.0)


def _interval(low: float, high: float, values: Floats) -> str:
    if values.size and np.ptp(values) == 0:
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
