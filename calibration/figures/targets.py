"""targets.png: every documented pattern against the 95 % of worlds that the model predicts."""

from __future__ import annotations

import textwrap
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from calibration.figures.panels import BLUE, VERMILION
from sim.figures.style import FAINT, INK, MARGIN, MUTED, WIDTH, Sheet, bare, number, sheet

ROW = 0.185
BEYOND = 0.45
"""How far outside its band a record is drawn, in widths of the band; farther ones are drawn as an arrow there."""
RIGHT = (1.15, 1.4, 1.9, 2.2)
"""Right ends of the columns of numbers, in widths of the strips."""
LEAST = 0.995
"""Share of worlds with a value from which it is not printed."""
LETTERS = 84
"""A longer title is cut."""
SAID_ABOVE = (
    ", day by day",
    ", each day predicted from the days before it",
    ", left to luck from the first day",
    ", given the answers",
)
"""Ends of titles that the heading of their group says already."""
KINDS = {
    "free": "fresh luck from the first day on",
    "branched": "fresh luck from a documented moment on",
    "replay": "each day anew, given the days before",
}


def position(value: float, low: float, high: float) -> float:
    """Where a value lies in a band: 0 at its lower end, 1 at its upper; a band of one value is centred and as wide as 2 units."""
    return 0.5 + (value - low) / 2.0 if high <= low else (value - low) / (high - low)


def draw(table: pd.DataFrame, source: str) -> Sheet:
    """A strip for each target: the band, its mean and the record, each on its own scale; the numbers beside it.

    Parameters
    ----------
    table
        As `calibration.targets.check.evaluate_targets` returns it.
    source
        Which parameters and how many worlds, for the foot.
    """
    groups = [(kind, table[table["kind"] == kind]) for kind in KINDS if (table["kind"] == kind).any()]
    lines = len(table) + 1.6 * len(groups)
    misses = int((~table["passed"].astype(bool)).sum())
    wide = int((~table["informative"].astype(bool)).sum())
    subtitle = (
        f"{len(table) - misses} of {len(table)} documented patterns are met: the record lies within the central 95 % of worlds "
        "(bar; stroke: their mean). Dot: the record, blue if met, vermilion if it lies outside or the band reaches beyond its "
        "limit; an arrow points to what lies far outside. Hollow dot: some or all days held out of the fit. Hollow bar: a band "
        f"so wide that lying within it says little, {wide} of {len(table)}. Defined: share of worlds with a value, if not all."
    )
    foot = f"{source} Each strip has its own scale."
    page = sheet(ROW * lines + 0.25, "Which documented patterns do the rules bring about?", subtitle, foot)
    height = page.figure.get_figheight()
    box = (0.525, page.bottom + 0.05 / height, 0.215, page.top - page.bottom - 0.3 / height)
    axes = page.figure.add_axes(box)
    axes.set_xlim(-0.55, 1.55)
    axes.set_ylim(lines - 0.4, -0.9)
    bare(axes)
    head: dict[str, Any] = {"size": 8, "color": MUTED, "va": "center"}
    text = axes.get_yaxis_transform()
    for x, word in zip(RIGHT, ("record", "mean", "95 % of worlds", "defined"), strict=True):
        axes.text(x, -0.9, word, transform=text, ha="right", **head)
    y = 0.0
    left = (MARGIN / WIDTH - box[0]) / box[2]
    for kind, rows in groups:
        axes.text(left, y, KINDS[kind], transform=text, size=8.5, weight="bold", va="center")
        y += 1.0
        for row in rows.to_dict("records"):
            _strip(axes, y, {str(key): value for key, value in row.items()}, left)
            y += 1.0
        y += 0.6
    return page


def heading_free(title: str) -> str:
    """A title without what the heading of its group says already."""
    for end in SAID_ABOVE:
        title = title.removesuffix(end)
    return title


def _float(value: object) -> float:
    """A number of the table; nan where it has none."""
    return float(value) if isinstance(value, int | float) else float("nan")


def _strip(axes: Axes, y: float, row: dict[str, object], left: float) -> None:
    observed, predicted, low, high = (_float(row[name]) for name in ("observed", "predicted", "low", "high"))
    passed, held = bool(row["passed"]), not row["in_fit"]
    colour = BLUE if passed else VERMILION
    text = axes.get_yaxis_transform()
    title = textwrap.shorten(heading_free(str(row["title"])), LETTERS, placeholder="\N{HORIZONTAL ELLIPSIS}")
    axes.text(left, y, title, transform=text, size=7.8, va="center", color=INK)
    defined = _float(row["defined"])
    part = "" if defined >= LEAST else f"{100 * defined:.0f} %"
    numbers = (number(observed), number(predicted), f"{number(low)} to {number(high)}", part)
    if np.isnan(low):
        numbers = (number(observed), "none", "no value in any world", part)
    for x, word in zip(RIGHT, numbers, strict=True):
        ink = VERMILION if not passed and x == RIGHT[0] else INK
        axes.text(x, y, word, transform=text, size=7.8, va="center", ha="right", color=ink)
    if np.isnan(low):
        return
    ends = (0.0, 1.0) if high > low else (0.46, 0.54)
    inside = FAINT if row["informative"] else "white"
    axes.barh(y, ends[1] - ends[0], left=ends[0], height=0.5, color=inside, edgecolor=FAINT, linewidth=0.8)
    axes.plot([position(predicted, low, high)] * 2, [y - 0.25, y + 0.25], color=MUTED, linewidth=1.2)
    x = position(observed, low, high)
    far = "<" if x < -BEYOND else ">" if x > 1 + BEYOND else "o"
    axes.plot(
        [min(max(x, -BEYOND), 1 + BEYOND)], [y], far, markersize=4.8, markeredgewidth=1.1, color=colour,
        markerfacecolor="white" if held else colour, clip_on=False, zorder=3,
    )  # fmt: skip
