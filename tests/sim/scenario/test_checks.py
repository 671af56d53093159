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
        (HEAD + "switch_off_in: both\n", "mine.yaml:6: unknown value of switch_off_in 'both'", "Allowed: both_arms, this_arm"),
        (HEAD + "luck: fresh\nswitch_off_in: both_arms\n", "mine.yaml:7: switch_off_in: both_arms needs a branch", "this_arm"),
        (
            HEAD.replace("branch: 2020-01-02", "switch_off_in: both_arms"),
            "mine.yaml:5: switch_off_in: both_arms needs",
            "nothing",
        ),
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
        (
            HEAD.replace("2019-10-01", "0001-01-01"),
            "mine.yaml:3: start 0001-01-01 is out of reach; allowed: 2003-01-01",
            "2049-12-31",
        ),
        (HEAD.replace("2020-12-31", "9999-12-31"), "mine.yaml:4: end 9999-12-31 is out of reach", "2003-01-01 to 2049-12-31"),
        (
            HEAD.replace("2020-12-31", "2039-10-02"),
            "mine.yaml:4: the scenario has 7,307 days; allowed: at most 7,306",
            "twenty years",
        ),
        (HEAD.replace("2020-12-31", "2020-W53-4"), "mine.yaml:4: end is '2020-W53-4'; allowed: a day", ""),
        (HEAD.replace("2020-12-31", "20201231"), "mine.yaml:4: end is 20201231; allowed: a day", ""),
        (HEAD + f"name: {'a' * 101}\n", "mine.yaml:6: name has 101 letters; allowed: at most 100", ""),
        (HEAD + f"name: {'*' * 5000}a\n", "mine.yaml:6: ", ""),
        (HEAD.replace("Mine", "x" * 201), "mine.yaml:1: title has 201 letters; allowed: at most 200", ""),
        (HEAD + f"notes: {'x' * 20_001}\n", "mine.yaml:6: notes has 20,001 letters; allowed: at most 20,000", ""),
        (HEAD + "sources:\n" + "  - a\n" * 101, "mine.yaml:6: sources has 101 items; allowed: at most 100", ""),
        (HEAD + "watch:\n" + "  - a\n" * 101, "mine.yaml:6: watch has 101 items; allowed: at most 100", ""),
        (HEAD + "switch_off:\n" + "  - a\n" * 101, "mine.yaml:6: switch_off has 101 items; allowed: at most 100", ""),
        (HEAD + "interventions:\n" + "  - remove_actor: badr\n" * 101, "mine.yaml:6: interventions has 101 items", "at most 100"),
        (HEAD + 'notes: "a\\ud800b"\n', "mine.yaml:6: notes is 'a\\ud800b'; allowed: text that can be printed", ""),
        (HEAD.replace("Mine", '"a\\ud800b"'), "mine.yaml:1: title is 'a\\ud800b'; allowed: text that can be printed", ""),
        (HEAD.replace("What if?", '"a\\u2028b"'), "mine.yaml:2: the text holds '\\u2028', which has no print", "line breaks"),
        (HEAD + 'switch_off: ["a\\ud800b"]\n', "mine.yaml:6: item 1 of switch_off is 'a\\ud800b'", "printed"),
        (HEAD + 'notes: "a\\x85b"\n', "mine.yaml:6: the text holds '\\x85', which has no print", "line breaks"),
    ],
)
def test_a_mistake_gets_one_line(write: Write, refusal: Refusal, text: str, start: str, contains: str) -> None:
    line = refusal(write(text))
    assert line.startswith(start)
    assert contains in line


@pytest.mark.parametrize("title", ["a $\\foo$ b", "Costs $5 and $10", "می\u200cشود", "日本 🚀", "a <b>&amp;</b> [bold]x[/]"])
def test_whatever_people_write_is_a_title(title: str) -> None:
    assert Scenario.from_dict({**BASE, "title": title}).title == title


def test_the_widest_span_and_the_fullest_lists_are_right() -> None:
    assert Scenario.from_dict(
        {**BASE, "start": "2029-12-31", "end": "2049-12-30", "branch": "2029-12-31", "luck": "fresh"}
    ).is_free
    assert (
        faults_of(sources=["a"] * 100, switch_off=["fear"] * 100, interventions=[{"set": {"parameter": "x", "value": 1.0}}] * 100)
        == []
    )


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


@pytest.mark.parametrize("kind", ["forbid", "policy"])
def test_what_works_on_simulated_days_alone_lasts_till_one(kind: str) -> None:
    item = {"actor": "us", "decision": "strike", "from": "2019-11-01", **({"when": "always"} if kind == "policy" else {})}
    ((key_path, message),) = faults_of(interventions=[{kind: {**item, "until": "2019-11-30"}}])
    assert key_path == ("interventions", 0, kind, "until")
    assert message == "until 2019-11-30 is documented, so that it changes nothing; allowed: 2019-12-01 (the branch) or later"
    assert faults_of(interventions=[{kind: {**item, "until": "2019-12-01"}}]) == []
    assert faults_of(interventions=[{kind: item}]) == []


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
