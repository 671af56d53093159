"""tornado: which names of a sweep move each watched measure most."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes

from sim.figures.lettering import inches, legible, wrap
from sim.figures.style import FAINT, INK, MARGIN, MUTED, NARROW, NOTHING, Sheet, bare, beside, number, sheet, thin_line
from sim.figures.swept import BLUE, subtitle_of, value_text
from sim.sweeps.drivers import Correlation, Range, drivers, has_ranges, means
from sim.sweeps.running import Sweep
from sim.vocabulary.measures import MEASURES

ROW, HEAD, GAP = 0.4, 0.27, 0.16
"""Inches: a name with its bar, the measure's name above them, and the room below."""
MOST_NAMES = 8
SIDE = 0.62
"""Inches beside the bars, for the numbers at their ends."""
VERMILION = "#D55E00"
LEAST, LEAST_SHARE = 1.0, 0.1
"""What the room shows at least, in the measure's unit and as a share of the reference: little is not to look like much."""


def tornado(sweep: Sweep, foot: str, measures: Sequence[str] | None = None) -> Sheet:
    """For each watched measure (or those of them that are named) a bar for every name, the longest above."""
    plan = sweep.plan
    by_measure = {name: drivers(sweep, name) for name in (plan.measures if measures is None else measures)}
    shown = min(len(plan.design.factors), MOST_NAMES)
    more = len(plan.design.factors) > MOST_NAMES
    rooms = [NOTHING if _moves_nothing(found) else ROW * shown for found in by_measure.values()]
    below = [0.2 if more and room != NOTHING else 0.0 for room in rooms]
    page = sheet(
        sum(rooms) + sum(below) + (HEAD + GAP) * len(rooms), "What moves the answer most?", _subtitle(sweep), foot, NARROW
    )
    whole, wide = page.figure.get_figheight(), NARROW - 2 * MARGIN
    top = page.top * whole
    for (name, found), room, under in zip(by_measure.items(), rooms, below, strict=True):
        axes = page.figure.add_axes((MARGIN / NARROW, (top - HEAD - room) / whole, wide / NARROW, room / whole))
        top -= HEAD + room + under + GAP
        _heading(axes, name)
        if room == NOTHING:
            thin_line(axes, "no name moves it" if found[0].size == 0 else "no world has a value")
            continue
        _panel(axes, sweep, name, found[:shown], wide)
        if under:
            beside(axes, f"and {len(found) - shown} more that move it less", (0, 0), (0, -2), size=8.5, color=MUTED, va="top")
    return page


def _subtitle(sweep: Sweep) -> str:
    if has_ranges(sweep.plan.design, sweep.plan.reference):
        means_of = "the mean" if len(sweep.plan.design.factors) == 1 else "the mean, the other names as at the reference point"
        return f"{subtitle_of(sweep)} Bar: from the least to the largest value of {means_of}; upright line: the reference point."
    return (
        f"{subtitle_of(sweep)} Bar: rank correlation of a point's mean with its value over all points, \N{MINUS SIGN}1 to 1. "
        "It says how steadily a measure rises or falls, not by how much."
    )


def _moves_nothing(found: Sequence[Range | Correlation]) -> bool:
    """Whether no name moves the measure at all, or no world has a value."""
    return all(isinstance(one, Range) and not one.size > 0 for one in found)


def _heading(axes: Axes, measure: str) -> None:
    bare(axes)
    about = MEASURES[measure]
    beside(axes, about.label, (0, 1), (0, 5), size=9.5, weight="bold", color=INK, va="bottom")
    beside(axes, about.unit, (1, 1), (0, 5), size=8.5, color=MUTED, va="bottom", ha="right")


def _panel(axes: Axes, sweep: Sweep, measure: str, found: Sequence[Range | Correlation], wide: float) -> None:
    axes.set_ylim(-len(found), 0)
    centre = float(means(sweep, measure)[sweep.plan.reference]) if isinstance(found[0], Range) else 0.0
    _limits(axes, found, centre, wide)
    for row, one in enumerate(found):
        (line,) = wrap(legible(_words(one)), wide, 8.5, most=1)
        patch: Any = {"facecolor": "white", "edgecolor": "none", "pad": 0.6}
        beside(
            axes, line, (0, -row - 0.04), (0, 0), size=8.5, color=INK, va="top", xycoords=("axes fraction", "data"), bbox=patch
        )
        if isinstance(one, Range):
            _range(axes, one, row, centre)
        else:
            _correlation(axes, one, row)


def _limits(axes: Axes, found: Sequence[Range | Correlation], centre: float, wide: float) -> None:
    """The longest bar and the numbers at its ends fit."""
    ends = [end for one in found if isinstance(one, Range) for end in (one.low, one.high, centre) if math.isfinite(end)]
    low, high = (min(ends), max(ends)) if ends else (-1.0, 1.0)
    short = max(LEAST, LEAST_SHARE * abs(centre)) - (high - low)
    if ends and short > 0:
        low, high = low - short / 2, high + short / 2
    beside = SIDE * (high - low) / (wide - 2 * SIDE)
    axes.set_xlim(low - beside, high + beside)


def _words(one: Range | Correlation) -> str:
    if isinstance(one, Correlation):
        return f"{one.factor.name}{'' if one.factor.is_ordered else ' (words, which have no rank)'}"
    if not one.size > 0:
        return one.factor.name
    return f"{one.factor.name}: least at {value_text(one.low_at)}, most at {value_text(one.high_at)}"


def _range(axes: Axes, one: Range, row: int, centre: float) -> None:
    y = -row - 0.72
    if not one.size > 0:
        _no_bar(axes, "moves nothing" if one.size == 0 else "no world has a value", y)
        return
    axes.barh(y, one.size, 0.34, left=one.low, color=BLUE, linewidth=0, zorder=2)
    _upright(axes, centre, y)
    _at_end(axes, number(one.low), one.low, y, "right")
    _at_end(axes, number(one.high), one.high, y, "left")


def _correlation(axes: Axes, one: Correlation, row: int) -> None:
    y = -row - 0.72
    if one.rho is None:
        _no_bar(axes, "none", y)
        return
    _upright(axes, 0.0, y)
    axes.barh(y, one.rho, 0.34, color=BLUE if one.rho >= 0 else VERMILION, linewidth=0, zorder=2)
    text = f"{one.rho:+.2f}".replace("-", "\N{MINUS SIGN}")
    _at_end(axes, text, one.rho, y, "left" if one.rho >= 0 else "right")


def _upright(axes: Axes, x: float, y: float) -> None:
    """The line from which a bar is read."""
    axes.plot([x, x], [y - 0.26, y + 0.26], color=INK, linewidth=1.0, zorder=3)


def _no_bar(axes: Axes, text: str, y: float) -> None:
    axes.axhline(y, color=FAINT, linewidth=0.8, zorder=0)
    low, high = axes.get_xlim()
    patch: Any = {"facecolor": "white", "edgecolor": "none", "pad": 1.0}
    axes.text((low + high) / 2, y, text, size=8.5, color=MUTED, ha="center", va="center", bbox=patch)


def _at_end(axes: Axes, text: str, x: float, y: float, side: str) -> None:
    points = 4 if side == "left" else -4
    assert inches(text, 8.5) < SIDE + 0.4, text
    axes.annotate(text, (x, y), xytext=(points, 0), textcoords="offset points", ha=side, va="center", size=8.5, color=MUTED)
