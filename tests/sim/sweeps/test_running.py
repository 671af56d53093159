"""A sweep that is run: the same worlds, luck and draws at every point, whatever the blocks and processes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from sim.api import simulate
from sim.errors import InputError
from sim.machine import Machine
from sim.parameter_files import choose
from sim.results.tables import SCHEMAS
from sim.scenario import Scenario
from sim.sweeps.planning import plan_sweep
from sim.sweeps.running import Plan, Sweep, run_sweep, tasks_of

NAME = "militia.branching"
MEASURED = SCHEMAS["worlds"].names[1:]


def at_point(sweep: Sweep, point: int) -> pa.Table:
    """The rows of one point, without the design's columns."""
    assert sweep.table is not None
    return sweep.table.filter(pa.compute.equal(sweep.table["point"], point)).select(MEASURED)


def test_a_row_for_each_point_and_world_with_the_designs_columns(swept: Sweep) -> None:
    assert swept.table is not None
    frame = swept.table.to_pandas()
    assert list(frame.columns[:4]) == ["point", NAME, "context.level", "world"]
    assert frame["world"].tolist() == list(range(6)) * 4
    assert frame["draw"].tolist() == list(range(6)) * 4
    design = swept.plan.design.frame
    assert frame.groupby("point")[[NAME, "context.level"]].first().equals(design)
    assert swept.table.schema == swept.plan.schema


def test_a_point_is_what_simulate_gives_with_its_values_to_the_last_bit(swept: Sweep) -> None:
    """World by world the same luck and the same draw of everything that is not varied."""
    plan = swept.plan
    scenario = plan.scenario.edit(interventions=plan.points.scenarios[3].interventions)
    alone = simulate(scenario, 6, 3, changes={NAME: 0.8}).worlds
    expected = pa.Table.from_pandas(alone[MEASURED], schema=at_point(swept, 3).schema, preserve_index=False)
    assert at_point(swept, 3).to_pandas().equals(expected.to_pandas())


def test_a_point_equal_to_the_reference_has_the_same_rows_to_the_byte(scenario: Scenario) -> None:
    table = pd.DataFrame({NAME: [0.3, 0.7, 0.3], "luck": ["abducted", "abducted", "abducted"]})
    sweep = run_sweep(plan_sweep(scenario, None, table, None, 25, 3, choose()), Machine())
    assert at_point(sweep, 0).equals(at_point(sweep, 2))
    assert not at_point(sweep, 0).equals(at_point(sweep, 1))
    same = sweep.points[sweep.points["point"] == 2]
    assert (same["p_same"] == 1).all()
    assert (same[["difference", "difference_standard_error", "difference_low", "difference_high"]] == 0).all(axis=None)


def test_only_what_is_varied_differs_between_the_parameters_of_two_points(plan: Plan) -> None:
    tasks = tasks_of(plan, 4)
    (a, b), changed = (tasks[0].parameters.values, tasks[len(tasks) - 2].parameters.values), {NAME}
    assert {name for name in a if not np.array_equal(a[name], b[name])} == changed
    assert (tasks[0].seed, tasks[0].first_world) == (tasks[len(tasks) - 2].seed, tasks[len(tasks) - 2].first_world)
    assert [task.first_world for task in tasks] == [0, 4] * 4
    drawn = plan.parameters.values["militia.fear"]
    assert isinstance(drawn, np.ndarray)
    assert all(np.array_equal(tasks[at].parameters.values["militia.fear"], drawn[4:6]) for at in (1, 7)), "each world its own"
    assert len({task.n_draws for task in tasks}) == 1


def test_neither_blocks_nor_the_order_of_work_change_a_byte(plan: Plan, swept: Sweep) -> None:
    other = run_sweep(replace(plan, reference=2), Machine(block=4))
    assert other.table.combine_chunks().equals(swept.table.combine_chunks())  # type: ignore[union-attr]
    again = run_sweep(plan, Machine(block=5))
    assert again.points.equals(swept.points)


@pytest.mark.slow
def test_nor_do_processes(plan: Plan, swept: Sweep) -> None:
    two = run_sweep(plan, Machine(jobs=2, block=3))
    assert two.points.equals(swept.points)
    assert two.table.combine_chunks().equals(swept.table.combine_chunks())  # type: ignore[union-attr]


def test_the_table_of_points_is_that_of_the_worlds(swept: Sweep) -> None:
    assert swept.table is not None
    worlds = swept.table.to_pandas()
    for row in swept.points.to_dict("records"):
        here = worlds[worlds["point"] == row["point"]][row["measure"]].to_numpy()
        there = worlds[worlds["point"] == 0][row["measure"]].to_numpy()
        assert row["mean"] == pytest.approx(here.mean())
        assert row["mean_standard_error"] == pytest.approx(here.std(ddof=1) / np.sqrt(6)), "six worlds have six draws"
        if row["point"]:
            assert row["difference"] == pytest.approx((here - there).mean())
    assert swept.points["measure"].tolist() == ["attacks_on_us", "peak_rung"] * 4
    assert set(swept.points["estimand"]) == {"given all that followed"}
    assert (swept.points["since"] == "2020-01-02").all()


def test_the_reference_may_be_another_point(plan: Plan, swept: Sweep) -> None:
    other = run_sweep(replace(plan, reference=3), Machine()).points.set_index(["point", "measure"])
    first = swept.points.set_index(["point", "measure"])
    assert other.loc[3, "difference"].isna().all()
    assert np.allclose(other.loc[0, "difference"], -first.loc[3, "difference"])
    assert other["mean"].equals(first["mean"])


def test_progress_counts_the_worlds_of_all_points(plan: Plan) -> None:
    said: list[tuple[Any, ...]] = []
    rows: list[int] = []
    done = run_sweep(plan, Machine(block=4), lambda *words: said.append(words), lambda table: rows.append(table.num_rows))
    assert said == [("short", 4), ("short", 2)] * 4
    assert rows == [4, 2] * 4
    assert done.table is None


@pytest.mark.parametrize(
    ("changes", "says"), [({"worlds": 0}, "worlds is 0"), ({"seed": -1}, "seed is -1"), ({"reference": 4}, "0 to 3")]
)
def test_what_is_refused(plan: Plan, changes: dict[str, int], says: str) -> None:
    with pytest.raises(InputError, match=says):
        replace(plan, **changes)  # type: ignore[arg-type]
