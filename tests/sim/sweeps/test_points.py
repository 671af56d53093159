"""From a design to what is run: levers set as a file would have them, parameters laid over, all counted alike."""

from __future__ import annotations

from datetime import date

import pytest

from sim.errors import InputError
from sim.results.spans import Span
from sim.scenario import Scenario, load_scenario
from sim.sweeps.designs import Design, Row
from sim.sweeps.factors import factor_named
from sim.sweeps.points import points_of


def design(scenario: Scenario, names: list[str], *rows: Row) -> Design:
    return Design("grid", tuple(factor_named(name, scenario) for name in names), rows)


def test_a_lever_is_set_as_a_file_would_have_it(scenario: Scenario) -> None:
    names = ["context.level", "remove_event.id", "forbid[1].until", "luck"]
    row: Row = (2.0, "2020-01-08-iran-missile-attack", date(2020, 1, 15), "fresh")
    (found,) = points_of(scenario, design(scenario, names, row)).scenarios
    items = [item.as_yaml() for item in scenario.interventions]
    items[0] = {"remove_event": "2020-01-08-iran-missile-attack"}
    items[1]["context"]["level"] = 2.0
    items[3]["forbid"]["until"] = date(2020, 1, 15)
    assert found == scenario.edit(luck="fresh", coupling="causes", interventions=items)


def test_parameters_leave_the_scenario_alone(scenario: Scenario) -> None:
    points = points_of(scenario, design(scenario, ["militia.branching"], (0.1,), (0.2,)))
    assert all(each is scenario for each in points.scenarios)
    assert points.changes == ({"militia.branching": 0.1}, {"militia.branching": 0.2})


def test_points_with_the_same_levers_share_a_scenario(scenario: Scenario) -> None:
    names = ["militia.branching", "context.level"]
    a, b, c = points_of(scenario, design(scenario, names, (0.1, 1.0), (0.2, 1.0), (0.1, 2.0))).scenarios
    assert a is b
    assert a is not c


def test_all_points_are_counted_from_the_first_day_that_any_simulates(scenario: Scenario) -> None:
    only = scenario.edit(interventions=())
    points = points_of(only, design(only, ["branch"], (date(2020, 1, 5),), (date(2020, 1, 3),)))
    assert [each.branch for each in points.scenarios] == [date(2020, 1, 5), date(2020, 1, 3)]
    assert points.span == Span(date(2020, 1, 3), date(2020, 1, 20))


def test_free_runs_share_what_is_not_caused_as_two_arms_of_a_comparison_do() -> None:
    free = load_scenario("free_run").edit(start="2020-01-01", end="2020-01-05", branch="2020-01-01")
    (found,) = points_of(free, design(free, ["militia.branching"], (0.1,))).scenarios
    assert found == free.edit(coupling="causes")


def test_a_point_that_cannot_be_is_named_with_its_values(scenario: Scenario) -> None:
    late = design(scenario, ["militia.branching", "branch"], (0.1, date(2020, 1, 2)), (0.1, date(2020, 1, 9)))
    with pytest.raises(
        InputError, match=r"point 1 \(branch=2020-01-09\): event 2020-01-03-us-targeted-killing is not on a simulated"
    ):
        points_of(scenario, late)
