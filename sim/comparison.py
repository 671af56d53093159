"""Paired arms: the same worlds under several scenarios, and the effects with their intervals."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from sim.ensemble import plan, run_blocks
from sim.errors import InputError
from sim.machine import Machine, Progress
from sim.parameters import Parameters
from sim.results import OBSERVED, Block, Run, collect, summarise, to_arrow
from sim.results.manifest import manifest_of
from sim.results.per_world import Counts, measure, world_table
from sim.scenario import Scenario
from sim.types import Floats, as_day

INTERVAL = (0.05, 0.95)


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

    @property
    def seed(self) -> int | None:
        """The seed of the worlds, if the runs say it."""
        return next(iter(self.runs.values())).manifest.get("seed")


def run_arms(
    scenarios: Sequence[Scenario],
    worlds: int,
    seed: int,
    parameters: Parameters,
    machine: Machine,
    progress: Progress | None = None,
) -> Comparison:
    """Run several scenarios in the same worlds, cut to the window that all report: the work of `sim.compare`.

    A documented reference is simply run in every world: its counts are equal in all of them, and it costs little.
    """
    if len(scenarios) < 2:
        raise InputError("a comparison needs two scenarios or more, the reference first, such as: documented no_soleimani_strike")
    begun, window, branch = time.monotonic(), window_of(scenarios), branch_of(scenarios)
    arms = tuple(cut_scenario(scenario, window) for scenario in scenarios)
    blocks: dict[str, list[Block]] = {arm.name: [] for arm in arms}
    for block in run_blocks(plan(arms, worlds, seed, parameters, machine), machine, progress):
        blocks[block.scenario].append(block)
    manifest = manifest_of("compare", arms, worlds, seed, parameters, machine.block, time.monotonic() - begun)
    runs = {arm.name: cut_run(collect(arm, blocks.pop(arm.name), manifest), window) for arm in arms}
    return Comparison(arms, runs, effects_of(list(runs.values()), branch), window, branch)


def of_one(run: Run) -> Comparison:
    """A run by itself in the form that figures and reports take."""
    scenario = run.scenario
    return Comparison((scenario,), {scenario.name: run}, None, (scenario.start, scenario.end), scenario.branch or scenario.start)


# The window -----------------------------------------------------------------------------------------------------------------


def window_of(scenarios: Sequence[Scenario]) -> tuple[date, date]:
    """First and last day that all scenarios report, inclusive."""
    start, end = max(s.start for s in scenarios), min(s.end for s in scenarios)
    if start > end:
        spans = ", ".join(f"{s.name} {s.start} to {s.end}" for s in scenarios)
        raise InputError(f"no day is reported by all scenarios; they report {spans}")
    return start, end


def branch_of(scenarios: Sequence[Scenario]) -> date:
    """The first day of the window on which any scenario is simulated; the window's first if none is."""
    start, end = window_of(scenarios)
    branches = [s.branch for s in scenarios if s.branch is not None]
    return min(max(start, min(branches, default=start)), end)


def cut_scenario(scenario: Scenario, window: tuple[date, date]) -> Scenario:
    """A documented scenario replays the window only, after its warm-up; others are run whole and cut afterwards."""
    if scenario.is_documented and not scenario.interventions:
        return scenario.edit(start=window[0], end=window[1])
    return scenario


def cut_run(run: Run, window: tuple[date, date]) -> Run:
    """A run's tables without the days outside the window; `worlds` is measured again on what is left."""
    if (run.scenario.start, run.scenario.end) == window:
        return run
    since, until = pd.Timestamp(window[0]), pd.Timestamp(window[1])
    daily, events = (frame[frame["date"].between(since, until)].reset_index(drop=True) for frame in (run.daily, run.events))
    begin = max(run.scenario.branch or window[0], window[0])
    worlds = world_table(run.scenario.name, Counts.of(daily, events), as_day(min(begin, window[1])))
    tidy = to_arrow("worlds", worlds).to_pandas()
    return Run(run.scenario, events, daily, tidy, summarise(tidy), run.manifest)


# Effects --------------------------------------------------------------------------------------------------------------------


def effects_of(runs: Sequence[Run], branch: date) -> pd.DataFrame:
    """One row per scenario and measure; the first run is the reference.

    ============================== ====================================================================================
    `mean`, `low`, `high`          mean over worlds and 5 % and 95 % quantiles of this arm, from `since` to `until`
    `difference`                   mean of (this arm minus the reference) world by world; empty for the reference
    `difference_low`, `_high`      5 % and 95 % quantiles of that difference over worlds: how much worlds differ
    `standard_error`               Monte Carlo standard error of `difference`: how much more worlds would help
    `p_more`, `p_less`             shares of worlds with a positive and with a negative difference
    `worlds`                       worlds that count: for `days_to_first_*`, those where it came in both arms
    `since`, `until`               the days that are counted
    ============================== ====================================================================================
    """
    measured = {run.scenario.name: measure(Counts.of(run.daily, run.events).between(as_day(branch), _last(run))) for run in runs}
    reference = next(iter(measured.values()))
    since, until = str(branch), str(_last(runs[0]))
    rows = [
        {
            "scenario": name,
            "measure": column,
            **_level(frame[column].to_numpy(dtype=float)),
            **_difference((frame[column] - reference[column]).to_numpy(dtype=float), is_reference=frame is reference),
            "since": since,
            "until": until,
        }
        for name, frame in measured.items()
        for column in frame.columns
    ]
    return pd.DataFrame(rows)


def _last(run: Run) -> np.datetime64:
    last: pd.Timestamp = run.daily["date"].iloc[-1]
    return as_day(last.date())


def _level(values: Floats) -> dict[str, float]:
    known = values[~np.isnan(values)]
    if known.size == 0:
        return dict.fromkeys(("mean", "low", "high"), np.nan)
    low, high = np.quantile(known, INTERVAL, method=OBSERVED)
    return {"mean": float(known.mean()), "low": float(low), "high": float(high)}


def _difference(values: Floats, *, is_reference: bool) -> dict[str, float | int]:
    known = values[~np.isnan(values)]
    names = ("difference", "difference_low", "difference_high", "standard_error", "p_more", "p_less")
    if is_reference or known.size == 0:
        return {**dict.fromkeys(names, np.nan), "worlds": known.size}
    low, high = np.quantile(known, INTERVAL, method=OBSERVED)
    error = known.std(ddof=1) / np.sqrt(known.size) if known.size > 1 else np.nan
    numbers = (known.mean(), low, high, error, (known > 0).mean(), (known < 0).mean())
    return {**{name: float(number) for name, number in zip(names, numbers, strict=True)}, "worlds": known.size}
