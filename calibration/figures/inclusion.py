"""inclusion.png: how probable each term of the rules is after the record, one half before."""

from __future__ import annotations

import textwrap

import pandas as pd

from calibration.figures.panels import BLUE, VERMILION
from calibration.fit.inclusion import POSITIVE, STRONG
from sim.figures.style import FAINT, MARGIN, MUTED, WIDTH, Sheet, bare, sheet

ROW = 0.185
COLOURS = {
    "speaks strongly for it": BLUE, "speaks for it": BLUE, "does not decide": MUTED,
    "speaks against it": VERMILION, "speaks strongly against it": VERMILION,
}  # fmt: skip
LEFT = 0.6
"""Where the strip of probabilities begins, as a share of the page's width."""


def draw(table: pd.DataFrame) -> Sheet:
    """A dot for each term at its inclusion probability, with the range of the independent runs.

    Parameters
    ----------
    table
        As `calibration.fit.inclusion.tabulate` returns it.
    """
    counts = {colour: sum(COLOURS[str(words)] == colour for words in table["the record"]) for colour in (BLUE, MUTED, VERMILION)}
    subtitle = (
        f"Posterior inclusion probability of each term; all began at one half. The record speaks for {counts[BLUE]} of "
        f"{len(table)} terms (blue: a Bayes factor of {POSITIVE:g} or more), against {counts[VERMILION]} (vermilion), and does "
        f"not decide on {counts[MUTED]} (grey, within the band). Stroke: range of the runs."
    )
    foot = f"Dashed: a Bayes factor of {STRONG:g}, strong evidence. From posterior_whole.csv."
    page = sheet(ROW * len(table) + 0.3, "Which terms of the rules does the record support?", subtitle, foot)
    height = page.figure.get_figheight()
    axes = page.figure.add_axes((LEFT, page.bottom + 0.3 / height, 0.97 - LEFT, page.top - page.bottom - 0.35 / height))
    axes.set_xlim(0.0, 1.0)
    axes.set_ylim(len(table) - 0.3, -0.7)
    bare(axes, keep=("bottom",))
    axes.tick_params(labelsize=7.8)
    axes.axvspan(1 / (1 + POSITIVE), POSITIVE / (1 + POSITIVE), color=FAINT, alpha=0.45, linewidth=0)
    for edge in (1 / (1 + STRONG), STRONG / (1 + STRONG)):
        axes.axvline(edge, color=MUTED, linewidth=0.7, dashes=(3, 3))
    left = (MARGIN / WIDTH - LEFT) / (0.97 - LEFT)
    for y, row in enumerate(table.to_dict("records")):
        colour = COLOURS[str(row["the record"])]
        words = textwrap.shorten(str(row["meaning"]), 86, placeholder="\N{HORIZONTAL ELLIPSIS}")
        axes.text(left, y, words, transform=axes.get_yaxis_transform(), size=7.6, va="center")
        axes.plot([row["low"], row["high"]], [y, y], color=colour, linewidth=1.6, alpha=0.6)
        axes.plot([row["inclusion"]], [y], "o", color=colour, markersize=4.6, clip_on=False, zorder=3)
    return page
