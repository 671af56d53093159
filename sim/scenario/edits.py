"""What a scenario makes of the documented acts: some removed, some with other marks, some added."""

from __future__ import annotations

import dataclasses

from sim.errors import ScenarioError
from sim.record.acts import Act
from sim.record.coding import code_row, load_coding
from sim.record.evidence import Evidence
from sim.scenario import Scenario
from sim.scenario.interventions import AddEvent, EditEvent, RemoveEvent


def plain_acts(evidence: Evidence) -> list[Act]:
    """The record's acts as they are."""
    return list(evidence.acts)


def edited_acts(scenario: Scenario, evidence: Evidence) -> list[Act]:
    """The record's acts, in their order, as the scenario has them; acts it adds come last.

    Under fresh luck nothing ties a day to the record, so an edited event is put in as edited, and its own draw is left out (see
    `sim.scenario.schedule`).
    """
    acts = list(evidence.acts)
    for item in scenario.interventions:
        if isinstance(item, RemoveEvent):
            acts = [dataclasses.replace(act, removed=True) if act.id == item.id else act for act in acts]
        elif isinstance(item, EditEvent):
            acts = [_changed(act, item, evidence, scenario) if act.id == item.id else act for act in acts]
        elif isinstance(item, AddEvent):
            acts += _added(item, len(acts))
    return acts


def _changed(act: Act, item: EditEvent, evidence: Evidence, scenario: Scenario) -> Act:
    """An act coded again from its row with the scenario's changes; its day stays that of the original."""
    row = {**evidence.rows[act.id], **item.changes}
    again = next((new for new in code_row(row, load_coding()) if new.decision == act.decision), None)
    if again is None:
        raise ScenarioError(f"edit_event {item.id}: so changed, the event is no longer what it was to the model ({act.decision})")
    return dataclasses.replace(act, marks=again.marks, notice=again.notice, added=scenario.luck == "fresh")


def _added(item: AddEvent, place: int) -> list[Act]:
    return [dataclasses.replace(act, id=f"added-{place}", added=True) for act in code_row(item.row(), load_coding())]
