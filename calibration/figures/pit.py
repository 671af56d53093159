"""pit.png: are the forecasts calibrated? The probability integral transform of each series, one day ahead."""

from __future__ import annotations

import numpy as np
import pandas as pd

from calibration.figures.panels import BLUE, panels
from calibration.forecasts.diagnostics import BIN_NAMES, BINS
from calibration.forecasts.inputs import DateRange
from calibration.forecasts.series import TITLES
from sim.figures.style import INK, MUTED, Sheet, plain_day, sheet


def draw(table: pd.DataFrame, window: DateRange, source: str) -> Sheet:
    """A histogram for each series, with the line of a calibrated forecast.

    Parameters
    ----------
    table
        As `calibration.forecasts.diagnostics.pit_table` makes it, with a column `variant`.
    source
        Whose forecasts they are, for the foot.
    """
    since, until = window
    subtitle = (
        f"Non-randomised probability integral transform (Czado, Gneiting and Held 2009), one day ahead, {plain_day(since)} to "
        f"{plain_day(until)}: heights against the 1 of a calibrated forecast. High at both ends: too sure; in the middle: too "
        "unsure. A high last bin alone: more happened than was expected. Bars: the war in Gaza known; dotted and in brackets: "
        "known to nobody."
    )
    page = sheet(3.5, "Are the forecasts of the rules calibrated?", subtitle, source)
    bins = list(BIN_NAMES)
    known, plain = (table[table["variant"] == variant].set_index("series") for variant in ("contexts_known", "plain"))
    reach = max(0.12, 1.1 * float(np.abs(table[bins].to_numpy() - 1.0).max()))
    edges = np.linspace(0, 1, BINS + 1)
    grid = panels(page, len(known), 3, sides=(0.06, 0.98), above=0.45, below=0.35, gaps=(0.85, 0.24))
    for axes, name in zip(grid, known.index, strict=True):
        values = known.loc[name, bins].to_numpy(dtype=float)
        axes.bar(edges[:-1], values - 1.0, 1 / BINS, 1.0, align="edge", color=BLUE, alpha=0.6)
        axes.stairs(plain.loc[name, bins].to_numpy(dtype=float), edges, baseline=None, color=INK, linewidth=1.0, linestyle=":")
        axes.axhline(1.0, color=INK, linewidth=0.9)
        axes.set_xlim(0, 1)
        axes.set_ylim(1 - reach, 1 + reach)
        axes.set_xticks([0, 0.5, 1], ["0", "0.5", "1"])
        axes.locator_params(axis="y", nbins=5)
        axes.text(0, 1.17, TITLES[str(name)], transform=axes.transAxes, size=9.5, weight="bold", va="bottom")
        axes.text(0, 1.04, _counts(known.loc[name], plain.loc[name]), transform=axes.transAxes, size=8, color=MUTED, va="bottom")
    return page


def _counts(known: pd.Series, plain: pd.Series) -> str:
    """How many came and were expected, in brackets not knowing of the war, where that differs."""
    counts = f"{known['observed']:.0f} in the record, {known['expected']:.1f} expected"
    other = f"{plain['expected']:.1f}"
    return counts if other == f"{known['expected']:.1f}" else f"{counts} ({other})"
