"""What else can be turned of a scenario: its first simulated day, its luck, every key of what it changes, every parameter.

Names and values are those of a sweep (`sim.sweeps.factors`), so that what was found here can be swept there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import get_args

from sim.effect_table import coupling_of
from sim.errors import InputError
from sim.parameters import load_parameters
from sim.scenario import Scenario
from sim.scenario.fields import ScenarioFields
from sim.sweeps.designs import Design
from sim.sweeps.factors import FIELDS, Factor, factor_named, in_words, keys_of
from sim.sweeps.points import points_of

TOO_MANY = 8
"""Screws that may be turned at once."""
POINT = "point 0 ("
MOST_SHOWN = 60


@dataclass(frozen=True)
class Screw:
    """Something that can be turned.

    Attributes
    ----------
    meaning
        In a sentence, with unit and bounds where it has them.
    value
        Where it stands now, as text; of a parameter that is drawn from the posterior the value set by hand.
    words
        What is allowed, where that is a short list; else empty.
    """

    factor: Factor
    meaning: str
    value: str
    words: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Its name in a sweep."""
        return self.factor.name


def screws_of(scenario: Scenario) -> list[Screw]:
    """Everything that can be turned, the scenario's own first."""
    return [*_fields(scenario), *_keys(scenario), *_parameters(scenario)]


def turned(scenario: Scenario, levers: Sequence[tuple[str, str]], off: Sequence[str]) -> tuple[Scenario, dict[str, float]]:
    """The scenario with screws turned and mechanisms off, and the parameters that are other than drawn.

    Raises
    ------
    InputError
        For a name or value that the scenario does not take, with what is allowed.
    """
    if len(levers) > TOO_MANY:
        raise InputError(f"{len(levers)} screws are turned; allowed: {TOO_MANY} at once")
    if off:
        scenario = scenario.edit(switch_off=tuple(dict.fromkeys((*scenario.switch_off, *off))))
    factors = [factor_named(name, scenario) for name, _ in levers]
    if not factors:
        return scenario, {}
    row = tuple(factor.read(text) for factor, (_, text) in zip(factors, levers, strict=True))
    try:
        points = points_of(scenario, Design("file", tuple(factors), (row,)))
    except InputError as error:
        raise InputError(str(error).removeprefix(POINT)) from error
    return points.scenarios[0], points.changes[0]


def in_yaml(scenario: Scenario, changes: dict[str, float], worlds: int, seed: int) -> str:
    """A scenario as a file, with the command that runs it as it ran here."""
    settings = "".join(f" --set {name}={value!r}" for name, value in changes.items())
    command = f"escalation run {scenario.name}.yaml --worlds {worlds} --seed {seed}{settings}"
    return f"# {command}\n{scenario.text}"


def _fields(scenario: Scenario) -> list[Screw]:
    if scenario.branch is None:
        return []
    coupling = coupling_of(scenario)
    return [
        Screw(factor_named("branch", scenario), "The first simulated day.", scenario.branch.isoformat()),
        Screw(
            factor_named("luck", scenario),
            "Luck: abducted keeps what the documented acts tell of it, fresh is new.",
            scenario.luck,
            _allowed("luck"),
        ),
        Screw(factor_named("coupling", scenario), "What ties its luck to the record.", coupling, _allowed("coupling")),
    ]


def _allowed(field: str) -> tuple[str, ...]:
    """The words that a field of a scenario takes."""
    assert field in FIELDS
    kinds = [ScenarioFields.model_fields[field].annotation, *get_args(ScenarioFields.model_fields[field].annotation)]
    return tuple(dict.fromkeys(word for kind in kinds for word in get_args(kind) if isinstance(word, str)))


def _keys(scenario: Scenario) -> list[Screw]:
    found = []
    for at, item in enumerate(scenario.interventions[:MOST_SHOWN]):
        for key, kind in keys_of(item).items():
            if kind not in ("number", "whole", "day"):
                continue
            factor = factor_named(f"interventions[{at}].{key}", scenario)
            value = _value_of(item.as_yaml(), key)
            if value:
                found.append(Screw(factor, f"{key} of: {item.in_words()}", value))
    return found


def _value_of(plain: dict[str, object], key: str) -> str:
    """The value that an intervention has of a key; empty if it has none."""
    (body,) = plain.values()
    value = body.get(key) if isinstance(body, dict) else None
    return in_words(value) if isinstance(value, float | int | date) else ""


def _parameters(scenario: Scenario) -> list[Screw]:
    known = load_parameters()
    set_here = {setting.parameter for item in scenario.interventions for setting in item.settings()}
    found = []
    for name in known.names:
        if name in set_here:
            continue
        entry = known.entry(name)
        meaning = f"{entry.meaning} ({entry.unit}; {entry.bounds[0]:g} to {entry.bounds[1]:g})"
        found.append(Screw(Factor(name, "number", name), meaning, f"{entry.value:g}"))
    return found
