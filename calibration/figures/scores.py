"""scores.png: the rules against the baselines, by series and together."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from calibration.figures.pit import TITLES
from calibration.forecasts.scores import ALL
from calibration.forecasts.series import SERIES
from sim.figures.style import ARM_COLOURS, FAINT, INK, MUTED, Sheet, bare, sheet

NAMES = {
    "constant": "constant", "last_value": "last value", "last_year": "last 12 months", "ewma": "moving average",
    "hawkes": "Hawkes", "hawkes_two_scales": "Hawkes, two scales", "mutual_hawkes": "mutual Hawkes",
}  # fmt: skip

HARDEST = 4
"""A panel is as wide as the leads over so many baselines, the hardest to beat."""


def draw(table: pd.DataFrame, told: str) -> Sheet:
    """One panel for each series and one for all: how far the rules are ahead of each baseline.

    Parameters
    ----------
    table
        Columns of `calibration.forecasts.scores.LEADS`; the variant in which contexts are known is shown if it is there.
    told
        What was scored, for the subtitle.
    """
    variant = "contexts_known" if "contexts_known" in set(table["variant"]) else str(table["variant"].iloc[0])
    shown = table[table["variant"] == variant]
    known = "the war in Gaza known to all" if variant == "contexts_known" else "no context known to the baselines"
    subtitle = (
        f"Mean daily log score of the rules minus that of each baseline, in thousandths of a nat: {told}, {known}. To the right "
        "of zero the rules are ahead. Bar: 95 % moving-block bootstrap interval. Blue: the best baseline of the panel. Arrow: "
        "too far ahead for the panel."
    )
    page = sheet(5.0, "Do the rules forecast better than the baselines?", subtitle, "Each panel has its own scale.")
    inch = 1 / page.figure.get_figheight()
    grid = page.figure.add_gridspec(
        2, 4, left=0.15, right=0.975, top=page.top - 0.42 * inch, bottom=page.bottom + 0.35 * inch, hspace=0.5, wspace=0.18
    )
    order = [model for model in NAMES if model in set(shown["model"])]
    for place, series in enumerate((ALL, *SERIES)):
        row = place // 4
        axes = page.figure.add_subplot(grid[row, place % 4])
        _panel(axes, shown[shown["series"] == series], order, labels=place % 4 == 0)
        axes.set_title(TITLES.get(series, "all six series"), weight="bold", size=9)
    return page


def _panel(axes: Axes, rows: pd.DataFrame, order: list[str], *, labels: bool) -> None:
    axes.axvline(0.0, color=INK, linewidth=0.9)
    by_model = rows.set_index("model").loc[order, ["ahead", "low", "high"]] * 1000.0
    best, hard = by_model["ahead"].idxmin(), by_model.nsmallest(HARDEST, "ahead")
    left, right = min(0.0, hard["low"].min()), max(0.0, hard["high"].max())
    room = 0.12 * (right - left)
    axes.set_xlim(left - room, right + room)
    for y, (model, (ahead, low, high)) in enumerate(zip(order, by_model.to_numpy(), strict=True)):
        colour, size = (ARM_COLOURS[0], 6) if model == best else (MUTED, 4.5)
        axes.plot([low, high], [y, y], color=colour, linewidth=2.2, solid_capstyle="butt", alpha=0.5)
        beyond = ahead > right + room
        axes.plot([right + 0.5 * room if beyond else ahead], [y], ">" if beyond else "o", color=colour, markersize=size)
    axes.set_ylim(len(order) - 0.5, -0.5)
    axes.set_yticks(range(len(order)), [NAMES[model] for model in order] if labels else [""] * len(order))
    axes.grid(axis="y", color=FAINT)
    axes.locator_params(axis="x", nbins=4)
    bare(axes, keep=("bottom",))
    axes.tick_params(left=False, labelleft=labels)
