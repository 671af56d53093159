"""The table of effects: every arm of a comparison against the reference over the arm's own days."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from sim.results.distribution import INTERVAL, Distribution
from sim.results.tabulation import Counted, Tabulation
from sim.scenario import Scenario
from sim.scenario.contrast import contrast

DIFFERENCE = ("difference", "difference_low", "difference_high", "p_more", "p_less", "p_same", "standard_error")


def effects_of(tabulation: Tabulation) -> pd.DataFrame:
    """One row per scenario, span and measure: span by span the reference, then the arms that are counted over these days.

    ============================== ====================================================================================
    `reference`                    name of the scenario that it is set against
    `mean`, `low`, `high`          mean over worlds and 5 % and 95 % quantiles of this arm, from `since` to `until`
    `difference`                   mean of (this arm minus the reference) world by world; empty for the reference
    `difference_low`, `_high`      5 % and 95 % quantiles of that difference over worlds: how much worlds differ
    `p_more`, `p_less`, `p_same`   shares of worlds in which the difference is positive, negative, nothing; their sum is 1
    `standard_error`               Monte Carlo standard error of `difference`; it knows which worlds share a draw
    `worlds`                       worlds that count: for `days_to_first_*`, those where it came in both arms
    `since`, `until`               the days that are counted: the arm's first simulated day to its last
    `contrast`                     in what the arm differs from the reference (see `sim.scenario.contrast`)
    `estimand`                     `given all that followed` (abducted luck) or `on average` (fresh luck)
    ============================== ====================================================================================
    """
    reference, *others = tabulation.arms
    rows: list[dict[str, Any]] = []
    for span in reference.spans:
        for scenario in (reference.scenario, *(arm.scenario for arm in others if span in arm.spans)):
            rows += _rows(tabulation, Counted(scenario.name, span), scenario, reference.scenario)
    return pd.DataFrame(rows)


def _rows(tabulation: Tabulation, key: Counted, scenario: Scenario, reference: Scenario) -> list[dict[str, Any]]:
    """The rows of one scenario over one span."""
    differences = tabulation.differences.get(key, {})
    return [
        {
            "scenario": scenario.name,
            "measure": name,
            "reference": reference.name,
            **_level(level),
            **difference_columns(differences.get(name)),
            "worlds": differences[name].n if differences else level.n,
            "since": str(key.span.since),
            "until": str(key.span.until),
            "contrast": contrast(scenario, reference),
            "estimand": estimand(scenario),
        }
        for name, level in tabulation.digests[key].measures.items()
    ]


def estimand(scenario: Scenario) -> str:
    """What an effect is conditional on: all that really happened (abducted luck), or nothing after the branch (fresh luck)."""
    if scenario.branch is None:
        return "as documented"
    return "on average" if scenario.luck == "fresh" else "given all that followed"


def coupling_of(scenario: Scenario) -> str:
    """What ties its luck to the other arm's: as it says, else the default for its luck; `none` where all is documented."""
    if scenario.branch is None:
        return "none"
    return scenario.coupling or ("causes" if scenario.luck == "abducted" else "inversion")


def _level(of: Distribution) -> dict[str, float]:
    low, high = of.quantiles(INTERVAL)
    return {"mean": of.mean, "low": low, "high": high}


def difference_columns(of: Distribution | None) -> dict[str, float]:
    """The columns `DIFFERENCE` of a distribution of paired differences; nothing of no worlds."""
    if of is None or of.n == 0:
        return dict.fromkeys(DIFFERENCE, np.nan)
    low, high = of.quantiles(INTERVAL)
    numbers = (of.mean, low, high, of.share(1), of.share(-1), of.share(0), of.standard_error)
    return dict(zip(DIFFERENCE, numbers, strict=True))
