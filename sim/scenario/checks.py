"""What can be wrong with a scenario, each fault with its place: keys and types, order of days, and names that do not exist."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from sim.errors import unknown
from sim.scenario.faults import Fault
from sim.scenario.fields import ScenarioFields
from sim.scenario.interventions import KINDS, EditEvent, RemoveEvent, Set, days_of, keys_of
from sim.yaml_lines import Place

WANTED = {
    "date_type": "a day such as 2019-10-01",
    "date_from_datetime_inexact": "a day such as 2019-10-01",
    "string_type": "text",
    "string_too_short": "text that is not empty",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "finite_number": "a finite number",
    "bool_type": "true or false",
    "tuple_type": "a list, each item on a line beginning with `- `",
    "too_short": "a list with at least one item",
}


def read_faults(error: ValidationError, top: Mapping[str, Any]) -> list[Fault]:
    """The faults that the type check found, in our words; `top` holds the keys that a scenario knows."""
    return [_read_fault(detail, top) for detail in error.errors()]


def _read_fault(detail: ErrorDetails, top: Mapping[str, Any]) -> Fault:
    place: Place = tuple(detail["loc"])
    key = place[-1] if place else ""
    context = detail.get("ctx", {})
    match detail["type"]:
        case "extra_forbidden":
            return Fault(place, unknown("key", str(key), _known_keys(place, top)))
        case "missing":
            owner = f"{place[-2]} " if len(place) > 1 else ""
            return Fault(place, f"{owner}lacks the key {key!r}; allowed: {', '.join(_known_keys(place, top))}", missing=True)
        case "literal_error":
            allowed = str(context["expected"]).replace("'", "").replace(" or ", ", ").split(", ")
            return Fault(place, unknown(f"value of {key}", str(detail["input"]), allowed))
        case "union_tag_invalid":
            return Fault(place, unknown("intervention", str(context["tag"]), KINDS))
        case "value_error":
            return Fault(place, str(context["error"]))
        case "string_pattern_mismatch":
            return Fault(place, f"{key} is {detail['input']!r}; allowed: letters, digits, `_`, `-` and `.`")
    wanted = WANTED.get(detail["type"], detail["msg"].removeprefix("Input should be "))
    return Fault(place, f"{_spelled(place)} is {_input(detail['input'])}; allowed: {wanted}")


def _known_keys(place: Place, top: Mapping[str, Any]) -> tuple[str, ...]:
    return keys_of(str(place[2])) if place[0] == "interventions" and len(place) > 2 else (*top, "extends")


def _spelled(place: Place) -> str:
    """The last key of a place, with its number if it is a list item."""
    return f"item {int(place[-1]) + 1} of {place[-2]}" if len(place) > 1 and isinstance(place[-1], int) else str(place[-1])


def _input(value: object) -> str:
    text = "empty" if value is None else repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def faults(scenario: ScenarioFields) -> Iterator[Fault]:
    """Everything wrong with the days of a scenario whose types are right, and with what it repeats."""
    yield from _span(scenario)
    yield from _documented(scenario)
    for at, item in enumerate(scenario.interventions):
        yield from _days(scenario, ("interventions", at, item.kind), days_of(item))
    yield from _repeated(scenario)


def _span(scenario: ScenarioFields) -> Iterator[Fault]:
    """The scenario's own days."""
    if scenario.end < scenario.start:
        yield Fault(("end",), f"end {scenario.end} lies before start; allowed: {scenario.start} or later")
    elif scenario.branch is not None and not scenario.start <= scenario.branch <= scenario.end:
        yield Fault(("branch",), _outside("branch", scenario.branch, scenario.start, scenario.end))
    if scenario.branch is None and scenario.luck == "fresh":
        yield Fault(("luck",), "luck: fresh needs a branch, the first day that is simulated; allowed without one: abducted")


def _outside(key: str, day: date, first: date, last: date) -> str:
    return f"{key} {day} lies outside the scenario; allowed: {first} to {last}"


def _documented(scenario: ScenarioFields) -> Iterator[Fault]:
    """A documented history cannot be changed, only read under other rules."""
    if scenario.branch is not None:
        return
    for at, item in enumerate(scenario.interventions):
        if not isinstance(item, Set):
            message = f"{item.kind} needs a branch, the first day that is simulated; allowed without one: set, and switch_off"
            yield Fault(("interventions", at, item.kind), message)


def _days(scenario: ScenarioFields, place: Place, stated: Mapping[str, date]) -> Iterator[Fault]:
    """The days that one intervention names."""
    for key, day in stated.items():
        if not scenario.start <= day <= scenario.end:
            yield Fault((*place, key), _outside(key, day, scenario.start, scenario.end))
    if "from" in stated and "until" in stated and stated["until"] < stated["from"]:
        yield Fault((*place, "until"), f"until {stated['until']} lies before from; allowed: {stated['from']} or later")
    if "date" in stated and scenario.branch is not None and stated["date"] < scenario.branch:
        message = f"date {stated['date']} is documented; allowed: {scenario.branch} (the branch) to {scenario.end}"
        yield Fault((*place, "date"), message)


def _repeated(scenario: ScenarioFields) -> Iterator[Fault]:
    """The same event cannot be removed and edited, or either twice."""
    seen: dict[str, str] = {}
    for at, item in enumerate(scenario.interventions):
        if isinstance(item, (RemoveEvent, EditEvent)):
            if item.id in seen:
                message = f"{item.kind} {item.id}: an earlier intervention ({seen[item.id]}) deals with this event already"
                yield Fault(("interventions", at, item.kind, "id"), message)
            seen[item.id] = item.kind
        if isinstance(item, EditEvent) and not item.changes:
            message = f"edit_event changes nothing; allowed: {', '.join(keys_of('edit_event'))}"
            yield Fault(("interventions", at, item.kind), message)
