"""The figures of a table of effects as files: for each arm its effect, and its months where days are kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from sim.figures.effect import Heading, effect
from sim.figures.monthly import monthly
from sim.figures.style import USUAL, Sheet, save_as, settings
from sim.vocabulary.measures import MEASURES

MOST_PAGES = 12
"""Arms that are drawn; a design of thousands of points has its tables."""
CAPTIONS = {
    "effect": "In how many worlds it is lower, the same, higher; the mean difference; how far worlds and parameters spread.",
    "monthly": "The mean difference month by month, and 90 % of single worlds.",
}
"""What each figure shows, by the first word of its file's name."""


@dataclass(frozen=True)
class Drawn:
    """An arm as it is drawn: its rows by measure, its rows by month (empty of a sweep), the measures shown, its headings."""

    rows: pd.DataFrame
    months: pd.DataFrame
    measures: Sequence[str]
    heading: Heading


def write_effect_figures(arms: Sequence[Drawn], folder: Path, formats: Sequence[str] = USUAL) -> list[Path]:
    """Write `effect`, `effect_2` ..., and `monthly`, `monthly_2` ... into a folder, which is made; returns the PNG files."""
    folder.mkdir(parents=True, exist_ok=True)
    with settings():
        return [save_as(page, folder / f"{name}.png", formats) for name, page in pages(arms)]


def pages(arms: Sequence[Drawn]) -> Iterator[tuple[str, Sheet]]:
    """The pages by the names of their files, for the first arms."""
    for at, arm in enumerate(arms[:MOST_PAGES]):
        yield _numbered("effect", at), effect(arm.rows, arm.measures, arm.heading)
        totals = [name for name in arm.measures if MEASURES[name].how == "total"]
        if len(arm.months) and totals:
            yield _numbered("monthly", at), monthly(arm.months, totals, arm.heading)


def _numbered(name: str, at: int) -> str:
    return name if at == 0 else f"{name}_{at + 1}"
