"""With what an attack on a base is done: which events may be given a weapon, and what the record says of theirs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sim.scenario.faults import Fault
from sim.scenario.interventions.columns import WEAPONS, makes_a_difference
from sim.scenario.recorded import coding, row_of
from sim.wording import spaced

if TYPE_CHECKING:
    from sim.record.acts import Act

ARMED = "attack_base"
"""The decision of whose weapon a rule asks: convoys are bombed, embassies stormed."""


def weapon_faults(event: str, weapon: str, acts: Sequence[Act]) -> Iterator[Fault]:
    """The event is an attack of a militia on a base, and no rule takes it for one with this weapon already."""
    decisions = ", ".join(dict.fromkeys(act.decision for act in acts))
    if decisions != ARMED:
        message = f"event {event} is {decisions}, of which no rule reads a weapon; allowed: a weapon for {ARMED}, by a militia"
        yield Fault(("weapon",), message)
    elif not makes_a_difference(row_of(event), {"weapon": weapon}):
        was = spaced(str(row_of(event)["action"]))
        others = ", ".join(name for name in WEAPONS if makes_a_difference(row_of(event), {"weapon": name}))
        message = f"event {event} is a {was}, and rules tell drones from other weapons alone, so that {weapon} changes nothing"
        yield Fault(("weapon",), f"{message}; allowed: {others}")


def weapon_in_words(row: Mapping[str, Any]) -> str:
    """The weapon of the record, as the end of a sentence; nothing of an event that nobody knows."""
    if not row:
        return ""
    if str(row["id"]) in coding().weapon_unstated:
        return ", where no source states one"
    return f", not {str(row['action']).removesuffix('_attack').replace('_', ' ')}"
