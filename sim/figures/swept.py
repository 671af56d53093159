"""What the figures of a sweep share: a narrow page that can be read on a phone, values in words, places on an axis."""

from __future__ import annotations

from datetime import date

import numpy as np
from matplotlib.axes import Axes

from sim.errors import cut
from sim.figures.lettering import inches, legible
from sim.figures.style import plain_day
from sim.record.evidence import Evidence
from sim.sweeps.drivers import positions
from sim.sweeps.factors import Value, in_words
from sim.sweeps.running import Sweep

BLUE, BAND, PALE, GREY = "#0072B2", "#7fb8d8", "#dbeaf3", "#9aa0a6"
MOST_TICKS = 5
MOST_LETTERS = 24
"""Of a word below an axis or beside a bar."""
BESIDE = 0.1
"""Inches that a label may reach beyond the axes."""


def value_text(value: Value) -> str:
    """A value in few letters: three digits of a number, a day as 2 Jan 2020."""
    if isinstance(value, date):
        return plain_day(value, "%b")
    if isinstance(value, float):
        return f"{value:.3g}".replace("-", "\N{MINUS SIGN}")
    return legible(cut(in_words(value), MOST_LETTERS))


def subtitle_of(sweep: Sweep) -> str:
    """Which scenario, how many worlds and points, over which days."""
    plan, (since, until) = sweep.plan, sweep.plan.points.span
    title = legible(plan.scenario.title, plan.scenario.name)
    points = f"{len(plan.design)} points" if len(plan.design) > 1 else "one point"
    return (
        f"“{title}”: the same {plan.worlds * len(plan.seeds):,} worlds and luck at {points}, "
        f"counted from {plain_day(since, '%b')} to {plain_day(until, '%b')}."
    )


def foot_of(sweep: Sweep, evidence: Evidence) -> str:
    """Design, seed and record."""
    return (
        f"Design: {sweep.plan.design.kind}; reference: point {sweep.plan.reference}; "
        f"seed{'s' if sweep.plan.more_seeds else ''} {cut(', '.join(map(str, sweep.plan.seeds)), 60)}; "
        f"record sha256 {evidence.record_sha256[:8]}."
    )


def ticks_of(axes: Axes, sweep: Sweep, at: int, room: float) -> None:
    """Few ticks along the axis of a name, at values that were run where it is no plain number.

    Parameters
    ----------
    room
        How wide the axes are, in inches.
    """
    design, places = sweep.plan.design, positions(sweep.plan.design, at)
    factor = design.factors[at]
    values = {place: design.rows[point][at] for point, place in reversed(list(enumerate(places)))}
    low, high = min(values), max(values)
    texts = {place: value_text(value) for place, value in values.items()}
    widest = max(inches(text, 8.5) for text in texts.values()) + 0.12
    beside = max(0.06, (widest / 2 - BESIDE) / (room - widest + 2 * BESIDE))
    aside = beside * (high - low) if high > low else 0.5
    axes.set_xlim(low - aside, high + aside)
    if factor.kind in ("number", "whole") and len(values) > MOST_TICKS:
        axes.locator_params(axis="x", nbins=MOST_TICKS, integer=factor.kind == "whole")
        return
    there = sorted(values)
    most = max(min(int(room / widest), len(there)), 1)
    chosen = [there[int(n)] for n in np.linspace(0, len(there) - 1, most)] if factor.is_ordered or most < len(there) else there
    chosen = _apart(chosen, widest * (high - low + 2 * aside) / room)
    axes.set_xticks(chosen, [texts[place] for place in chosen])


def _apart(places: list[float], least: float) -> list[float]:
    """The places, without those that lie nearer than so much to the one before."""
    kept: list[float] = []
    for place in places:
        if not kept or place - kept[-1] >= least:
            kept.append(place)
    return kept
