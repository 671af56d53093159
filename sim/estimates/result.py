"""Effects as Python programs and notebooks get them: two tables, figures, and a folder if they are to be kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

from sim.errors import InputError, unknown
from sim.estimates.estimating import Estimate
from sim.estimates.saving import save_effects
from sim.estimates.words import asked, beyond_of, drawn, measures_of, range_of, spread, title_of
from sim.figures.effect import effect
from sim.figures.monthly import monthly
from sim.figures.style import formats_of, settings
from sim.notebook import CAVEAT, Measures, Result, chosen, effect_row
from sim.vocabulary.measures import MEASURES

EFFECT, MONTHLY = "effect", "monthly"
MOST_ARMS = 10
"""Arms that a notebook shows."""


class Effects(Result):
    """What a folder says of effects.

    `table` has a row for each scenario or design point and measure, `monthly` one for each month too (see `sim.estimates.table`);
    `arms` are the names of what is set against `reference`.

    >>> found = effects("results/no_soleimani_strike")
    >>> found.table.set_index("measure")[["difference", "standard_error", "effect_low", "effect_high", "shape"]]
    """

    def __init__(self, estimate: Estimate) -> None:
        self._estimate = estimate
        self.table: pd.DataFrame = estimate.table
        self.monthly: pd.DataFrame = estimate.monthly
        self.arms: list[str] = estimate.arms
        self.reference: str = estimate.reference

    def plot(self, name: str = EFFECT, arm: str | None = None, *, measures: Measures = None) -> Figure:
        """How likely and how large the effects of an arm are (default: of the first), or with `monthly` when.

        Parameters
        ----------
        measures
            What is shown; default: what the arm's scenario watches.

        Raises
        ------
        InputError
            For a figure, an arm or a measure that there is not, and for the months of a sweep, which keeps no days.
        """
        one = self.arms[0] if arm is None else arm
        if one not in self.arms:
            raise InputError(unknown("arm", one, self.arms))
        if name not in (EFFECT, MONTHLY):
            raise InputError(unknown("figure", name, (EFFECT, MONTHLY)))
        shown = drawn(self._estimate, one)
        names = list(shown.measures) if measures is None else chosen(measures, MEASURES, "these effects")
        with settings():
            if name == EFFECT:
                return effect(shown.rows, names, shown.heading).figure
            totals = [each for each in names if MEASURES[each].how == "total"]
            if not len(shown.months) or not totals:
                raise InputError("there are no months: a sweep keeps no days, and only totals have them")
            return monthly(shown.months, totals, shown.heading).figure

    def save(self, folder: str | Path, *, force: bool = False, format: str | Sequence[str] | None = None) -> None:
        """Write the folder that `escalation effects` writes; arguments and errors are those of `sim.notebook.Result`."""
        save_effects(self._estimate, Path(folder), force=force, formats=formats_of(format))

    def _line(self) -> str:
        opened = self._estimate.opened
        return f"effects of {', '.join(self.arms)} against {self.reference}: {opened.worlds} worlds, {opened.n_draws} draws"

    def _title(self) -> str:
        titles = ", ".join(title_of(self._estimate, arm) for arm in self.arms[:MOST_ARMS])
        return f"Effects of {titles} against {title_of(self._estimate, self.reference)}: {self._estimate.opened.worlds:,} worlds"

    def _rows(self) -> pd.DataFrame:
        return pd.DataFrame(list(self._lines()))

    def _lines(self) -> Iterator[dict[str, str]]:
        for arm in self.arms[:MOST_ARMS]:
            rows = self._estimate.rows_by_measure(arm)
            for name in measures_of(self._estimate, arm):
                row = rows[name]
                yield {
                    "scenario": arm,
                    **effect_row(name, row.to_dict(), float(row["reference_mean"])),
                    "shape": str(row["shape"]),
                }

    def _notes(self) -> Iterator[str]:
        shown = self.arms[:MOST_ARMS]
        yield from dict.fromkeys(asked(self._estimate, arm) for arm in shown)
        yield spread(self._estimate)
        if line := range_of(self._estimate):
            yield line
        yield from dict.fromkeys(beyond_of(self._estimate, arm) for arm in shown)
        yield CAVEAT
