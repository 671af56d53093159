"""The fields of a scenario: what follows from them, and that its text reads back as the same scenario."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.record.rows import ROWS
from sim.record.schema import MOST
from sim.scenario import Scenario, diff_scenarios
from sim.scenario.fields import MOST_INTERVENTIONS
from sim.vocabulary.answers import ANSWERS
from sim.vocabulary.measures import DEFAULT_WATCH, MEASURES
from sim.vocabulary.mechanisms import MECHANISMS
from sim.yaml_lines import parse_document
from tests.sim.scenario.drafts import BASE, STRIKE


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


@pytest.mark.parametrize(
    ("changes", "both"),
    [
        ({}, False),
        ({"interventions": [{"remove_actor": "badr"}]}, True),
        ({"interventions": [{"remove_actor": "badr"}], "switch_off_in": "this_arm"}, False),
        ({"interventions": [{"remove_actor": "badr"}], "switch_off": []}, False),
        ({"interventions": [{"remove_actor": "badr"}], "luck": "fresh"}, False),
        ({"switch_off_in": "both_arms"}, True),
        ({"branch": None}, False),
    ],
)
def test_where_a_mechanism_is_off(changes: dict[str, Any], both: bool) -> None:
    scenario = Scenario.from_dict({**BASE, "branch": "2020-01-02", "switch_off": ["fear"], **changes})
    assert scenario.is_off_in_both == both
    factual = scenario.factual()
    assert (factual.switch_off, factual.interventions) == (("fear",) if both else (), ())
    assert factual.is_off_in_both == both


def test_a_scenario_cannot_be_changed_in_place() -> None:
    scenario = Scenario.from_dict(BASE)
    with pytest.raises(ValueError, match="frozen"):
        scenario.start = date(2020, 1, 1)  # type: ignore[misc]


def test_what_is_left_out_has_the_usual_value() -> None:
    scenario = Scenario.from_dict({**BASE, "switch_off": None, "notes": None})
    assert (scenario.switch_off, scenario.notes, scenario.watch) == ((), "", DEFAULT_WATCH)
    assert (scenario.luck, scenario.contexts, scenario.reporting, scenario.warm_up) == (
        "abducted",
        "recorded",
        "as_recorded",
        365,
    )


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
        "switch_off_in": names([None, "this_arm"]),
        "warm_up": st.integers(0, 3650),
        "watch": st.lists(names(list(MEASURES)), min_size=1, max_size=4),
        "theme": texts,
        "answer": st.lists(names(list(ANSWERS)), max_size=4),
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


def test_nothing_that_validates_overflows_32_bits() -> None:
    assert MOST_INTERVENTIONS * MOST < 2**31, "every event that a scenario may add, on one day"
    assert ROWS * MOST < 2**31, "every event that a record may hold"


def test_the_longest_name_fits_in_a_file_name_with_what_is_added() -> None:
    name = "a" * 100
    assert (
        Scenario.from_dict({"name": name, "title": "T", "question": "Q?", "start": "2020-01-01", "end": "2020-02-01"}).name
        == name
    )
    assert len(f"{name}-{name}") < 255
