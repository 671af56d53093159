"""Labels beside the ends of lines, each at the height of its line, or led to it where there is no room."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.lines import Line2D

SIZE = 8.5
LINE = 0.155
"""Inches from line to line."""


class End(NamedTuple):
    """Where a line ends, what is said of it, and its colour."""

    value: float
    lines: tuple[str, ...]
    colour: str


def label_ends(axes: Axes, ends: Sequence[End], top: float, high: float) -> None:
    """Label the ends of lines in axes that run from 0 to `top` and are `high` inches high."""
    line = LINE / high
    width = axes.get_position().width * axes.figure.get_figwidth()  # type: ignore[union-attr]
    heights = apart([end.value / top for end in ends], [line * len(end.lines) for end in ends], 0.5 * line)
    for end, height in zip(ends, heights, strict=True):
        x = [1 + 0.03 / width, 1 + 0.1 / width, 1 + 0.15 / width]
        y = [end.value / top, height, height]
        axes.add_line(Line2D(x, y, transform=axes.transAxes, color=end.colour, linewidth=0.7, clip_on=False))
        for number, text in enumerate(end.lines):
            at = (1 + 0.2 / width, height - number * line)
            axes.text(*at, text, transform=axes.transAxes, color=end.colour, size=SIZE, va="center_baseline")


def apart(heights: Sequence[float], rooms: Sequence[float], edge: float) -> list[float]:
    """Where the first lines of labels stand: as near to `heights` as the room of each allows, in their order from the top.

    Parameters
    ----------
    rooms
        How much each label needs from its first line down, in the same fractions of a panel.
    edge
        How far the first line of the lowest label may fall below the panel, and that of the highest rise above it, at most.
    """
    order = sorted(range(len(heights)), key=lambda at: -heights[at])
    below = [sum(rooms[at] for at in order[:place]) for place in range(len(order))]
    wanted = [heights[at] + before for at, before in zip(order, below, strict=True)]
    levels = _falling(wanted)
    most, least = 1.0 + edge, -edge + below[-1] + rooms[order[-1]] - min(rooms)
    found = {at: max(min(level, most), least) - before for at, level, before in zip(order, levels, below, strict=True)}
    return [found[at] for at in range(len(heights))]


def _falling(values: Sequence[float]) -> list[float]:
    """The nearest values that do not rise (least squares, by pooling neighbours that do)."""
    pools: list[tuple[float, int]] = []
    for value in values:
        total, count = value, 1
        while pools and pools[-1][0] / pools[-1][1] < total / count:
            before = pools.pop()
            total, count = total + before[0], count + before[1]
        pools.append((total, count))
    return [total / count for total, count in pools for _ in range(count)]
