"""What interventions hand to the schedule: of the kinds that it knows, in the scenarios that ship, and dated in order."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sim.paths import SCENARIOS
from sim.scenario import Scenario, load_scenario
from sim.scenario.interventions.base import Intervention
from sim.scenario.interventions.dated import Dosage, Instruction, Prohibition, Setting, Split, Switch

FILES = sorted(path for path in Path(SCENARIOS).rglob("*.yaml") if path.parent.name not in ("lessons", "seats"))


def handed(item: Intervention, scenario: Scenario) -> list[tuple[type, object]]:
    """All that an intervention hands out, beside the kind that the schedule takes it for."""
    return [
        *((Setting, each) for each in item.settings()),
        *((Dosage, each) for each in item.dosages()),
        *((Switch, each) for each in item.switches()),
        *((Split, each) for each in item.splits()),
        *((Prohibition, each) for each in item.prohibitions(scenario, [])),
        *((Instruction, each) for each in item.instructions(scenario)),
    ]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_is_handed_out_is_of_its_kind_and_ends_no_sooner_than_it_begins(path: Path) -> None:
    scenario = load_scenario(path)
    for item in scenario.interventions:
        for kind, each in handed(item, scenario):
            assert type(each) is kind
            since, until = getattr(each, "since", None), getattr(each, "until", None)
            assert all(day is None or isinstance(day, date) for day in (since, until))
            assert since is None or until is None or since <= until


def test_every_kind_is_handed_out_by_some_question() -> None:
    asked = [load_scenario(path) for path in FILES]
    seen = {kind for scenario in asked for item in scenario.interventions for kind, _ in handed(item, scenario)}
    assert seen == {Setting, Dosage, Switch, Split, Prohibition, Instruction}
