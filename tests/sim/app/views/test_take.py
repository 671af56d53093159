"""Take away: everything has a button, and the scenario is the one that ran."""

from __future__ import annotations

from sim.app.state import State
from sim.app.worlds import Ran
from sim.scenario import Scenario
from sim.yaml_lines import parse_document
from tests.sim.app.pages import opened


def test_there_is_a_button_for_everything(state: State, found: Ran) -> None:
    page = opened(state, view="take")
    labels = [each.proto.label for each in page.get("download_button")]
    assert {
        "Timeline, PNG",
        "Timeline, SVG",
        "Ladder, PNG",
        "Difference, SVG",
        "Effects of all measures, CSV",
        "Scenario, YAML",
    } <= set(labels)
    assert Scenario.from_dict(parse_document(page.code[0].value, "x").data) == found.here.scenario
