"""A lesson as three slides, each as PNG and SVG: what has happened, the bet, the reveal.

A reveal shows the measure of the bet in the setting that the bet is about: the middle world and where half and nine in ten run,
what happened, and in how many worlds there is less than in the same world of the comparison, as much, more.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
from matplotlib.axes import Axes

from sim.figures.lettering import wrap
from sim.figures.style import ARM_COLOURS, FAINT, INK, MUTED, Page, Sheet, plain_day, save_as, settings, whole_ticks
from sim.lessons.answers import Answer, answer, nearest_by_step
from sim.lessons.page import LIMITS
from sim.lessons.worlds import Worlds
from sim.results.running import running
from sim.vocabulary.measures import MEASURES, sides_of
from sim.wording import percents

WIDTH, HEIGHT, DPI, SIDE = 13.33, 7.5, 120, 0.7
"""Inches of a slide (16:9), dots an inch, and inches left free at its sides."""
TITLE, TEXT, SMALL = 34, 22, 14
"""Points; the last row of a class reads 22."""
BANDS = ((0.05, 0.95, 0.18), (0.25, 0.75, 0.28))
"""Shares of worlds below and above, and how dark the band is."""


def write_slides(worlds: Worlds, folder: Path) -> list[Path]:
    """Write the slides of a lesson into a folder, which is made if need be; returns the paths of the PNG files."""
    folder.mkdir(parents=True, exist_ok=True)
    with settings():
        return [save_as(page, folder / f"{worlds.lesson.name}_{name}.png") for name, page in slides(worlds)]


def slides(worlds: Worlds) -> Iterator[tuple[str, Sheet]]:
    """The slides by name: `1_title`, `2_bet`, `3_reveal`."""
    lesson = worlds.lesson
    yield "1_title", _words(lesson.title, lesson.question, [])
    bet = lesson.bet
    options = [f"\N{WHITE SQUARE}  {option.label}" for option in bet.options]
    if bet.slider is not None:
        options = [f"A number from {bet.slider.low:,} to {bet.slider.high:,}"]
    yield "2_bet", _words("Your bet", bet.ask, options)
    yield "3_reveal", _reveal(worlds)


def _words(title: str, text: str, lines: list[str]) -> Sheet:
    page, y = _page(title)
    for paragraph in (text, "", *lines):
        for line in wrap(paragraph, WIDTH - 2 * SIDE, TEXT) or [""]:
            page.text(SIDE / WIDTH, y, line, size=TEXT, va="top")
            y -= 0.45 / HEIGHT
        y -= 0.12 / HEIGHT
    return Sheet(page, y, 0.0)


def _reveal(worlds: Worlds) -> Sheet:
    bet = worlds.lesson.bet
    numbers, label = answer(worlds, bet.setting, bet.measure), MEASURES[bet.measure].label
    page, top = _page(f"{worlds.lesson.setting(bet.setting).label}: {label}")
    axes: Axes = page.add_axes((0.08, 0.27, 0.66, top - 0.30))
    _fan(axes, worlds, bet.setting, bet.measure, numbers)
    less, same, more = percents(numbers.less, numbers.same, numbers.more)
    names = sides_of(bet.measure)
    said = f"{names[0].capitalize()} in {less} of {worlds.counts.shape[2]:,} worlds, {names[1]} in {same}, {names[2]} in {more}."
    page.text(SIDE / WIDTH, 0.18, said, size=TEXT, weight="bold", va="top")
    between = (
        f"Nine worlds in ten end between {numbers.low:,} and {numbers.high:,}. Dark band: half of the worlds; light: nine in ten."
    )
    page.text(SIDE / WIDTH, 0.112, between, size=SMALL, color=MUTED, va="top")
    return Sheet(page, top, 0.0)


def _fan(axes: Axes, worlds: Worlds, setting: str, measure: str, numbers: Answer) -> None:
    totals = worlds.running(setting, measure)
    record = running(worlds.record[[worlds.lesson.watch.index(measure)]], measure)[0]
    days = pd.date_range(worlds.first, periods=totals.shape[1], freq=f"{worlds.step}D")
    middle, *edges = nearest_by_step(totals, [0.5, *(share for low, high, _ in BANDS for share in (low, high))])
    for (_, _, dark), low, high in zip(BANDS, edges[::2], edges[1::2], strict=True):
        axes.fill_between(days, low, high, step="post", color=ARM_COLOURS[0], alpha=dark, linewidth=0)
    axes.step(days, middle, where="post", color=ARM_COLOURS[0], linewidth=3.5)
    axes.step(days, record, where="post", color=INK, linewidth=2.5, linestyle=(0, (6, 3)))
    axes.grid(axis="y", color=FAINT)
    axes.tick_params(labelsize=SMALL)
    whole_ticks(axes.yaxis, 5)
    axes.set_xticks(days[[0, -1]].to_numpy(), [plain_day(day.date(), "%b") for day in (days[0], days[-1])])
    axes.margins(x=0)
    axes.set_ylim(bottom=0)
    span = axes.get_ylim()[1]
    ends = [
        (numbers.record, f"what happened: {numbers.record:,}", INK),
        (numbers.median, f"middle world: {numbers.median:,}", ARM_COLOURS[0]),
    ]
    apart = 0.08 * span
    places = _kept_apart(float(numbers.record), float(numbers.median), apart)
    for place, (_, text, colour) in zip(places, ends, strict=True):
        axes.annotate(
            text, (1.015, place), xycoords=("axes fraction", "data"), size=SMALL, color=colour, weight="bold", va="center"
        )


def _kept_apart(one: float, other: float, least: float) -> tuple[float, float]:
    """Two places on an axis, moved so that they do not lie nearer than that to each other, nor below it.

    >>> _kept_apart(5.0, 5.0, 2.0), _kept_apart(0.0, 9.0, 2.0)
    ((6.0, 4.0), (0.0, 9.0))
    """
    if abs(one - other) >= least:
        return one, other
    middle = max((one + other) / 2, least / 2)
    up, down = middle + least / 2, middle - least / 2
    return (up, down) if one >= other else (down, up)


def _page(title: str) -> tuple[Page, float]:
    """A slide with its title, and where the room below it begins, as a fraction of its height."""
    page = Page(figsize=(WIDTH, HEIGHT), dpi=DPI, facecolor="white")
    lines = wrap(title, WIDTH - 2 * SIDE, TITLE, "bold", 2)
    page.text(SIDE / WIDTH, 1 - 0.55 / HEIGHT, "\n".join(lines), size=TITLE, weight="bold", va="top", linespacing=1.2)
    page.text(SIDE / WIDTH, 0.3 / HEIGHT, LIMITS, size=SMALL, color=MUTED, va="bottom")
    return page, 1 - (0.9 + 0.62 * len(lines)) / HEIGHT
