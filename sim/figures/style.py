"""House style of the figures: made for a page about 900 pixels wide, safe for colour-blind readers, the same bytes every time."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sim.figures.lettering import FAMILY, left_to_right, wrap
from sim.wording import rounded

WIDTH = 9.0
"""Inches; at 100 dots an inch the width of a page of text."""
DPI = 160
INK, MUTED, FAINT = "#1a1a1a", "#5f6368", "#d9dce0"
ARM_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7")
"""Blue, vermilion, green and purple of Okabe and Ito (2008), told apart by all common kinds of colour vision."""
SETTINGS: Any = {
    "font.family": FAMILY,
    "font.size": 9.5,
    "text.color": INK,
    "axes.labelcolor": MUTED,
    "axes.edgecolor": MUTED,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.linewidth": 0.8,
    "axes.titlesize": 10,
    "axes.titlelocation": "left",
    "axes.titlepad": 6,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.labelsize": 8.5,
    "ytick.labelsize": 8.5,
    "axes.axisbelow": True,
    "grid.color": FAINT,
    "grid.linewidth": 0.6,
    "svg.hashsalt": "escalation",
    "path.simplify": True,
    "text.parse_math": False,  # a title may hold dollars
    "date.epoch": "1970-01-01T00:00:00",
}
MARGIN = 0.16
MOST_HEADING = 4
"""Lines of a question; the report has longer ones whole."""


@dataclass(frozen=True)
class Sheet:
    """A figure with its headings set; `top` and `bottom` bound the room for axes, in fractions of its height."""

    figure: Figure
    top: float
    bottom: float


def sheet(room: float, question: str, subtitle: str, foot: str, width: float = WIDTH) -> Sheet:
    """A page with `room` inches for axes, a question as its title, what is shown below it, and a foot note."""
    room_across = width - 2 * MARGIN
    heading = wrap(question, room_across, 13, "bold", MOST_HEADING)
    below = left_to_right(wrap(subtitle.replace(" %", "\N{NO-BREAK SPACE}%"), room_across, 9.5))
    last = wrap(foot, room_across, 8)
    top = MARGIN + 0.25 * len(heading) + 0.19 * len(below) + 0.12
    bottom = MARGIN + 0.16 * len(last)
    height = top + room + bottom
    figure = Figure(figsize=(width, height), dpi=DPI, facecolor="white")
    FigureCanvasAgg(figure)
    left = MARGIN / width
    figure.text(left, 1 - MARGIN / height, "\n".join(heading), size=13, weight="bold", va="top", linespacing=1.3)
    y = 1 - (MARGIN + 0.25 * len(heading) + 0.02) / height
    figure.text(left, y, "\n".join(below), size=9.5, color=MUTED, va="top", linespacing=1.3)
    figure.text(left, 0.6 * MARGIN / height, "\n".join(last), size=8, color=MUTED, va="bottom", linespacing=1.3)
    return Sheet(figure, 1 - top / height, bottom / height)


def settings() -> Any:
    """The style as a context; it leaves the caller's own settings alone."""
    return mpl.rc_context(SETTINGS)


def arm_colour(position: int) -> str:
    """The colour of a scenario by its position in a comparison; the reference comes first, as 0."""
    return ARM_COLOURS[position % len(ARM_COLOURS) - 1]


def whole_ticks(axis: Axis, most: int) -> None:
    """Ticks at whole numbers only, about as many as said."""
    axis.set_major_locator(MaxNLocator(nbins=most, integer=True))


def bare(axes: Axes, *, keep: tuple[str, ...] = ()) -> None:
    """Take away spines and ticks, all but the sides to keep."""
    for side, spine in axes.spines.items():
        spine.set_visible(side in keep)
    if "bottom" not in keep:
        axes.tick_params(bottom=False, labelbottom=False)
    if "left" not in keep:
        axes.tick_params(left=False, labelleft=False)


def save(page: Sheet, path: Path) -> Path:
    """Write a PNG without date or software in it; returns its path."""
    page.figure.savefig(path, format="png", dpi=DPI, metadata={"Software": None})
    return path


def save_both(page: Sheet, path: Path) -> Path:
    """Write a PNG and, beside it, the same picture as SVG; returns the path of the PNG."""
    drawn = io.StringIO()
    page.figure.savefig(drawn, format="svg", metadata={"Date": None, "Creator": None})
    path.with_suffix(".svg").write_text(_shorter(drawn.getvalue()), encoding="utf-8", newline="\n")
    return save(page, path)


def _shorter(svg: str) -> str:
    """Coordinates of paths to a hundredth of a point, which no eye can tell and which halves the file."""

    def rounded(path: re.Match[str]) -> str:
        return re.sub(r"-?\d+\.\d{3,}", lambda number: f"{float(number[0]):.2f}".rstrip("0").rstrip("."), path[0])

    return re.sub(r' d="[^"]*"', rounded, svg)


def plain_day(day: date, month: str = "%B") -> str:
    """A day as 3 January 2020; with `%b` as 3 Jan 2020."""
    return f"{day.day} {day.strftime(month)} {day.year}"


def short_day(day: np.datetime64) -> str:
    """A day as 3 Jan 2020."""
    return plain_day(day.astype("datetime64[D]").item(), "%b")


def number(value: float) -> str:
    """A number to about three digits, as the commands print it: whole from 100 up, one decimal from 10, else two; a true minus.

    >>> number(1234.4), number(10.52), number(0.6), number(2.0)
    ('1,234', '10.5', '0.60', '2')
    """
    return rounded(value, ",").replace("-", "\N{MINUS SIGN}")


def signed(value: float) -> str:
    """A difference, with its sign."""
    text = number(value)
    return f"+{text}" if value > 0 and text != "0" else text
