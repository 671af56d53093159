"""Scenario files: found by name, merged with what they extend, and every value known by file and line."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sim.errors import LONGEST, ScenarioError
from sim.scenario import files, list_scenarios, load_scenario, parent_of
from sim.scenario.files import CHAIN, find_scenario, merge, scenario_paths
from tests.sim.scenario.drafts import HEAD, PARENT, Refusal, Write


def test_the_beginnings_of_every_comparison_are_listed_first_and_folders_below_last(write: Write, tmp_path: Path) -> None:
    for name in ("a.yaml", "deep/b.yaml", "free_run.yaml", "documented.yml", "c.yaml", "notes.txt"):
        write("", name)
    assert list(scenario_paths(tmp_path)) == ["documented", "free_run", "a", "c", "b"]
    write("", "deep/deeper/documented.yaml")
    write("", "deep/deeper/aa.yaml")
    assert list(scenario_paths(tmp_path / "deep")) == ["b", "documented", "aa"]


def test_a_file_is_found_by_name_or_by_path(write: Write, tmp_path: Path) -> None:
    path = write("", "deep/b.yaml")
    assert find_scenario("b", tmp_path) == tmp_path / path
    assert find_scenario(path) == path


def test_merged_values_know_the_file_and_line_that_states_them(write: Write) -> None:
    write(PARENT, "parent.yaml")
    merged = merge(write("extends: parent\ntitle: Child\ninterventions:\n  - remove_actor: badr\n"))
    assert merged.locate(("title",)) == ("mine.yaml", 2)
    assert merged.locate(("branch",)) == ("parent.yaml", 5)
    assert merged.locate(("interventions", 0, "forbid", "decision")) == ("parent.yaml", 8)
    assert merged.locate(("interventions", 1, "remove_actor")) == ("mine.yaml", 4)
    assert merged.locate(("warm_up",)) == ("mine.yaml", 1), "nobody wrote it"
    assert merged.locate(()) == ("mine.yaml", 1)
    assert "extends" not in merged.data
    assert merged.data["name"] == "mine"


def test_a_child_replaces_keys_and_adds_interventions(write: Write) -> None:
    write(PARENT, "parent.yaml")
    child = load_scenario(write("extends: parent\ntitle: Child\nswitch_off: []\ninterventions:\n  - remove_actor: badr\n"))
    assert (child.title, child.question, child.switch_off) == ("Child", "Which?", ())
    assert [item.kind for item in child.interventions] == ["forbid", "remove_actor"]
    assert child.name == "mine"
    assert [file.name for file in child.files] == ["mine.yaml", "parent.yaml"]


def test_a_theme_and_an_answer_are_of_one_question_alone(write: Write) -> None:
    """What came of a scenario did not come of one that builds on it."""
    own = "theme: Truces\nanswer: [less us_strikes]\n"
    parent = load_scenario(write(PARENT + own, "parent.yaml"))
    assert (parent.theme, parent.answer) == ("Truces", ("less us_strikes",))
    child = load_scenario(write("extends: parent\ntitle: Child\n"))
    assert (child.theme, child.answer, child.question) == ("", (), "Which?")
    other = load_scenario(write(f"extends: parent\n{own.replace('less', 'more')}", "other.yaml"))
    assert (other.theme, other.answer) == ("Truces", ("more us_strikes",))


def test_extends_may_look_one_folder_up_and_names_are_found_in_subfolders(write: Write, tmp_path: Path) -> None:
    write(PARENT, "parent.yaml")
    write("extends: ../parent\ntitle: Deep\n", "deeper/lesson.yaml")
    lesson = load_scenario("lesson", folder=tmp_path)
    assert lesson.title == "Deep"
    assert parent_of(lesson) == load_scenario("parent", folder=tmp_path)
    assert [scenario.name for scenario in list_scenarios(tmp_path)] == ["parent", "lesson"]


def test_a_fault_in_the_parent_names_the_parents_file_and_line(write: Write, refusal: Refusal) -> None:
    write(PARENT.replace("us, decision: strike", "usa, decision: strike"), "parent.yaml")
    line = refusal(write("extends: parent\ntitle: Child\n"))
    assert line.startswith("parent.yaml:8: unknown actor 'usa'; did you mean 'us'")


def test_an_inherited_day_outside_the_childs_span_is_refused(write: Write, refusal: Refusal) -> None:
    write(PARENT, "parent.yaml")
    line = refusal(write("extends: parent\nend: 2020-01-20\n"))
    assert line == (
        "parent.yaml:8: from 2020-02-01 lies outside the scenario; allowed: 2019-10-01 to 2020-01-20 "
        "(read for mine.yaml, which extends this)"
    )


def test_a_circle_names_its_chain(write: Write, refusal: Refusal) -> None:
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


def test_a_chain_is_bounded(write: Write, refusal: Refusal) -> None:
    write(PARENT, "s0.yaml")
    for number in range(1, CHAIN + 1):
        write(f"title: T\nextends: s{number - 1}\n", f"s{number}.yaml")
    assert load_scenario(f"s{CHAIN - 1}.yaml").title == "T"
    assert refusal(f"s{CHAIN}.yaml") == "s1.yaml:2: this is file 5 of a chain of extends; allowed: 5 files at most"


def test_a_folder_that_holds_too_much_is_none_of_scenarios(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_SEEN", 5)
    for number in range(6):
        (tmp_path / f"{number}.txt").touch()
    with pytest.raises(ScenarioError, match="there are more than 5 files in it; allowed: a folder of scenarios"):
        scenario_paths(tmp_path)


def test_what_is_no_file_is_no_scenario(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "loop.yaml").symlink_to(tmp_path / "loop.yaml")
    (tmp_path / "folder.yaml").mkdir()
    assert scenario_paths(tmp_path) == {}
    assert scenario_paths(tmp_path / ("x" * 300)) == {}


LONG = "x" * 300
ODD = (
    LONG,
    f"{LONG}/{LONG}",
    f"nosuchfile/{LONG}",
    "a\0b",
    "a\ud800b",
    "/dev/zero",
    "/",
    ".",
    "..",
    "",
    " ",
    "~",
    "-",
    "*",
    "a\nb",
)


@pytest.mark.parametrize("name", ODD)
def test_any_path_is_refused_in_one_line(name: str, write: Write, refusal: Refusal) -> None:
    for path in (name, f"{name}.yaml", f"{name}/.yaml"):
        line = refusal(Path(path) if "\0" not in path else path)
        assert line.isprintable()
        assert len(line) <= LONGEST
    if name.isprintable():
        line = refusal(write(HEAD + f"extends: {name!r}\n"))
        assert line.startswith("mine.yaml:6: ")
        assert len(line) <= LONGEST


def test_a_missing_parent_gets_the_nearest_name(write: Write, refusal: Refusal) -> None:
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


@pytest.mark.parametrize(
    ("text", "start", "contains"),
    [
        (HEAD + "extends: mine\n", "mine.yaml:6: circular extends: mine -> mine", ""),
        (HEAD + "extends: 3\n", "mine.yaml:6: extends is 3; allowed: the name of one scenario", ""),
        (HEAD + "extends: documentd\n", "mine.yaml:6: unknown scenario to extend 'documentd'; did you mean 'documented'", ""),
        (HEAD + "interventions: {}\n", "mine.yaml:6: interventions must be a list", "- "),
    ],
)
def test_what_extends_or_lists_wrongly_is_refused(write: Write, refusal: Refusal, text: str, start: str, contains: str) -> None:
    line = refusal(write(text))
    assert line.startswith(start)
    assert contains in line
