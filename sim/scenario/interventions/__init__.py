"""What a scenario may change: the interventions of a YAML file as typed, frozen objects, one class for each kind."""

from sim.scenario.interventions.actors import Forbid, RemoveActor
from sim.scenario.interventions.added import AddEvent
from sim.scenario.interventions.base import Intervention
from sim.scenario.interventions.circumstances import ContextChange, Set
from sim.scenario.interventions.events import EditEvent, MoveEvent, RemoveEvent
from sim.scenario.interventions.groups import AddActor
from sim.scenario.interventions.levels import Level
from sim.scenario.interventions.offices import Office
from sim.scenario.interventions.policies import Policy
from sim.scenario.interventions.registry import KINDS, AnyIntervention
from sim.scenario.interventions.switches import SwitchOff

__all__ = [
    "KINDS",
    "AddActor",
    "AddEvent",
    "AnyIntervention",
    "ContextChange",
    "EditEvent",
    "Forbid",
    "Intervention",
    "Level",
    "MoveEvent",
    "Office",
    "Policy",
    "RemoveActor",
    "RemoveEvent",
    "Set",
    "SwitchOff",
]
