"""What a page is about: its bet, its settings, what they are set against; and a scenario of one's own with all its faults."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.app import subjects
from sim.app.state import State
from sim.app.subjects import ASKED, of_scenario, open_measure, own_faults, questions, read_own, revealed, subject_of
from sim.errors import InputError
from sim.lessons.answers import Answer
from sim.lessons.reading import lesson_paths, load_lesson
from sim.scenario import load_scenario
from tests.sim.app.conftest import SMALL
from tests.sim.lessons.made import written

NUMBERS = Answer(less=0.25, same=0.05, more=0.7, low=2, median=30, high=1_200, reference=5, record=6)


def test_a_lesson_is_set_against_the_record_where_its_reference_changes_nothing() -> None:
    subject = subject_of(State("lesson", "red_line"))
    assert (subject.reference.name, subject.reference.start, subject.against) == (
        "documented", subject.settings[0].scenario.start, "what happened",
    )  # fmt: skip
    assert [each.id for each in subject.settings] == [each.id for each in subject.read.lesson.lever.settings]  # type: ignore[union-attr]
    assert subject.setting("").id == subject.wager.setting == "every_attack"
    assert subject.setting("never").scenario.interventions
    assert list(subject.wager.labels) == ["less", "same", "more"]


@pytest.mark.parametrize("name", lesson_paths())
def test_every_lesson_can_be_bet_on(name: str) -> None:
    subject = subject_of(State("lesson", name))
    for placed in subject.wager.labels or map(str, subject.wager.scale or ()):
        told = subject.wager.told(placed, NUMBERS)
        assert told
        assert "{" not in told


def test_what_is_told_depends_on_the_bet_as_on_the_lessons_own_page(tmp_path: Path) -> None:
    bet = load_lesson(written(tmp_path)).lesson.bet
    assert revealed(bet, "more", NUMBERS) == "yes, 70 %"
    assert revealed(bet, "less", NUMBERS) == "no, 25 %"
    assert revealed(bet, "none", NUMBERS) == ""


def test_a_question_is_set_against_the_record_or_what_it_extends() -> None:
    assert subject_of(State("question", "no_gaza_war")).reference.name == "documented"
    free = subject_of(State("question", "no_drones"))
    assert (free.reference.name, free.against) == ("free_from_2021", f"“{free.reference.title}”")
    assert {"documented", "free_run"}.isdisjoint(each.name for each in questions())


def test_a_question_is_not_bet_on_what_it_decides_itself() -> None:
    assert open_measure(load_scenario("no_strike_on_al_saadi")) == "attacks_on_us"
    killed = load_scenario("no_soleimani_strike").edit(watch=["leaders_killed", "us_killed"])
    assert open_measure(killed) == "us_killed"
    assert open_measure(killed.edit(watch=["leaders_killed"])) == "leaders_killed", "there is no other"


def test_a_question_about_first_days_alone_counts_attacks() -> None:
    asked = load_scenario("no_gaza_war").edit(watch=["days_to_first_attack"])
    subject = of_scenario(asked, "question")
    assert subject.watch == ("days_to_first_attack",)
    assert subject.counted == (subject.wager.measure,) == ("attacks_on_us",)


def test_a_question_tells_the_share_on_ones_side() -> None:
    told = subject_of(State("question", "no_gaza_war")).wager.told
    assert told("more", NUMBERS) == "No other side has more worlds: 70 % of them."
    assert told("less", NUMBERS) == "Only 25 % of the worlds are on your side; 70 % say: more."
    assert told("none", NUMBERS) == ""


def test_what_simulates_nothing_is_no_question() -> None:
    with pytest.raises(InputError, match="simulates nothing; allowed: a scenario with the key `branch`"):
        of_scenario(load_scenario("documented"), "question")


def test_a_scenario_of_ones_own_is_read_as_validate_reads_it() -> None:
    assert own_faults(SMALL) == []
    scenario = read_own(SMALL)
    assert (scenario.name, str(scenario.branch)) == ("small", "2020-01-02")
    assert subject_of(State("file", text=SMALL)).setting(ASKED).scenario == scenario


def test_each_mistake_is_a_line_without_the_folder_it_lay_in() -> None:
    broken = SMALL.replace("branch:", "brunch:").replace("peak_rung", "peek_rung")
    faults = own_faults(broken)
    assert any("unknown key 'brunch'; did you mean 'branch'" in fault for fault in faults)
    assert any("peek_rung" in fault for fault in faults)
    assert all(fault.startswith("line ") and "/tmp" not in fault and "\n" not in fault for fault in faults)
    with pytest.raises(InputError, match="line "):
        read_own(broken)


def test_a_file_of_ones_own_is_checked_once_whoever_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    text = SMALL.replace("title: A small one", "title: Another small one")
    assert own_faults(text) == []
    monkeypatch.setattr(subjects, "scenario_faults", lambda _: pytest.fail("it is known"))
    own_faults(text).append("whoever has the list may change it")
    assert own_faults(text) == []
    assert read_own(text).title == "Another small one"


def test_what_ships_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    there = subjects.lessons(), subjects.seats(), questions(), subjects.seat_of("washington")
    assert [each.order for each in there[0]] == list(range(1, len(lesson_paths()) + 1))
    assert there[3] in there[1]
    for name in ("load_lessons", "load_seats", "list_scenarios", "load_seat"):
        monkeypatch.setattr(subjects, name, lambda *_: pytest.fail("it is known"))
    assert (subjects.lessons(), subjects.seats(), questions(), subjects.seat_of("washington")) == there


@pytest.mark.parametrize("text", ["", "- a\n- b", "a: [", "title: \x00", "extends: nothing_such"])
def test_what_is_no_scenario_is_told(text: str) -> None:
    assert own_faults(text)


def test_a_name_that_is_taken_by_the_reference_is_no_hindrance() -> None:
    subject = subject_of(State("file", text=SMALL.replace("name: small", "name: documented")))
    assert subject.setting("").scenario.name != subject.reference.name
