"""Effects as Python programs and notebooks get them: two tables, figures, and a folder if they are to be kept."""

from __future__ import annotations

import html
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

from sim.errors import InputError, unknown
from sim.estimates.estimating import Estimate
from sim.estimates.saving import save_effects
from sim.estimates.words import answer, asked, drawn
from sim.figures.effect import effect
from sim.figures.monthly import monthly
from sim.figures.style import settings
from sim.vocabulary.measures import MEASURES

EFFECT, MONTHLY = "effect", "monthly"
MOST_ARMS = 10
"""Arms that a notebook shows."""


class Effects:
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

    def plot(self, kind: str = EFFECT, arm: str | None = None) -> Figure:
        """How likely and how large the effects of an arm are (default: of the first), or with `monthly` when.

        Raises
        ------
        InputError
            For a kind or an arm that there is not, and for the months of a sweep, which keeps no days.
        """
        chosen = self.arms[0] if arm is None else arm
        if chosen not in self.arms:
            raise InputError(unknown("arm", chosen, self.arms))
        if kind not in (EFFECT, MONTHLY):
            raise InputError(unknown("figure", kind, (EFFECT, MONTHLY)))
        shown = drawn(self._estimate, chosen)
        with settings():
            if kind == EFFECT:
                return effect(shown.rows, shown.measures, shown.heading).figure
            totals = [name for name in shown.measures if MEASURES[name].how == "total"]
            if not len(shown.months) or not totals:
                raise InputError("there are no months: a sweep keeps no days, and only totals have them")
            return monthly(shown.months, totals, shown.heading).figure

    def save(self, folder: str | Path, *, force: bool = False) -> None:
        """Write the folder that `escalation effects` writes; raises `InputError` if it may not be written there."""
        save_effects(self._estimate, Path(folder), force=force)

    def __repr__(self) -> str:
        opened = self._estimate.opened
        return f"<effects of {', '.join(self.arms)} against {self.reference}: {opened.worlds} worlds, {opened.n_draws} draws>"

    def _repr_html_(self) -> str:
        """What a notebook shows: the answer for each arm, in words."""
        said = (
            f"<p><b>{html.escape(arm)}</b>: {html.escape(f'{answer(self._estimate, arm)} {asked(self._estimate, arm)}')}</p>"
            for arm in self.arms[:MOST_ARMS]
        )
        return "".join(said)
