"""The actors: one file per kind. Open these first."""

from sim.actors.base import Actor, Group, State
from sim.actors.iran import Iran
from sim.actors.iraqi_government import IraqiGovernment
from sim.actors.militia import Militias
from sim.actors.united_states import UnitedStates

KINDS: tuple[type[Actor], ...] = (Militias, Iran, UnitedStates, IraqiGovernment)

__all__ = ["KINDS", "Actor", "Group", "Iran", "IraqiGovernment", "Militias", "State", "UnitedStates"]
