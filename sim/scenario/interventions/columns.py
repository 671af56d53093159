"""Which columns of a row coding reads: to change another changes nothing, since no rule can notice it."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

from sim.errors import RecordError
from sim.record.schema import COUNTRIES
from sim.scenario.recorded import coding
from sim.vocabulary.decisions import MILITIAS

Columns = Mapping[str, Any]
WEAPONS = {"drone": "drone_attack", "rocket": "rocket_attack"}
"""The weapons that a scenario may give an attack, with the record's word for such an attack."""


def laid_over(row: Columns, changes: Columns) -> dict[str, Any]:
    """A row with these changes; a weapon changes the record's action, which then states it."""
    weapon = changes.get("weapon")
    return {**row, **changes, **({"action": WEAPONS[weapon]} if weapon else {})}


def makes_a_difference(row: Columns, changes: Columns) -> bool:
    """Whether the row is coded otherwise with these changes."""
    return _coded(laid_over(row, changes)) != _coded(row)


def unread(row: Columns, changes: Columns) -> list[str]:
    """The columns that make no difference to what the row is coded as, whatever they hold, alone or beside the others."""

    def is_idle(column: str) -> bool:
        others = {name: value for name, value in changes.items() if name != column}
        return not read(row, (column,)) and not read(laid_over(row, others), (column,))

    return [column for column in changes if is_idle(column)]


def read(row: Columns, columns: tuple[str, ...]) -> list[str]:
    """Of these columns, those that make a difference to what the row is coded as."""
    return [column for column in columns if any(_differs(row, column, value) for value in _probes(row, column))]


def _probes(row: Columns, column: str) -> tuple[object, ...]:
    """Values that are unlike what a column may hold."""
    if column == "country":
        return COUNTRIES
    if column == "target_group":
        return MILITIAS
    if column == "weapon":
        return tuple(WEAPONS)
    return (True, False) if column == "lethal" else (0, 1, 2)


def _differs(row: Columns, column: str, value: object) -> bool:
    try:
        return makes_a_difference(row, {column: value})
    except RecordError:
        return False  # another decision altogether, which is refused


def _coded(row: Columns) -> Hashable:
    """What a row is coded as, by decision."""
    from sim.record.coding import code_row

    return tuple((act.decision, tuple(sorted(act.marks.items())), act.unstated, act.country) for act in code_row(row, coding()))
