"""The actors: one file per kind. Open these first."""

from sim.actors.base import Actor
from sim.actors.iran import Iran
from sim.actors.iraqi_government import IraqiGovernment
from sim.actors.militia import Militia
from sim.actors.united_states import UnitedStates

KINDS: tuple[type[Actor], ...] = (Militia, Iran, UnitedStates, IraqiGovernment)

__all__ = ["KINDS", "Actor", "Iran", "IraqiGovernment", "Militia", "UnitedStates"]
