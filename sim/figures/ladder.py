"""ladder.png: how high the ladder is climbed, in each scenario, over the whole span and week by week."""

from __future__ import annotations

from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from sim.comparison import Comparison
from sim.figures.compared import n_worlds
from sim.figures.series import days_between, matrix, weekly_shares
from sim.figures.style import INK, MARGIN, MUTED, WIDTH, Sheet, bare, sheet
from sim.figures.timeline import branch_line, date_axis, short_day
from sim.scenario import Scenario
from sim.types import Floats, as_day
from sim.vocabulary.ladder import RUNGS

ROW = 2.15
COLOURS = [mpl.colors.to_hex(mpl.colormaps["magma_r"](x)) for x in np.linspace(0.01, 0.97, len(RUNGS))]
"""Pale for quiet, dark for war; even in lightness, so that it also reads in grey."""


def ladder(comparison: Comparison, foot: str) -> Sheet:
    """One row for each scenario: left the highest rung reached, right the weeks."""
    days = days_between(*comparison.window)
    n = len(comparison.scenarios)
    since = as_day(comparison.branch)
    later = days[days >= since]
    subtitle = (
        f"Left: the highest rung that each of {n_worlds(comparison):,} worlds reached from {short_day(since)} on. "
        "Right: the highest rung of each week, as a share "
        "of the worlds; the colours are those of the rungs on the left."
    )
    page = sheet(ROW * n + 0.3, "How high is the escalation ladder climbed, and when?", subtitle, foot)
    inch = 1 / page.figure.get_figheight()
    grid = page.figure.add_gridspec(
        n,
        2,
        left=0.165,
        right=0.98,
        top=page.top - 0.2 * inch,
        bottom=page.bottom + 0.3 * inch,
        width_ratios=[1, 1.75],
        hspace=0.42,
        wspace=0.14,
    )
    for row, scenario in enumerate(comparison.scenarios):
        daily = comparison.runs[scenario.name].daily
        left, right = page.figure.add_subplot(grid[row, 0]), page.figure.add_subplot(grid[row, 1])
        _peaks(left, matrix(daily, later, "rung").max(axis=1))
        height = left.get_position().y1 + 0.1 * inch
        page.figure.text(MARGIN / WIDTH, height, scenario.title, weight="bold", size=10)
        _weeks(right, *weekly_shares(daily, days, len(RUNGS)))
        branch_line(right, scenario)
        right.set_title(_how_it_came(scenario), loc="right", size=8.5, color=MUTED)
    return page


def _peaks(axes: Axes, peaks: NDArray[np.int64]) -> None:
    """A bar for each rung: the share of worlds for which it was the highest."""
    shares = np.array([(peaks == rung).mean() for rung in range(len(RUNGS))])
    frame: Any = {"height": 0.78, "edgecolor": MUTED, "linewidth": 0.4}
    for rung, (share, colour) in enumerate(zip(shares, COLOURS, strict=True)):
        axes.barh(rung, -0.055, left=-0.02, color=colour, **frame)
        if share > 0:
            axes.barh(rung, share, color=colour, **frame)
            axes.text(share + 0.02, rung, _percent(share), va="center", size=8.5, color=INK)
    axes.set_yticks(range(len(RUNGS)), [f"{name}  {rung}" for rung, name in enumerate(RUNGS)])
    axes.set_xlim(-0.08, 1.14)
    bare(axes, keep=("left",))
    axes.spines["left"].set_visible(False)
    axes.tick_params(left=False, labelcolor=INK, pad=2)


def _percent(share: float) -> str:
    """A share in per cent; a share too small for its rounding says so."""
    return "<1 %" if share < 0.005 else ">99 %" if 0.995 <= share < 1 else f"{100 * share:.0f} %"


def _weeks(axes: Axes, weeks: NDArray[np.datetime64], shares: Floats) -> None:
    """Shares of worlds by week, stacked from quiet at the bottom to war at the top."""
    edges = np.append(weeks, weeks[-1] + np.timedelta64(7, "D"))
    floor = np.zeros(len(weeks))
    for share, colour in zip(shares, COLOURS, strict=True):
        axes.stairs(floor + share, edges, baseline=floor, fill=True, color=colour, linewidth=0)
        floor = floor + share
    axes.set_ylim(0, 1)
    axes.set_yticks([0, 0.5, 1], ["0", "50 %", "100 %"])
    date_axis(axes, edges, labelled=True, width=5.0)


def _how_it_came(scenario: Scenario) -> str:
    """Whether the days of a scenario are documented or simulated."""
    if scenario.branch is None:
        return "documented: the same in every world"
    return "simulated throughout" if scenario.branch <= scenario.start else f"simulated from {short_day(as_day(scenario.branch))}"
