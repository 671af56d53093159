"""Paired arms: the same worlds under several scenarios, and the effects with their intervals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from sim.results import Run
from sim.scenario import Scenario


@dataclass(frozen=True)
class Comparison:
    """Arms that share their worlds.

    Attributes
    ----------
    scenarios
        The first is the reference.
    runs
        By the scenario's name, cut to the window.
    effects
        One row per scenario and measure (see `effects_of`); None if there is one scenario only.
    window
        First and last day that all arms report, both inclusive.
    branch
        Effects are counted from this day on: the first day on which any arm is simulated.
    """

    scenarios: tuple[Scenario, ...]
    runs: Mapping[str, Run]
    effects: pd.DataFrame | None
    window: tuple[date, date]
    branch: date
