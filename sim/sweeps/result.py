"""A sweep as Python programs and notebooks get it: tables, figures, and a folder if it is to be kept."""

from __future__ import annotations

import base64
import html
import io
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from sim.errors import InputError, unknown
from sim.figures.response import response
from sim.figures.style import settings
from sim.figures.swept import foot_of
from sim.figures.tornado import tornado
from sim.record.evidence import load_evidence
from sim.sweeps.running import Sweep
from sim.sweeps.saving import save_sweep

TORNADO = "tornado"
MOST_ROWS = 20
"""Points that a notebook shows."""
DOTS = 110
"""An inch, in a notebook."""


class SweepResult:
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

    def plot(self, name: str | None = None) -> Figure:
        """The response of every watched measure to a name (default: the first); of `tornado`, which name moves them most.

        Raises
        ------
        InputError
            For a name that is not varied.
        """
        names = [factor.name for factor in self._sweep.plan.design.factors]
        asked, foot = names[0] if name is None else name, foot_of(self._sweep, load_evidence())
        if asked not in (*names, TORNADO):
            raise InputError(unknown("name of this sweep", asked, [*names, TORNADO]))
        with settings():
            page = tornado(self._sweep, foot) if asked == TORNADO else response(self._sweep, names.index(asked), foot)
        return page.figure

    def save(self, folder: str | Path, *, force: bool = False) -> None:
        """Write the folder that `escalation sweep` writes; raises `InputError` if it may not be written there."""
        save_sweep(self._sweep, Path(folder), force=force)

    def __repr__(self) -> str:
        plan = self._sweep.plan
        names = ", ".join(factor.name for factor in plan.design.factors)
        return (
            f"<sweep of {plan.scenario.name}: {len(plan.design)} points of {names}, {plan.worlds} worlds each, seed {plan.seed}>"
        )

    def _repr_html_(self) -> str:
        """What a notebook shows: means by point, and the response to the first name."""
        table = self.means.head(MOST_ROWS).to_html(float_format=lambda value: f"{value:.3g}", border=0)
        left = len(self.design) - MOST_ROWS
        more = f"<p>and {left} more points</p>" if left > 0 else ""
        stream = io.BytesIO()
        self.plot().savefig(stream, format="png", dpi=DOTS, metadata={"Software": None})
        image = base64.b64encode(stream.getvalue()).decode()
        words = html.escape(repr(self).strip("<>"))
        return f'<p>{words}</p>{table}{more}<img alt="response to the first name" src="data:image/png;base64,{image}">'
