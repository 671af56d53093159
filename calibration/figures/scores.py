"""scores.png: the rules against the baselines, by series and together."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from calibration.baselines.registry import BASELINES
from calibration.figures.panels import BLUE, panels
from calibration.forecasts.scores import ALL
from calibration.forecasts.series import SERIES, TITLES
from sim.figures.style import FAINT, INK, MUTED, Sheet, bare, sheet

LABELS = {baseline.name: baseline.label for baseline in BASELINES}
ACROSS = 4
HARDEST = 4
"""A panel is as wide as the leads over so many baselines, the hardest to beat."""


def draw(table: pd.DataFrame, source: str) -> Sheet:
    """One panel for each series and one for all: how far the rules are ahead of each baseline.

    Parameters
    ----------
    table
        Columns of `calibration.forecasts.scores.LEADS`; the variant in which contexts are known is shown if it is there.
    source
        What was scored, for the subtitle.
    """
    variant = "contexts_known" if "contexts_known" in set(table["variant"]) else str(table["variant"].iloc[0])
    shown = table[table["variant"] == variant]
    known = "the war in Gaza known to all" if variant == "contexts_known" else "no context known to the baselines"
    subtitle = (
        f"Mean daily log score of the rules minus that of each baseline, in thousandths of a nat: {source}, {known}. To the "
        "right of zero the rules are ahead. Bar: 95 % moving-block bootstrap interval. Blue: the best baseline of the panel. "
        "Arrow: too far ahead for the panel."
    )
    page = sheet(5.0, "Do the rules forecast better than the baselines?", subtitle, "Each panel has its own scale.")
    order = [model for model in LABELS if model in set(shown["model"])]
    names = (ALL, *SERIES)
    grid = panels(page, len(names), ACROSS, sides=(0.15, 0.975), above=0.42, below=0.35, gaps=(0.5, 0.18))
    for index, (axes, series) in enumerate(zip(grid, names, strict=True)):
        _panel(axes, shown[shown["series"] == series], order, labels=index % ACROSS == 0)
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
        colour, size = (BLUE, 6) if model == best else (MUTED, 4.5)
        axes.plot([low, high], [y, y], color=colour, linewidth=2.2, solid_capstyle="butt", alpha=0.5)
        beyond = ahead > right + room
        axes.plot([right + 0.5 * room if beyond else ahead], [y], ">" if beyond else "o", color=colour, markersize=size)
    axes.set_ylim(len(order) - 0.5, -0.5)
    axes.set_yticks(range(len(order)), [LABELS[model] for model in order] if labels else [""] * len(order))
    axes.grid(axis="y", color=FAINT)
    axes.locator_params(axis="x", nbins=4)
    bare(axes, keep=("bottom",))
    axes.tick_params(left=False, labelleft=labels)
