"""shares: bars of what drives each measure with intervals: chance, parameters and rule variants, then groups of parameters."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from matplotlib.axes import Axes

from sim.figures.lettering import legible, wrap
from sim.figures.style import FAINT, INK, MARGIN, MUTED, NARROW, Sheet, bare, plain_day, save_as, settings, sheet
from sim.figures.swept import BLUE, GREY, PALE
from sim.sensitivities.answering import Answer
from sim.sensitivities.rows import FIRST, SHARE, TOTAL, Row
from sim.sensitivities.split import BETWEEN, CHANCE, PARAMETERS, VARIANTS
from sim.vocabulary.measures import MEASURES

ROW, HEAD, SECTION, GAP = 0.24, 0.3, 0.24, 0.2
"""Inches: a bar, the measure's name, the name of a section, the room below."""
NAMES, BESIDE = 1.35, 0.55
"""Inches left of the bars, for their names, and right of a whole bar, for its number."""
MOST = 1.5
"""The longest share drawn: a total order without bias may lie above one."""
A_PAGE = 3
"""Measures of a page."""
LETTERS = 8.5
VERMILION = "#D55E00"
COLOURS = {CHANCE: GREY, BETWEEN: BLUE, PARAMETERS: BLUE, VARIANTS: VERMILION}
SHORT = {BETWEEN: "all parameters"}
OF_WORLDS, OF_MEAN = "of the variance of single worlds", "of what parameters do to the mean over luck"


def write_share_figures(answer: Answer, folder: Path) -> list[Path]:
    """Write `sensitivity`, `sensitivity_2` and so on, each as PNG and as SVG; returns the paths of the PNG files."""
    folder.mkdir(parents=True, exist_ok=True)
    pages = [answer.measures[first : first + A_PAGE] for first in range(0, len(answer.measures), A_PAGE)]
    with settings():
        return [
            save_as(shares(answer, page), folder / f"sensitivity{f'_{number}' if number > 1 else ''}.png")
            for number, page in enumerate(pages, 1)
        ]


def shares(answer: Answer, measures: Sequence[str]) -> Sheet:
    """For each measure the bars of its variance and, where there are designs, of the groups, the largest above."""
    page = sheet(
        sum(_height(answer, name) for name in measures), "What drives the answer?", _subtitle(answer), _foot(answer), NARROW
    )
    whole = page.figure.get_figheight()
    top = page.top * whole
    for name in measures:
        _panel(page, answer, name, top, whole)
        top -= _height(answer, name)
    return page


def _sections(answer: Answer, measure: str) -> list[tuple[str, list[tuple[Row, Row | None]]]]:
    """Headings, each with its bars: a row, and within it another where total orders have first ones."""
    split = {row.factor: row for row in answer.of(SHARE, measure)}
    if math.isnan(split[CHANCE].index):
        return [(answer.spread[measure], [])]
    apart = not math.isnan(split[VARIANTS].index)
    parts = (CHANCE, PARAMETERS, VARIANTS) if apart else (CHANCE, BETWEEN)
    found: list[tuple[str, list[tuple[Row, Row | None]]]] = [(OF_WORLDS, [(split[part], None) for part in parts])]
    first = {row.factor: row for row in answer.of(FIRST, measure)}
    totals = [row for row in answer.of(TOTAL, measure) if not math.isnan(row.index)]
    if totals:
        found.append((OF_MEAN, [(row, first[row.factor]) for row in sorted(totals, key=lambda row: -row.index)]))
    return found


def _height(answer: Answer, measure: str) -> float:
    return HEAD + GAP + sum(SECTION + ROW * len(bars) for _, bars in _sections(answer, measure))


def _subtitle(answer: Answer) -> str:
    about = answer.about
    of = "level" if about["reference"] is None else f"effect against {about['reference']}"
    since, until = (plain_day(day, "%b") for day in about["span"])
    more = " Groups: pale, total order with its interval; dark, first order." if answer.ties else ""
    return (
        f"“{legible(about['title'], about['scenario'])}”, {of}, counted from {since} to {until}. "
        f"Bars: shares, the upright line being all; thin lines: 90 % intervals.{more}"
    )


def _foot(answer: Answer) -> str:
    about = answer.about
    return f"{about['draws']:,} draws of the parameters, {about['worlds']:.3g} worlds each, seed {about['seed']}."


def _panel(page: Sheet, answer: Answer, measure: str, top: float, whole: float) -> None:
    wide = NARROW - 2 * MARGIN
    left = MARGIN / NARROW
    page.figure.text(left, (top - 0.06) / whole, MEASURES[measure].label, size=9.5, weight="bold", color=INK, va="top")
    below = top - HEAD
    for heading, bars in _sections(answer, measure):
        page.figure.text(left, (below - 0.04) / whole, heading, size=LETTERS, color=MUTED, va="top")
        if not bars:
            continue
        height = ROW * len(bars)
        bottom = below - SECTION - height
        axes = page.figure.add_axes((left, bottom / whole, wide / NARROW, height / whole))
        _bars(axes, bars, wide)
        below = bottom


def _bars(axes: Axes, bars: Sequence[tuple[Row, Row | None]], wide: float) -> None:
    bare(axes)
    unit = wide - NAMES - BESIDE
    most = max(1.0, *(min(row.high, MOST) for row, _ in bars))
    scale = most / unit
    axes.set_xlim(-NAMES * scale, most + BESIDE * scale)
    axes.set_ylim(-len(bars), 0)
    axes.axvline(0, color=MUTED, linewidth=0.8, zorder=1)
    axes.axvline(1, color=FAINT, linewidth=0.8, zorder=0)
    for at, (row, inner) in enumerate(bars):
        y = -at - 0.5
        (name,) = wrap(legible(SHORT.get(row.factor, row.factor)), NAMES - 0.08, LETTERS, most=1)
        axes.text(-NAMES * scale, y, name, size=LETTERS, color=INK, va="center")
        _bar(axes, row, inner, y, most, scale)


def _bar(axes: Axes, row: Row, inner: Row | None, y: float, most: float, scale: float) -> None:
    colour = COLOURS.get(row.factor, BLUE) if inner is None else PALE
    axes.barh(y, min(max(row.index, 0.0), most), 0.62, color=colour, linewidth=0, zorder=2)
    if inner is not None:
        axes.barh(y, min(max(inner.index, 0.0), most), 0.3, color=BLUE, linewidth=0, zorder=3)
    low, high = (min(max(end, 0.0), most) for end in (row.low, row.high))
    axes.plot([low, high], [y, y], color=INK, linewidth=1.1, solid_capstyle="butt", zorder=4)
    how: Any = {"size": LETTERS, "color": MUTED, "va": "center"}
    ends = max(high, min(row.index, most), 0.0 if inner is None else min(inner.index, most))
    axes.text(ends + 0.05 * scale, y, f"{max(100 * row.index, 0):.0f}\N{NO-BREAK SPACE}%", **how)
