"""Scenarios run in the same worlds: each by itself, or each against a reference over the days that the scenario is about."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any, Literal

import pandas as pd

from sim.effect_table import effects_of
from sim.ensemble import Task, plan, run_blocks
from sim.errors import InputError, ScenarioError
from sim.machine import Machine, Progress
from sim.parameter_files import n_draws
from sim.parameters import Parameters
from sim.results import Block, Run, Span, collect
from sim.results.manifest import manifest_of
from sim.results.spans import counted_span, reported_span
from sim.results.tabulation import Arm, Tabulation
from sim.scenario import Scenario

Command = Literal["run", "compare", "batch"]
Sink = Callable[[Block], None]


@dataclass(frozen=True)
class Comparison:
    """Scenarios that share their worlds.

    Attributes
    ----------
    tabulation
        What was added up of all worlds, by scenario and span.
    effects
        One row per scenario, span and measure (see `sim.effect_table.effects_of`); None if there is no reference.
    summary
        Mean, median and intervals by scenario, span and measure.
    manifest
        What all was made from.
    runs
        The tables by the scenario's name; empty if they went to disk as they came.
    """

    tabulation: Tabulation
    effects: pd.DataFrame | None
    summary: pd.DataFrame
    manifest: dict[str, Any]
    runs: Mapping[str, Run] = field(default_factory=dict)

    @property
    def scenarios(self) -> tuple[Scenario, ...]:
        """All scenarios, the reference first."""
        return tuple(arm.scenario for arm in self.tabulation.arms)

    @property
    def is_paired(self) -> bool:
        """Whether the first scenario is a reference for the others."""
        return self.effects is not None


def run_arms(
    arms: Sequence[Arm],
    worlds: int,
    seed: int,
    parameters: Parameters,
    machine: Machine,
    progress: Progress | None = None,
    *,
    command: Command,
    sink: Sink | None = None,
    ready: Sequence[Block] = (),
    work: Callable[[Task], Block] | None = None,
) -> Comparison:
    """Run every arm in the same worlds and add them up; the work behind `run`, `compare` and lessons.

    Parameters
    ----------
    command
        With `compare` the first arm is the reference; with `batch` there may be several arms and none is.
    sink
        Takes each block as it comes; without one the tables are kept in memory, for `Comparison.runs`.
    ready
        All blocks of the first arms, as far as these are there already and need not be run, in the order of arms and worlds.
    work
        Runs a task, in place of `sim.ensemble.run_task`.
    """
    begun, compared = time.monotonic(), command == "compare"
    tabulation = Tabulation(arms, worlds, n_draws(parameters), compared=compared)
    kept: dict[str, list[Block]] = {arm.scenario.name: [] for arm in arms}
    there = {block.scenario for block in ready}
    tasks = plan([arm for arm in arms if arm.scenario.name not in there], worlds, seed, parameters, machine)
    with closing(run_blocks(tasks, machine, progress, work=work)) as blocks:
        for block in itertools.chain(ready, blocks):
            tabulation.add(block)
            if sink is None:
                kept[block.scenario].append(block)
            else:
                sink(block)
            del block  # whoever wants it has it; the next one takes a while
    scenarios = [arm.scenario for arm in arms]
    manifest = manifest_of(command, scenarios, worlds, seed, parameters, machine.block, time.monotonic() - begun)
    summary = tabulation.summary()
    runs = {} if sink else {each.name: collect(each, kept.pop(each.name), _of(summary, each), manifest) for each in scenarios}
    return Comparison(tabulation, effects_of(tabulation) if compared else None, summary, manifest, runs)


def _of(summary: pd.DataFrame, scenario: Scenario) -> pd.DataFrame:
    return summary[summary["scenario"] == scenario.name].reset_index(drop=True)


# Which days are counted -----------------------------------------------------------------------------------------------------


def arms_alone(scenarios: Sequence[Scenario]) -> tuple[Arm, ...]:
    """Every scenario over its own days; raises `InputError` if two share a name."""
    check_names(scenarios)
    return tuple(Arm(scenario, (counted_span(scenario),)) for scenario in scenarios)


def arms_against(scenarios: Sequence[Scenario]) -> tuple[Arm, ...]:
    """The first scenario as reference, counted over the days of every other; each other over its own.

    A documented reference is run over all the days that the others report, and no more; it is the same in every world and costs
    little. A simulated one is run on to the last of these days if its history allows, unless something that it changes ends
    with it: nobody said what holds afterwards.

    Raises
    ------
    InputError
        If there are fewer than two, two share a name, or the reference does not report the days of an arm.
    """
    if len(scenarios) < 2:
        raise InputError("a comparison needs two scenarios or more, the reference first, such as: documented no_soleimani_strike")
    check_names(scenarios)
    reference, *others = scenarios
    reference = _reaching(reference, [reported_span(scenario) for scenario in others])
    for scenario in others:
        if not reported_span(reference).covers(counted_span(scenario)):
            raise InputError(
                f"{scenario.name} is counted over {counted_span(scenario)}, but the reference {reference.name} reports "
                f"{reported_span(reference)}; allowed: a reference that reports these days, such as documented"
            )
    spans = tuple(dict.fromkeys(counted_span(scenario) for scenario in others))
    if sum(scenario.luck == "fresh" for scenario in scenarios) > 1:
        reference, *others = (by_motive(scenario) for scenario in (reference, *others))
    return (Arm(reference, spans), *arms_alone(others))


def by_motive(scenario: Scenario) -> Scenario:
    """A simulated arm as it is compared with others: each motive draws by luck of its own, unless it says otherwise."""
    is_open = scenario.luck == "fresh" and scenario.coupling is None
    return scenario.edit(coupling="causes") if is_open else scenario


def check_names(scenarios: Sequence[Scenario]) -> None:
    """Raise `InputError` if two scenarios share a name, by which tables tell them apart."""
    names = [scenario.name for scenario in scenarios]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise InputError(f"{twice[0]} is named twice; allowed: each scenario once")


def _reaching(reference: Scenario, spans: Sequence[Span]) -> Scenario:
    """The reference over the days of these spans, as far as it can be moved."""
    start, end = min(span.since for span in spans), max(span.until for span in spans)
    if reference.is_documented and not reference.interventions:
        changes: dict[str, Any] = {"start": start, "end": end}
    elif reference.end < end and not any(getattr(item, "until", None) == reference.end for item in reference.interventions):
        changes = {"end": end}
    else:
        return reference
    try:
        return reference.edit(**changes)
    except ScenarioError:
        return reference
