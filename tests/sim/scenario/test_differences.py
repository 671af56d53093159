"""What a scenario changes in another: its lines and its sentences, key by key."""

from __future__ import annotations

from typing import Any

import pytest

from sim.scenario import Scenario, diff_scenarios, differences, list_scenarios, load_scenario, parent_of
from sim.scenario.differences import CHOICES, LISTS, SENTENCES
from tests.sim.scenario.drafts import BASE, STRIKE

PARENT = Scenario.from_dict({**BASE, "branch": "2020-01-02", "switch_off": ["fear"], "switch_off_in": "this_arm"})


def told(**changes: Any) -> list[tuple[str, tuple[str, ...], str]]:
    return [tuple(each) for each in differences(PARENT.edit(**changes), PARENT)]  # type: ignore[misc]


@pytest.mark.parametrize(
    ("key", "value", "was", "words"),
    [
        ("name", "other", "base", "Its name is other; it was base."),
        ("title", "New", "T", "Its title is “New”; it was “T”."),
        ("question", "Why?", "Q?", "It asks: Why?"),
        ("start", "2019-11-01", "2019-10-01", "Its first day is 2019-11-01; it was 2019-10-01."),
        ("end", "2020-06-01", "2020-12-31", "Its last day is 2020-06-01; it was 2020-12-31."),
        ("branch", "2020-03-01", "2020-01-02", "Days from 2020-03-01 are simulated; days from 2020-01-02 were."),
        ("branch", "2019-10-01", "2020-01-02", "Every day is simulated."),
        ("coupling", "inversion", "none", CHOICES["coupling"]["inversion"]),
        ("contexts", "none", "recorded", CHOICES["contexts"]["none"]),
        ("reporting", "complete", "as_recorded", "The record is taken as whole."),
        ("switch_off_in", "both_arms", "this_arm", "What is switched off is so in the factual arm too."),
        ("warm_up", 30, "365", "30 days before the first are replayed to build up memories; it was 365."),
        ("theme", "Truces", "none", "It stands under “Truces”."),
        ("notes", "Look.", "none", "Its notes for the class are others."),
    ],
)  # fmt: skip
def test_a_key_with_another_value(key: str, value: object, was: str, words: str) -> None:
    assert told(**{key: value}) == [(key, (f"{key}: {was} -> {value}",), words)]


def test_every_key_of_a_scenario_has_a_sentence() -> None:
    assert {*SENTENCES, *CHOICES, *LISTS} == set(Scenario.model_fields)


def test_luck_and_a_history_that_is_no_more_simulated() -> None:
    fresh = PARENT.edit(luck="fresh", switch_off_in=None)
    assert "Simulated days have new luck." in [change.words for change in differences(fresh, PARENT)]
    plain = PARENT.edit(branch=None, switch_off_in=None)
    assert "No day is simulated; days from 2020-01-02 were." in [change.words for change in differences(plain, PARENT)]
    assert "Days from 2020-01-02 are simulated; none was." in [change.words for change in differences(PARENT, plain)]


def test_interventions_come_and_go_one_by_one() -> None:
    gone = PARENT.edit(interventions=[{"remove_event": STRIKE}, {"remove_actor": "badr"}])
    killing = "The targeted killing of 3 January 2020 at Baghdad International Airport (us, kill_leader) does not happen."
    kept = PARENT.edit(interventions=[{"remove_actor": "badr"}])
    assert [tuple(each) for each in differences(gone, kept)] == [
        ("interventions", (f"interventions: + remove_event: {STRIKE}",), killing)
    ]
    assert [tuple(each) for each in differences(kept, gone)] == [
        ("interventions", (f"interventions: - remove_event: {STRIKE}",), f"No longer: {killing}")
    ]


def test_mechanisms_one_by_one_and_names_together() -> None:
    changed = told(switch_off=["raids"], watch=["us_killed", "peak_rung"], sources=[STRIKE])
    assert [key for key, _, _ in changed] == ["switch_off", "switch_off", "sources", "watch"]
    assert changed[0][2].startswith("No longer: From 2020-01-02 the mechanism fear is switched off: strikes deter")
    assert changed[1][2].startswith("From 2020-01-02 the mechanism raids is switched off: Baghdad raids militias")
    assert changed[2] == ("sources", (f"sources: + {STRIKE}",), f"Its sources change; new: {STRIKE}.")
    assert changed[3][2].startswith("The measures that its reports show change; left out: attacks_on_us")
    assert len(changed[3][1]) > 1


def test_nothing_differs_from_itself_and_the_lines_are_those_of_the_entries() -> None:
    assert differences(PARENT, PARENT) == []
    other = PARENT.edit(name="other", interventions=[{"remove_actor": "badr"}])
    assert diff_scenarios(other, PARENT) == ["name: base -> other", "interventions: + remove_actor: badr"]


@pytest.mark.parametrize("scenario", list_scenarios(), ids=lambda scenario: scenario.name)
def test_every_change_of_a_scenario_that_ships_is_told_in_one_sentence(scenario: Scenario) -> None:
    parent = parent_of(scenario)
    for change in [] if parent is None else differences(load_scenario(scenario.name), parent):
        assert change.words[0].isupper(), change
        assert change.words[-1] in ".?", change
        assert "\n" not in change.words
        assert "None" not in change.words
