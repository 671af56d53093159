"""timeline: the record's running totals against the fan of simulated worlds, both counted from the first simulated day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import matplotlib.dates as mdates
import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from sim.figures.compared import Shown
from sim.figures.series import documented_marks, record_by_day
from sim.figures.style import INK, MUTED, WIDTH, Sheet, arm_colour, bare, number, plain_day, sheet, whole_ticks
from sim.record.evidence import Evidence
from sim.results.digest import RUNNING
from sim.types import Ints
from sim.vocabulary.measures import MEASURES

LEFT, RIGHT, GAP = 0.055, 0.165, 0.22
LINE, ROW, TITLE = 0.2, 1.75, 0.25
ROOM = 0.13  # of a panel's height, between the labels of two ends; more where one has two lines
LABEL_INCHES = 0.075  # width of one letter of a mark's label
Mark = tuple[np.datetime64, str]


def timeline(shown: Sequence[Shown], worlds: int, evidence: Evidence, foot: str) -> Sheet:
    """Draw one column for each scenario shown, one row for each running total, under the documented events worth a mark."""
    width = WIDTH * (1 - LEFT - RIGHT) / (len(shown) + GAP * (len(shown) - 1))
    marks = [documented_marks(evidence, one.digest.days) for one in shown]
    rows = [_rows(places, one.digest.days, width) for places, one in zip(marks, shown, strict=True)]
    strip = 0.15 + LINE * max((row for column in rows for row, _ in column), default=-1) + LINE
    titled = len(shown) > 1
    page = sheet(strip + ROW * len(RUNNING) + 0.3 + TITLE * titled, _question(shown), _subtitle(shown, worlds), foot)
    inch = 1 / page.figure.get_figheight()
    grid = page.figure.add_gridspec(
        len(RUNNING) + 1,
        len(shown),
        left=LEFT,
        right=1 - RIGHT,
        top=page.top - TITLE * titled * inch,
        bottom=page.bottom + 0.32 * inch,
        height_ratios=[strip, *[ROW] * len(RUNNING)],
        hspace=0.32,
        wspace=GAP * len(shown),
    )
    for position, one in enumerate(shown):
        axes = page.figure.add_subplot(grid[0, position])
        if titled:
            axes.set_title(one.scenario.title, weight="bold", color=arm_colour(one.place))
        _strip(axes, one.digest.days, marks[position], rows[position], strip)
        for row, measure in enumerate(RUNNING, start=1):
            axes = page.figure.add_subplot(grid[row, position])
            _panel(axes, one, measure, record_by_day(evidence, one.digest.days, measure), "\n" if titled else " ")
            date_axis(axes, one.digest.days, labelled=row == len(RUNNING), width=width)
    return page


def _question(shown: Sequence[Shown]) -> str:
    return shown[0].scenario.question if len(shown) == 1 else "How far would each change have moved the record?"


def _subtitle(shown: Sequence[Shown], worlds: int) -> str:
    if not any(one.is_simulated for one in shown):
        return "Running totals of the documented record; nothing in this scenario is simulated."
    whose = f"scenario “{shown[0].scenario.title}”" if len(shown) == 1 else "each scenario"
    since = f", counted from {short_day(shown[0].digest.days[0])}" if len({one.span for one in shown}) == 1 else ""
    return (
        f"Running totals{since}: the record (black) against {worlds:,} simulated worlds of {whose}. "
        "Line: the median world; dark band: half of all worlds; light band: 90 %."
    )


def _panel(axes: Axes, one: Shown, measure: str, record: Ints, between: str) -> None:
    """The record as a black step line; the bands and the median of the worlds; `between` parts the median from its interval."""
    days, colour = one.digest.days, arm_colour(one.place)
    axes.set_title(MEASURES[measure].label)
    axes.grid(axis="y")
    axes.plot(days, record.cumsum(), color=INK, linewidth=1.4, drawstyle="steps-post", zorder=3)
    ends = [(float(record.sum()), f"record {record.sum():,}", INK)]
    if one.is_simulated:
        fan = one.digest.running(measure)
        for low, high, strength in ((0, 4, 0.18), (1, 3, 0.35)):
            axes.fill_between(days, fan[low], fan[high], step="post", color=colour, alpha=strength, linewidth=0)
        axes.plot(days, fan[2], color=colour, linewidth=2.6, drawstyle="steps-post", zorder=2)
        least, median, most = (number(fan[band, -1]) for band in (0, 2, 4))
        ends.append((float(fan[2, -1]), f"median {median}{between}({least}\N{EN DASH}{most})", colour))
    top = max(axes.get_ylim()[1], 1.0)
    axes.set_ylim(0, top)
    whole_ticks(axes.yaxis, 4)
    _label_ends(axes, ends, top, ROOM * (1.6 if between == "\n" else 1.0))


def _label_ends(axes: Axes, ends: list[tuple[float, str, str]], top: float, room: float) -> None:
    """Write the last value and the name of each line beside its end; where two are moved apart, a thin line leads to each."""
    heights = _apart([value / top for value, _, _ in ends], room)
    for (value, text, colour), height in zip(ends, heights, strict=True):
        axes.annotate(
            text,
            (1.0, value / top),
            xycoords="axes fraction",
            xytext=(1.022, height),
            textcoords="axes fraction",
            color=colour,
            size=8.5,
            va="center",
            annotation_clip=False,
            arrowprops={"arrowstyle": "-", "color": colour, "linewidth": 0.7, "shrinkA": 1, "shrinkB": 0},
        )


def _apart(heights: list[float], room: float) -> list[float]:
    """One or two heights in [0, 1], moved apart by at least `room` and away from the edges."""
    if len(heights) == 2 and abs(heights[0] - heights[1]) < room:
        middle = min(max(sum(heights) / 2, 0.5 * room + 0.04), 0.97 - 0.5 * room)
        half = 0.5 * room if heights[0] >= heights[1] else -0.5 * room
        return [middle + half, middle - half]
    return [min(max(height, 0.04), 0.97) for height in heights]


def date_axis(axes: Axes, days: NDArray[np.datetime64], *, labelled: bool, width: float) -> None:
    """Days along the bottom of a panel that is `width` inches wide, with few, short labels."""
    axes.set_xlim(days[0], days[-1] if len(days) > 1 else days[0] + np.timedelta64(1, "D"))
    locator = mdates.AutoDateLocator(minticks=3, maxticks=max(int(width / 0.8), 4))  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(mdates.ConciseDateFormatter(locator, show_offset=False))  # type: ignore[no-untyped-call]
    axes.tick_params(labelbottom=labelled)


# Documented events ----------------------------------------------------------------------------------------------------------


def _strip(axes: Axes, days: NDArray[np.datetime64], marks: list[Mark], rows: list[tuple[int, bool]], height: float) -> None:
    """Each on the lowest line where it does not collide."""
    bare(axes)
    axes.set_xlim(days[0], days[-1] if len(days) > 1 else days[0] + np.timedelta64(1, "D"))
    axes.set_ylim(0, height)
    for (day, name), (row, flip) in zip(marks, rows, strict=True):
        y = 0.06 + LINE * row
        axes.plot([day], [y], marker="v", markersize=4.5, color=INK, clip_on=False)
        side: Any = {"xytext": (-6, 0), "ha": "right"} if flip else {"xytext": (6, 0), "ha": "left"}
        text = f"record: {name} {short_day(day)}"
        axes.annotate(text, (day, y), textcoords="offset points", va="center", size=8.5, color=MUTED, **side)


def _rows(marks: list[Mark], days: NDArray[np.datetime64], width: float) -> list[tuple[int, bool]]:
    """The lowest free line for each mark's label, and whether it hangs to the left of its mark."""
    taken: list[tuple[int, float, float]] = []
    placed = []
    for day, name in marks:
        start, length = _inches(day, days, width), LABEL_INCHES * (len(name) + 20) + 0.2
        flip = start + length > width + 0.9
        low, high = (start - length, start + 0.1) if flip else (start - 0.1, start + length)
        row = next(r for r in range(99) if all(r != other or high < a or low > b for other, a, b in taken))
        taken.append((row, low, high))
        placed.append((row, flip))
    return placed


def _inches(day: np.datetime64, days: NDArray[np.datetime64], width: float) -> float:
    return width * float((day - days[0]) / (days[-1] - days[0])) if len(days) > 1 else 0.0


def short_day(day: np.datetime64) -> str:
    """A day as 3 Jan 2020."""
    return plain_day(day.astype("datetime64[D]").item(), "%b")
