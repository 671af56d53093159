"""Run a sweep: every point in the same worlds, block by block; the table of worlds as it comes, and what each point adds up to.

World w of the seed has the same luck and the same draw of the parameters at every point, and only what is varied differs between
points (common random numbers). The points themselves are the tasks that processes share, the reference point first; the rows come
in the order of points and worlds, so that neither `jobs` nor `block` changes a byte.

`sweep.parquet` has one row per point and world: `point`, a column for each name that is varied, then those of `worlds.parquet`.
Of several seeds each point has the worlds of one after those of the other, with a column `seed` before `world`.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from sim.effect_table import estimand
from sim.ensemble import Strand, Task, Tasks, run_task
from sim.errors import InputError
from sim.machine import Machine, Progress, check_seed, check_worlds
from sim.parameter_files import n_draws
from sim.parameters import Parameters
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
    more_seeds
        Further seeds, of which each has as many worlds at each point.
    """

    scenario: Scenario
    design: Design
    worlds: int
    seed: int
    parameters: Parameters
    reference: int = 0
    more_seeds: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        check_worlds(self.worlds)
        for seed in self.seeds:
            check_seed(seed)
        if not 0 <= self.reference < len(self.design):
            raise InputError(f"reference is point {self.reference}; allowed: 0 to {len(self.design) - 1}")

    @cached_property
    def points(self) -> Points:
        """What is run at each point; raises `InputError` for a point that cannot be."""
        return points_of(self.scenario, self.design)

    @property
    def seeds(self) -> tuple[int, ...]:
        """All seeds, in their order."""
        return (self.seed, *self.more_seeds)

    @property
    def order(self) -> tuple[int, ...]:
        """The points in the order in which they are run: the reference first."""
        return (self.reference, *(point for point in range(len(self.design)) if point != self.reference))

    def strands(self) -> Iterator[Strand]:
        """What is run, in its order: seed by seed of each point; of the tables that of the worlds alone is wanted."""
        for point, seed in itertools.product(self.order, self.seeds):
            yield self.strand(point, seed)

    def strand(self, point: int, seed: int) -> Strand:
        """The worlds of one seed at one point."""
        return Strand(self.points.scenarios[point], (self.points.span,), seed, self.points.changes[point], ("worlds",))

    @property
    def measures(self) -> list[str]:
        """The measures that the scenario watches."""
        return in_order(self.scenario.watch)

    @cached_property
    def schema(self) -> pa.Schema:
        """The columns of `sweep.parquet`."""
        names = [(factor.name, _TYPES[factor.kind]) for factor in self.design.factors]
        seed = [("seed", pa.int64())] if self.more_seeds else []
        return pa.schema([("point", pa.int32()), *names, *seed, *list(SCHEMAS["worlds"])[1:]])


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


def tasks_of(plan: Plan, block: int) -> Tasks:
    """The blocks of every point, the reference point first."""
    return Tasks(list(plan.strands()), plan.worlds, plan.parameters, block)


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
    with closing(results_in_order(worlds_of, tasks_of(plan, machine.block), machine)) as results:
        sweep = add_up(plan, _counted(results, plan, progress), machine, sink)
    return replace(sweep, manifest={**sweep.manifest, "seconds": round(time.monotonic() - begun, 1)})


def _counted(tables: Iterable[pa.Table], plan: Plan, progress: Progress | None) -> Iterator[pa.Table]:
    for table in tables:
        if progress is not None:
            progress(plan.scenario.name, table.num_rows)
        yield table


def add_up(plan: Plan, tables: Iterator[pa.Table], machine: Machine, sink: Sink | None = None) -> Sweep:
    """Make a sweep of the rows that its points have in the table of worlds.

    Parameters
    ----------
    tables
        Pieces of them in the order of `Plan.strands`, worlds rising; none holds rows of two strands.
    sink
        As `run_sweep` takes it.
    """
    kept: list[pa.Table] = []
    rows: list[dict[str, Any]] = []
    most = dict.fromkeys(NEVER_DOCUMENTED, 0.0)
    with closing(_by_point(plan, tables, sink or kept.append)) as points:
        for point_rows, means in points:
            rows += point_rows
            most = {name: max(mean, most[name]) for name, mean in means.items()}
    return Sweep(plan, _frame(plan, rows), _manifest(plan, machine), pa.concat_tables(kept) if sink is None else None, most)


def _by_point(plan: Plan, tables: Iterator[pa.Table], sink: Sink) -> Generator[Point]:
    """The rows of `points` of each point, in order, and what it holds that no record shows; rows of worlds go to the sink."""
    shared = n_draws(plan.parameters)
    response = Response(plan.measures, shared, None)
    kept: list[tuple[int, pa.Table]] = []
    values: list[Ints] = []
    for seed, table in _of_a_point(plan, tables):
        values.append(response.add(table))
        kept.append((seed, table))
    reference, reference_rows = np.concatenate(values), (response.rows(), response.undocumented())
    for point in range(len(plan.design)):
        if point == plan.reference:
            for seed, table in kept:
                sink(_with_design(plan, point, seed, table))
            yield reference_rows
            continue
        response = Response(plan.measures, shared, reference)
        for seed, table in _of_a_point(plan, tables):
            response.add(table)
            sink(_with_design(plan, point, seed, table))
        yield response.rows(), response.undocumented()


def _of_a_point(plan: Plan, tables: Iterator[pa.Table]) -> Iterator[tuple[int, pa.Table]]:
    """The next tables until a point has all its worlds, each with its seed."""
    rows = 0
    while rows < plan.worlds * len(plan.seeds):
        table = next(tables)
        yield plan.seeds[rows // plan.worlds], table
        rows += table.num_rows


def _with_design(plan: Plan, point: int, seed: int, table: pa.Table) -> pa.Table:
    """Rows of the table of worlds with the point and its values before them, and the seed if there are several."""
    number = np.full(table.num_rows, point, dtype=np.int32)
    values = zip(plan.design.factors, plan.design.rows[point], strict=True)
    design = [pa.array(np.repeat(column(factor, [value]), table.num_rows), _TYPES[factor.kind]) for factor, value in values]
    luck = [pa.array(np.full(table.num_rows, seed, dtype=np.int64))] if plan.more_seeds else []
    return pa.Table.from_arrays([pa.array(number), *design, *luck, *table.columns[1:]], schema=plan.schema)


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


def _manifest(plan: Plan, machine: Machine) -> dict[str, Any]:
    made = manifest_of(SWEEP, [plan.scenario], plan.worlds, plan.seed, plan.parameters, machine.block, 0.0, plan.seeds)
    varied = [factor.name for factor in plan.design.factors]
    return {**made, "design": plan.design.kind, "varied": varied, "points": len(plan.design), "reference": plan.reference}
