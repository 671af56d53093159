"""Faults of a scenario's keys, types and days: each gets one line with its place, what is allowed and the nearest right name."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from sim.scenario import Scenario
from sim.scenario.checks import faults, read_faults
from tests.sim.scenario.drafts import BASE, HEAD, STRIKE, Refusal, Write


@pytest.mark.parametrize(
    ("text", "start", "contains"),
    [
        (HEAD + "luk: fresh\n", "mine.yaml:6: unknown key 'luk'; did you mean 'luck'", "interventions"),
        (HEAD + "luck: new\n", "mine.yaml:6: unknown value of luck 'new'", "Allowed: abducted, fresh"),
        (HEAD + "warm_up: long\n", "mine.yaml:6: warm_up is 'long'; allowed: a whole number", ""),
        (HEAD + "warm_up: -1\n", "mine.yaml:6: warm_up is -1; allowed: greater than or equal to 0", ""),
        (HEAD + "warm_up: true\n", "mine.yaml:6: warm_up is True; allowed: a whole number", ""),
        (HEAD + "watch: us_killed\n", "mine.yaml:6: watch is 'us_killed'; allowed: a list", ""),
        (HEAD + "watch:\n  - us_killed\n  - us_kiled\n", "mine.yaml:8: unknown measure 'us_kiled'; did you mean 'us_killed'", ""),
        (HEAD + "watch: []\n", "mine.yaml:6: watch is (); allowed: a list with at least one item", ""),
        (HEAD + "notes:\n  - a list\n", "mine.yaml:6: notes is ['a list']; allowed: text", ""),
        (HEAD + "name: a/b\n", "mine.yaml:6: name is 'a/b'; allowed: letters", ""),
        (HEAD.replace("2020-12-31", "2019-09-30"), "mine.yaml:4: end 2019-09-30 lies before start", "2019-10-01 or later"),
        (HEAD.replace("2020-01-02", "2021-01-02"), "mine.yaml:5: branch 2021-01-02 lies outside", "2019-10-01 to 2020-12-31"),
        (HEAD.replace("2020-12-31", "2020-02-30"), "mine.yaml:4: end is '2020-02-30'; allowed: a day such as 2019-10-01", ""),
        (HEAD.replace("2020-12-31", "soon"), "mine.yaml:4: end is 'soon'; allowed: a day", ""),
        (HEAD.replace("2020-12-31", "2020-12-31 12:00:00"), "mine.yaml:4: end is '2020-12-31 12:00:00'; allowed: a day", ""),
        (HEAD.replace("2020-12-31", ""), "mine.yaml:4: end is empty; allowed: a day", ""),
        (HEAD.replace("question: What if?\n", ""), "mine.yaml:1: lacks the key 'question'", "title"),
        (HEAD.replace("branch: 2020-01-02", "luck: fresh"), "mine.yaml:5: luck: fresh needs a branch", "abducted"),
        (HEAD + 'notes: "a\\x85b"\n', "mine.yaml:6: the text holds '\\x85', which has no print", "line breaks"),
    ],
)
def test_a_mistake_gets_one_line(write: Write, refusal: Refusal, text: str, start: str, contains: str) -> None:
    line = refusal(write(text))
    assert line.startswith(start)
    assert contains in line


def test_every_fault_of_the_types_is_found() -> None:
    with pytest.raises(ValidationError) as caught:
        Scenario.model_validate({**BASE, "end": "soon", "luk": "fresh", "title": ""})
    wrong = read_faults(caught.value, Scenario.model_fields)
    assert {fault.key_path for fault in wrong} == {("end",), ("luk",), ("title",)}
    assert all(not fault.missing for fault in wrong)


def faults_of(**changes: Any) -> list[tuple[tuple[Any, ...], str]]:
    scenario = Scenario.model_validate({**BASE, "branch": "2019-12-01", **changes})
    return [(fault.key_path, fault.message) for fault in faults(scenario)]


def test_a_scenario_without_a_mistake_has_no_fault() -> None:
    assert faults_of() == []
    assert faults_of(interventions=[{"set": {"parameter": "x", "value": 1.0}}, {"remove_event": "x"}]) == []


def test_a_day_that_an_intervention_names_lies_in_the_scenario_after_the_branch_and_in_order() -> None:
    forbid = {"actor": "us", "decision": "strike", "from": "2020-02-01", "until": "2020-01-31"}
    ((key_path, message),) = faults_of(interventions=[{"forbid": forbid}])
    assert key_path == ("interventions", 0, "forbid", "until")
    assert message == "until 2020-01-31 lies before from; allowed: 2020-02-01 or later"
    event = {"date": "2019-11-30", "actor": "us", "action": "warning", "target": "iran"}
    ((key_path, message),) = faults_of(interventions=[{"add_event": event}])
    assert key_path == ("interventions", 0, "add_event", "date")
    assert "is documented; allowed: 2019-12-01 (the branch) to 2020-12-31" in message


def test_an_event_is_dealt_with_once_and_an_edit_changes_something() -> None:
    items = [{"remove_event": STRIKE}, {"edit_event": {"id": STRIKE}}]
    twice, nothing = faults_of(interventions=items)
    assert twice[0] == ("interventions", 1, "edit_event", "id")
    assert "an earlier intervention (remove_event) deals with this event already" in twice[1]
    assert nothing[0] == ("interventions", 1, "edit_event")
    assert nothing[1].startswith("edit_event changes nothing")


def test_only_the_rules_of_a_documented_history_may_change(write: Write, refusal: Refusal) -> None:
    head = "title: T\nquestion: Q?\nstart: 2019-10-01\nend: 2020-12-31\n"
    text = f"{head}interventions:\n  - set: {{parameter: iran.authority, value: 0.5}}\n  - remove_event: {STRIKE}\n"
    line = refusal(write(text))
    assert line.startswith(
        "mine.yaml:7: remove_event needs a branch, the first day that is simulated; allowed without one: set, "
    )
