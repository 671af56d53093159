"""response: what each watched measure is along one name of a sweep."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from sim.figures.lettering import legible
from sim.figures.style import FAINT, INK, MARGIN, MUTED, NARROW, NOTHING, Sheet, number, sheet, thin_line
from sim.figures.swept import BAND, BLUE, GREY, PALE, subtitle_of, ticks_of
from sim.sweeps.drivers import along, has_line, positions
from sim.sweeps.running import Sweep
from sim.types import Floats
from sim.vocabulary.measures import MEASURES

PANEL, HEAD, TICKS, GAP = 1.15, 0.24, 0.22, 0.16
"""Inches: a panel, its name above it, the values below, and the room between."""
LEFT, RIGHT = 0.62, 0.14
MOST_Y = 4
"""Ticks of the vertical axis."""
BINS = 8
"""Of a sampled design: points with neighbouring values whose means are averaged."""
NORMAL_90 = 1.6448536269514722
"""So many standard errors to each side hold 90 % of a normal distribution."""
LEAST = 1.0
"""Of a measure's unit, what a panel shows at least: a hundredth of a move is not to look like much."""
COLUMNS = ["mean", "mean_standard_error", "low", "high"]


def response(sweep: Sweep, at: int, foot: str, measures: Sequence[str] | None = None) -> Sheet:
    """One panel for each watched measure (or those of them that are named), against the name at position `at` of the design."""
    factor, measures = sweep.plan.design.factors[at], sweep.plan.measures if measures is None else measures
    tables = {name: sweep.points[sweep.points["measure"] == name][COLUMNS].to_numpy(dtype=float) for name in measures}
    flat = {name: _is_flat(shown) for name, shown in tables.items()}
    rooms = [HEAD + (NOTHING if flat[name] else PANEL + TICKS) for name in measures]
    room = sum(rooms) + GAP * len(measures) + 0.2
    question = f"What follows from {legible(factor.name)}?"
    page = sheet(room, question, _subtitle(sweep, at), foot, NARROW)
    whole, wide = page.figure.get_figheight(), NARROW - LEFT - RIGHT
    top = page.top * whole
    for name, high in zip(measures, rooms, strict=True):
        panel = NOTHING if flat[name] else PANEL
        axes = page.figure.add_axes((LEFT / NARROW, (top - HEAD - panel) / whole, wide / NARROW, panel / whole))
        top -= high + GAP
        _heading(axes, name)
        if flat[name]:
            value = float(tables[name][0, 0])
            thin_line(axes, "no world has a value" if np.isnan(value) else f"{number(value)} in every world, at every point")
            continue
        _panel(axes, sweep, at, tables[name])
        ticks_of(axes, sweep, at, wide)
    unit = _unit(sweep, at)
    page.figure.text(
        (LEFT + wide / 2) / NARROW, (page.bottom * whole + 0.06) / whole, unit, size=8.5, color=MUTED, ha="center", va="bottom"
    )
    return page


def _subtitle(sweep: Sweep, at: int) -> str:
    design, reference = sweep.plan.design, sweep.plan.reference
    ordered, alone = design.factors[at].is_ordered, len(design.factors) == 1
    if not has_line(design, at, reference):
        line = "Grey: the mean at each point; line: averaged over points with neighbouring values, and so is the band"
        return f"{subtitle_of(sweep)} {line}, which holds 90 % of the worlds. The other names vary too."
    others = "" if alone else f", the other names as at point {reference} (ring)"
    if not ordered:
        return f"{subtitle_of(sweep)} Dot: mean{others}; dark: its 90 % Monte Carlo interval; pale: 90 % of the worlds."
    grey = " Grey: all other points." if not alone else ""
    return f"{subtitle_of(sweep)} Line: mean{others}; dark: its 90 % Monte Carlo interval; pale: 90 % of the worlds.{grey}"


def _unit(sweep: Sweep, at: int) -> str:
    from sim.parameters import load_parameters

    factor = sweep.plan.design.factors[at]
    unit = load_parameters().entry(factor.key).unit if factor.is_parameter else ""
    return legible(f"{factor.name}, {unit}" if unit and len(factor.name) + len(unit) < 48 else factor.name)


def _heading(axes: Axes, name: str) -> None:
    about = MEASURES[name]
    where: Any = {"xycoords": "axes fraction", "textcoords": "offset points", "va": "bottom", "annotation_clip": False}
    aside = -72 * (LEFT - MARGIN)
    axes.annotate(about.label, (0, 1), xytext=(aside, 5), size=9.5, weight="bold", color=INK, **where)
    axes.annotate(about.unit, (1, 1), xytext=(0, 5), size=8.5, color=MUTED, ha="right", **where)


def _is_flat(shown: Floats) -> bool:
    """Whether all worlds of all points have the same value, or none has any."""
    known = np.concatenate([shown[:, [0, 2, 3]].ravel(), *_sure(shown)])
    return len(np.unique(known[~np.isnan(known)])) < 2


def _panel(axes: Axes, sweep: Sweep, at: int, shown: Floats) -> None:
    design, reference = sweep.plan.design, sweep.plan.reference
    places = positions(design, at)
    axes.grid(axis="y")
    axes.locator_params(axis="y", nbins=MOST_Y)
    if has_line(design, at, reference):
        line = along(design, at, reference)
        others = np.setdiff1d(np.arange(len(design)), line)
        axes.plot(places[others], shown[others, 0], "o", markersize=3, color=GREY, alpha=0.6, markeredgewidth=0, zorder=2)
        _draw(axes, places[line], shown[line], joined=design.factors[at].is_ordered)
        ring: Any = {"markerfacecolor": "white", "markeredgecolor": INK, "markeredgewidth": 1.2}
        axes.plot(places[[reference]], shown[[reference], 0], "o", markersize=7, zorder=6, **ring)
    else:
        axes.plot(places, shown[:, 0], "o", markersize=3, color=GREY, alpha=0.6, markeredgewidth=0, zorder=2)
        _draw(axes, *binned(places, shown), joined=True)
    _room(axes, shown)


def binned(places: Floats, shown: Floats) -> tuple[Floats, Floats]:
    """Averages over points with neighbouring places: up to `BINS` groups of nearly equal size; points in one place stay together.

    Returns
    -------
    The mean places, shape `(groups,)`, and the averages of `shown`'s columns, shape `(groups, columns)`; standard errors do not
    average and are NaN.
    """
    distinct = np.unique(places)
    groups = np.array_split(distinct, min(BINS, max(len(distinct) // 2, 1)))
    members = [np.isin(places, group) for group in groups]
    averages = np.array([pd.DataFrame(shown[inside]).mean().to_numpy() for inside in members])
    averages[:, COLUMNS.index("mean_standard_error")] = np.nan
    return np.array([places[inside].mean() for inside in members]), averages


def _draw(axes: Axes, places: Floats, shown: Floats, *, joined: bool) -> None:
    mean, _, low, high = shown.T
    least, most = _sure(shown)
    if joined:
        axes.fill_between(places, low, high, color=PALE, linewidth=0, zorder=1)
        axes.fill_between(places, least, most, color=BAND, linewidth=0, zorder=3)
        axes.plot(places, mean, color=BLUE, linewidth=1.6, marker="o", markersize=4.5, zorder=5)
        return
    axes.vlines(places, low, high, color=PALE, linewidth=9, zorder=1)
    axes.vlines(places, least, most, color=BAND, linewidth=9, zorder=3)
    axes.plot(places, mean, "o", color=BLUE, markersize=5, zorder=5)


def _sure(shown: Floats) -> tuple[Floats, Floats]:
    """The ends of the interval of each mean; no measure is negative."""
    mean, error = shown[:, 0], NORMAL_90 * shown[:, 1]
    return np.maximum(mean - error, 0.0), mean + error


def _room(axes: Axes, shown: Floats) -> None:
    """From a little below the lowest quantile to a little above the highest, and `LEAST` at least."""
    known = np.concatenate([shown[:, [0, 2, 3]].ravel(), *_sure(shown)])
    low, high = float(np.nanmin(known)), float(np.nanmax(known))
    if high - low < LEAST:
        low = max((low + high - LEAST) / 2, 0.0)
        high = low + LEAST
    aside = 0.08 * (high - low)
    axes.set_ylim(low - aside, high + aside)
    axes.spines["left"].set_color(FAINT)
