"""What can be wrong with a scenario, each fault with its key_path: keys and types, order of days, and names that do not exist."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from sim.errors import NAME, cut, unknown
from sim.scenario.faults import Fault
from sim.scenario.fields import ScenarioFields
from sim.scenario.interventions.base import Intervention
from sim.scenario.interventions.registry import KINDS
from sim.yaml_lines import KeyPath

FIRST_DAY, LAST_DAY = date(2003, 1, 1), date(2049, 12, 31)
"""From the first American bases in Iraq to as far as anybody would carry rules that were fitted to six years."""
MOST_DAYS = 7306
"""Twenty years with both ends, three times the record: every world has a row for each day, so that time and memory grow."""
WANTED = {
    "date_type": "a day such as 2019-10-01",
    "date_from_datetime_inexact": "a day such as 2019-10-01",
    "string_type": "text",
    "string_too_short": "text that is not empty",
    "string_unicode": "text that can be printed",
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
    return [read_fault(detail, top) for detail in error.errors()]


def explained(wrong: list[Fault], error: ValidationError) -> list[Fault]:
    """The faults without the missing keys that a misspelt key beside them explains: that is one fault, not two."""
    misspelt = [tuple(detail["loc"]) for detail in error.errors() if detail["type"] == "extra_forbidden"]

    def meant(fault: Fault) -> bool:
        *above, key = fault.key_path
        beside = [cut(str(other[-1]), NAME) for other in misspelt if other[:-1] == tuple(above)]
        return bool(difflib.get_close_matches(str(key), beside, n=1))

    return [fault for fault in wrong if not (fault.missing and meant(fault))]


def read_fault(detail: ErrorDetails, top: Mapping[str, Any]) -> Fault:
    """One fault of types in our words; `top` as in `read_faults`."""
    key_path: KeyPath = tuple(detail["loc"])
    key = key_path[-1] if key_path else ""
    context = detail.get("ctx", {})
    match detail["type"]:
        case "extra_forbidden":
            return Fault(key_path, unknown("key", str(key), _known_keys(key_path, top)))
        case "missing":
            owner = f"{key_path[-2]} " if len(key_path) > 1 else ""
            allowed = ", ".join(_known_keys(key_path, top))
            return Fault(key_path, f"{owner}lacks the key {key!r}; allowed: {allowed}", missing=True)
        case "literal_error":
            values = str(context["expected"]).replace("'", "").replace(" or ", ", ").split(", ")
            return Fault(key_path, unknown(f"value of {key}", str(detail["input"]), values))
        case "union_tag_invalid":
            return Fault(key_path, unknown("intervention", str(context["tag"]), KINDS))
        case "value_error":
            return Fault(key_path, str(context["error"]))
        case "string_too_long":
            letters = f"{len(detail['input']):,} letters; allowed: at most {context['max_length']:,}"
            return Fault(key_path, f"{_spelled(key_path)} has {letters}")
        case "too_long":
            items = f"{len(detail['input']):,} items; allowed: at most {context['max_length']:,}"
            return Fault(key_path, f"{_spelled(key_path)} has {items}")
        case "string_pattern_mismatch":
            return Fault(key_path, f"{key} is {_input(detail['input'])}; allowed: letters, digits, `_`, `-` and `.`")
    wanted = WANTED.get(detail["type"], detail["msg"].removeprefix("Input should be "))
    return Fault(key_path, f"{_spelled(key_path)} is {_input(detail['input'])}; allowed: {wanted}")


def _known_keys(key_path: KeyPath, top: Mapping[str, Any]) -> tuple[str, ...]:
    return KINDS[str(key_path[2])].yaml_keys() if key_path[0] == "interventions" and len(key_path) > 2 else (*top, "extends")


def _spelled(key_path: KeyPath) -> str:
    """The last key of a path, with its number if it is a list item."""
    *above, last = key_path
    return f"item {last + 1} of {above[-1]}" if above and isinstance(last, int) else str(last)


def _input(value: object) -> str:
    return "empty" if value is None else cut(repr(value), NAME)


def faults(scenario: ScenarioFields) -> Iterator[Fault]:
    """Everything wrong with the days of a scenario whose types are right, and with what it repeats."""
    yield from _span(scenario)
    yield from _documented(scenario)
    yield from _switched_off(scenario)
    yield from _coupled(scenario)
    for at, item in enumerate(scenario.interventions):
        yield from _days(scenario, ("interventions", at, item.kind), item.days())
        yield from _simulated(scenario, ("interventions", at, item.kind), item)
    yield from _repeated(scenario)


def _span(scenario: ScenarioFields) -> Iterator[Fault]:
    """The scenario's own days."""
    for key, day in (("start", scenario.start), ("end", scenario.end)):
        if not FIRST_DAY <= day <= LAST_DAY:
            yield Fault((key,), f"{key} {day} is out of reach; allowed: {FIRST_DAY} to {LAST_DAY}")
    days = (scenario.end - scenario.start).days + 1
    if days > MOST_DAYS:
        yield Fault(("end",), f"the scenario has {days:,} days; allowed: at most {MOST_DAYS:,}, twenty years")
    if scenario.end < scenario.start:
        yield Fault(("end",), f"end {scenario.end} lies before start; allowed: {scenario.start} or later")
    elif scenario.branch is not None and not scenario.start <= scenario.branch <= scenario.end:
        yield Fault(("branch",), _outside("branch", scenario.branch, scenario.start, scenario.end))
    if scenario.branch is None and scenario.luck == "fresh":
        yield Fault(("luck",), "luck: fresh needs a branch, the first day that is simulated; allowed without one: abducted")


def _switched_off(scenario: ScenarioFields) -> Iterator[Fault]:
    """Two arms inside one scenario there are only where luck is abducted."""
    if scenario.switch_off_in == "both_arms" and (scenario.branch is None or scenario.luck == "fresh"):
        needs = "switch_off_in: both_arms needs a branch and luck: abducted, which is taken from a factual arm"
        yield Fault(("switch_off_in",), f"{needs}; allowed without: this_arm, or nothing")


def _coupled(scenario: ScenarioFields) -> Iterator[Fault]:
    """Under inversion documented acts are kept by their number: those of one place cannot go while those of another stay."""
    if scenario.branch is None or scenario.luck == "fresh" or scenario.coupling != "inversion":
        return
    for at, item in enumerate(scenario.interventions):
        if item.is_of_place:
            why = "coupling: inversion keeps documented acts by their number, whatever country they fell in"
            what = f"so that {item.kind} (intervention {at + 1}), which is of one place, cannot take away those that fell there"
            yield Fault(("coupling",), f"{why}, {what}; allowed: causes, or luck: fresh")


def _outside(key: str, day: date, first: date, last: date) -> str:
    return f"{key} {day} lies outside the scenario; allowed: {first} to {last}"


def _documented(scenario: ScenarioFields) -> Iterator[Fault]:
    """A documented history cannot be changed, only read under other rules."""
    if scenario.branch is not None:
        return
    anyway = ", ".join(kind for kind, part in KINDS.items() if not part.needs_branch)
    for at, item in enumerate(scenario.interventions):
        if item.needs_branch:
            needs = f"{item.kind} needs a branch, the first day that is simulated"
            yield Fault(("interventions", at, item.kind), f"{needs}; allowed without one: {anyway}, and switch_off")


def _days(scenario: ScenarioFields, key_path: KeyPath, stated: Mapping[str, date]) -> Iterator[Fault]:
    """The days that one intervention names."""
    for key, day in stated.items():
        if not scenario.start <= day <= scenario.end:
            yield Fault((*key_path, key), _outside(key, day, scenario.start, scenario.end))
    if "from" in stated and "until" in stated and stated["until"] < stated["from"]:
        yield Fault((*key_path, "until"), f"until {stated['until']} lies before from; allowed: {stated['from']} or later")
    for key in ("date", "to"):
        if key in stated and scenario.branch is not None and stated[key] < scenario.branch:
            message = f"{key} {stated[key]} is documented; allowed: {scenario.branch} (the branch) to {scenario.end}"
            yield Fault((*key_path, key), message)


def _simulated(scenario: ScenarioFields, key_path: KeyPath, item: Intervention) -> Iterator[Fault]:
    """A change that may begin on simulated days alone begins on one, and what works on them alone ends on one."""
    since, until = (item.days().get(key) for key in ("from", "until"))
    if item.simulated_only and since is not None and scenario.branch is not None and since < scenario.branch <= scenario.end:
        message = f"from {since} is documented; allowed: {scenario.branch} (the branch) to {scenario.end}"
        yield Fault((*key_path, "from"), message)
    if item.moot_before_branch and until is not None and scenario.branch is not None and until < scenario.branch <= scenario.end:
        message = f"until {until} is documented, so that it changes nothing; allowed: {scenario.branch} (the branch) or later"
        yield Fault((*key_path, "until"), message)


def _repeated(scenario: ScenarioFields) -> Iterator[Fault]:
    """The same event cannot be removed and edited, or either twice; and no intervention may contradict itself."""
    seen: dict[str, str] = {}
    for at, item in enumerate(scenario.interventions):
        key_path = ("interventions", at, item.kind)
        event = item.changed_event
        if event in seen:
            message = f"{item.kind} {event}: an earlier intervention ({seen[event]}) deals with this event already"
            yield Fault((*key_path, "id"), message)
        if event:
            seen[event] = item.kind
        yield from (fault.below(key_path) for fault in item.own_faults())
