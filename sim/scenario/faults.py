"""One fault of a scenario, and which of several to report first."""

from __future__ import annotations

from typing import NamedTuple

from sim.scenario.files import Merged
from sim.yaml_lines import Place


class Fault(NamedTuple):
    """One thing that is wrong, where, and what would be right."""

    place: Place
    message: str
    missing: bool = False


def worst(found: list[Fault], merged: Merged | None) -> Fault:
    """The fault to report: in the child's own file first, what is missing last, then by line."""
    if merged is None:
        return min(found, key=lambda fault: fault.missing)
    own = merged.documents[0].file

    def order(fault: Fault) -> tuple[bool, bool, int]:
        file, line = merged.place(fault.place)
        return file != own, fault.missing, line

    return min(found, key=order)
