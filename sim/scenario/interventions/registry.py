"""Every kind of intervention, registered: a new one is a class in this folder and a name in the union here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, get_args

from pydantic import BeforeValidator, Field

from sim.scenario.interventions.actors import Forbid, RemoveActor
from sim.scenario.interventions.added import AddEvent
from sim.scenario.interventions.base import Intervention
from sim.scenario.interventions.circumstances import ContextChange, Set
from sim.scenario.interventions.events import EditEvent, MoveEvent, RemoveEvent
from sim.scenario.interventions.groups import AddActor
from sim.scenario.interventions.levels import Level
from sim.scenario.interventions.offices import Office
from sim.scenario.interventions.policies import Policy
from sim.scenario.interventions.switches import SwitchOff

OfEvents = RemoveEvent | EditEvent | MoveEvent | AddEvent
OfCircumstances = Set | ContextChange
AnyIntervention = OfEvents | Forbid | Policy | OfCircumstances | RemoveActor | AddActor | Office | Level | SwitchOff
KINDS: dict[str, type[Intervention]] = {part.model_fields["kind"].default: part for part in get_args(AnyIntervention)}
"""The kinds by their key in YAML, in the order in which they are listed to people."""


def from_yaml(item: object) -> object:
    """Turn one item of a YAML list, `{forbid: {...}}`, into what the type check reads: `{kind: forbid, ...}`.

    Typed interventions pass through; anything else becomes a `ValueError` that says what an item looks like.
    """
    if isinstance(item, Intervention):
        return item
    if not isinstance(item, Mapping) or len(item) != 1:
        raise ValueError(
            f"an intervention is one key with its details, such as `- remove_event: ID`; allowed: {', '.join(KINDS)}"
        )
    kind, body = next(iter(item.items()))
    short = KINDS[kind].short if kind in KINDS else None
    if short is not None and not isinstance(body, Mapping):
        return {"kind": kind, short: body}
    if kind in KINDS and (not isinstance(body, Mapping) or "kind" in body):
        raise ValueError(f"{kind} needs details in braces; allowed keys: {', '.join(KINDS[kind].yaml_keys())}")
    return {**body, "kind": kind} if isinstance(body, Mapping) else {"kind": kind}


Typed = Annotated[Annotated[AnyIntervention, Field(discriminator="kind")], BeforeValidator(from_yaml)]
"""An intervention as a field of a scenario: read from YAML's form, refused by kind and key."""
