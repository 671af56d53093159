"""Lessons from files: found by name, each fault with its line, each setting a scenario."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sim.errors import InputError
from sim.lessons.reading import lesson_faults, lesson_paths, load_lesson, load_lessons, scenario_of
from sim.scenario.files import scenario_paths
from sim.scenario.interventions import EditEvent
from tests.sim.lessons.made import TEXT, written


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("read_aloud:", "read_alound:", 6, "unknown key 'read_alound'; did you mean 'read_aloud'"),
        ("what: Bet", "waht: Bet", 5, "unknown key 'waht'; did you mean 'what'? Allowed: minutes, what"),
        ("{id: as_it_was, label: As it was", "{id: as_it_was, lable: As it was", 22, "unknown key 'lable'; did you mean 'label'"),
        ("- remove_event: 2019-12-29-us-airstrike\n", "- remove_event: 2019-12-29-us-airstrik\n", 27, "unknown"),
        ("forbid: {actor: us,", "forbid: {acter: us,", 29, "unknown key 'acter'; did you mean 'actor'"),
        ("forbid: {actor: us,", "forbidd: {actor: us,", 29, "unknown intervention 'forbidd'; did you mean 'forbid'"),
        ("strike, from: 2019-12-29", "strike, from: 2021-12-29", 29, "from 2021-12-29 lies outside the scenario"),
        ("end: 2020-01-12", "end: 2019-12-12", 19, "lies before start"),
        ("schelling-1966]", "shelling-1966]", 38, "unknown source 'shelling-1966'; did you mean 'schelling-1966'"),
        ("  title: When Washington strikes", "  title: When\n  base: documentd", 17, "unknown scenario 'documentd'"),
        ("minutes: 5,", "minutes: five,", 5, "minutes is 'five'; allowed: "),
        ("title: A test", "title: ", 1, "title is empty; allowed: text"),
    ],
)
def test_each_fault_has_its_line(tmp_path: Path, old: str, new: str, line: int, says: str) -> None:
    assert TEXT.count(old) == 1
    path = written(tmp_path, TEXT.replace(old, new))
    errors = [str(error) for error in lesson_faults(path)]
    assert any(error.startswith(f"{path}:{line}: ") and says in error for error in errors), errors
    with pytest.raises(InputError, match=f"{path}:"):
        load_lesson(path)


def test_a_setting_is_a_scenario_over_the_days_of_the_lever(tmp_path: Path) -> None:
    read = load_lesson(written(tmp_path))
    assert list(read.scenarios) == ["as_it_was", "never", "badr"]
    badr = read.scenarios["badr"]
    assert badr == scenario_of(read.lesson, "badr")
    assert (badr.name, badr.title, badr.start, badr.branch, badr.end) == (
        "made.badr", "Badr", date(2019, 12, 20), date(2019, 12, 29), date(2020, 1, 12),
    )  # fmt: skip
    assert [item.changes for item in badr.interventions if isinstance(item, EditEvent)] == [{"target_group": "badr"}] * 2
    assert read.scenarios["as_it_was"].interventions == ()


def test_an_unknown_lesson_is_told_with_the_nearest() -> None:
    with pytest.raises(InputError, match="unknown lesson 'who_fird'; did you mean 'who_fired'"):
        load_lesson("who_fird")


def test_lessons_are_no_scenarios() -> None:
    assert not set(lesson_paths()) & set(scenario_paths())
    assert [read.lesson.order for read in load_lessons()] == list(range(1, len(lesson_paths()) + 1))
