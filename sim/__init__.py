"""The escalation simulator.

>>> from sim import branch, compare, effects, load_scenario, replay, sensitivity, simulate, sweep
>>> run = simulate("free_run", worlds=100, seed=7)
>>> run.summary

What is public is loaded when it is first asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__all__ = [
    "EscalationModel",
    "branch",
    "compare",
    "effects",
    "load_scenario",
    "replay",
    "seat",
    "sensitivity",
    "simulate",
    "sweep",
]

if TYPE_CHECKING:
    from sim.api import branch, compare, effects, replay, simulate, sweep
    from sim.asking import seat, sensitivity
    from sim.model import EscalationModel
    from sim.scenario import load_scenario
else:
    from sim.lazy import attributes

    __getattr__, __dir__ = attributes(
        __name__,
        {
            "EscalationModel": "sim.model",
            "branch": "sim.api",
            "compare": "sim.api",
            "effects": "sim.api",
            "load_scenario": "sim.scenario",
            "replay": "sim.api",
            "seat": "sim.asking",
            "sensitivity": "sim.asking",
            "simulate": "sim.api",
            "sweep": "sim.api",
        },
    )
