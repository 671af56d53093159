"""Seats from their files, each fault with its file and line."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from sim.errors import ScenarioError
from sim.lessons.collection import Collection
from sim.lessons.reading import source_faults, type_fault
from sim.scenario.checks import faults as scenario_faults
from sim.scenario.checks import read_fault
from sim.scenario.faults import Fault
from sim.scenario.files import SEATS
from sim.scenario.names import vocabulary_faults
from sim.seats.orders import Choice, ordered, scenario_of
from sim.seats.schema import DecisionPoint, Option, SeatData, faults
from sim.yaml_lines import Document


def seat_paths(folder: Path | None = None) -> dict[str, Path]:
    """The seats of a folder, by default those that ship, by name."""
    return COLLECTION.paths(folder)


def load_seat(name: str | Path, folder: Path | None = None) -> SeatData:
    """A seat by its name or file; raises `InputError`, one line, for the first that is wrong with it."""
    return COLLECTION.load(name, folder)


def load_seats() -> list[SeatData]:
    """Every seat that ships, in their order."""
    return sorted((load_seat(path) for path in seat_paths().values()), key=lambda seat: seat.order)


def seat_faults(path: Path) -> list[ScenarioError]:
    """Everything that is wrong with a seat, in the order of its lines; empty if it is right."""
    return COLLECTION.faults(path)


# What is wrong --------------------------------------------------------------------------------------------------------------


def _checked(path: Path, document: Document) -> tuple[SeatData | None, list[Fault]]:
    try:
        seat = SeatData.model_validate({**document.data, "name": path.stem})
    except ValidationError as error:
        return None, [type_fault(detail, SeatData) for detail in error.errors()]
    wrong = [*faults(seat), *source_faults(seat.sources)]
    if not wrong:
        wrong = list(dict.fromkeys(_orders(seat)))
    return (None if wrong else seat), wrong


COLLECTION = Collection("seat", SEATS, _checked)


def _orders(seat: SeatData) -> Iterator[Fault]:
    """What is wrong with the orders of each option on the first and on the last evening on which it may be chosen."""
    for number, point in enumerate(seat.decisions):
        for at, option in enumerate(point.options):
            for day in dict.fromkeys(seat.span(point)):
                found = _of_option(seat, point, option, day)
                yield from (fault.below(("decisions", number, "options", at, "orders")) for fault in found)


def _of_option(seat: SeatData, point: DecisionPoint, option: Option, day: date) -> Iterator[Fault]:
    wrong = [fault for number in range(len(option.orders)) for fault in _types(option, number, day)]
    if wrong:
        yield from wrong
        return
    try:
        scenario = scenario_of(seat, (Choice(day, point.id, option.id),), check=False)
    except ScenarioError as error:
        yield Fault((), f"chosen on {day}: {error}")
        return
    inherited = len(scenario.interventions) - len(option.orders)
    for fault in (*scenario_faults(scenario), *vocabulary_faults(scenario)):
        top, *rest = fault.key_path
        if top == "interventions" and rest and int(rest[0]) >= inherited:
            yield fault._replace(key_path=(int(rest[0]) - inherited, *rest[1:]))
        else:
            yield fault._replace(key_path=())


def _types(option: Option, number: int, day: date) -> Iterator[Fault]:
    """The faults of the types of one order."""
    try:
        ordered(option.model_copy(update={"orders": (option.orders[number],)}), day)
    except ValidationError as error:
        for detail in error.errors():
            inner: Any = {**detail, "loc": ("interventions", number, *detail["loc"])}
            fault = read_fault(inner, SeatData.model_fields)
            yield fault._replace(key_path=fault.key_path[1:])
