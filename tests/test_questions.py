"""The library of questions: the table bears out what each says came of it; every kind of lever has a question that needs it."""

from __future__ import annotations

import pandas as pd
import pytest

from calibration.pages.questions_page import THEMES
from calibration.studies.questions import OUT, questions, stale
from sim.scenario import parent_of
from sim.scenario.files import scenario_paths
from sim.scenario.interventions import KINDS, AnyIntervention
from sim.vocabulary.answers import LESS, MORE, parted

ASKED = {scenario.name: scenario for scenario in questions()}
NEEDED_BY = {
    "remove_event": "no_expulsion_vote",
    "edit_event": "k1_fired_by_asaib",
    "move_event": "k1_in_february",
    "add_event": "strike_on_iran_in_place_of_the_killing",
    "forbid": "no_attack_answered",
    "policy": "one_attack_in_twelve_answered",
    "set": "interception_doubled",
    "context": "deal_of_2015_intact",
    "remove_actor": "kataib_hezbollah_disarmed",
    "add_actor": "a_wing_fires_on",
    "office": "soleimani_retires_2019",
    "level": "only_syria_is_left",
    "switch_off": "orders_to_hold_unheeded",
}
"""By kind of intervention, a question that cannot be asked without it."""


@pytest.fixture(scope="module")
def effects() -> pd.DataFrame:
    return pd.read_csv(OUT)


def test_there_are_two_dozen_questions_and_more() -> None:
    assert len(ASKED) >= 40
    assert set(scenario_paths()) - set(ASKED) == {"documented"}


@pytest.mark.parametrize("name", ASKED)
def test_every_question_has_a_theme_and_an_answer_about_what_it_watches(name: str) -> None:
    scenario = ASKED[name]
    assert scenario.theme in THEMES
    named = [parted(answer)[1] for answer in scenario.answer]
    assert named
    assert len(named) == len(set(named))
    assert set(named) <= set(scenario.watch)


@pytest.mark.parametrize("name", ASKED)
def test_the_table_bears_the_answer_out(name: str, effects: pd.DataFrame) -> None:
    assert stale(ASKED[name], effects) == [], f"run: python -m calibration.studies.questions {name}"


@pytest.mark.parametrize("name", ASKED)
def test_a_question_that_moves_nothing_says_why(name: str) -> None:
    scenario = ASKED[name]
    moves = [answer for answer in scenario.answer if parted(answer)[0] in (LESS, MORE)]
    assert moves or len(scenario.notes) > 80


@pytest.mark.parametrize("name", ASKED)
def test_the_table_is_of_these_days(name: str, effects: pd.DataFrame) -> None:
    """A question whose days were changed, or that is new, has to be run again."""
    scenario, parent = ASKED[name], parent_of(ASKED[name])
    assert parent is not None
    rows = effects[effects["scenario"] == name]
    assert set(rows["measure"]) == set(scenario.watch)
    assert set(rows["reference"]) == {parent.name}
    assert set(rows["since"]) == {str(scenario.branch)}
    assert set(rows["until"]) == {str(scenario.end)}


# Levers


def test_every_kind_of_lever_has_a_question_that_needs_it() -> None:
    assert set(NEEDED_BY) == set(KINDS)


@pytest.mark.parametrize(("kind", "name"), NEEDED_BY.items())
def test_the_question_that_needs_a_lever_holds_it(kind: str, name: str) -> None:
    assert kind in {item.kind for item in ASKED[name].interventions}


def test_the_options_of_levers_are_used_too() -> None:
    """An author, a mechanism that is off for some and for a while, a chance, a condition on a measure of people."""
    assert any(getattr(item, "author", None) for item in _items("edit_event"))
    spans = [item for item in _items("switch_off") if getattr(item, "actor", None)]
    assert any(item.days().keys() >= {"from", "until"} for item in spans)
    policies = _items("policy")
    assert any(getattr(item, "chance", None) for item in policies)
    assert any("us_killed" in getattr(item, "when", "") for item in policies)
    assert {getattr(item, "actor", "") for item in policies} >= {"us", "iraq_government"}
    assert {getattr(item, "name", "") for item in _items("level")} == {"presence_in_iraq", "presence_in_syria", "salaries"}
    assert {getattr(item, "role", "") for item in _items("office")} == {"administration", "government", "commander"}


def _items(kind: str) -> list[AnyIntervention]:
    return [item for scenario in ASKED.values() for item in scenario.interventions if item.kind == kind]
