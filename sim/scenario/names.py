"""Whether the names in a scenario exist: mechanisms, measures, events, and what its interventions name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sim.errors import unknown
from sim.scenario.faults import Fault, listed
from sim.scenario.fields import ScenarioFields
from sim.scenario.recorded import event_days, nearby_events
from sim.vocabulary.answers import ANSWERS
from sim.vocabulary.measures import MEASURES
from sim.vocabulary.mechanisms import MECHANISMS

AN_ID = re.compile(r"\d{4}-\d{2}-\d{2}-[a-z]")


def vocabulary_faults(scenario: ScenarioFields) -> Iterator[Fault]:
    """Every name in a scenario that does not exist, and every event that cannot be changed from its branch on."""
    yield from _covered(scenario)
    yield from listed(("switch_off",), "mechanism", scenario.switch_off, MECHANISMS)
    yield from listed(("watch",), "measure", scenario.watch, MEASURES)
    yield from listed(("answer",), "answer", scenario.answer, ANSWERS)
    for at, source in enumerate(scenario.sources):
        if AN_ID.match(source) and source not in event_days():
            yield Fault(("sources", at), unknown("event", source, nearby_events(source)))
    for at, item in enumerate(scenario.interventions):
        yield from (fault.below(("interventions", at, item.kind)) for fault in item.name_faults(scenario))


def _covered(scenario: ScenarioFields) -> Iterator[Fault]:
    """Days that are documented, or whose luck is abducted from what happened, must be days that the record covers."""
    from sim.record.windows import load_windows

    window = load_windows()["record"]
    allowed = f"the record covers {window.since} to {window.until}; allowed beyond it: a branch on the first day with luck: fresh"
    if scenario.start < window.since and not scenario.is_free:
        yield Fault(("start",), f"start {scenario.start} is too early: {allowed}")
    if scenario.end > window.until and scenario.luck == "abducted":
        yield Fault(("end",), f"end {scenario.end} is too late: {allowed.replace('a branch on the first day with ', '')}")
