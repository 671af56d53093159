"""scores.png: the rules against the baselines, by series and together."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from calibration.contest import Forecasts, Variant, baseline_forecasts
from calibration.entrant import rules_of
from calibration.figures.draws import Draws
from calibration.figures.pit import TITLES
from calibration.forecast import Forecast, join
from calibration.outside import Span, unaware
from calibration.scores import ALL, RULES, observed, tabulate
from calibration.series import SERIES
from sim.figures.style import ARM_COLOURS, FAINT, INK, MUTED, Sheet, bare, sheet
from sim.record.evidence import Evidence, load_evidence

ORIGINS: tuple[Span, ...] = tuple((date(year, 1, 1), date(year, 12, 31)) for year in (2020, 2021, 2022))
"""Years inside the training window; the baselines are fitted to what lies before each."""
NEARLY_POISSON = 1e7
"""Size of a negative binomial that differs from Poisson by less than any score shows."""
NAMES = {
    "constant": "constant", "last_value": "last value", "last_year": "last 12 months", "ewma": "moving average",
    "hawkes": "Hawkes", "hawkes_two_scales": "Hawkes, two scales", "mutual_hawkes": "mutual Hawkes",
}  # fmt: skip


def numbers(
    draws: Draws,
    origins: tuple[Span, ...] = ORIGINS,
    variants: tuple[Variant, ...] = ("plain",),
    evidence: Evidence | None = None,
    progress: Callable[[str], None] = lambda text: None,
) -> pd.DataFrame:
    """Scores over rolling origins, as `calibration.scores.score` tabulates them; the spans are joined day by day.

    One variant is enough: no war that baselines are given lies in these years.
    """
    evidence = load_evidence() if evidence is None else evidence
    parts: list[dict[Variant, Forecasts]] = []
    for window in origins:
        progress(f"rolling origin {window[0]}")
        found = baseline_forecasts(window, evidence, "none", variants)
        for variant in variants:
            aware = evidence if variant == "contexts_known" else unaware(evidence)
            found[variant][RULES] = dict(rules_of(draws.parameters)(window, aware))
        parts.append(found)
    counts = [observed(window, evidence) for window in origins]
    whole: dict[Variant, Forecasts] = {variant: _whole([part[variant] for part in parts]) for variant in variants}
    return tabulate(whole, {name: np.concatenate([count[name] for count in counts]) for name in SERIES})


def _whole(parts: list[Forecasts]) -> Forecasts:
    """Every model's forecasts of all spans."""
    return {model: {name: _joined([part[model][name] for part in parts]) for name in SERIES} for model in parts[0]}


def _joined(parts: list[Forecast]) -> Forecast:
    """One forecast of all spans; a Poisson part among negative binomials gets a size so large that it stays Poisson."""
    if any(part.sizes is not None for part in parts):
        parts = [part if part.sizes is not None else _as_negative_binomial(part) for part in parts]
    return join(parts)


def _as_negative_binomial(part: Forecast) -> Forecast:
    return Forecast(part.means, np.full(part.means.shape[1], NEARLY_POISSON), part.once, part.weights)


def draw(table: pd.DataFrame, told: str) -> Sheet:
    """One panel for each series and one for all: how far the rules are ahead of each baseline.

    Parameters
    ----------
    table
        Columns of `calibration.scores.COLUMNS`; the variant in which contexts are known is shown if it is there.
    told
        What was scored, for the subtitle.
    """
    variant = "contexts_known" if "contexts_known" in set(table["variant"]) else str(table["variant"].iloc[0])
    shown = table[table["variant"] == variant]
    known = "the war in Gaza known to all" if variant == "contexts_known" else "no context known to the baselines"
    subtitle = (
        f"Mean daily log score of the rules minus that of each baseline, in thousandths of a nat: {told}, {known}. To the right "
        "of zero the rules are ahead. Bar: 95 % moving-block bootstrap interval, against the best baseline only."
    )
    page = sheet(5.0, "Do the rules forecast better than the baselines?", subtitle, "Each panel has its own scale.")
    inch = 1 / page.figure.get_figheight()
    grid = page.figure.add_gridspec(
        2, 4, left=0.15, right=0.975, top=page.top - 0.42 * inch, bottom=page.bottom + 0.35 * inch, hspace=0.5, wspace=0.18
    )
    order = [model for model in NAMES if model in set(shown["model"])]
    for place, series in enumerate((ALL, *SERIES)):
        row = place // 4
        axes = page.figure.add_subplot(grid[row, place % 4])
        _panel(axes, shown[shown["series"] == series], order, labels=place % 4 == 0)
        axes.set_title(TITLES.get(series, "all six series"), weight="bold", size=9)
    return page


def _panel(axes: Axes, rows: pd.DataFrame, order: list[str], *, labels: bool) -> None:
    by_model: dict[str, dict[str, Any]] = {
        str(row["model"]): {str(k): v for k, v in row.items()} for row in rows.to_dict("records")
    }
    rules = by_model[RULES]
    axes.axvline(0.0, color=INK, linewidth=0.9)
    best = str(rules["best_baseline"])
    for y, model in enumerate(order):
        ahead = 1000.0 * float(rules["log_score"] - by_model[model]["log_score"])
        colour = ARM_COLOURS[0] if model == best else MUTED
        if model == best:
            ends = [1000.0 * float(rules["low"]), 1000.0 * float(rules["high"])]
            axes.plot(ends, [y, y], color=colour, linewidth=2.2, solid_capstyle="butt", alpha=0.6)
        axes.plot([ahead], [y], "o", color=colour, markersize=6 if model == best else 4.5)
    axes.set_ylim(len(order) - 0.5, -0.5)
    axes.set_yticks(range(len(order)), [NAMES[model] for model in order] if labels else [""] * len(order))
    axes.grid(axis="y", color=FAINT)
    axes.margins(x=0.12)
    axes.locator_params(axis="x", nbins=4)
    bare(axes, keep=("bottom",))
    axes.tick_params(left=False, labelleft=labels)
