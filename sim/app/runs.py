"""Worlds on demand: run in processes that are kept, remembered in a memory that has an end, each asked for once at a time."""

from __future__ import annotations

import gc
import os
import statistics
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import Any, TypeVar

import numpy as np
import pandas as pd
import pyarrow as pa

from sim.app.worlds import Arm, Ran
from sim.comparison import arms_against, run_arms
from sim.ensemble import Task, plan, run_task
from sim.errors import InputError
from sim.eves import Eves
from sim.explain.explanation import Explanation
from sim.explain.several import explain_events
from sim.explain.today import Weighed, weighed_on
from sim.machine import Machine, Progress
from sim.model import EscalationModel, alone
from sim.parameter_files import POSTERIOR, choose, n_draws, of_world
from sim.parameters import Parameters
from sim.results import Block
from sim.results import tabulation as tabulated
from sim.results.spans import Span, counted_span
from sim.scenario import Scenario, load_scenario
from sim.types import as_day
from sim.workers import Pool

T = TypeVar("T")

DOCUMENTED = "documented"
DAY = {"abducted": (2e-3, 4e-6), "fresh": (1.2e-3, 4e-6)}
"""Seconds of a day by the luck of a scenario: by itself, and of each world of the block; measured on 30 November 2026."""
LONG, BLOCKS = 6.0, 4
"""Seconds from which a run is done in that many pieces, so that its progress is seen; short ones in one piece a process."""
LONGEST = 600.0
"""Seconds that a run of a page may take."""


@dataclass(frozen=True)
class Asked:
    """What is to be run; equal ones are the same worlds."""

    reference: Scenario
    arm: Scenario
    changes: tuple[tuple[str, float], ...] = ()
    worlds: int = 300
    seed: int = 7

    @cached_property
    def key(self) -> tuple[Any, ...]:
        """What the result depends on."""
        return (self.reference.text, self.arm.text, self.changes, self.worlds, self.seed)

    @property
    def simulated(self) -> list[Scenario]:
        """What has to be run: all but the record, of which one world stands for all."""
        return [each for each in (self.reference, self.arm) if not is_the_record(each)]

    @property
    def seconds(self) -> float:
        """How long it will take on this machine, about: as the last runs did."""
        return self.work * statistics.median(_PACE or [1.0])

    @cached_property
    def work(self) -> float:
        """The same on a machine that does nothing else."""
        return sum(_work(each, self.worlds) for each in self.simulated)


_PACE: deque[float] = deque(maxlen=5)
"""How much longer than `Asked.work` the last runs took."""


def _work(scenario: Scenario, worlds: int) -> float:
    days, branch, luck = scenario.stepped_days, scenario.branch, "fresh" if scenario.branch is None else scenario.luck
    before = 0 if branch is None else int((days < as_day(branch)).sum())  # days of one model
    return _days(before, "fresh", worlds) + _days(len(days) - before, luck, worlds)


def _days(days: int, luck: str, worlds: int) -> float:
    day, world_day = DAY[luck]
    return days * (day + world_day * worlds / _jobs())


# Where it is run --------------------------------------------------------------------------------------------------------------


def _jobs() -> int:
    return min(os.cpu_count() or 1, 4)


@lru_cache(maxsize=1)
def pool() -> Pool:
    """The processes of this server, made when they are first needed."""
    return Pool(_jobs())


def warm() -> None:
    """Start every process and have it read the record and the rules, so that the first who asks does not wait for it.

    A free run draws attacks too, for whose claims the rules that code the record are read.
    """
    documented = load_scenario("documented").edit(start="2020-01-01", end="2020-01-02", warm_up=1)
    free = load_scenario("free_run").edit(start="2020-01-01", branch="2020-01-01", end="2020-01-31")
    for future in [pool().submit(_warmed, (documented, free)) for _ in range(_jobs())]:
        future.result()
    posterior()


def _warmed(scenarios: tuple[Scenario, ...]) -> None:
    for scenario in scenarios:
        for _ in EscalationModel(scenario, 4).run():
            pass
    gc.collect()
    gc.freeze()  # what is there by now stays, so that no collection looks through it again
    time.sleep(0.5)  # so that the next one goes to another process


def close() -> None:
    """End the processes."""
    pool().close()
    pool.cache_clear()


@lru_cache(maxsize=1)
def posterior() -> Parameters:
    """What every page runs with."""
    return choose(POSTERIOR)


def in_process(work: Callable[[Any], T], task: Any) -> T:
    """The result of a function, from one of the processes."""
    return pool().submit(work, task).result()


# Runs -------------------------------------------------------------------------------------------------------------------------


def run(asked: Asked, progress: Progress | None = None) -> Ran:
    """Run what is asked.

    Raises
    ------
    InputError
        If it would take longer than `LONGEST`, or cannot be compared.
    RunUnfinished
        If a process was ended meanwhile.
    """
    begun = time.monotonic()
    if asked.seconds > LONGEST:
        raise InputError(f"this would take about {asked.seconds / 60:.0f} minutes; allowed: fewer worlds, or fewer days")
    parameters = posterior().replace(dict(asked.changes))
    pieces = BLOCKS if asked.work > LONG else _jobs()
    machine = Machine(block=max(-(-asked.worlds // pieces), 1), pool=pool())
    reference, arm = arms_against([asked.reference, asked.arm])
    there, here = (Arm(each.scenario, counted_span(arm.scenario)) for each in (reference, arm))
    plain = is_the_record(reference.scenario)
    ready = [copied(documented(there.span, reference.scenario), asked.worlds, n_draws(parameters))] if plain else []

    def sink(block: Block) -> None:
        (there if block.scenario == there.scenario.name else here).add(block)

    comparison = run_arms(
        [reference, arm], asked.worlds, asked.seed, parameters, machine, progress, command="compare", sink=sink, ready=ready,
        work=run_from_its_eve,
    )  # fmt: skip
    for each in (there, here):
        each.close()
    seconds = time.monotonic() - begun
    _PACE.append(seconds / asked.work)
    return Ran(comparison, here, there, (there if plain else _record(here.span)).columns, parameters, asked.seed, seconds)


def run_from_its_eve(task: Task) -> Block:
    """Run a block of worlds; what it has in common with one that this process ran before is not stepped through again."""
    return run_task(task, EVES.model_of)


EVES = Eves(100e6)
"""Of each process: those of some seven runs of 300 worlds."""


def is_the_record(scenario: Scenario) -> bool:
    """Whether a scenario is the record itself, the same in every world, so that one world stands for all."""
    return scenario.is_documented and not scenario.interventions and not scenario.switch_off


def documented(span: Span, scenario: Scenario) -> Block:
    """One world of the record: the days that a scenario reports, counted over a span."""
    return _documented(span, scenario.start, scenario.end)


@lru_cache(maxsize=64)
def _documented(span: Span, start: date, end: date) -> Block:
    scenario = load_scenario(DOCUMENTED).edit(start=start, end=end)
    (task,) = plan([tabulated.Arm(scenario, (span,))], 1, 0, posterior(), Machine())
    return in_process(run_task, task)


def copied(block: Block, worlds: int, n_draws: int) -> Block:
    """A block of one world as one of many worlds, all the same."""
    tables = {}
    for name, table in block.tables.items():
        rows = table.num_rows
        tables[name] = table.take(np.tile(np.arange(rows), worlds))
        numbers = {"world": np.repeat(np.arange(worlds), rows)}
        if "draw" in table.column_names:
            numbers["draw"] = numbers["world"] % n_draws
        for column, values in numbers.items():
            tables[name] = tables[name].set_column(table.column_names.index(column), column, pa.array(values, pa.int32()))
    return Block(block.scenario, 0, worlds, tables)


def _record(span: Span) -> Arm:
    """What was documented over some days."""
    found = Arm(load_scenario(DOCUMENTED).edit(start=span.since, end=span.until), span)
    found.add(_documented(span, *span))
    return found


def why(ran: Ran, world: int, event: int) -> Explanation | None:
    """Why an event of a world happened; None if no rule stands behind it, as behind what a scenario puts in."""
    return in_process(
        _why, (ran.here.scenario, ran.seed, of_world(ran.parameters, world), world, ran.here.events_of(world), event)
    )


def _why(task: tuple[Scenario, int, Parameters, int, pd.DataFrame, int]) -> Explanation | None:
    scenario, seed, parameters, world, events, event = task
    return explain_events(alone(scenario, seed, world, parameters), events, [event]).get(event)


def weighed(ran: Ran, world: int, day: str) -> tuple[Weighed, ...]:
    """What every actor of a world wanted and feared on a day."""
    return in_process(_weighed, (ran.here.scenario, ran.seed, of_world(ran.parameters, world), world, day))


def _weighed(task: tuple[Scenario, int, Parameters, int, str]) -> tuple[Weighed, ...]:
    scenario, seed, parameters, world, day = task
    return weighed_on(alone(scenario, seed, world, parameters), day)
