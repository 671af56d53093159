"""What figures and reports ask of a comparison."""

from __future__ import annotations

import pandas as pd

from sim.comparison import Comparison
from sim.results.per_world import Counts, measure
from sim.scenario import Scenario
from sim.types import Floats, as_day


def arms(comparison: Comparison) -> tuple[Scenario, ...]:
    """The scenarios set against the reference; the reference itself if it stands alone."""
    return comparison.scenarios[1:] or comparison.scenarios


def n_worlds(comparison: Comparison) -> int:
    """How many worlds each scenario has."""
    return int(max(run.worlds["world"].nunique() for run in comparison.runs.values()))


def watched(comparison: Comparison) -> tuple[str, ...]:
    """Measures that the scenarios set against the reference ask to watch, each once, in order."""
    return tuple(dict.fromkeys(name for arm in arms(comparison) for name in arm.watch))


def effect(comparison: Comparison, scenario: Scenario, name: str) -> pd.Series | None:
    """The row of the table of effects for a scenario and a measure; None if there is none."""
    table = comparison.effects
    if table is None:
        return None
    rows = table[(table["scenario"] == scenario.name) & (table["measure"] == name)]
    return None if rows.empty else rows.iloc[0]


def measured(comparison: Comparison, scenario: Scenario) -> pd.DataFrame:
    """Every measure of every world from the branch day on, as the effects count them; worlds in ascending order."""
    run = comparison.runs[scenario.name]
    return measure(Counts.of(run.daily, run.events).between(as_day(comparison.branch), as_day(comparison.window[1])))


def paired(comparison: Comparison, scenario: Scenario) -> dict[str, Floats]:
    """Scenario minus reference, world by world, by measure, shape `(worlds,)`; worlds where either has no value are left out."""
    change = measured(comparison, scenario) - measured(comparison, comparison.scenarios[0])
    return {str(name): change[name].dropna().to_numpy(dtype=float) for name in change.columns}
