"""Which contrast a comparison shows, for each combination of luck, mechanisms and interventions."""

from __future__ import annotations

from typing import Any

import pytest

from sim.scenario import Scenario, load_scenario
from sim.scenario.contrast import contrast, contrast_sentence, switched_off

DOCUMENTED = load_scenario("documented")
STRIKE = {"remove_event": "2020-01-03-us-targeted-killing"}
SET = {"set": {"parameter": "us.sanctions", "value": 0.1}}
POLICY = {"policy": {"actor": "us", "decision": "strike", "when": "always", "from": "2020-02-01"}}
MOVED = {"move_event": {"id": "2020-01-03-us-targeted-killing", "to": "2020-02-20"}}
FEAR = {"switch_off": ["fear"]}
THIS, BOTH = {"switch_off_in": "this_arm"}, {"switch_off_in": "both_arms"}
FRESH = {"luck": "fresh"}
OFF = {"switch_off": {"mechanism": "momentum", "actor": "badr", "from": "2020-02-01", "until": "2020-03-01"}}
OFFICE = {"office": {"role": "administration", "holder": "biden", "from": "2020-02-01"}}


def arm(*items: object, **changes: Any) -> Scenario:
    return DOCUMENTED.edit(name="arm", **{"branch": "2020-01-02", "interventions": items, **changes})


@pytest.mark.parametrize(
    ("scenario", "expected"),
    [
        (DOCUMENTED, "nothing"),
        (arm(), "nothing"),
        (arm(branch=None, **FEAR), "nothing"),
        (arm(STRIKE), "events"),
        (arm(SET), "rules"),
        (arm(OFF), "rules"),
        (arm(STRIKE, OFF), "events and rules"),
        (arm(OFFICE), "events"),
        (arm(STRIKE, SET), "events and rules"),
        (arm(POLICY), "rules"),
        (arm(STRIKE, POLICY), "events and rules"),
        (arm(MOVED), "events"),
        (arm(**FEAR), "rules"),
        (arm(**FEAR, **BOTH), "nothing"),
        (arm(STRIKE, **FEAR), "events"),
        (arm(STRIKE, **FEAR, **THIS), "events and rules"),
        (arm(SET, **FEAR), "rules"),
        (arm(contexts="none"), "nothing"),  # the factual arm is without them too
        (arm(**FRESH), "luck"),
        (arm(STRIKE, **FRESH), "events and luck"),
        (arm(**FEAR, **FRESH), "rules and luck"),
        (arm(STRIKE, SET, **FEAR, **FRESH), "events, rules and luck"),
        (arm(contexts="none", **FRESH), "events and luck"),
        (arm(reporting="complete", **FRESH), "rules and luck"),
    ],
)
def test_against_the_record(scenario: Scenario, expected: str) -> None:
    assert contrast(scenario, DOCUMENTED) == expected
    assert contrast(DOCUMENTED, scenario) == expected


@pytest.mark.parametrize(
    ("scenario", "reference", "expected"),
    [
        (arm(STRIKE, **FEAR), arm(STRIKE, **FEAR), "nothing"),
        (arm(STRIKE, **FEAR), arm(STRIKE), "rules"),
        (arm(STRIKE, **FEAR), arm(STRIKE, **FEAR, **THIS), "rules"),  # their luck was abducted under other rules
        (arm(STRIKE, **FEAR), arm(**FEAR, **BOTH), "events"),
        (arm(STRIKE), arm(branch="2019-12-01"), "events"),
        (arm(STRIKE, **FRESH), arm(**FRESH), "events"),
        (arm(**FEAR, **FRESH), arm(**FRESH), "rules"),
        (arm(SET, **FEAR, **FRESH), arm(SET, **FEAR, **FRESH), "nothing"),
        (arm(STRIKE, **FRESH), arm(**FRESH, branch="2019-12-01"), "events and luck"),
        (arm(**FRESH), arm(), "luck"),
        (arm(contexts="none"), arm(), "events"),
        (load_scenario("answer_everything"), load_scenario("free_run"), "rules"),
        (load_scenario("tehran_gives_no_orders"), load_scenario("free_run"), "rules"),
    ],
)
def test_against_a_simulated_reference(scenario: Scenario, reference: Scenario, expected: str) -> None:
    assert contrast(scenario, reference) == expected


@pytest.mark.parametrize(
    ("scenario", "reference", "said"),
    [
        (arm(), DOCUMENTED, "The two do not differ in rules, events or luck."),
        (arm(STRIKE), DOCUMENTED, "The difference is of the events and circumstances that the scenario changes."),
        (arm(STRIKE, **FEAR), DOCUMENTED, "under rules without fear in both arms"),
        (arm(**FEAR, **BOTH), DOCUMENTED, "do not differ in rules, events or luck, under rules without fear in both arms"),
        (arm(STRIKE, **FEAR, **THIS), DOCUMENTED, "and of the rules that it changes; off in this arm alone: fear."),
        (arm(STRIKE, **FEAR, **FRESH), arm(**FEAR, **FRESH), "changes; off in both: fear."),
        (arm(SET, **FEAR, **FRESH), arm(**FEAR, **FRESH), "of the rules that it changes; off in both: fear."),
    ],
)
def test_it_is_said_in_a_sentence(scenario: Scenario, reference: Scenario, said: str) -> None:
    assert said in contrast_sentence(scenario, reference)


def test_the_sentence_says_for_whom_and_when_a_mechanism_is_off() -> None:
    of_badr = "momentum of badr from 2020-02-01 to 2020-03-01"
    said = contrast_sentence(arm(OFF), DOCUMENTED)
    assert said == f"The difference is of the rules that it changes; off in this arm alone: {of_badr}."
    assert "off in both: momentum of badr" in contrast_sentence(arm(OFF), arm(OFF, STRIKE))
    assert "off in the reference alone: momentum of badr" in contrast_sentence(arm(), arm(OFF))
    shared = contrast_sentence(arm(OFF, **FEAR, **BOTH), DOCUMENTED)
    assert (
        "under rules without fear in both arms: the luck of the record is taken under these rules too; off in this arm" in shared
    )
    assert switched_off(arm(OFF, {"switch_off": {"mechanism": "raids"}}, **FEAR)) == (
        "fear", of_badr, "raids",
    )  # fmt: skip
