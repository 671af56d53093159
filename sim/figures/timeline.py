"""timeline: running totals of the record, of the simulated worlds and of a simulated reference, over the days counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import matplotlib.dates as mdates
import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from sim.figures.compared import Shown
from sim.figures.days import HEIGHT, date_axis
from sim.figures.ends import SIZE, End, label_ends
from sim.figures.lettering import inches
from sim.figures.marks import Placed, height, place, strip
from sim.figures.series import documented_marks
from sim.figures.style import FAINT, INK, MUTED, NARROW, Sheet, arm_colour, number, sheet, whole_ticks
from sim.record.counts import record_by_day
from sim.record.evidence import Evidence
from sim.results.beyond import WINDOW
from sim.results.digest import RUNNING
from sim.types import ONE_DAY, Bools, Floats, Ints
from sim.vocabulary.measures import MEASURES

LEFT = 0.5
"""Inches left of a panel, for the numbers of its axis."""
HEAD, PANEL, EMPTY, GAP = 0.26, 1.3, 0.2, 0.16
"""Inches of a panel's title, of a panel, of the words in the place of one in which nothing happens, and below each."""
SEVERAL = 0.05
"""Share of the worlds from which on a day is marked as beyond the record."""
BEYOND = "#d55e00"
NOTHING = "None, in the record or in any world."
NEARLY_NOTHING = "None in the record, nor in at least 95 % of the worlds."
ALL_THERE = "None in the record."


@dataclass(frozen=True)
class Column:
    """One scenario, its reference if that is simulated, the record's counts by measure, and how wide its panels are."""

    one: Shown
    reference: Shown | None
    record: dict[str, Ints]
    width: float
    marks: list[Placed]

    def nothing(self, measure: str) -> str | None:
        """Words in the place of a panel that would show nothing; None if there is something to show."""
        digests = [each.digest for each in (self.one, self.reference) if each]
        if self.record[measure].any() or any(digest.running(measure)[4, -1] > 0 for digest in digests):
            return None
        if not self.one.is_simulated:
            return ALL_THERE
        return NEARLY_NOTHING if any(digest.measures[measure].values.any() for digest in digests) else NOTHING


def timeline(
    one: Shown,
    worlds: int,
    evidence: Evidence,
    foot: str,
    reference: Shown | None = None,
    measures: Sequence[str] = RUNNING,
) -> Sheet:
    """Draw one panel for each running total, under the documented events worth a mark.

    Parameters
    ----------
    reference
        The reference over the same days; one that is simulated is drawn too.
    measures
        Those running totals that are shown, of `sim.results.digest.RUNNING`.
    """
    column = _column(one, reference if reference and reference.is_simulated else None, evidence, measures)
    marks = height([column.marks])
    empty = [column.nothing(measure) is not None for measure in measures]
    last = max((row for row, none in enumerate(empty) if not none), default=-1)
    below = [HEIGHT if row == last else GAP for row in range(len(measures))]
    highs = [EMPTY if none else PANEL for none in empty]
    page = sheet(marks + sum(below) + sum(highs) + HEAD * len(measures), one.question, _subtitle(column, worlds), foot, NARROW)
    top = page.top * page.figure.get_figheight() - marks
    if column.marks:
        strip(_axes(page, column, top, marks), column.marks, one.digest.days, marks)
    for row, measure in enumerate(measures):
        top -= HEAD + highs[row]
        axes = _axes(page, column, top, highs[row])
        if empty[row]:
            _words(axes, measure, column.nothing(measure) or "")
        else:
            _panel(axes, column, measure)
            date_axis(axes, one.digest.days, labelled=row == last, width=column.width)
        top -= below[row]
    return page


def _column(one: Shown, reference: Shown | None, evidence: Evidence, measures: Sequence[str]) -> Column:
    """What is drawn, with room right of the panels for the longest label of an end."""
    days, record = one.digest.days, {name: record_by_day(evidence, one.digest.days, name) for name in measures}
    ends = [end for name in measures for end in _ends(Column(one, reference, record, 0, []), name)]
    right = max(inches(line, SIZE) for end in ends for line in end.lines) + 0.28
    width = NARROW - LEFT - right
    marks = place(documented_marks(evidence, days), days, width, LEFT - 0.05, right - 0.05)
    return Column(one, reference, record, width, marks)


def _axes(page: Sheet, column: Column, bottom: float, high: float) -> Axes:
    """Axes at inches from the page's lower edge."""
    whole = page.figure.get_figheight()
    return page.figure.add_axes((LEFT / NARROW, bottom / whole, column.width / NARROW, high / whole))


def _subtitle(column: Column, worlds: int) -> str:
    one, marks = column.one, " Triangles: documented events." if column.marks else ""
    if not one.is_simulated:
        return f"Running totals of the record, {one.counted}; nothing in this scenario is simulated.{marks}"
    if any(marked(one, measure).any() for measure in RUNNING):
        marks += f" Orange bars: {WINDOW} days hold more than the record ever shows in {SEVERAL:.0%} of worlds or more.".replace(
            "%", " %"
        )
    reference = f" Dashed: the median world of “{column.reference.title}”." if column.reference else ""
    return (
        f"Running totals, {one.counted}: the record (black) against {worlds:,} simulated worlds of “{one.title}”. "
        f"Line: the median world; dark band: half of all worlds; light band: 90 %.{reference}{marks}"
    )


def _words(axes: Axes, measure: str, words: str) -> None:
    axes.set_title(MEASURES[measure].label)
    axes.set_axis_off()
    axes.text(0, 1, words.replace(" %", "\N{NO-BREAK SPACE}%"), color=MUTED, size=SIZE, va="top")


def _panel(axes: Axes, column: Column, measure: str) -> None:
    """The record as a black step line; the bands and the median of the worlds, and of a simulated reference."""
    axes.set_title(MEASURES[measure].label)
    axes.grid(axis="y")
    days, colour = column.one.digest.days, arm_colour(column.one.place)
    for mark in column.marks:
        axes.axvline(mdates.date2num(mark.day), color=FAINT, linewidth=0.8, zorder=0.5)  # type: ignore[no-untyped-call]
    at, record = steps(days, column.record[measure].cumsum()[None])
    axes.plot(at, record[0], color=INK, linewidth=1.4, drawstyle="steps-post", zorder=3)
    if column.one.is_simulated:
        at, fan = steps(days, column.one.digest.running(measure))
        for low, high, strength in ((0, 4, 0.18), (1, 3, 0.35)):
            axes.fill_between(at, fan[low], fan[high], step="post", color=colour, alpha=strength, linewidth=0)
        axes.plot(at, fan[2], color=colour, linewidth=2.6, drawstyle="steps-post", zorder=2)
    if column.reference:
        at, fan = steps(days, column.reference.digest.running(measure)[2:3])
        axes.plot(at, fan[0], color=MUTED, linewidth=1.2, linestyle=(0, (4, 2)), drawstyle="steps-post", zorder=2.5)
    top = max(axes.get_ylim()[1], 1.0)
    axes.set_ylim(0, top)
    _beyond(axes, column, measure)
    whole_ticks(axes.yaxis, 4)
    label_ends(axes, _ends(column, measure), top, PANEL)


def _beyond(axes: Axes, column: Column, measure: str) -> None:
    """A bar at the head of the panel over the days on which several worlds hold more than the record ever shows."""
    start = mdates.date2num(column.one.digest.days)  # type: ignore[no-untyped-call]
    for at in np.flatnonzero(marked(column.one, measure)):
        axes.axvspan(start[at], start[at] + 1.0, ymin=0.97, color=BEYOND, linewidth=0, zorder=1)


def marked(one: Shown, measure: str) -> Bools:
    """The days on which `SEVERAL` of the worlds or more hold more of a running total than the record ever shows."""
    if not one.is_simulated:
        return np.zeros(len(one.digest.days), dtype=np.bool_)
    return np.asarray(one.digest.beyond.shares(measure) >= SEVERAL)


def _ends(column: Column, measure: str) -> list[End]:
    """The last value and the name of each line, the interval of the worlds below their median."""
    record = int(column.record[measure].sum())
    ends = [End(record, (f"record {record:,}",), INK)]
    if column.reference:
        last = column.reference.digest.running(measure)[2, -1]
        median = f"median {number(last)}"
        ends.append(End(last, ("reference", median), MUTED))
    if column.one.is_simulated:
        fan = column.one.digest.running(measure)[:, -1]
        median, span = f"median {number(fan[2])}", f"({number(fan[0])} to {number(fan[4])})"
        ends.append(End(fan[2], (median, span), arm_colour(column.one.place)))
    return ends


def steps(days: NDArray[np.datetime64], series: Ints | Floats) -> tuple[NDArray[np.datetime64], Ints | Floats]:
    """Days on which anything of series, shape `(series, days)`, changes, and the end of the last; a line of steps is the same."""
    changes = np.concatenate([[True], (np.diff(series, axis=1) != 0).any(axis=0)])
    at = np.append(days[changes], days[-1] + ONE_DAY)
    return at, np.concatenate([series[:, changes], series[:, -1:]], axis=1)
