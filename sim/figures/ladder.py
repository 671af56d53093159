"""ladder: how high the ladder is climbed, in each scenario, over the whole span and week by week."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from sim.figures.compared import Shown
from sim.figures.style import INK, MARGIN, MUTED, WIDTH, Sheet, bare, sheet
from sim.figures.timeline import date_axis, short_day
from sim.types import Floats
from sim.vocabulary.ladder import RUNGS

ROW = 2.15
COLOURS = [mpl.colors.to_hex(mpl.colormaps["magma_r"](x)) for x in np.linspace(0.01, 0.97, len(RUNGS))]
"""Pale for quiet, dark for war; even in lightness, so that it also reads in grey."""


def ladder(shown: Sequence[Shown], worlds: int, foot: str) -> Sheet:
    """One row for each scenario and its days: left the highest rung reached, right the weeks."""
    subtitle = (
        f"Left: the highest rung that each of {worlds:,} worlds reached over the days stated. "
        "Right: the highest rung of each week, as a share "
        "of the worlds; the colours are those of the rungs on the left."
    )
    page = sheet(ROW * len(shown) + 0.3, "How high is the escalation ladder climbed, and when?", subtitle, foot)
    inch = 1 / page.figure.get_figheight()
    grid = page.figure.add_gridspec(
        len(shown),
        2,
        left=0.165,
        right=0.98,
        top=page.top - 0.2 * inch,
        bottom=page.bottom + 0.3 * inch,
        width_ratios=[1, 1.75],
        hspace=0.42,
        wspace=0.14,
    )
    for row, one in enumerate(shown):
        left, right = page.figure.add_subplot(grid[row, 0]), page.figure.add_subplot(grid[row, 1])
        _peaks(left, one.digest.peaks)
        height = left.get_position().y1 + 0.1 * inch
        page.figure.text(MARGIN / WIDTH, height, one.scenario.title, weight="bold", size=10)
        _weeks(right, *one.digest.weekly_shares)
        right.set_title(_days_and_how(one), loc="right", size=8.5, color=MUTED)
    return page


def _peaks(axes: Axes, shares: Floats) -> None:
    """A bar for each rung: the share of worlds for which it was the highest."""
    frame: Any = {"height": 0.78, "edgecolor": MUTED, "linewidth": 0.4}
    for rung, (share, colour) in enumerate(zip(shares, COLOURS, strict=True)):
        axes.barh(rung, -0.055, left=-0.02, color=colour, **frame)
        if share > 0:
            axes.barh(rung, share, color=colour, **frame)
            axes.text(share + 0.02, rung, _percent(float(share)), va="center", size=8.5, color=INK)
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


def _days_and_how(one: Shown) -> str:
    """The days counted, and whether they are documented or simulated."""
    days = f"{short_day(one.digest.days[0])} to {short_day(one.digest.days[-1])}"
    if not one.is_simulated:
        return f"{days}, documented: the same in every world"
    return f"{days}, simulated"
