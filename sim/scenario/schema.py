"""JSON Schema of scenario files, for editors: completion, and red underlines before the program is even run."""

from __future__ import annotations

import json
from typing import Any

from sim.scenario.definition import Scenario
from sim.scenario.interventions import KINDS

MEANINGS = {
    "name": "default: the file's name",
    "extends": "another scenario by name (../documented: one folder up); keys here replace its keys, interventions are added",
    "title": "a few words",
    "question": "what this scenario asks, in one sentence",
    "start": "first reported day",
    "end": "last reported day, inclusive",
    "branch": "first simulated day; left out, every day is documented",
    "coupling": "what ties arms together: causes (an act stays while what it answered is there) or inversion (while its rate is)",
    "luck": "abducted: conditional on what really happened; fresh: new luck after the branch",
    "contexts": "recorded: wars, governments and so on as they were; none: all off",
    "reporting": "as_recorded: thin months count as thin; complete: the record is taken as whole",
    "switch_off": "names of mechanisms that are off",
    "switch_off_in": "both_arms: off in the factual arm too; this_arm: being off is itself the change; default: both_arms if "
    "there are interventions",
    "warm_up": "days replayed before start to build up memories; not reported",
    "interventions": "what is changed",
    "watch": "measures that reports show",
    "theme": "what it stands under in the list of questions",
    "answer": "what came of it against the scenario that it extends: less, more, same (hardly changed), undecided",
    "sources": "ids of rows of the record, or titles with dates",
    "notes": "for the class",
}


def json_schema() -> dict[str, Any]:
    """The schema of a scenario file (draft 2020-12), with the names of actors, decisions, actions and measures."""
    definitions: dict[str, Any] = {}
    kinds = [_kind(kind, definitions) for kind in KINDS]
    whole = Scenario.model_json_schema()
    properties = {"extends": {"type": "string"}, **whole["properties"]}
    properties["interventions"] = {"type": ["array", "null"], "items": {"oneOf": kinds}}
    for key, meaning in MEANINGS.items():
        properties[key] = {**_plain(properties[key]), "description": meaning}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Scenario",
        "type": "object",
        "additionalProperties": False,
        "properties": {key: properties[key] for key in MEANINGS},
        "anyOf": [{"required": ["extends"]}, {"required": ["title", "question", "start", "end"]}],
        "$defs": definitions,
    }


def schema_text() -> str:
    """The schema as it is kept in `scenarios/schema.json`."""
    return json.dumps(json_schema(), indent=2) + "\n"


def _kind(kind: str, definitions: dict[str, Any]) -> dict[str, Any]:
    """One kind of intervention: a mapping with one key; its details go to `definitions`."""
    part = KINDS[kind]
    schema = part.model_json_schema(mode="validation")
    details = {key: _plain(schema["properties"][key]) for key in part.yaml_keys()}
    needed = [key for key in schema.get("required", []) if key != "kind"]
    definitions[kind] = {"type": "object", "additionalProperties": False, "properties": details, "required": needed}
    body: dict[str, Any] = {"$ref": f"#/$defs/{kind}"}
    if part.short is not None:
        body = {"anyOf": [{"type": "string"}, body]}
    meaning = " ".join((part.__doc__ or "").split())
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [kind],
        "properties": {kind: body},
        "description": meaning,
    }


def _plain(schema: dict[str, Any]) -> dict[str, Any]:
    """Without the titles and defaults that only repeat what the key says."""
    return {key: value for key, value in schema.items() if key not in ("title", "default")}
