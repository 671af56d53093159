"""Documented events above the panels of the timeline: triangles with labels on as few lines as hold them."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from sim.figures.lettering import inches
from sim.figures.style import INK, MUTED, bare, short_day
from sim.types import ONE_DAY

LINE = 0.2
"""Inches from line to line."""
SIZE = 8.5
ASIDE = 0.09
"""Inches from a triangle to its label, and between labels."""
Mark = tuple[np.datetime64, str]


class Placed(NamedTuple):
    """A mark's label, its line from the bottom, and whether it stands left of its triangle."""

    day: np.datetime64
    text: str
    line: int
    is_left: bool


def place(marks: Sequence[Mark], days: NDArray[np.datetime64], width: float, left: float, right: float) -> list[Placed]:
    """The fewest lines, and among such the fewest labels left of their triangles.

    Parameters
    ----------
    width
        Of the panels below, in inches; labels may reach `left` and `right` beyond them.
    """
    starts = [_inches(day, days, width) for day, _ in marks]
    texts = [f"{name} {short_day(day)}" for day, name in marks]
    tries = [_lines(starts, texts, sides, -left, width + right) for sides in itertools.product((False, True), repeat=len(marks))]
    best = min(tries, key=lambda found: (max(found[0], default=0), sum(found[1])))
    return [Placed(day, text, line, is_left) for (day, _), text, line, is_left in zip(marks, texts, *best, strict=True)]


def _lines(
    starts: Sequence[float], texts: Sequence[str], sides: Sequence[bool], low: float, high: float
) -> tuple[list[int], list[bool]]:
    """The line of each label if they stand on these sides, each turned if it would leave the page."""
    taken: list[tuple[int, float, float]] = []
    turned = []
    for start, text, side in zip(starts, texts, sides, strict=True):
        length = inches(text, SIZE) + 2 * ASIDE
        is_left = (side or start + length > high) and start - length >= low
        begin, end = (start - length, start) if is_left else (start, start + length)
        line = next(n for n in itertools.count() if all(n != other or begin >= b or end <= a for other, a, b in taken))
        taken.append((line, begin, end))
        turned.append(is_left)
    return [line for line, _, _ in taken], turned


def height(columns: Sequence[Sequence[Placed]]) -> float:
    """Inches that the labels of all columns need; nothing if there are none."""
    lines = [one.line for column in columns for one in column]
    return LINE * (max(lines) + 1) + 0.05 if lines else 0.0


def strip(axes: Axes, placed: Sequence[Placed], days: NDArray[np.datetime64], room: float) -> None:
    """Draw triangles and labels into axes `room` inches high."""
    bare(axes)
    axes.patch.set_visible(False)
    axes.set_xlim(days[0], days[-1] + ONE_DAY)
    axes.set_ylim(0, room)
    for day, text, line, is_left in placed:
        y = 0.5 * LINE + LINE * line
        axes.plot([day], [y], marker="v", markersize=4.5, color=INK, clip_on=False)
        aside = 72 * ASIDE
        side: Any = {"xytext": (-aside, 0), "ha": "right"} if is_left else {"xytext": (aside, 0), "ha": "left"}
        axes.annotate(text, (day, y), textcoords="offset points", va="center", size=SIZE, color=MUTED, **side)


def _inches(day: np.datetime64, days: NDArray[np.datetime64], width: float) -> float:
    return width * float((day - days[0]) / (days[-1] + ONE_DAY - days[0]))
