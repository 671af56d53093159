"""What every intervention has: its YAML form, its keys, its days; and does nothing that it does not say."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

import pytest
from pydantic import ValidationError

from sim.record.contexts import load_contexts
from sim.record.evidence import load_evidence
from sim.scenario import Scenario
from sim.scenario.interventions import (
    KINDS,
    AddActor,
    AddEvent,
    ContextChange,
    EditEvent,
    Forbid,
    Level,
    MoveEvent,
    Office,
    Policy,
    RemoveActor,
    RemoveEvent,
    Set,
    SwitchOff,
)
from sim.scenario.interventions.base import Day, Intervention, day_in_words, span_in_words

DAY = date(2020, 5, 1)
EXAMPLES: list[tuple[Any, dict[str, Any]]] = [
    (RemoveEvent(id="x"), {"remove_event": "x"}),
    (RemoveEvent(id="x", because="y"), {"remove_event": {"id": "x", "because": "y"}}),
    (EditEvent(id="x", us_killed=0, lethal=False), {"edit_event": {"id": "x", "us_killed": 0, "lethal": False}}),
    (
        AddEvent(date=DAY, actor="us", action="warning", target="iran"),
        {"add_event": {"date": DAY, "actor": "us", "action": "warning", "target": "iran"}},
    ),
    (Forbid(actor="us", decision="strike", since=DAY), {"forbid": {"actor": "us", "decision": "strike", "from": DAY}}),
    (MoveEvent(id="x", to=DAY), {"move_event": {"id": "x", "to": DAY}}),
    (
        Policy(actor="us", decision="strike", when="always", chance=0.5, otherwise="rules", since=DAY, because="y"),
        {
            "policy": {
                "actor": "us",
                "decision": "strike",
                "when": "always",
                "chance": 0.5,
                "otherwise": "rules",
                "from": DAY,
                "because": "y",
            }
        },
    ),
    (Set(parameter="p", value=1.0, until=DAY), {"set": {"parameter": "p", "value": 1.0, "until": DAY}}),
    (ContextChange(name="w", level=0.0, since=DAY), {"context": {"name": "w", "level": 0.0, "from": DAY}}),
    (RemoveActor(actor="badr"), {"remove_actor": "badr"}),
    (
        AddActor(name="new", parent="badr", share=0.5, since=DAY),
        {"add_actor": {"name": "new", "parent": "badr", "share": 0.5, "from": DAY}},
    ),
    (
        Office(role="government", holder="kadhimi", since=DAY),
        {"office": {"role": "government", "holder": "kadhimi", "from": DAY}},
    ),
    (Level(name="salaries", value=0.5, since=DAY), {"level": {"name": "salaries", "value": 0.5, "from": DAY}}),
    (SwitchOff(mechanism="fear", actor="badr", until=DAY), {"switch_off": {"mechanism": "fear", "actor": "badr", "until": DAY}}),
]


@pytest.mark.parametrize(("intervention", "yaml"), EXAMPLES)
def test_the_yaml_form(intervention: Any, yaml: dict[str, Any]) -> None:
    assert intervention.as_yaml() == yaml


def test_every_kind_has_an_example_here() -> None:
    assert {type(intervention) for intervention, _ in EXAMPLES} == set(KINDS.values())


def test_the_days_that_an_intervention_names() -> None:
    assert Forbid(actor="us", decision="strike", since=DAY).days() == {"from": DAY}
    assert MoveEvent(id="x", to=DAY).days() == {"to": DAY}
    assert AddEvent(date=DAY, actor="us", action="warning", target="iran").days() == {"date": DAY}
    assert RemoveActor(actor="badr").days() == {}


def test_the_keys_of_a_kind_are_spelled_as_in_yaml() -> None:
    assert KINDS["forbid"].yaml_keys() == ("actor", "decision", "from", "until", "because")
    assert KINDS["context"].yaml_keys() == ("name", "level", "from", "until", "because")
    assert KINDS["policy"].yaml_keys() == ("actor", "decision", "when", "chance", "rate", "otherwise", "from", "until", "because")
    assert KINDS["edit_event"].yaml_keys()[:2] == ("id", "us_killed")


@pytest.mark.parametrize("intervention", [item for item, _ in EXAMPLES])
def test_none_can_be_changed_in_place(intervention: Any) -> None:
    with pytest.raises(ValidationError, match="frozen"):
        intervention.because = "z"


def test_text_holds_no_control_characters() -> None:
    assert RemoveEvent(id="x", because="two\n\tlines").because == "two\n\tlines"
    with pytest.raises(ValidationError, match="which has no print"):
        RemoveEvent(id="x", because="bell \x07")


SPAN = {"start": "2019-10-01", "end": "2020-12-31", "branch": "2019-12-01", "luck": "fresh"}
SCENARIO = Scenario.from_dict({"name": "s", "title": "T", "question": "Q?", **SPAN})
STRIKE = "2020-01-03-us-targeted-killing"
DOES: list[tuple[Any, set[str]]] = [
    (RemoveEvent(id=STRIKE), {"event", "acts", "prohibitions"}),
    (EditEvent(id=STRIKE, militia_killed=0), {"event", "acts", "prohibitions"}),
    (AddEvent(date=DAY, actor="us", action="warning", target="iran"), {"acts"}),
    (Forbid(actor="us", decision="strike", since=DAY), {"prohibitions"}),
    (MoveEvent(id=STRIKE, to=DAY), {"event", "acts", "prohibitions"}),
    (Policy(actor="us", decision="strike", when="always", since=DAY), {"instructions"}),
    (Set(parameter="p", value=1.0), {"settings"}),
    (ContextChange(name="gaza_war", level=1.0, since=DAY), {"contexts"}),
    (RemoveActor(actor="badr"), {"prohibitions"}),
    (AddActor(name="new", parent="badr", share=0.5, since=DAY), {"splits"}),
    (Office(role="government", holder="kadhimi", since=DAY), {"contexts"}),
    (Level(name="salaries", value=0.5, since=DAY), {"dosages"}),
    (SwitchOff(mechanism="fear"), {"switches"}),
]


@pytest.mark.parametrize(("item", "does"), DOES)
def test_each_kind_does_its_own_things_and_no_others(item: Any, does: set[str]) -> None:
    evidence, contexts = load_evidence(), load_contexts()
    acts = list(evidence.acts)
    done = {
        "event": item.changed_event != "",
        "acts": item.change_acts(acts, SCENARIO, evidence.rows) != acts,
        "prohibitions": bool(list(item.prohibitions(SCENARIO, acts))),
        "settings": bool(list(item.settings())),
        "instructions": bool(list(item.instructions(SCENARIO))),
        "switches": bool(list(item.switches())),
        "dosages": bool(list(item.dosages())),
        "splits": bool(list(item.splits())),
        "contexts": item.change_contexts(contexts) is not contexts,
    }
    assert {name for name, is_done in done.items() if is_done} == does


@pytest.mark.parametrize("item", [item for item, _ in DOES])
def test_each_says_in_a_sentence_what_it_changes(item: Any) -> None:
    words = item.in_words()
    assert words[0].isupper()
    assert words.endswith(".")
    assert "\n" not in words
    assert item.changes_rules == (item.kind in ("set", "switch_off", "policy", "add_actor"))


def test_a_kind_that_has_no_sentence_of_its_own_says_its_keys() -> None:
    class Other(Intervention):
        kind: Literal["other"] = "other"
        since: Day

    assert Other(since=DAY).in_words() == "other: since 2020-05-01."


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ((None, None), "From the first day to the last"),
        ((None, DAY), "Up to 2020-05-01"),
        ((DAY, None), "From 2020-05-01"),
        ((DAY, DAY), "On 2020-05-01"),
        ((DAY, date(2020, 5, 2)), "From 2020-05-01 to 2020-05-02"),
    ],
)
def test_a_span_in_words(days: tuple[date | None, date | None], words: str) -> None:
    assert span_in_words(*days) == words
    assert day_in_words(DAY) == "1 May 2020"
