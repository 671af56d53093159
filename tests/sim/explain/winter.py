"""The winter of 2019-20, a short span of the real record, and what is told of an event in it."""

from __future__ import annotations

from typing import Any

from sim.explain import Explanation, explain_event
from sim.model import EscalationModel
from sim.scenario import Scenario, load_scenario


def short(**changes: Any) -> Scenario:
    return load_scenario("documented").edit(**{"start": "2019-12-20", "end": "2020-01-10", "warm_up": 20, **changes})


def explained(day: str, actor: str, action: str, **changes: Any) -> Explanation:
    return explain_event(EscalationModel(short(**changes), rng=7, parameters="point"), day, actor, action)
