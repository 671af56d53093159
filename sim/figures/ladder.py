"""ladder: how high the ladder is climbed, in each scenario, over the whole span and week by week."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from sim.figures.compared import Shown
from sim.figures.days import HEIGHT, date_axis
from sim.figures.lettering import wrap
from sim.figures.style import INK, MARGIN, MUTED, NARROW, Sheet, bare, sheet
from sim.types import ONE_DAY, Floats, Ints
from sim.vocabulary.ladder import RUNGS
from sim.wording import percents

PANEL, WEEKS, GAP, LINE = 1.5, 0.95, 0.2, 0.185
"""Inches of the rungs, of the weeks below them, between scenarios, and of a line of a heading."""
NAMES, LEFT, RIGHT = 1.5, 0.6, 0.16
"""Inches left of the bars and of the weeks, and right of both."""
COLOURS = [mpl.colors.to_hex(mpl.colormaps["magma_r"](x)) for x in np.linspace(0.01, 0.97, len(RUNGS))]
"""Pale for quiet, dark for war; even in lightness, so that it also reads in grey."""


def ladder(shown: Sequence[Shown], worlds: int, foot: str) -> Sheet:
    """For each scenario and its days the highest rung reached, and below it the weeks."""
    subtitle = (
        f"Bars: the highest rung that each of {worlds:,} worlds reached over the days stated. Below: the highest rung of each "
        "week, as a share of the worlds; the colours are those of the rungs."
    )
    titles = [wrap(one.title, NARROW - 2 * MARGIN, 10, "bold", 2) for one in shown]
    heads = [LINE * (len(title) + 1) + 0.06 for title in titles]
    block = PANEL + GAP / 2 + WEEKS + HEIGHT + GAP
    room = sum(heads) + block * len(shown) - GAP + 0.05
    page = sheet(room, "How high is the escalation ladder climbed, and when?", subtitle, foot, NARROW)
    whole = page.figure.get_figheight()
    top = page.top * whole

    def axes_at(left: float, bottom: float, high: float) -> Axes:
        return page.figure.add_axes((left / NARROW, bottom / whole, (NARROW - left - RIGHT) / NARROW, high / whole))

    for one, title, head in zip(shown, titles, heads, strict=True):
        left = MARGIN / NARROW
        page.figure.text(left, top / whole, "\n".join(title), weight="bold", size=10, va="top", linespacing=1.25)
        page.figure.text(left, (top - LINE * len(title)) / whole, _days_and_how(one), size=8.5, color=MUTED, va="top")
        bottom = top - head - PANEL
        _peaks(axes_at(NAMES, bottom, PANEL), one.digest.peaks)
        weeks = axes_at(LEFT, bottom - GAP / 2 - WEEKS, WEEKS)
        _weeks(weeks, *one.digest.weekly_shares, one.digest.days[-1] + ONE_DAY)
        top -= head + block
    return page


def _peaks(axes: Axes, shares: Floats) -> None:
    """A bar for each rung: the share of worlds for which it was the highest."""
    frame: Any = {"height": 0.78, "edgecolor": MUTED, "linewidth": 0.4}
    for rung, (share, text, colour) in enumerate(zip(shares, _in_words(shares), COLOURS, strict=True)):
        axes.barh(rung, -0.055, left=-0.02, color=colour, **frame)
        if share > 0:
            axes.barh(rung, share, color=colour, **frame)
            axes.text(share + 0.02, rung, text, va="center", size=8.5, color=INK)
    axes.set_yticks(range(len(RUNGS)), [f"{name}  {rung}" for rung, name in enumerate(RUNGS)])
    axes.set_xlim(-0.08, 1.14)
    bare(axes, keep=("left",))
    axes.spines["left"].set_visible(False)
    axes.tick_params(left=False, labelcolor=INK, pad=2)


def _in_words(shares: Floats) -> list[str]:
    """Shares in per cents that add up to 100; one too near an end for its rounding says so."""
    texts = percents(*map(float, shares))
    small = ["<1 %" if share > 0 and text == "0 %" else text for share, text in zip(shares, texts, strict=True)]
    return [">99 %" if share < 1 and text == "100 %" else text for share, text in zip(shares, small, strict=True)]


def _weeks(axes: Axes, weeks: NDArray[np.datetime64], shares: Floats, end: np.datetime64) -> None:
    """Shares of worlds by week, stacked from quiet at the bottom to war at the top; the last week ends by the day `end`."""
    edges = np.append(weeks, min(weeks[-1] + np.timedelta64(7, "D"), end))
    floor = np.zeros(len(weeks))
    for share, colour in zip(shares, COLOURS, strict=True):
        if share.any():
            changes = _changes(floor, share)
            axes.stairs(
                (floor + share)[changes],
                np.append(edges[changes], edges[-1]),
                baseline=floor[changes],
                fill=True,
                color=colour,
                linewidth=0,
            )
        floor = floor + share
    axes.set_ylim(0, 1)
    axes.set_yticks([0, 0.5, 1], ["0", "50 %", "100 %"])
    date_axis(axes, np.arange(edges[0], edges[-1]), labelled=True, width=NARROW - LEFT - RIGHT)


def _changes(floor: Floats, share: Floats) -> Ints:
    """Weeks at which a band's lower or upper edge moves, the first among them."""
    moved = (np.diff(floor) != 0) | (np.diff(share) != 0)
    return np.flatnonzero(np.concatenate([[True], moved]))


def _days_and_how(one: Shown) -> str:
    """The days counted, and whether they are documented or simulated."""
    return f"{one.dates}, simulated" if one.is_simulated else f"{one.dates}, documented: the same in every world"
