"""Tables that figures are drawn from, made up, and what a page shows."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_hex

from calibration.baselines.registry import NAMES
from calibration.fit.inclusion import tabulate
from calibration.forecasts.diagnostics import BIN_NAMES
from calibration.forecasts.scores import ALL, LEADS
from calibration.forecasts.series import SERIES
from sim.figures.style import ARM_COLOURS, FAINT, INK, MUTED, Sheet

PALETTE = {colour.lower() for colour in (*ARM_COLOURS, INK, MUTED, FAINT, "#ffffff")}
"""Okabe and Ito's colours, and greys."""


def lead_table() -> pd.DataFrame:
    """Each baseline a hundredth of a nat easier to beat than the one before, each series five thousandths harder."""
    rows = []
    for offset, series in enumerate((*SERIES, ALL)):
        for rank, model in enumerate(NAMES):
            ahead = 0.01 * rank - 0.005 * offset
            rows.append((series, model, "plain", 365, ahead, ahead - 0.02, ahead + 0.02, 0.1, 0.0, 0.2))
    return pd.DataFrame(rows, columns=list(LEADS))


def check_table() -> pd.DataFrame:
    """One target met, one far above and held out, one whose band is one value, one without a value."""
    columns = ["id", "title", "kind", "in_fit", "observed", "predicted", "low", "high", "passed", "defined", "informative"]
    rows = [
        ("a", "Within", "free", True, 5.0, 4.0, 1.0, 9.0, True, 1.0, True),
        ("b", "Far above, held out", "branched", False, 90.0, 4.0, 1.0, 9.0, False, 0.4, False),
        ("c", "One value only", "replay", True, 3.0, 3.0, 3.0, 3.0, True, 1.0, True),
        ("d", "No value in any world", "branched", True, 3.0, np.nan, np.nan, np.nan, False, 0.0, False),
    ]
    return pd.DataFrame(rows, columns=columns)


def inclusion_table() -> pd.DataFrame:
    """A term that the record supports, one that it does not decide on, one that it speaks against."""
    middle = {"us.strikes_per_lethal_attack": 0.97, "militia.fear": 0.5, "militia.raid_hold": 0.1}
    low = {name: value - 0.02 for name, value in middle.items()}
    high = {name: value + 0.02 for name, value in middle.items()}
    return tabulate(pd.DataFrame({"inclusion": middle, "inclusion_low": low, "inclusion_high": high}))


def pit_table() -> pd.DataFrame:
    """Flat but for the first bin of the first series; not knowing of the war half as much is expected."""
    columns = ["observed", "expected", *BIN_NAMES]
    one = pd.DataFrame(1.0, index=pd.Index(SERIES, name="series"), columns=columns).reset_index()
    one.loc[0, BIN_NAMES[0]] = 1.5
    return pd.concat([one.assign(variant="plain", expected=0.5), one.assign(variant="contexts_known")])


def words(page: Sheet) -> str:
    """All that is written on a page, outside its axes."""
    return " ".join(text.get_text() for text in page.figure.texts).replace("\n", " ").replace("\N{NO-BREAK SPACE}", " ")


def written(axes: Axes) -> list[str]:
    """What is written within axes."""
    return [text.get_text() for text in axes.texts]


def colours(page: Sheet) -> set[str]:
    """Every colour of a line, a filled shape or a word."""
    found = {text.get_color() for text in page.figure.texts}
    for axes in page.figure.axes:
        found |= {line.get_color() for line in axes.lines} | {text.get_color() for text in axes.texts}
        found |= {patch.get_facecolor()[:3] for patch in axes.patches if patch.get_fill()}
        found |= {tuple(colour[:3]) for shape in axes.collections for colour in shape.get_facecolor()}
    return {to_hex(colour).lower() for colour in found}
