"""What figures and reports ask of scenarios that were run together."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from sim.comparison import Comparison
from sim.figures.lettering import legible
from sim.figures.style import short_day
from sim.results.digest import Digest
from sim.results.distribution import Distribution
from sim.results.spans import Span
from sim.results.tabulation import Counted
from sim.scenario import Scenario
from sim.vocabulary.measures import in_order


@dataclass(frozen=True)
class Shown:
    """One scenario over one span of days, as figures show it; `place` is its position among the scenarios, the reference's 0.

    `chosen` are the measures that were asked for; none: those that its scenario watches.
    """

    scenario: Scenario
    span: Span
    place: int
    digest: Digest
    differences: dict[str, Distribution]
    chosen: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The scenario's title in letters that a figure has, or else its name."""
        return legible(self.scenario.title, self.scenario.name)

    @property
    def question(self) -> str:
        """The scenario's question in letters that a figure has, or else its title."""
        return legible(self.scenario.question, self.title)

    @property
    def dates(self) -> str:
        """The days counted, as 2 Jan 2020 to 31 Dec 2020; a single day as itself."""
        first, last = short_day(self.digest.days[0]), short_day(self.digest.days[-1])
        return first if first == last else f"{first} to {last}"

    @property
    def counted(self) -> str:
        """The same in a sentence: counted from 2 Jan 2020 to 31 Dec 2020."""
        return f"counted {'from' if ' to ' in self.dates else 'on'} {self.dates}"

    @property
    def is_simulated(self) -> bool:
        """Whether anything of it is; if not, all its worlds are the record."""
        return self.scenario.branch is not None

    @property
    def watched(self) -> list[str]:
        """The measures that are shown."""
        return in_order(self.chosen or self.scenario.watch)


def arms(comparison: Comparison) -> tuple[Shown, ...]:
    """The scenarios set against the reference; all of them if there is none."""
    return tuple(one for one in everything(comparison) if one.place or not comparison.is_paired)


def everything(comparison: Comparison) -> tuple[Shown, ...]:
    """Span by span the reference, then the scenarios that are counted over these days; without one, scenario by scenario."""
    first, *rest = comparison.tabulation.arms
    spans = first.spans if comparison.is_paired else tuple(dict.fromkeys(arm.spans[0] for arm in (first, *rest)))
    return tuple(
        _shown(comparison, arm.scenario, span, place)
        for span in spans
        for place, arm in enumerate((first, *rest))
        if span in arm.spans
    )


def _shown(comparison: Comparison, scenario: Scenario, span: Span, place: int) -> Shown:
    key = Counted(scenario.name, span)
    tabulation = comparison.tabulation
    return Shown(scenario, span, place, tabulation.digests[key], dict(tabulation.differences.get(key, {})))


def reference_of(comparison: Comparison, one: Shown) -> Shown:
    """The reference over the days of a scenario that is set against it."""
    return _shown(comparison, comparison.scenarios[0], one.span, 0)


def effect(comparison: Comparison, one: Shown, name: str) -> pd.Series | None:
    """The row of the table of effects for a scenario, its days and a measure; None if there is none."""
    rows = None if comparison.effects is None else _rows_of(comparison.effects, one, name)
    return None if rows is None or rows.empty else rows.iloc[0]


def total(comparison: Comparison, one: Shown, name: str) -> pd.Series:
    """The row of the summary for a scenario, its days and a measure."""
    return _rows_of(comparison.summary, one, name).iloc[0]


def _rows_of(table: pd.DataFrame, one: Shown, name: str) -> pd.DataFrame:
    days = (table["since"] == str(one.span.since)) & (table["until"] == str(one.span.until))
    return table[days & (table["scenario"] == one.scenario.name) & (table["measure"] == name)]
