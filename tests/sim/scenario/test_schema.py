"""The schema for editors: it accepts what the scenarios that ship say, and says of each key what it means."""

from __future__ import annotations

import json

import pytest

from sim.paths import SCENARIOS
from sim.scenario import Scenario
from sim.scenario.files import scenario_paths
from sim.scenario.interventions import KINDS
from sim.scenario.schema import json_schema, schema_text
from sim.vocabulary.measures import MEASURES
from sim.yaml_lines import read_document

SCHEMA = json_schema()


def test_the_committed_schema_is_current() -> None:
    assert (SCENARIOS / "schema.json").read_text(encoding="utf-8") == schema_text()
    assert json.loads(schema_text()) == SCHEMA


def test_every_key_says_what_it_means() -> None:
    assert set(SCHEMA["properties"]) == {*Scenario.model_fields, "extends"}
    assert all(about["description"] for about in SCHEMA["properties"].values())
    assert SCHEMA["properties"]["watch"]["items"]["enum"] == list(MEASURES)


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_of_intervention_is_one_key_with_the_keys_that_it_knows(kind: str) -> None:
    (item,) = (one for one in SCHEMA["properties"]["interventions"]["items"]["oneOf"] if one["required"] == [kind])
    body = SCHEMA["$defs"][kind]
    assert tuple(body["properties"]) == KINDS[kind].yaml_keys()
    assert "kind" not in body["properties"]
    assert item["description"].startswith(" ".join(str(KINDS[kind].__doc__).split())[:30])
    assert ({"type": "string"} in item["properties"][kind].get("anyOf", [])) is (KINDS[kind].short is not None)


@pytest.mark.parametrize("name", scenario_paths())
def test_the_keys_of_the_scenarios_that_ship_are_known(name: str) -> None:
    data = read_document(scenario_paths()[name]).data
    assert set(data) <= set(SCHEMA["properties"])
    for item in data.get("interventions") or ():
        ((kind, body),) = item.items()
        if isinstance(body, dict):
            assert set(SCHEMA["$defs"][kind]["required"]) <= set(body) <= set(SCHEMA["$defs"][kind]["properties"])
