"""A sweep as Python programs and notebooks get it: tables, figures, and a folder if it is to be kept."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from sim.errors import InputError, unknown
from sim.extrapolation import beyond, levels_set
from sim.figures.response import response
from sim.figures.style import formats_of, number, settings
from sim.figures.swept import foot_of, value_text
from sim.figures.tornado import tornado
from sim.notebook import CAVEAT, NONE, Measures, Result, chosen
from sim.record.evidence import load_evidence
from sim.sweeps.running import Sweep
from sim.sweeps.saving import save_sweep
from sim.vocabulary.measures import MEASURES

TORNADO = "tornado"
AT_MOST = " at the point with the most"


class SweepResult(Result):
    """One scenario at the points of a design, the same worlds and luck at each.

    `design` has a row for each point; `points` one for each point and watched measure (see `sim.sweeps.response`); `worlds` one
    for each point and world, the design's columns before every measure; `manifest` says what they were made from.

    >>> result = sweep("no_soleimani_strike", {"us.strikes_per_lethal_attack": (0.1, 1.0)}, points=3, worlds=50)
    >>> result.points.pivot(index="us.strikes_per_lethal_attack", columns="measure", values="mean")
    >>> result.worlds.groupby("us.strikes_per_lethal_attack")["attacks_on_us"].quantile([0.05, 0.5, 0.95])
    """

    def __init__(self, sweep: Sweep) -> None:
        self._sweep = sweep
        self.points = sweep.points
        self.manifest: dict[str, Any] = sweep.manifest

    @property
    def design(self) -> pd.DataFrame:
        """One row per point, a column for each name that is varied."""
        return self._sweep.plan.design.frame

    @cached_property
    def worlds(self) -> pd.DataFrame:
        """One row per point and world."""
        assert self._sweep.table is not None
        frame: pd.DataFrame = self._sweep.table.to_pandas()
        return frame

    @property
    def means(self) -> pd.DataFrame:
        """One row per point: the design's columns and the mean of every watched measure."""
        wide = self.points.pivot(index="point", columns="measure", values="mean")
        return self.design.join(wide[self._sweep.plan.measures])

    def plot(self, name: str = "", *, measures: Measures = None) -> Figure:
        """The response of measures to a name (default: the first), as `escalation sweep` draws it; of `tornado`, what moves them.

        Parameters
        ----------
        measures
            Those of the watched measures that are shown; default: all.

        Raises
        ------
        InputError
            For a name that is not varied, or a measure that is not watched.
        """
        names = [factor.name for factor in self._sweep.plan.design.factors]
        asked, foot = name or names[0], foot_of(self._sweep, load_evidence())
        if asked not in (*names, TORNADO):
            raise InputError(unknown("name of this sweep", asked, [*names, TORNADO]))
        shown = chosen(measures, self._sweep.plan.measures, "this sweep")
        with settings():
            if asked == TORNADO:
                return tornado(self._sweep, foot, shown).figure
            return response(self._sweep, names.index(asked), foot, shown).figure

    def save(self, folder: str | Path, *, force: bool = False, format: str | Sequence[str] | None = None) -> None:
        """Write the folder that `escalation sweep` writes; arguments and errors are those of `sim.notebook.Result`."""
        save_sweep(self._sweep, Path(folder), force=force, formats=formats_of(format))

    def _line(self) -> str:
        plan = self._sweep.plan
        names = ", ".join(factor.name for factor in plan.design.factors)
        return f"sweep of {plan.scenario.name}: {len(plan.design)} points of {names}, {plan.worlds} worlds each, seed {plan.seed}"

    def _title(self) -> str:
        plan = self._sweep.plan
        return f"{plan.scenario.title}: means of the same {plan.worlds:,} worlds at {len(plan.design)} points"

    def _rows(self) -> pd.DataFrame:
        """A row for each point: its values, and the mean of every watched measure."""
        plan, means = self._sweep.plan, self.means
        names = {factor.name: at for at, factor in enumerate(plan.design.factors)}
        values = {name: [value_text(row[at]) for row in plan.design.rows] for name, at in names.items()}
        measures = {MEASURES[name].label: [_text(mean) for mean in means[name]] for name in plan.measures}
        return pd.DataFrame({"point": list(map(str, range(len(plan.design)))), **values, **measures})

    def _notes(self) -> Iterator[str]:
        yield beyond(self._sweep.undocumented, AT_MOST)
        yield from dict.fromkeys(map(levels_set, self._sweep.plan.points.scenarios))
        yield CAVEAT


def _text(mean: float) -> str:
    return NONE if math.isnan(mean) else number(mean)
