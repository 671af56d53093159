"""Which columns of a row coding reads: to change another changes nothing, since no rule can notice it."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

from sim.errors import RecordError
from sim.record.schema import COUNTRIES
from sim.scenario.recorded import coding
from sim.vocabulary.decisions import MILITIAS

Columns = Mapping[str, Any]


def unread(row: Columns, changes: Columns) -> list[str]:
    """The columns whose change makes no difference to what the row is coded as, neither alone nor beside the others.

    One that is given the value that it has anyway is no change.
    """
    whole, plain = _coded({**row, **changes}), _coded(row)

    def is_idle(column: str, value: object) -> bool:
        others = {name: other for name, other in changes.items() if name != column}
        changed = row.get(column) != value
        return changed and _coded({**row, **others}) == whole and _coded({**row, column: value}) == plain

    return [column for column, value in changes.items() if is_idle(column, value)]


def read(row: Columns, columns: tuple[str, ...]) -> list[str]:
    """Of these columns, those that make a difference to what the row is coded as."""
    return [column for column in columns if any(_differs(row, column, value) for value in _probes(row, column))]


def _probes(row: Columns, column: str) -> tuple[object, ...]:
    """Values that are unlike what a column may hold."""
    if column == "country":
        return COUNTRIES
    if column == "target_group":
        return MILITIAS
    return (True, False) if column == "lethal" else (0, 1, 2)


def _differs(row: Columns, column: str, value: object) -> bool:
    try:
        return _coded({**row, column: value}) != _coded(row)
    except RecordError:
        return False  # another decision altogether, which is refused


def _coded(row: Columns) -> Hashable:
    """What a row is coded as, by decision."""
    from sim.record.coding import code_row

    return tuple((act.decision, tuple(sorted(act.marks.items()))) for act in code_row(row, coding()))
