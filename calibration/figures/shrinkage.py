"""shrinkage.png: the parameters that the record taught most about, prior against posterior."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator
from scipy import stats

from calibration.figures.draws import Draws
from calibration.figures.panels import BLUE, panels
from calibration.fit.shrinkage import movements
from calibration.pages.markdown import short
from sim.figures.style import FAINT, MUTED, Sheet, bare, sheet
from sim.parameters import Entry, load_parameters

MOST = 16
ACROSS = 4
BINS = 24
WIDEST = 3.0
"""How far the axis goes beyond the largest draws to show a prior's tail, as a multiple of them."""


def numbers(draws: Draws, most: int = MOST) -> pd.DataFrame:
    """Median, 90 % interval, shift, width, gain and presence of the parameters most learnt about (see `movements`)."""
    return movements(draws.table).head(most)


def draw(table: pd.DataFrame, draws: Draws) -> Sheet:
    """Small multiples: the prior in grey, the draws in blue, each in the parameter's own unit.

    Parameters
    ----------
    table
        As `numbers` returns it.
    """
    subtitle = (
        f"The {len(table)} of {draws.table.shape[1]} fitted parameters whose distribution moved most, most first: prior (grey) "
        f"and {draws.label} (blue). In the corner: how far the mean moved, in prior standard deviations, and the width as a "
        "share of the prior's; and how often a weight is zero that was so in half of the prior."
    )
    foot = "Heights are densities of what is not zero, each panel on its own scale."
    page = sheet(1.38 * -(-len(table) // ACROSS), "What did the record teach about the parameters?", subtitle, foot)
    axes = panels(page, len(table), ACROSS, sides=(0.03, 0.975), above=0.42, below=0.3, gaps=(1.0, 0.16))
    rows: dict[str, dict[str, float]] = table.to_dict("index")  # type: ignore[assignment]
    for panel, (name, row) in zip(axes, rows.items(), strict=True):
        _panel(panel, name, load_parameters().entry(name), draws.table[name].to_numpy(), row)
    return page


def _panel(axes: Axes, name: str, entry: Entry, values: Any, row: Mapping[str, float]) -> None:
    prior, present = density(entry), values[values > 0] if entry.spike > 0 else values
    low, high = _room(prior, present if present.size else prior.ppf([0.005, 0.995]))
    x = np.linspace(low, high, 300)
    counts, edges = np.histogram(present, bins=BINS, range=(low, high))
    heights = counts / (len(values) * np.diff(edges))
    top = float(heights.max()) or float(prior.pdf(prior.median()))
    y = np.minimum((1.0 - entry.spike) * np.nan_to_num(prior.pdf(x), posinf=0.0), 1.6 * top)
    axes.fill_between(x, y, color=FAINT, linewidth=0)
    axes.plot(x, y, color=MUTED, linewidth=0.8)
    axes.stairs(heights, edges, fill=True, color=BLUE, alpha=0.55)
    axes.set_xlim(low, high)
    axes.set_ylim(0, (1.3 if entry.spike == 0 else 1.75) * max(top, min(float(y.max()), 1.4 * top)))
    owner, _, own = name.partition(".")
    change = f"{round(row['shift'], 1) + 0.0:+.1f}, {row['width']:.1f}".replace("-", "\N{MINUS SIGN}")
    if entry.spike > 0:
        change += f"\nzero: {1.0 - row['inclusion']:.0%}"
    axes.text(0, 1.36, own, transform=axes.transAxes, size=8.2, weight="bold", va="bottom")
    axes.text(0, 1.13, f"{owner}: {entry.unit.split(',')[0]}", transform=axes.transAxes, size=7.4, color=MUTED, va="bottom")
    axes.text(1, 0.98, change, transform=axes.transAxes, size=7.4, color=MUTED, ha="right", va="top")
    axes.xaxis.set_major_locator(MaxNLocator(nbins=4))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: short(value)))
    axes.tick_params(labelsize=7.5)
    bare(axes, keep=("bottom",))


def density(entry: Entry) -> Any:
    """The prior, without its spike, as a frozen distribution of SciPy."""
    ((family, arguments),) = entry.prior.items()
    laws: dict[str, Callable[..., Any]] = {
        "lognormal": lambda location, spread: stats.lognorm(s=spread, scale=np.exp(location)),
        "beta": stats.beta,
        "exponential": lambda mean: stats.expon(scale=mean),
        "halfnormal": lambda scale: stats.halfnorm(scale=scale),
    }
    return laws[family](*arguments)


def _room(prior: Any, values: Any) -> tuple[float, float]:
    """Span that shows nearly all of the draws and as much of the prior as fits, from zero where the prior begins near it."""
    low, top = min(float(prior.ppf(0.005)), float(np.quantile(values, 0.005))), float(np.quantile(values, 0.995))
    high = max(top, min(float(prior.ppf(0.95)), WIDEST * top))
    return (0.0 if low < 0.15 * high else low), high
