"""Run a sweep: every point in the same worlds, block by block; the table of worlds as it comes, and what each point adds up to.

World w of the seed has the same luck and the same draw of the parameters at every point, and only what is varied differs between
points (common random numbers). The points themselves are the tasks that processes share, the reference point first; the rows come
in the order of points and worlds, so that neither `jobs` nor `block` changes a byte.

`sweep.parquet` has one row per point and world: `point`, a column for each name that is varied, then those of `worlds.parquet`.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from sim.effect_table import estimand
from sim.ensemble import Task, run_task
from sim.errors import InputError
from sim.machine import Machine, Progress, check_seed, check_worlds
from sim.parameter_files import for_worlds
from sim.parameters import Parameters
from sim.results.draws import n_draws
from sim.results.manifest import manifest_of
from sim.results.tables import SCHEMAS
from sim.scenario import Scenario
from sim.sweeps.designs import Design, column
from sim.sweeps.points import Points, points_of
from sim.sweeps.response import Response
from sim.types import Ints
from sim.vocabulary.measures import NEVER_DOCUMENTED, in_order
from sim.workers import in_order as results_in_order

SWEEP = "sweep"
"""The command, and the table's file without its suffix."""
_TYPES = {"number": pa.float64(), "whole": pa.int64(), "day": pa.timestamp("ms"), "truth": pa.bool_(), "word": pa.string()}
Sink = Callable[[pa.Table], None]
Point = tuple[list[dict[str, Any]], dict[str, float]]


@dataclass(frozen=True)
class Plan:
    """What a sweep runs: a scenario at the points of a design, so many worlds of a seed at each.

    Attributes
    ----------
    reference
        The point from which the others are told apart.
    """

    scenario: Scenario
    design: Design
    worlds: int
    seed: int
    parameters: Parameters
    reference: int = 0

    def __post_init__(self) -> None:
        check_worlds(self.worlds)
        check_seed(self.seed)
        if not 0 <= self.reference < len(self.design):
            raise InputError(f"reference is point {self.reference}; allowed: 0 to {len(self.design) - 1}")

    @cached_property
    def points(self) -> Points:
        """What is run at each point; raises `InputError` for a point that cannot be."""
        return points_of(self.scenario, self.design)

    @property
    def measures(self) -> list[str]:
        """The measures that the scenario watches."""
        return in_order(self.scenario.watch)

    @cached_property
    def schema(self) -> pa.Schema:
        """The columns of `sweep.parquet`."""
        names = [(factor.name, _TYPES[factor.kind]) for factor in self.design.factors]
        return pa.schema([("point", pa.int32()), *names, *list(SCHEMAS["worlds"])[1:]])


@dataclass(frozen=True)
class Sweep:
    """A finished sweep.

    Attributes
    ----------
    plan
        What was run.
    points
        One row per point and watched measure (see `sim.sweeps.response`).
    manifest
        What all was made from.
    table
        The rows of `sweep.parquet`; None if they went to disk as they came.
    undocumented
        The largest mean at any point of each measure that the record never shows (`sim.vocabulary.measures.NEVER_DOCUMENTED`).
    """

    plan: Plan
    points: pd.DataFrame
    manifest: dict[str, Any]
    table: pa.Table | None = None
    undocumented: Mapping[str, float] = field(default_factory=lambda: dict.fromkeys(NEVER_DOCUMENTED, 0.0))


class Tasks(Sequence[Task]):
    """The blocks of every point, the reference point first; each is made when it is asked for, since they hold their draws."""

    def __init__(self, plan: Plan, block: int) -> None:
        self._plan, self._block = plan, block
        self._whole, self._draws = for_worlds(plan.parameters, plan.worlds), n_draws(plan.parameters)
        self.blocks = math.ceil(plan.worlds / block)
        others = (point for point in range(len(plan.design)) if point != plan.reference)
        self.order = (plan.reference, *others)

    def __len__(self) -> int:
        return len(self.order) * self.blocks

    def __getitem__(self, at: Any) -> Any:
        """A task by its position."""
        place, block = divmod(range(len(self))[at], self.blocks)
        point, first = self.order[place], block * self._block
        last = min(first + self._block, self._plan.worlds)
        parameters = self._whole.rows(first, last).replace(self._plan.points.changes[point])
        scenario, spans = self._plan.points.scenarios[point], (self._plan.points.span,)
        return Task(scenario, first, last - first, self._plan.seed, parameters, self._draws, spans)


def worlds_of(task: Task) -> pa.Table:
    """The rows that a task has in the table of worlds; its events and days are not kept."""
    return run_task(task).tables["worlds"]


def run_sweep(plan: Plan, machine: Machine, progress: Progress | None = None, sink: Sink | None = None) -> Sweep:
    """Run every point.

    Parameters
    ----------
    progress
        Called with the scenario's name and how many more worlds are done, over all points.
    sink
        Takes rows of `sweep.parquet` as they come, in their order; without one they are kept in memory.
    """
    begun = time.monotonic()
    tables: list[pa.Table] = []
    rows: list[dict[str, Any]] = []
    most = dict.fromkeys(NEVER_DOCUMENTED, 0.0)
    with closing(_by_point(plan, machine, progress, sink or tables.append)) as points:
        for point_rows, means in points:
            rows += point_rows
            most = {name: max(mean, most[name]) for name, mean in means.items()}
    manifest = _manifest(plan, machine, time.monotonic() - begun)
    return Sweep(plan, _frame(plan, rows), manifest, pa.concat_tables(tables) if sink is None else None, most)


def _by_point(plan: Plan, machine: Machine, progress: Progress | None, sink: Sink) -> Generator[Point]:
    """The rows of `points` of each point, in order, and what it holds that no record shows; rows of worlds go to the sink."""
    tasks = Tasks(plan, machine.block)
    shared = n_draws(plan.parameters)
    with closing(results_in_order(worlds_of, tasks, machine)) as results:

        def blocks() -> Iterator[pa.Table]:
            for _ in range(tasks.blocks):
                table = next(results)
                if progress is not None:
                    progress(plan.scenario.name, table.num_rows)
                yield table

        response = Response(plan.measures, shared, None)
        kept: list[pa.Table] = []
        values: list[Ints] = []
        for table in blocks():
            values.append(response.add(table))
            kept.append(table)
        reference, reference_rows = np.concatenate(values), (response.rows(), response.undocumented())
        for point in range(len(plan.design)):
            if point == plan.reference:
                for table in kept:
                    sink(_with_design(plan, point, table))
                yield reference_rows
                continue
            response = Response(plan.measures, shared, reference)
            for table in blocks():
                response.add(table)
                sink(_with_design(plan, point, table))
            yield response.rows(), response.undocumented()


def _with_design(plan: Plan, point: int, table: pa.Table) -> pa.Table:
    """Rows of the table of worlds with the point and its values before them."""
    number = np.full(table.num_rows, point, dtype=np.int32)
    values = zip(plan.design.factors, plan.design.rows[point], strict=True)
    design = [pa.array(np.repeat(column(factor, [value]), table.num_rows), _TYPES[factor.kind]) for factor, value in values]
    return pa.Table.from_arrays([pa.array(number), *design, *table.columns[1:]], schema=plan.schema)


def _frame(plan: Plan, rows: Sequence[dict[str, Any]]) -> pd.DataFrame:
    """The table `points`."""
    repeated = len(plan.measures)
    frame = pd.DataFrame(rows)
    number = np.repeat(np.arange(len(plan.design)), repeated)
    for at, factor in enumerate(plan.design.factors):
        frame.insert(at, factor.name, column(factor, [plan.design.rows[point][at] for point in number]))
    frame.insert(0, "point", number)
    frame["estimand"] = [estimand(plan.points.scenarios[point]) for point in number]
    since, until = plan.points.span
    return frame.assign(since=str(since), until=str(until))


def _manifest(plan: Plan, machine: Machine, seconds: float) -> dict[str, Any]:
    made = manifest_of(SWEEP, [plan.scenario], plan.worlds, plan.seed, plan.parameters, machine.block, seconds)
    varied = [factor.name for factor in plan.design.factors]
    return {**made, "design": plan.design.kind, "varied": varied, "points": len(plan.design), "reference": plan.reference}
