"""monthly: when a scenario differs from its reference, month by month."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from sim.figures.effect import LESS, LETTERS, MORE, Heading
from sim.figures.style import FAINT, INK, MARGIN, MUTED, NARROW, NOTHING, Sheet, bare, sheet, thin_line
from sim.vocabulary.measures import MEASURES

NAME, PANEL, GAP, LEFT = 0.3, 0.95, 0.3, 0.34
"""Inches: the measure's name, its picture, the months below it, and the numbers beside it."""
MOST_NAMED = 6
"""Months that are named below an axis."""
LEAST_REACH = 2.0
"""A hundredth of an act is not to fill the room."""
LEGEND = "Bars: mean difference of the month (orange higher, blue lower); thin lines: 90 % of single worlds."


def monthly(rows: pd.DataFrame, measures: Sequence[str], heading: Heading) -> Sheet:
    """A page for one scenario.

    Parameters
    ----------
    rows
        Its rows of the monthly table (`sim.estimates.table`).
    measures
        Those that are shown, in their order; each has rows.
    """
    tables = {name: rows[rows["measure"] == name] for name in measures}
    panels = {name: NOTHING if _is_flat(table) else PANEL for name, table in tables.items()}
    room = sum(panels.values()) + sum(NAME + (0.0 if panel == NOTHING else GAP) for panel in panels.values())
    page = sheet(room, heading.question, f"{heading.subtitle} {LEGEND}", heading.foot, NARROW)
    whole, top = page.figure.get_figheight(), page.top * page.figure.get_figheight()
    wide = NARROW - 2 * MARGIN - LEFT
    for name, panel in panels.items():
        axes = page.figure.add_axes(
            ((MARGIN + LEFT) / NARROW, (top - NAME - panel) / whole, wide / NARROW, panel / whole),
        )  # fmt: skip
        top -= NAME + panel + (0.0 if panel == NOTHING else GAP)
        _heading(axes, name)
        if panel == NOTHING:
            thin_line(axes, "the same in every month")
        else:
            _panel(axes, tables[name])
    return page


def _is_flat(rows: pd.DataFrame) -> bool:
    """Whether no month differs, in the mean and in 90 % of the worlds."""
    return not rows[["difference", "difference_low", "difference_high"]].to_numpy(dtype=float).any()


def _heading(axes: Axes, name: str) -> None:
    about = MEASURES[name]
    how: Any = {"textcoords": "offset points", "va": "bottom", "annotation_clip": False}
    axes.annotate(about.label, (-LEFT / (NARROW - 2 * MARGIN - LEFT), 1), xytext=(0, 5), xycoords="axes fraction",
                  size=9.5, weight="bold", color=INK, **how)  # fmt: skip
    axes.annotate(about.unit, (1, 1), xytext=(0, 5), xycoords="axes fraction", size=LETTERS, color=MUTED, ha="right", **how)


def _panel(axes: Axes, rows: pd.DataFrame) -> None:
    place = np.arange(len(rows))
    bare(axes, keep=("left",))
    mean, low, high = (rows[key].to_numpy(dtype=float) for key in ("difference", "difference_low", "difference_high"))
    axes.axhline(0, color=INK, linewidth=0.8, zorder=3)
    for up, colour in ((True, MORE), (False, LESS)):
        mine = (mean > 0) == up
        axes.bar(place[mine], mean[mine], 0.72, color=colour, linewidth=0, zorder=2)
    axes.vlines(place, low, high, color=INK, linewidth=1.0, zorder=4)
    reach = np.concatenate([mean, low, high])
    below, above = min(float(reach.min()), -LEAST_REACH / 2), max(float(reach.max()), LEAST_REACH / 2)
    aside = 0.06 * (above - below)
    axes.set_ylim(below - aside, above + aside)
    axes.set_xlim(-0.6, len(rows) - 0.4)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=4, integer=True))
    axes.grid(axis="y", color=FAINT, linewidth=0.6)
    _name_months(axes, rows["month"].tolist())


def _name_months(axes: Axes, months: list[str]) -> None:
    """A few months by name, evenly apart; the year where it begins."""
    step = max(-(-len(months) // MOST_NAMED), 1)
    places = range(0, len(months), step)
    axes.tick_params(bottom=True, labelbottom=True, length=2.5, pad=2)
    axes.set_xticks(list(places), [_short(months[at]) for at in places])


def _short(month: str) -> str:
    """A month as Jan 20."""
    name: str = np.datetime64(month, "M").astype("datetime64[D]").item().strftime("%b %y")
    return name
