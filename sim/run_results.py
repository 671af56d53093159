"""A run and a comparison as Python programs and notebooks get them: tables, figures, and a folder if they are to be kept.

Figures and reports are loaded when they are asked for: who only simulates does not wait for them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from sim.comparison import Comparison
from sim.errors import InputError, unknown
from sim.notebook import CAVEAT, NONE, RECORDED, Measures, Result, chosen, effect_row
from sim.parameters import Parameters
from sim.results.digest import RUNNING
from sim.results.runs import Run
from sim.vocabulary.measures import MEASURES, in_order

if TYPE_CHECKING:
    from matplotlib.figure import Figure

KEYS = ("scenario", "since", "until", "measure")
TIMELINE, LADDER, DIFFERENCE = "timeline", "ladder", "difference"
MOST_ARMS = 10
"""Arms that a notebook shows."""


@dataclass(frozen=True, repr=False, eq=False, kw_only=True)
class ComparisonResult(Result, Comparison):
    """Scenarios run in the same worlds, the first the reference of the others.

    `effects` has a row for each scenario, span and measure, `summary` too; `runs` holds the tables by the scenario's name.

    >>> both = compare(["documented", "no_soleimani_strike"], worlds=200)
    >>> both.plot(measures=["attacks_on_us", "us_killed"]), both.plot("timeline")
    >>> both.save("results/both", format="pdf")
    """

    parameters: Parameters

    @classmethod
    def of(cls, comparison: Comparison, parameters: Parameters) -> ComparisonResult:
        """A comparison whose tables are in memory, with the parameters that it was run with."""
        return cls(**vars(comparison), parameters=parameters)

    @property
    def arms(self) -> list[str]:
        """The names of what is set against the reference."""
        return [scenario.name for scenario in self.scenarios[1:]]

    def plot(self, name: str = DIFFERENCE, *, measures: Measures = None, arm: str | None = None) -> Figure:
        """The first page of a figure that `escalation compare` draws: `difference`, `timeline` or `ladder`.

        Parameters
        ----------
        measures
            What is shown: any measures of a `difference` (default: those watched), running totals of a `timeline`.
        arm
            The only scenario that is shown; default: as many as the page has room for.

        Raises
        ------
        InputError
            For a figure, a measure or an arm that there is not.
        """
        if arm is not None and arm not in self.arms:
            raise InputError(unknown("arm", arm, self.arms))
        return _drawn(self, name, measures, arm)

    def save(self, folder: str | Path, *, force: bool = False, format: str | Sequence[str] | None = None) -> None:
        """Write the folder that `escalation compare` writes; arguments and errors are those of `sim.notebook.Result`."""
        _save(self, self.parameters, folder, force, format)

    def _line(self) -> str:
        worlds, seed = self.tabulation.worlds, self.manifest["seed"]
        return f"{', '.join(self.arms)} against {self.scenarios[0].name}: {worlds} worlds, seed {seed}"

    def _title(self) -> str:
        titles = ", ".join(scenario.title for scenario in self.scenarios[1 : 1 + MOST_ARMS])
        return f"{titles} against {self.scenarios[0].title}: {self.tabulation.worlds:,} worlds"

    def _rows(self) -> pd.DataFrame:
        return pd.DataFrame(list(self._lines()))

    def _lines(self) -> Iterator[dict[str, str]]:
        assert self.effects is not None
        rows = {tuple(row[key] for key in KEYS): row for row in self.effects.to_dict("records")}
        for arm in self.tabulation.arms[1 : 1 + MOST_ARMS]:
            days = tuple(map(str, arm.spans[0]))
            for name in in_order(arm.scenario.watch):
                reference, row = (rows[each, *days, name] for each in (self.scenarios[0].name, arm.scenario.name))
                yield {"scenario": arm.scenario.name, **effect_row(name, row, reference["mean"])}

    def _notes(self) -> Iterator[str]:
        yield from _beyond(self)
        yield CAVEAT


@dataclass(frozen=True, repr=False, eq=False, kw_only=True)
class RunResult(Result, Run):
    """One scenario in many worlds: `events`, `daily`, `worlds`, `summary` (see `sim.results.tables`) and `manifest`.

    >>> run = simulate("no_gaza_war", worlds=50)
    >>> run.plot(measures="attacks_on_us"), run.plot("ladder")
    """

    comparison: Comparison
    parameters: Parameters

    @classmethod
    def of(cls, comparison: Comparison, parameters: Parameters) -> RunResult:
        """The only run of what was run alone."""
        (run,) = comparison.runs.values()
        return cls(**vars(run), comparison=comparison, parameters=parameters)

    def plot(self, name: str = TIMELINE, *, measures: Measures = None) -> Figure:
        """A figure that `escalation run` draws: `timeline`, of all running totals or those that are named, or `ladder`.

        Raises
        ------
        InputError
            For a figure or a measure that there is not.
        """
        return _drawn(self.comparison, name, measures, None)

    def save(self, folder: str | Path, *, force: bool = False, format: str | Sequence[str] | None = None) -> None:
        """Write the folder that `escalation run` writes; arguments and errors are those of `sim.notebook.Result`."""
        _save(self.comparison, self.parameters, folder, force, format)

    def _line(self) -> str:
        return f"run of {self.scenario.name}: {self.manifest['worlds']} worlds, seed {self.manifest['seed']}"

    def _title(self) -> str:
        days = self.summary.iloc[0]
        counted = f"counted from {days['since']} to {days['until']}"
        return f"{self.scenario.title}: {self.manifest['worlds']:,} worlds, {counted}"

    def _rows(self) -> pd.DataFrame:
        from sim.figures.style import number

        rows = {row["measure"]: row for row in self.summary.to_dict("records")}

        def text(name: str, key: str) -> str:
            return NONE if math.isnan(rows[name][key]) else number(rows[name][key])

        return pd.DataFrame(
            {
                "measure": MEASURES[name].label,
                "mean": text(name, "mean"),
                "median": text(name, "median"),
                "90 % of worlds": f"{text(name, 'low_90')} to {text(name, 'high_90')}",
            }
            for name in in_order(self.scenario.watch)
        )

    def _notes(self) -> Iterator[str]:
        yield from _beyond(self.comparison)
        yield CAVEAT if self.scenario.branch is not None else RECORDED


def _drawn(comparison: Comparison, name: str, measures: Measures, arm: str | None) -> Figure:
    """The first page of a figure."""
    from sim.figures.style import settings
    from sim.figures.write import CAPTIONS, pages
    from sim.record.evidence import load_evidence

    there = [each for each in CAPTIONS if each != DIFFERENCE or comparison.is_paired]
    if name not in there:
        raise InputError(unknown("figure", name, there))
    allowed = {TIMELINE: RUNNING, DIFFERENCE: MEASURES}.get(name)
    if measures is not None and allowed is None:
        raise InputError(f"{name} has no measures to choose; allowed: {TIMELINE}, {DIFFERENCE}")
    names = [] if measures is None or allowed is None else chosen(measures, allowed, f"the {name}")
    with settings():
        _, page = next(pages(comparison, load_evidence(), arm=arm, measures=names, figure=name))
        return page.figure


def _save(
    comparison: Comparison, parameters: Parameters, folder: str | Path, force: bool, format: str | Sequence[str] | None
) -> None:
    from sim.figures.style import formats_of
    from sim.run_folders import save_comparison

    save_comparison(comparison, parameters, Path(folder), force=force, formats=formats_of(format))


def _beyond(comparison: Comparison) -> list[str]:
    """What leaves the record, a line for each way."""
    from sim.extrapolation import lines_beyond

    return lines_beyond(comparison)
