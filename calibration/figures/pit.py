"""pit.png: are the forecasts calibrated? The probability integral transform of each series, one day ahead."""

from __future__ import annotations

import numpy as np
import pandas as pd

from calibration.forecasts.diagnostics import BINS
from calibration.forecasts.inputs import Span
from sim.figures.style import ARM_COLOURS, INK, MUTED, Sheet, plain_day, sheet

TITLES = {
    "attack_base": "attacks on bases",
    "attack_convoy": "convoy bombs",
    "strike": "days with a US strike",
    "announce_truce": "truces announced",
    "raid": "Iraqi raids on militias",
    "launch_missiles": "Iranian salvos",
}


def draw(table: pd.DataFrame, window: Span, told: str) -> Sheet:
    """A histogram for each series, with the line of a calibrated forecast.

    Parameters
    ----------
    table
        As `calibration.forecasts.diagnostics.pit_table` makes it, with a column `variant`.
    told
        Whose forecasts they are, for the foot.
    """
    since, until = window
    subtitle = (
        f"Non-randomised probability integral transform (Czado, Gneiting and Held 2009), one day ahead, {plain_day(since)} to "
        f"{plain_day(until)}: heights against the 1 of a calibrated forecast. High at both ends: too sure; in the middle: too "
        "unsure. A high last bin alone: more happened than was expected. Bars: the war in Gaza known; dotted and in brackets: "
        "known to nobody."
    )
    page = sheet(3.5, "Are the forecasts of the rules calibrated?", subtitle, told)
    inch = 1 / page.figure.get_figheight()
    grid = page.figure.add_gridspec(
        2, 3, left=0.06, right=0.98, top=page.top - 0.45 * inch, bottom=page.bottom + 0.35 * inch, hspace=0.85, wspace=0.24
    )
    bins = [f"bin_{place}" for place in range(1, BINS + 1)]
    known, plain = (table[table["variant"] == variant].set_index("series") for variant in ("contexts_known", "plain"))
    reach = max(0.12, 1.1 * float(np.abs(table[bins].to_numpy() - 1.0).max()))
    edges = np.linspace(0, 1, BINS + 1)
    for place, name in enumerate(known.index):
        axes = page.figure.add_subplot(grid[place // 3, place % 3])
        values = known.loc[name, bins].to_numpy(dtype=float)
        axes.bar(edges[:-1], values - 1.0, 1 / BINS, 1.0, align="edge", color=ARM_COLOURS[0], alpha=0.6)
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
    told = f"{known['observed']:.0f} in the record, {known['expected']:.1f} expected"
    other = f"{plain['expected']:.1f}"
    return told if other == f"{known['expected']:.1f}" else f"{told} ({other})"
