"""effect: how likely a scenario changes each watched measure at all, which way, and by how much."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from sim.figures.style import (
    FAINT,
    INK,
    MARGIN,
    MUTED,
    NARROW,
    NOTHING,
    Sheet,
    bare,
    beside,
    number,
    sheet,
    signed,
    thin_line,
    whole_ticks,
)
from sim.vocabulary.measures import MEASURES
from sim.wording import percents

LESS, SAME, MORE = "#0072B2", "#d3d7dc", "#D55E00"
"""Lower, the same, higher: told apart by all common kinds of colour vision, and by their place."""
WORDS = ("lower", "the same", "higher")
NAME, SHARES, SAID, SIZE, GAP = 0.26, 0.2, 0.21, 0.52, 0.2
"""Inches: the measure's name, the bar of shares, what it says, the size below it, and the room to the next."""
LEAST_REACH = 2.5
"""A difference of one is not to look as large as the room."""
LETTERS = 8.5
MISLEADING = ("two modes", "mostly nothing")
"""Shapes of which the mean is no typical world: said beside it."""


@dataclass(frozen=True)
class Heading:
    """What stands above and below a page: a question, which arm against what, and where it comes from."""

    question: str
    subtitle: str
    foot: str


def effect(rows: pd.DataFrame, measures: Sequence[str], heading: Heading) -> Sheet:
    """A page for one scenario or point.

    Parameters
    ----------
    rows
        Its rows of the table of effects (`sim.estimates.table`), by measure.
    measures
        Those that are shown, in their order.
    """
    shown = [(name, row) for name in measures for _, row in rows.loc[[name]].iterrows()]
    heights = [_height(row) for _, row in shown]
    told = any(not math.isnan(row["effect_low"]) for _, row in shown)
    page = sheet(sum(heights), heading.question, f"{heading.subtitle} {_legend(told)}", heading.foot, NARROW)
    whole, top = page.figure.get_figheight(), page.top * page.figure.get_figheight()
    for (name, row), height in zip(shown, heights, strict=True):
        _block(page, name, row, top, whole)
        top -= height
    return page


def _legend(told_apart: bool) -> str:
    mean_effect = "thick: 90 % of the mean effect over parameters; " if told_apart else ""
    return (
        "Upper bar: worlds in which it is lower (blue), the same (grey), higher (orange). "
        f"Below: dot, mean difference; {mean_effect}thin: 90 % of single worlds."
    )


def _height(row: pd.Series) -> float:
    return NAME + GAP + (NOTHING if _is_flat(row) else SHARES + SAID + SIZE)


def _is_flat(row: pd.Series) -> bool:
    """Whether there is no size to show."""
    return bool(pd.isna(row["difference"]) or row["p_same"] == 1)


def _block(page: Sheet, name: str, row: pd.Series, top: float, whole: float) -> None:
    wide = NARROW - 2 * MARGIN

    def axes_at(below: float, height: float) -> Axes:
        return page.figure.add_axes((MARGIN / NARROW, (top - below - height) / whole, wide / NARROW, height / whole))

    about, flat = MEASURES[name], _is_flat(row)
    upper = axes_at(NAME, NOTHING if flat else SHARES)
    bare(upper)
    beside(upper, about.label, (0, 1), (0, 4), size=9.5, weight="bold", color=INK, va="bottom")
    beside(upper, _words(row), (1, 1), (0, 4), size=LETTERS, color=MUTED, va="bottom", ha="right")
    if flat:
        thin_line(upper, "no world has a value in both" if pd.isna(row["difference"]) else "the same in every world")
        return
    _shares(upper, row)
    _size(axes_at(NAME + SHARES + SAID, SIZE - 0.24), row)


def _words(row: pd.Series) -> str:
    """Mean difference, beside the reference's mean."""
    if pd.isna(row["difference"]):
        return ""
    return f"{signed(float(row['difference']))} from {number(float(row['reference_mean']))}"


def _shares(axes: Axes, row: pd.Series) -> None:
    """One bar of all worlds, fewer, the same, more; below it the same in words, for what is too thin to be seen."""
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    shares = [float(row[name]) for name in ("p_less", "p_same", "p_more")]
    begins, said = 0.0, []
    for share, colour, word, text in zip(shares, (LESS, SAME, MORE), WORDS, percents(*shares), strict=True):
        if share > 0:
            axes.barh(0.5, share, 1.0, left=begins, color=colour, linewidth=0)
            said.append(f"{word} in every world" if share == 1 else f"{word} in {'<1 %' if text == '0 %' else text}")
        begins += share
    plain = ", ".join(said).replace(" %", "\N{NO-BREAK SPACE}%")
    beside(axes, plain, (0, 0), (0, -3), size=LETTERS, color=INK, va="top")


def _size(axes: Axes, row: pd.Series) -> None:
    """The mean with its two intervals, zero in the middle."""
    bare(axes, keep=("bottom",))
    mean, low, high = (float(row[key]) for key in ("difference", "difference_low", "difference_high"))
    inner = [float(row[key]) for key in ("effect_low", "effect_high")]
    reach = max(abs(value) for value in (mean, low, high, *inner, LEAST_REACH) if not math.isnan(value)) * 1.06
    axes.set_xlim(-reach, reach)
    axes.set_ylim(0, 1)
    colour = LESS if mean < 0 else MORE
    axes.axhline(0.5, color=FAINT, linewidth=0.6, zorder=0)
    axes.axvline(0, color=INK, linewidth=1.0, zorder=1)
    axes.plot([low, high], [0.5, 0.5], color=colour, linewidth=1.6, solid_capstyle="butt", zorder=2)
    if not math.isnan(inner[0]):
        axes.plot(inner, [0.5, 0.5], color=colour, linewidth=6, alpha=0.55, solid_capstyle="butt", zorder=3)
    axes.plot([mean], [0.5], marker="o", markersize=7, color=colour, markeredgecolor="white", zorder=4)
    whole_ticks(axes.xaxis, 6)
    axes.tick_params(axis="x", length=2.5, pad=1.5)
    if row["shape"] in MISLEADING:
        left = mean > 0
        patch: Any = {"facecolor": "white", "edgecolor": "none", "pad": 1.0}
        side, place = ("left", -reach) if left else ("right", reach)
        axes.text(place, 0.5, row["shape"], ha=side, va="center", size=LETTERS, color=MUTED, bbox=patch, zorder=1)
