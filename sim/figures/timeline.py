"""timeline.png: the record's cumulative counts against the fan of simulated worlds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import matplotlib.dates as mdates
import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from sim.comparison import Comparison
from sim.figures.compared import n_worlds
from sim.figures.series import PANELS, Panel, bands, days_between, documented_marks, record_by_day, worlds_by_day
from sim.figures.style import INK, WIDTH, Sheet, arm_colour, bare, number, plain_day, sheet, whole_ticks
from sim.record.evidence import Evidence
from sim.scenario import Scenario
from sim.types import as_day

LEFT, RIGHT, GAP = 0.055, 0.13, 0.16
STRIP, ROW, TITLE = 0.62, 1.75, 0.25
ROOM = 0.24  # of a panel's height, between the labels of two lines
LABEL_INCHES = 0.075  # width of one letter of a mark's label


@dataclass(frozen=True)
class Column:
    """One scenario of a timeline: its axes' days, colour and whether anything of it is simulated."""

    scenario: Scenario
    days: NDArray[np.datetime64]
    colour: str

    @property
    def first_simulated(self) -> int | None:
        """Place of the branch day in `days`, or None if all is documented."""
        if self.scenario.branch is None:
            return None
        return int(np.searchsorted(self.days, as_day(self.scenario.branch)))


def timeline(comparison: Comparison, shown: Sequence[Scenario], evidence: Evidence, foot: str) -> Sheet:
    """Draw one column for each scenario shown, one row for each panel, under a strip with the branch and documented events."""
    days = days_between(*comparison.window)
    titled = len(shown) > 1
    page = sheet(STRIP + ROW * len(PANELS) + 0.3 + TITLE * titled, _question(shown), _subtitle(comparison, shown), foot)
    inch = 1 / page.figure.get_figheight()
    grid = page.figure.add_gridspec(
        len(PANELS) + 1,
        len(shown),
        left=LEFT,
        right=1 - RIGHT,
        top=page.top - TITLE * titled * inch,
        bottom=page.bottom + 0.32 * inch,
        height_ratios=[STRIP, *[ROW] * len(PANELS)],
        hspace=0.32,
        wspace=GAP * len(shown),
    )
    marks = documented_marks(evidence, days)
    for position, scenario in enumerate(shown):
        column = Column(scenario, days, arm_colour(comparison.scenarios.index(scenario)))
        strip = page.figure.add_subplot(grid[0, position])
        width = WIDTH * (1 - LEFT - RIGHT) / (len(shown) + GAP * (len(shown) - 1))
        _strip(strip, column, marks, width, titled=titled)
        for row, panel in enumerate(PANELS, start=1):
            axes = page.figure.add_subplot(grid[row, position])
            _panel(axes, comparison, column, panel, record_by_day(evidence, days, panel))
            date_axis(axes, days, labelled=row == len(PANELS), width=width)
            branch_line(axes, scenario)
    return page


def _question(shown: Sequence[Scenario]) -> str:
    return shown[0].question if len(shown) == 1 else "How far would each change have moved the record?"


def _subtitle(comparison: Comparison, shown: Sequence[Scenario]) -> str:
    if all(scenario.branch is None for scenario in shown):
        return "Running totals of the documented record; nothing in this scenario is simulated."
    whose = f"scenario “{shown[0].title}”" if len(shown) == 1 else "each scenario"
    return (
        f"Running totals: the record (black) against {n_worlds(comparison):,} simulated worlds of {whose}. "
        "Line: the median world; dark band: half of all worlds; light band: 90 %."
    )


def _panel(axes: Axes, comparison: Comparison, column: Column, panel: Panel, record: NDArray[np.int64]) -> None:
    """The record as a black step line; from the branch on, the bands and the median of the worlds."""
    axes.set_title(panel.title)
    axes.grid(axis="y")
    axes.plot(column.days, record.cumsum(), color=INK, linewidth=1.4, drawstyle="steps-post", zorder=3)
    ends = [(float(record.sum()), "record", INK)]
    first = column.first_simulated
    if first is not None:
        worlds = worlds_by_day(comparison.runs[column.scenario.name].daily, column.days, panel).cumsum(axis=1)
        fan = bands(worlds)[:, first:]
        days = column.days[first:]
        for low, high, strength in ((0, 4, 0.18), (1, 3, 0.35)):
            axes.fill_between(days, fan[low], fan[high], step="post", color=column.colour, alpha=strength, linewidth=0)
        axes.plot(days, fan[2], color=column.colour, linewidth=2.6, drawstyle="steps-post", zorder=2)
        ends.append((float(fan[2, -1]), f"model\n({number(fan[0, -1])}\N{EN DASH}{number(fan[4, -1])})", column.colour))
    top = max(axes.get_ylim()[1], 1.0)
    axes.set_ylim(0, top)
    whole_ticks(axes.yaxis, 4)
    _label_ends(axes, ends, top)


def _label_ends(axes: Axes, ends: list[tuple[float, str, str]], top: float) -> None:
    """Write the last value and the name of each line beside its end, kept apart and inside the panel."""
    heights = _apart([value / top for value, _, _ in ends])
    for (value, name, colour), height in zip(ends, heights, strict=True):
        axes.annotate(
            f"{number(value)} {name}",
            (1.0, height),
            xycoords="axes fraction",
            xytext=(5, 0),
            textcoords="offset points",
            color=colour,
            size=8.5,
            va="center",
            annotation_clip=False,
            linespacing=1.15,
        )


def _apart(heights: list[float]) -> list[float]:
    """One or two heights in [0, 1], moved apart by at least `ROOM` and away from the edges."""
    if len(heights) == 2 and abs(heights[0] - heights[1]) < ROOM:
        middle = min(max(sum(heights) / 2, 0.5 * ROOM + 0.04), 0.94 - 0.5 * ROOM)
        half = 0.5 * ROOM if heights[0] > heights[1] else -0.5 * ROOM
        return [middle + half, middle - half]
    return [min(max(height, 0.04), 0.94) for height in heights]


def date_axis(axes: Axes, days: NDArray[np.datetime64], *, labelled: bool, width: float) -> None:
    """Days along the bottom of a panel that is `width` inches wide, with few, short labels."""
    axes.set_xlim(days[0], days[-1])
    locator = mdates.AutoDateLocator(minticks=3, maxticks=max(int(width / 0.8), 4))  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(mdates.ConciseDateFormatter(locator, show_offset=False))  # type: ignore[no-untyped-call]
    axes.tick_params(labelbottom=labelled)


def branch_line(axes: Axes, scenario: Scenario) -> None:
    """A dashed line where a scenario leaves the record."""
    if scenario.branch is not None and scenario.branch > scenario.start:
        axes.axvline(as_day(scenario.branch), color=INK, linewidth=1.0, linestyle=(0, (4, 3)), zorder=4)  # type: ignore[arg-type]


def _strip(axes: Axes, column: Column, marks: list[tuple[np.datetime64, str]], width: float, *, titled: bool) -> None:
    """The branch and documented events, each on a line of its own where they would collide."""
    bare(axes)
    axes.set_xlim(column.days[0], column.days[-1])
    axes.set_ylim(0, 1)
    if titled:
        axes.set_title(column.scenario.title, weight="bold", color=column.colour)
    branch = column.scenario.branch
    texts = [(day, f"{name} {short_day(day)}", INK) for day, name in marks]
    if branch is not None and as_day(branch) > column.days[0]:
        texts.append((as_day(branch), f"simulated from {short_day(as_day(branch))}", column.colour))
    texts.sort(key=lambda text: text[0])
    rows = _rows([(_inches(day, column.days, width), LABEL_INCHES * len(text) + 0.2) for day, text, _ in texts], width)
    for (day, text, colour), (row, flip) in zip(texts, rows, strict=True):
        y = 0.12 + 0.27 * row
        axes.plot([day], [y], marker="v", markersize=4.5, color=colour, clip_on=False)
        side: Any = {"xytext": (-6, 0), "ha": "right"} if flip else {"xytext": (6, 0), "ha": "left"}
        axes.annotate(text, (day, y), textcoords="offset points", va="center", size=8.5, color=colour, **side)


def _rows(boxes: list[tuple[float, float]], width: float) -> list[tuple[int, bool]]:
    """The lowest free line for each label, and whether it hangs to the left of its mark; boxes are start and width in inches."""
    taken: list[tuple[int, float, float]] = []
    placed = []
    for start, length in boxes:
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
