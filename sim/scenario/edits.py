"""What a scenario makes of the documented acts: some removed, some with other marks, some added."""

from __future__ import annotations

from sim.record.acts import Act
from sim.record.contexts import Contexts
from sim.record.evidence import Evidence
from sim.scenario import Scenario
from sim.scenario.offices import days_replaced, spare_the_replaced


def plain_acts(evidence: Evidence) -> list[Act]:
    """The record's acts as they are."""
    return list(evidence.acts)


def edited_acts(scenario: Scenario, evidence: Evidence) -> list[Act]:
    """The record's acts, in their order, as the scenario's interventions have them one after another; those added come last."""
    acts = list(evidence.acts)
    for item in scenario.interventions:
        acts = item.change_acts(acts, scenario, evidence.rows)
    days = scenario.stepped_days
    out = frozenset(days[days_replaced(edited_contexts(scenario, evidence), days)].tolist())
    recorded = {act.id for act in evidence.acts} if out else ()
    return [spare_the_replaced(act, out) if act.id in recorded else act for act in acts]


def edited_contexts(scenario: Scenario, evidence: Evidence) -> Contexts:
    """The dated facts and the offices as the scenario has them."""
    contexts = evidence.contexts
    if scenario.contexts == "none":
        contexts = contexts.without_all()
    for item in scenario.interventions:
        contexts = item.change_contexts(contexts)
    return contexts
