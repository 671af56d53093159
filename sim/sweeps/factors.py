"""What a sweep may vary, by name: a parameter, or a lever of its scenario.

=========================== ==================================================================================================
name                        what is varied
=========================== ==================================================================================================
`us.in_iraq_trump`          a parameter by its full name; every value lies within its bounds
`branch`                    the first simulated day
`luck`, `coupling`,         the fields of a scenario with these names: words
`contexts`
`interventions[0].level`    a key of the scenario's first intervention, spelled as in its file; positions count from 0, those
                            that it takes over from what it extends first
`context.level`             the same by kind, if the scenario has one intervention of that kind
`context[1].level`          the same by kind: the second of that kind
=========================== ==================================================================================================

A value has the type of what it is for: a number, a whole number, a day, yes or no, or a word. What holds lists is not varied.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, Union, get_args, get_origin

from sim.errors import NAME, InputError, cut, unknown
from sim.parameters import load_parameters
from sim.record.rows import iso_date
from sim.scenario import Scenario
from sim.scenario.interventions import Intervention

Value = float | int | bool | date | str
Kind = Literal["number", "whole", "day", "truth", "word"]
KINDS: dict[type, Kind] = {float: "number", int: "whole", date: "day", bool: "truth", str: "word"}
WANTED: dict[Kind, str] = {
    "number": "a number", "whole": "a whole number", "day": "a day such as 2020-01-02", "truth": "true or false",
    "word": "a word",
}  # fmt: skip
FIELDS: dict[str, Kind] = {"branch": "day", "luck": "word", "coupling": "word", "contexts": "word"}
"""Fields of a scenario that can be varied. Not its first and last day: measures are counted over the same days at every point."""
_LEVER = re.compile(r"(?P<kind>\w+)(?:\[(?P<at>\d{1,4})\])?\.(?P<key>\w+)", re.ASCII)


@dataclass(frozen=True)
class Factor:
    """One thing that a sweep varies.

    Attributes
    ----------
    name
        As it was asked for; the name of its column.
    kind
        The type of its values.
    at
        Position of the intervention that it is a key of; None for a parameter or a field.
    key
        The parameter, the field, or the intervention's key.
    """

    name: str
    kind: Kind
    key: str
    at: int | None = None

    @property
    def is_parameter(self) -> bool:
        """Whether it is a parameter, not a lever of the scenario."""
        return self.at is None and self.key not in FIELDS

    @property
    def is_ordered(self) -> bool:
        """Whether its values lie on a line: numbers and days."""
        return self.kind in ("number", "whole", "day")

    def read(self, value: object) -> Value:
        """A value of its type, from text or from Python; raises `InputError` for another type, or outside bounds."""
        found = _of_text(self.kind, value.strip()) if isinstance(value, str) else _of_python(self.kind, value)
        if found is None:
            raise InputError(f"{self.name} = {cut(str(value), NAME)!r}; allowed: {WANTED[self.kind]}")
        if self.is_parameter and isinstance(found, float):
            load_parameters().check(self.key, found)
        return found

    def number(self, value: Value) -> float:
        """A value on a line: a day is the number of days since year 1."""
        if isinstance(value, date):
            return float(value.toordinal())
        assert not isinstance(value, str), self.name
        return float(value)

    def at_number(self, number: float) -> Value:
        """The value nearest to a place on the line."""
        if self.kind == "day":
            return date.fromordinal(round(number))
        return round(number) if self.kind == "whole" else float(number)


def _of_text(kind: Kind, text: str) -> Value | None:
    try:
        match kind:
            case "number":
                number = float(text)
                return number if math.isfinite(number) else None
            case "whole":
                return int(text)
            case "day":
                return iso_date(text)
            case "truth":
                return {"true": True, "false": False}.get(text.lower())
            case "word":
                return text or None
    except ValueError:
        return None


def _of_python(kind: Kind, value: object) -> Value | None:
    """A value as programs give it; NumPy's numbers are numbers."""
    plain: Any = value.item() if hasattr(value, "item") else value
    if isinstance(plain, datetime):
        plain = plain.date()
    if isinstance(plain, bool):
        return plain if kind == "truth" else None
    if kind == "number" and isinstance(plain, int | float):
        return float(plain) if math.isfinite(plain) else None
    if kind == "whole" and isinstance(plain, int | float):
        return int(plain) if float(plain).is_integer() else None
    return plain if kind == "day" and isinstance(plain, date) else None


def in_words(value: Value) -> str:
    """A value as text from which `Factor.read` has the very same value."""
    return str(value).lower() if isinstance(value, bool) else str(value)


# By name --------------------------------------------------------------------------------------------------------------------


def factor_named(name: str, scenario: Scenario) -> Factor:
    """What a name stands for in a scenario.

    Raises
    ------
    InputError
        If it stands for nothing, for a list, or for a parameter that the scenario itself sets.
    """
    if name in load_parameters().names:
        _refuse_if_set(name, scenario)
        return Factor(name, "number", name)
    if name in FIELDS:
        if scenario.branch is None:
            raise InputError(f"{name} : {scenario.name} simulates nothing that could vary; allowed: a scenario with a branch")
        return Factor(name, FIELDS[name], name)
    found = _LEVER.fullmatch(name)
    if found is not None and (found["kind"] == "interventions" or found["kind"] in _by_kind(scenario)):
        at = _position(name, found["kind"], found["at"], scenario)
        return Factor(name, _kind_of_key(name, scenario.interventions[at], found["key"]), found["key"], at)
    raise InputError(unknown("name to vary", name, _nearby(name, scenario)))


def _refuse_if_set(name: str, scenario: Scenario) -> None:
    for at, item in enumerate(scenario.interventions):
        if any(setting.parameter == name for setting in item.settings()):
            raise InputError(f"{name} is set by {scenario.name} itself; allowed: to vary interventions[{at}].value")


def _by_kind(scenario: Scenario) -> dict[str, list[int]]:
    """Positions of the interventions of each kind."""
    found: dict[str, list[int]] = {}
    for at, item in enumerate(scenario.interventions):
        found.setdefault(item.kind, []).append(at)
    return found


def _position(name: str, kind: str, at: str | None, scenario: Scenario) -> int:
    places = list(range(len(scenario.interventions))) if kind == "interventions" else _by_kind(scenario)[kind]
    if at is None and (kind == "interventions" or len(places) > 1):
        there = ", ".join(f"{kind}[{n}]" for n in range(len(places))) or "nothing, for it has no intervention"
        raise InputError(f"{name} does not say which; {scenario.name} has {len(places)}; allowed: {cut(there, 200)}")
    which = int(at or 0)
    if which >= len(places):
        allowed = f"0 to {len(places) - 1}" if places else "nothing"
        raise InputError(f"{name}: {scenario.name} has {len(places)} of {kind}; positions count from 0; allowed: {allowed}")
    return places[which]


def _kind_of_key(name: str, item: Intervention, key: str) -> Kind:
    known = keys_of(item)
    if key not in known:
        raise InputError(f"{cut(name, NAME)}: {unknown(f'key of {item.kind} to vary', key, known)}")
    return known[key]


def keys_of(item: Intervention) -> Mapping[str, Kind]:
    """The keys of an intervention that hold one value, as YAML spells them, and the type of each."""
    found: dict[str, Kind] = {}
    for field, about in type(item).model_fields.items():
        kind = _kind_of(about.annotation)
        if kind is not None and field not in ("kind", "because"):
            found[about.serialization_alias or field] = kind
    return found


def _kind_of(annotation: Any) -> Kind | None:
    """The type of a field's values, words of a closed list among them; None of a list."""
    if get_origin(annotation) is Literal:
        return "word"
    inner = next((each for each in get_args(annotation) if each is not type(None)), None) if _is_wrapped(annotation) else None
    return KINDS.get(annotation) if inner is None else _kind_of(inner)


def _is_wrapped(annotation: Any) -> bool:
    """Whether it is `X | None` or `Annotated[X, ...]`."""
    origin = get_origin(annotation)
    return origin is Union or str(origin) == "<class 'types.UnionType'>" or hasattr(annotation, "__metadata__")


def _nearby(name: str, scenario: Scenario) -> Iterator[str]:
    """Names that could be meant: parameters, or the levers where it does not look like a parameter."""
    levers = [*FIELDS] if scenario.branch is not None else []
    levers += [f"interventions[{at}].{key}" for at, item in enumerate(scenario.interventions) for key in keys_of(item)]
    owner = name.partition(".")[0]
    of_owner = [known for known in load_parameters().names if known.startswith(f"{owner}.")]
    yield from of_owner or [*levers, *load_parameters().names]
