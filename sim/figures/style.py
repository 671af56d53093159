"""House style of the figures: made for a page about 900 pixels wide, safe for colour-blind readers, the same bytes every time."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
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

from sim.errors import InputError, unknown
from sim.figures.lettering import FAMILY, left_to_right, wrap
from sim.wording import rounded

WIDTH = 9.0
"""Inches; at 100 dots an inch the width of a page of text."""
NARROW = 4.6
"""Inches: at 390 pixels, letters of 8.5 points are 10 pixels high."""
DPI, SCREEN_DPI = 160, 110
"""Dots an inch of a file, and of the room that a notebook gives it."""
FORMATS = ("png", "svg", "pdf")
USUAL = ("png", "svg")
"""What a command writes unless it is asked for another."""
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


class Page(Figure):
    """A figure that a notebook shows by itself, whatever its settings."""

    def _repr_png_(self) -> tuple[bytes, dict[str, int]]:
        """The picture, and how large it is to be shown: letters are set for `DPI`, and at another they would be wider."""
        stream = io.BytesIO()
        with settings():
            self.savefig(stream, format="png", dpi=DPI, metadata=NO_TRACE["png"])
        width, height = (round(SCREEN_DPI * inches) for inches in self.get_size_inches())
        return stream.getvalue(), {"width": width, "height": height}


@dataclass(frozen=True)
class Sheet:
    """A figure with its headings set; `top` and `bottom` bound the room for axes, in fractions of its height."""

    figure: Page
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
    figure = Page(figsize=(width, height), dpi=DPI, facecolor="white")
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


def beside(axes: Axes, text: str, at: tuple[float, float], points: tuple[float, float], **how: Any) -> None:
    """Words beside axes, so many points from a place in them, in fractions of their size unless `xycoords` says otherwise."""
    place: Any = {"xycoords": "axes fraction", "textcoords": "offset points", "annotation_clip": False, **how}
    axes.annotate(text, at, xytext=points, **place)


NOTHING = 0.22
"""Inches of a panel in which nothing happens."""


def thin_line(axes: Axes, text: str) -> None:
    """A thin line with words on it, in place of a panel in which nothing happens."""
    bare(axes)
    axes.set_ylim(0, 1)
    axes.axhline(0.5, color="#9aa0a6", linewidth=0.8)
    patch: Any = {"facecolor": "white", "edgecolor": "none", "pad": 2.0}
    axes.text(0.5, 0.5, text, transform=axes.transAxes, ha="center", va="center", size=8.5, color=MUTED, bbox=patch)


# Files ------------------------------------------------------------------------------------------------------------------------


NO_TRACE: dict[str, Any] = {
    "png": {"Software": None},
    "svg": {"Date": None, "Creator": None},
    "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
}
"""By format what is not to stand in a file: when and by which software it was written."""


def formats_of(asked: str | Sequence[str] | None) -> tuple[str, ...]:
    """The formats in which figures are written: PNG, which reports show, and what is asked for; `USUAL` for None.

    Raises
    ------
    InputError
        For a format that there is not.

    >>> formats_of("pdf"), formats_of(["svg", "png", "pdf"])
    (('png', 'pdf'), ('png', 'svg', 'pdf'))
    """
    if asked is None:
        return USUAL
    names = [asked] if isinstance(asked, str) else list(asked)
    for name in names:
        if name not in FORMATS:
            raise InputError(unknown("format of figures", name, FORMATS))
    return tuple(name for name in FORMATS if name == "png" or name in names)


def save(page: Sheet, path: Path) -> Path:
    """Write a PNG without date or software in it; returns its path."""
    page.figure.savefig(path, format="png", dpi=DPI, metadata=NO_TRACE["png"])
    return path


def save_as(page: Sheet, path: Path, formats: Sequence[str] = USUAL) -> Path:
    """Write a PNG and, beside it, the same picture as SVG or PDF; returns the path of the PNG."""
    if "svg" in formats:
        drawn = io.StringIO()
        page.figure.savefig(drawn, format="svg", metadata=NO_TRACE["svg"])
        path.with_suffix(".svg").write_text(_shorter(drawn.getvalue()), encoding="utf-8", newline="\n")
    if "pdf" in formats:
        page.figure.savefig(path.with_suffix(".pdf"), format="pdf", metadata=NO_TRACE["pdf"])
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
