"""The verdict on the rules' forecasts, by a rule that was fixed before the scores were seen (30 November 2026).

The rules are *ahead* if, over all rolling years, they are ahead of the best single baseline with a 95 % interval above zero, and
no series has an interval wholly below zero. They are *behind* if the interval over all years lies wholly below zero. Everything
else is *not ahead*. A series in a year in which nothing came counts neither way: not among the series, and not in the sum.

A series is held against the baseline that is best in it over the same days, chosen with hindsight: no single baseline is as hard.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from calibration.forecasts.scores import ALL, RULES
from calibration.forecasts.series import SERIES
from calibration.studies.rolling_scores import COUNTED

AHEAD, BEHIND, NEITHER = "ahead", "behind", "not ahead"


@dataclass(frozen=True)
class Lead:
    """How far the rules are ahead of a baseline: mean daily log score, nats, and its 95 % interval; NaN where nothing came."""

    baseline: str
    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class Verdict:
    """What comes of the rule in one variant: the lead over the best single baseline, and those over the best of each series."""

    together: Lead
    by_series: dict[str, Lead]

    @property
    def behind(self) -> tuple[str, ...]:
        """The series with an interval wholly below zero."""
        return tuple(series for series, lead in self.by_series.items() if lead.high < 0)

    @property
    def word(self) -> str:
        """`AHEAD`, `BEHIND` or `NEITHER`."""
        if self.together.high < 0:
            return BEHIND
        return AHEAD if self.together.low > 0 and not self.behind else NEITHER


def verdicts(table: pd.DataFrame) -> dict[str, Verdict]:
    """By variant, the verdict that a table of `calibration.studies.rolling` holds (`rolling_scores.COLUMNS`)."""
    counted = table[table["year"] == COUNTED]
    return {str(variant): _verdict(rows) for variant, rows in counted.groupby("variant", sort=False)}


def _verdict(rows: pd.DataFrame) -> Verdict:
    together = rows[rows["series"] == ALL].set_index("model")
    return Verdict(
        _lead(together, str(together.loc[RULES, "best_baseline"])),
        {series: _lead(of, _best(of)) for series, of in ((s, rows[rows["series"] == s].set_index("model")) for s in SERIES)},
    )


def _best(by_model: pd.DataFrame) -> str:
    """The baseline with the best log score; the first where there is none at all."""
    return str(by_model["log_score"].drop(RULES).astype(float).fillna(-float("inf")).idxmax())


def _lead(by_model: pd.DataFrame, baseline: str) -> Lead:
    mean, low, high = (float(by_model.loc[baseline, name]) for name in ("rules_ahead", "low", "high"))  # type: ignore[arg-type]
    return Lead(baseline, mean, low, high)
