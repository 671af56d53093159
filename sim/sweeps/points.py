"""From a design to what is run at each of its points: the scenario with its levers set, and parameters laid over a world's."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sim.comparison import by_motive
from sim.errors import NAME, InputError, ScenarioError, cut
from sim.results.spans import Span, counted_span
from sim.scenario import Scenario
from sim.scenario.interventions import Intervention
from sim.sweeps.designs import Design
from sim.sweeps.factors import Factor, Value, in_words

Setting = tuple[Factor, Value]


@dataclass(frozen=True)
class Points:
    """What is run at the points of a design.

    Attributes
    ----------
    scenarios
        By point; one object where the levers are set alike.
    changes
        By point, the values of the parameters that are varied: the same in every world.
    span
        The days over which all points are counted: from the first day that any of them simulates to the last.
    """

    scenarios: tuple[Scenario, ...]
    changes: tuple[dict[str, float], ...]
    span: Span


def points_of(scenario: Scenario, design: Design) -> Points:
    """Set every lever at every point; raises `InputError` with the point whose scenario cannot be, and why."""
    made: dict[tuple[Value, ...], Scenario] = {}
    scenarios = []
    for number, row in enumerate(design.rows):
        levers = [(factor, value) for factor, value in zip(design.factors, row, strict=True) if not factor.is_parameter]
        key = tuple(value for _, value in levers)
        if key not in made:
            made[key] = by_motive(_set(scenario, levers, number))
        scenarios.append(made[key])
    since = min(counted_span(each).since for each in made.values())
    changes = tuple(
        {factor.key: factor.number(value) for factor, value in zip(design.factors, row, strict=True) if factor.is_parameter}
        for row in design.rows
    )
    return Points(tuple(scenarios), changes, Span(since, scenario.end))


def _set(scenario: Scenario, levers: Iterable[Setting], number: int) -> Scenario:
    fields: dict[str, Any] = {}
    items: dict[int, dict[str, Value]] = {}
    for factor, value in levers:
        if factor.at is None:
            fields[factor.key] = value
        else:
            items.setdefault(factor.at, {})[factor.key] = value
    if not fields and not items:
        return scenario
    if items:
        fields["interventions"] = [_with(item, items.get(at, {})) for at, item in enumerate(scenario.interventions)]
    try:
        return scenario.edit(**fields)
    except ScenarioError as error:
        where = ", ".join(f"{factor.name}={in_words(value)}" for factor, value in levers)
        raise InputError(f"point {number} ({cut(where, 2 * NAME)}): {error}") from error


def _with(item: Intervention, changes: dict[str, Value]) -> Intervention | dict[str, Any]:
    """An intervention with some keys changed, in YAML's form."""
    if not changes:
        return item
    ((kind, body),) = item.as_yaml().items()
    plain = dict(body) if isinstance(body, dict) else {str(item.short): body}
    return {kind: {**plain, **changes}}
