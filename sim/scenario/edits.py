"""What a scenario makes of the documented acts: some removed, some with other marks, some added."""

from __future__ import annotations

from sim.record.acts import Act
from sim.record.evidence import Evidence
from sim.scenario import Scenario


def plain_acts(evidence: Evidence) -> list[Act]:
    """The record's acts as they are."""
    return list(evidence.acts)


def edited_acts(scenario: Scenario, evidence: Evidence) -> list[Act]:
    """The record's acts, in their order, as the scenario's interventions have them one after another; those added come last."""
    acts = list(evidence.acts)
    for item in scenario.interventions:
        acts = item.change_acts(acts, scenario, evidence.rows)
    return acts
