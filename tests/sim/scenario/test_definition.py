"""Scenarios: reading, inheriting, editing; and every mistake gets one line with its place and the nearest right name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from textwrap import dedent
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import ScenarioError
from sim.scenario import Scenario, diff_scenarios, list_scenarios, load_scenario, parent_of
from sim.scenario.interventions import Forbid, RemoveEvent
from sim.vocabulary.measures import MEASURES
from sim.vocabulary.mechanisms import MECHANISMS
from sim.yaml_lines import parse_document

STRIKE = "2020-01-03-us-targeted-killing"
BASE: dict[str, Any] = {"name": "base", "title": "T", "question": "Q?", "start": "2019-10-01", "end": "2020-12-31"}
HEAD = """\
title: Mine
question: What if?
start: 2019-10-01
end: 2020-12-31
branch: 2020-01-02
"""

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Write a file into an empty folder, which is where the test then stands."""
    monkeypatch.chdir(tmp_path)

    def put(text: str, name: str = "mine.yaml") -> Path:
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text), encoding="utf-8")
        return path

    return put


def refusal(path: Path, **how: Any) -> str:
    """The one line that a wrong scenario gets."""
    with pytest.raises(ScenarioError) as caught:
        load_scenario(path, **how)
    assert caught.value.exit_code == 2
    assert "\n" not in str(caught.value)
    return str(caught.value)


# Reading


def test_a_scenario_is_read_with_its_types(write: Write) -> None:
    scenario = load_scenario(write(HEAD + "warm_up: 30\ninterventions:\n  - remove_event: 2020-01-03-us-targeted-killing\n"))
    assert scenario.name == "mine"
    assert scenario.start == date(2019, 10, 1)
    assert scenario.branch == date(2020, 1, 2)
    assert scenario.luck == "abducted"
    assert scenario.warm_up == 30
    assert scenario.interventions == (RemoveEvent(id=STRIKE),)


def test_days_are_inclusive() -> None:
    scenario = Scenario.from_dict({**BASE, "start": "2020-02-28", "end": "2020-03-01"})
    assert scenario.days.dtype == np.dtype("datetime64[D]")
    assert scenario.days.astype(str).tolist() == ["2020-02-28", "2020-02-29", "2020-03-01"]


@pytest.mark.parametrize(
    ("changes", "documented", "free"),
    [
        ({}, True, False),
        ({"branch": "2020-01-02"}, False, False),
        ({"branch": "2019-10-01"}, False, False),
        ({"branch": "2019-10-01", "luck": "fresh"}, False, True),
        ({"branch": "2019-10-02", "luck": "fresh"}, False, False),
    ],
)
def test_documented_and_free(changes: dict[str, str], documented: bool, free: bool) -> None:
    scenario = Scenario.from_dict({**BASE, **changes})
    assert (scenario.is_documented, scenario.is_free) == (documented, free)


def test_a_free_run_may_leave_the_span_of_the_record() -> None:
    ahead = {"start": "2010-01-01", "end": "2030-01-01", "branch": "2010-01-01", "luck": "fresh"}
    assert Scenario.from_dict({**BASE, **ahead}).is_free


def test_a_scenario_cannot_be_changed_in_place() -> None:
    scenario = Scenario.from_dict(BASE)
    with pytest.raises(ValueError, match="frozen"):
        scenario.start = date(2020, 1, 1)  # type: ignore[misc]


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


# Inheriting


PARENT = """\
title: Parent
question: Which?
start: 2019-10-01
end: 2020-12-31
branch: 2020-01-02
switch_off: [fear]
interventions:
  - forbid: {actor: us, decision: strike, from: 2020-02-01}
"""


def test_a_child_replaces_keys_and_adds_interventions(write: Write) -> None:
    write(PARENT, "parent.yaml")
    child = load_scenario(write("extends: parent\ntitle: Child\nswitch_off: []\ninterventions:\n  - remove_actor: badr\n"))
    assert (child.title, child.question, child.switch_off) == ("Child", "Which?", ())
    assert [item.kind for item in child.interventions] == ["forbid", "remove_actor"]
    assert child.name == "mine"
    assert [file.name for file in child.files] == ["mine.yaml", "parent.yaml"]


def test_extends_may_look_one_folder_up_and_names_are_found_in_subfolders(write: Write, tmp_path: Path) -> None:
    write(PARENT, "parent.yaml")
    write("extends: ../parent\ntitle: Deep\n", "deeper/lesson.yaml")
    lesson = load_scenario("lesson", folder=tmp_path)
    assert lesson.title == "Deep"
    assert parent_of(lesson) == load_scenario("parent", folder=tmp_path)
    assert [scenario.name for scenario in list_scenarios(tmp_path)] == ["parent", "lesson"]


def test_a_fault_in_the_parent_names_the_parents_file_and_line(write: Write) -> None:
    write(PARENT.replace("us, decision: strike", "usa, decision: strike"), "parent.yaml")
    line = refusal(write("extends: parent\ntitle: Child\n"))
    assert line.startswith("parent.yaml:8: unknown actor 'usa'; did you mean 'us'")


def test_an_inherited_day_outside_the_childs_span_is_refused(write: Write) -> None:
    write(PARENT, "parent.yaml")
    line = refusal(write("extends: parent\nend: 2020-01-20\n"))
    assert line == "parent.yaml:8: from 2020-02-01 lies outside the scenario; allowed: 2019-10-01 to 2020-01-20"


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


# Mistakes: file, line, what is allowed, the nearest right name


@pytest.mark.parametrize(
    ("text", "start", "contains"),
    [
        (HEAD + "luk: fresh\n", "mine.yaml:6: unknown key 'luk'; did you mean 'luck'", "interventions"),
        (HEAD + "luck: new\n", "mine.yaml:6: unknown value of luck 'new'", "Allowed: abducted, fresh"),
        (HEAD + "title: Again\n", "mine.yaml:6: duplicate key 'title'; it stands on line 1 already", ""),
        (HEAD + "warm_up: long\n", "mine.yaml:6: warm_up is 'long'; allowed: a whole number", ""),
        (HEAD + "warm_up: -1\n", "mine.yaml:6: warm_up is -1; allowed: greater than or equal to 0", ""),
        (HEAD + "warm_up: true\n", "mine.yaml:6: warm_up is True; allowed: a whole number", ""),
        (HEAD + "watch: us_killed\n", "mine.yaml:6: watch is 'us_killed'; allowed: a list", ""),
        (HEAD + "watch:\n  - us_killed\n  - us_kiled\n", "mine.yaml:8: unknown measure 'us_kiled'; did you mean 'us_killed'", ""),
        (HEAD + "watch: []\n", "mine.yaml:6: watch is (); allowed: a list with at least one item", ""),
        (HEAD + "switch_off: [feer]\n", "mine.yaml:6: unknown mechanism 'feer'; did you mean 'fear'", "momentum"),
        (HEAD + "notes:\n  - a list\n", "mine.yaml:6: notes is ['a list']; allowed: text", ""),
        (
            HEAD + "sources: [2020-01-03-us-targeted-kiling]\n",
            "mine.yaml:6: unknown event '2020-01-03-us-targeted-kiling'",
            STRIKE,
        ),
        (HEAD + "name: a/b\n", "mine.yaml:6: name is 'a/b'; allowed: letters", ""),
        (HEAD.replace("2020-12-31", "2019-09-30"), "mine.yaml:4: end 2019-09-30 lies before start", "2019-10-01 or later"),
        (HEAD.replace("2020-01-02", "2021-01-02"), "mine.yaml:5: branch 2021-01-02 lies outside", "2019-10-01 to 2020-12-31"),
        (HEAD.replace("2020-12-31", "2020-02-30"), "mine.yaml:4: end is '2020-02-30'; allowed: a day such as 2019-10-01", ""),
        (HEAD.replace("2020-12-31", "2024-03-01"), "mine.yaml:4: end 2024-03-01 is too late: the record covers", "luck: fresh"),
        (
            HEAD.replace("2019-10-01", "2018-04-30"),
            "mine.yaml:3: start 2018-04-30 is too early: the record covers",
            "luck: fresh",
        ),
        (HEAD.replace("2020-12-31", "soon"), "mine.yaml:4: end is 'soon'; allowed: a day", ""),
        (HEAD.replace("2020-12-31", "2020-12-31 12:00:00"), "mine.yaml:4: end is '2020-12-31 12:00:00'; allowed: a day", ""),
        (HEAD.replace("2020-12-31", ""), "mine.yaml:4: end is empty; allowed: a day", ""),
        (HEAD.replace("question: What if?\n", ""), "mine.yaml:1: lacks the key 'question'", "title"),
        (HEAD.replace("branch: 2020-01-02", "luck: fresh"), "mine.yaml:5: luck: fresh needs a branch", "abducted"),
        (HEAD + "extends: mine\n", "mine.yaml:6: circular extends: mine -> mine", ""),
        (HEAD + "extends: 3\n", "mine.yaml:6: extends is 3; allowed: the name of one scenario", ""),
        (HEAD + "extends: documentd\n", "mine.yaml:6: unknown scenario to extend 'documentd'; did you mean 'documented'", ""),
        (HEAD + "interventions: {}\n", "mine.yaml:6: interventions must be a list", "- "),
        ("", "mine.yaml:1: a scenario is a list of `key: value` lines", ""),
        ("- a\n- b\n", "mine.yaml:1: a scenario is a list of `key: value` lines", ""),
        ("title: [a\n", "mine.yaml:2: this is not YAML", ""),
        ("title: a\n\tquestion: b\n", "mine.yaml:2: this is not YAML", ""),
        ("title: &a x\nquestion: *a\n", "mine.yaml:1: anchors and aliases are not used here", ""),
        ("title: !!python/object x\n", "mine.yaml:1: the tag", ""),
        ("title: a\n? [x]\n: b\n", "mine.yaml:2: a key must be a word", ""),
        (HEAD + 'notes: "a\\x85b"\n', "mine.yaml:6: the text holds the control character '\\x85'", "line breaks"),
        ("title: a\nquestion: \x07\n", "mine.yaml:2: this is not YAML", ""),
    ],
)
def test_a_mistake_gets_one_line(write: Write, text: str, start: str, contains: str) -> None:
    line = refusal(write(text))
    assert line.startswith(start)
    assert contains in line


def test_a_circle_names_its_chain(write: Write) -> None:
    write("extends: b\n", "a.yaml")
    write("title: B\nextends: c\n", "b.yaml")
    write("extends: a\n", "c.yaml")
    assert refusal(Path("a.yaml")).startswith("a.yaml:1: circular extends: a -> b -> c -> a")
    assert refusal(Path("b.yaml")).startswith("b.yaml:2: circular extends: b -> c -> a -> b")


def test_a_parent_beside_the_file_comes_before_the_projects_own(write: Write) -> None:
    child = load_scenario(write("extends: documented\ntitle: Mine\nstart: 2020-01-01\nend: 2020-02-01\n"))
    assert child.question == load_scenario("documented").question
    write(PARENT, "documented.yaml")
    again = load_scenario(write("extends: documented\ntitle: Mine\n"))
    assert again.question != child.question


def test_a_missing_parent_gets_the_nearest_name(write: Write) -> None:
    write(PARENT, "parent.yaml")
    assert refusal(write("extends: parrent\n")).startswith(
        "mine.yaml:1: unknown scenario to extend 'parrent'; did you mean 'parent'"
    )
    line = refusal(write("\nextends: ../parrent\n", "deep/child.yaml"))
    assert line.startswith("deep/child.yaml:2: unknown scenario to extend '../parrent'; did you mean '../parent'")


def test_a_name_that_does_not_exist_gets_the_nearest_one(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="unknown scenario 'documentd'; did you mean 'documented'"):
        load_scenario("documentd")
    with pytest.raises(ScenarioError, match=r"nowhere\.yaml: there is no such file"):
        load_scenario(tmp_path / "nowhere.yaml")


def test_a_file_that_is_not_text_is_refused(write: Write) -> None:
    path = write("")
    path.write_bytes(b"title: \xff\xfe\n")
    assert refusal(path) == "mine.yaml: this file is not UTF-8 text"


def test_types_are_checked_even_when_names_are_not(write: Write) -> None:
    path = write(HEAD + "switch_off: [feer]\n")
    assert load_scenario(path, check=False).switch_off == ("feer",)
    assert "luk" in refusal(write(HEAD + "luk: fresh\n"), check=False)


def test_the_first_fault_of_the_file_is_told(write: Write) -> None:
    text = HEAD + "switch_off: [feer]\ninterventions:\n  - remove_actor: bader\n"
    assert refusal(write(text)).startswith("mine.yaml:6: unknown mechanism")


# Round trip


names = st.sampled_from
days = st.dates(date(2019, 10, 1), date(2020, 12, 31))
texts = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]) | st.sampled_from("\n\t"), min_size=1, max_size=30
).filter(str.strip)
forbids = st.builds(lambda day: {"forbid": {"actor": "us", "decision": "strike", "from": day}}, days)
sets = st.builds(lambda value, day: {"set": {"parameter": "militia.x", "value": value, "until": day}}, st.floats(0, 1e6), days)
contexts = st.builds(
    lambda level, day, why: {"context": {"name": "w", "level": level, "from": day, "because": why}}, st.floats(0, 9), days, texts
)
edits = st.builds(
    lambda key, dead, lethal: {"edit_event": {"id": key, "us_killed": dead, "lethal": lethal}},
    texts,
    st.integers(0, 9),
    st.booleans(),
)
removals = st.one_of(st.just({"remove_actor": "badr"}), st.just({"remove_event": STRIKE}))
additions = st.builds(lambda day: {"add_event": {"date": day, "actor": "us", "action": "warning", "target": "iran"}}, days)
scenarios = st.fixed_dictionaries(
    {"name": st.from_regex(r"\A[a-z0-9][a-z0-9_.-]{0,12}\Z"), "title": texts, "question": texts},
    optional={
        "luck": names(["abducted", "fresh"]),
        "contexts": names(["recorded", "none"]),
        "reporting": names(["as_recorded", "complete"]),
        "switch_off": st.lists(names(list(MECHANISMS)), max_size=3),
        "warm_up": st.integers(0, 3650),
        "watch": st.lists(names(list(MEASURES)), min_size=1, max_size=4),
        "sources": st.lists(texts, max_size=3),
        "notes": texts,
        "interventions": st.lists(st.one_of(forbids, sets, contexts, removals), max_size=4, unique_by=str),
    },
)


def lines(text: str) -> dict[str, Any]:
    return parse_document(text, "text").data


@settings(deadline=None)  # a shared machine may pause
@given(
    scenarios,
    st.dates(date(2018, 6, 1), date(2019, 9, 30)),
    st.dates(date(2021, 1, 1), date(2024, 2, 29)),
    st.lists(st.one_of(edits, additions), max_size=2, unique_by=lambda item: str(item)[:40]),
)
def test_the_text_of_a_scenario_reads_back_as_the_same_scenario(
    data: dict[str, Any], start: date, end: date, more: list[dict[str, Any]]
) -> None:
    items = [*data.get("interventions", []), *more]
    scenario = Scenario.from_dict({**data, "start": start, "branch": start, "end": end, "interventions": items}, check=False)
    assert len(scenario.interventions) == len(items)
    again = Scenario.from_dict(lines(scenario.text), check=False)
    assert again == scenario
    assert again.text == scenario.text
    assert diff_scenarios(again, scenario) == []


def test_every_kind_of_intervention_survives_the_round_trip() -> None:
    far = {"start": "2019-10-01", "end": "2020-12-31", "branch": "2019-10-01"}
    day = date(2020, 5, 1)
    items: list[dict[str, Any]] = [
        {"remove_event": STRIKE},
        {"edit_event": {"id": "x", "us_killed": 0, "lethal": False, "because": "why"}},
        {"add_event": {"date": day, "actor": "us", "action": "warning", "target": "iran", "us_wounded": 2}},
        {"forbid": {"actor": "us", "decision": "strike", "from": day, "until": day + timedelta(1)}},
        {"set": {"parameter": "p", "value": 0.25, "from": day}},
        {"context": {"name": "w", "level": 0.0, "from": day}},
        {"remove_actor": "badr"},
    ]
    scenario = Scenario.from_dict({**BASE, **far, "interventions": items}, check=False)
    assert scenario.as_dict()["interventions"] == items
    assert Scenario.from_dict(lines(scenario.text), check=False) == scenario
