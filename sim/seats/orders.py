"""From choices to a scenario: what each option orders, with its days; what the player decides alone; all of it dated."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from sim.scenario import Scenario, load_scenario
from sim.scenario.interventions import Intervention
from sim.scenario.interventions.policies import Policy
from sim.scenario.interventions.registry import Typed
from sim.seats.schema import Option, SeatData
from sim.vocabulary.decisions import is_counted

BASE = "documented"
_DAY = re.compile(r"day(?:\+(\d{1,3}))?")
_READ: TypeAdapter[Any] = TypeAdapter(Typed)
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Choice:
    """An option that was chosen for a decision (ids), and the evening on which it was."""

    day: date
    decision: str
    option: str


def ordered(option: Option, day: date) -> tuple[Intervention, ...]:
    """What an option orders if it is chosen on that evening; raises `pydantic.ValidationError`, as a scenario's file would."""
    return tuple(_READ.validate_python(_dated(item, day)) for item in option.orders)


def scenario_of(seat: SeatData, choices: Sequence[Choice], *, check: bool = True) -> Scenario:
    """The choices as a scenario: the documented history up to the seat's evening, simulated from the next morning on.

    Equal choices give equal scenarios. The luck is that of the record, so that the historical choices give the record again.
    """
    orders = [item for each in choices for item in ordered(seat.decision(each.decision).option(each.option), each.day)]
    return documented().edit(
        check=check,
        name=".".join((seat.name, *(each.option for each in choices))),
        title=f"{seat.title}: {', '.join(labels(seat, choices)) or 'nothing chosen'}",
        question=seat.question,
        start=seat.start,
        branch=seat.day + ONE_DAY,
        end=seat.end,
        interventions=(*_held(seat), *orders),
        watch=seat.watch,
    )


def labels(seat: SeatData, choices: Sequence[Choice]) -> list[str]:
    """The choices in words."""
    return [seat.decision(each.decision).option(each.option).label for each in choices]


@cache
def documented() -> Scenario:
    """The scenario that every seat branches off."""
    return load_scenario(BASE)


def _held(seat: SeatData) -> Iterator[Intervention]:
    """Nothing that the player decides alone happens of itself; an order of his comes after this and wins."""
    for name in seat.decides:
        often: dict[str, Any] = {"rate": 0.0} if is_counted(name) else {"chance": 0.0}
        because = "the player decides it"
        yield Policy(actor=seat.actor, decision=name, when="always", since=seat.day + ONE_DAY, because=because, **often)


def _dated(value: Any, day: date) -> Any:
    """A value of an order with its days: `day+2` stands for two days after the evening."""
    if isinstance(value, dict):
        return {key: _dated(each, day) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_dated(each, day) for each in value]
    found = _DAY.fullmatch(value) if isinstance(value, str) else None
    return value if found is None else day + timedelta(days=int(found.group(1) or 0))
