"""The escalation simulator.

>>> from sim import branch, compare, load_scenario, replay, simulate
>>> run = simulate("free_run", worlds=100, seed=7)
>>> run.summary
"""

from sim.api import branch, compare, replay, simulate
from sim.model import EscalationModel
from sim.scenario import load_scenario

__all__ = ["EscalationModel", "branch", "compare", "load_scenario", "replay", "simulate"]
