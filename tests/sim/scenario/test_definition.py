"""Scenarios: reading, inheriting, editing; and every mistake gets one line with its place and the nearest right name."""

from __future__ import annotations

from datetime import date

import pytest

from sim.errors import ScenarioError
from sim.scenario import Scenario, diff_scenarios, load_scenario, parent_of, scenario_faults
from sim.scenario.interventions import Forbid, RemoveEvent
from tests.sim.scenario.drafts import BASE, HEAD, PARENT, STRIKE, Refusal, Write


def test_a_scenario_is_read_with_its_types(write: Write) -> None:
    scenario = load_scenario(write(HEAD + "warm_up: 30\ninterventions:\n  - remove_event: 2020-01-03-us-targeted-killing\n"))
    assert scenario.name == "mine"
    assert scenario.start == date(2019, 10, 1)
    assert scenario.branch == date(2020, 1, 2)
    assert scenario.luck == "abducted"
    assert scenario.warm_up == 30
    assert scenario.interventions == (RemoveEvent(id=STRIKE),)


def test_edit_returns_a_checked_copy() -> None:
    scenario = Scenario.from_dict(BASE)
    forbid = Forbid(actor="us", decision="strike", since=date(2020, 1, 2))
    changed = scenario.edit(branch="2020-01-02", interventions=[forbid, {"remove_event": STRIKE}])
    assert changed.interventions == (forbid, RemoveEvent(id=STRIKE))
    assert scenario.branch is None
    assert scenario != changed
    with pytest.raises(ScenarioError, match="unknown actor 'uss'; did you mean 'us'"):
        changed.edit(interventions=[{"forbid": {"actor": "uss", "decision": "strike", "from": "2020-01-02"}}])
    with pytest.raises(ScenarioError, match="unknown key 'brunch'; did you mean 'branch'"):
        scenario.edit(brunch="2020-01-02")


def test_the_parent_is_what_was_read_with_the_child(write: Write) -> None:
    whole = write(PARENT, "parent.yaml")
    child = load_scenario(write("extends: parent\ntitle: Child\n"))
    expected = load_scenario(whole)
    whole.unlink()
    assert parent_of(child) == expected == parent_of(child.edit(name="other"))
    assert parent_of(expected) is None
    assert parent_of(expected.extending(child)) == child


def test_half_a_scenario_may_be_extended_and_is_no_parent(write: Write) -> None:
    write("title: Half\nstart: 2019-12-20\nbranch: 2019-12-01\n", "half.yaml")
    child = load_scenario(write("extends: half\nquestion: Which?\nend: 2020-01-10\nbranch: 2020-01-02\n"))
    assert parent_of(child) is None


def test_the_difference_between_child_and_parent(write: Write) -> None:
    write(PARENT, "parent.yaml")
    child = load_scenario(write("extends: parent\nend: 2020-06-30\nswitch_off: []\ninterventions:\n  - remove_actor: badr\n"))
    parent = parent_of(child)
    assert parent is not None
    assert diff_scenarios(child, parent) == [
        "name: parent -> mine",
        "end: 2020-12-31 -> 2020-06-30",
        "interventions: + remove_actor: badr",
        "switch_off: - fear",
    ]
    assert diff_scenarios(parent, parent) == []


def test_types_are_checked_even_when_names_are_not(write: Write, refusal: Refusal) -> None:
    path = write(HEAD + "switch_off: [feer]\n")
    assert load_scenario(path, check=False).switch_off == ("feer",)
    assert "luk" in refusal(write(HEAD + "luk: fresh\n"), check=False)


def test_every_fault_is_told_and_the_first_is_raised(write: Write, refusal: Refusal) -> None:
    write(PARENT.replace("strike, from", "strik, from"), "parent.yaml")
    path = write("extends: parent\nend: 2018-01-01\nswitch_off: [feer]\nsources: [2020-01-03-us-x]\n")
    lines = [str(error) for error in scenario_faults(path)]
    assert [line.split(": ")[0] for line in lines] == [
        "mine.yaml:2",
        "mine.yaml:3",
        "mine.yaml:4",
        "parent.yaml:8",
        "parent.yaml:8",
    ]
    assert refusal(path) == lines[0]


def test_a_file_that_is_no_yaml_or_extends_nothing_has_one_fault(write: Write) -> None:
    for text, says in (
        ("title: [a\n", "mine.yaml:2: this is not YAML"),
        ("extends: x\nluk: 3\n", "mine.yaml:1: unknown scenario"),
    ):
        (only,) = scenario_faults(write(text))
        assert str(only).startswith(says)
    assert scenario_faults("free_run") == []
