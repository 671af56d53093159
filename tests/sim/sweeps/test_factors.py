"""Names that a sweep varies: each stands for one thing, whose type its values have; what is wrong is said with what is right."""

from __future__ import annotations

from datetime import date, datetime

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import InputError
from sim.parameters import load_parameters
from sim.scenario import Scenario, load_scenario
from sim.scenario.interventions import KINDS
from sim.sweeps.factors import FIELDS, Factor, factor_named, in_words, keys_of

DAY = Factor("branch", "day", "branch")


@pytest.mark.parametrize(
    ("name", "kind", "key", "at"),
    [
        ("militia.branching", "number", "militia.branching", None),
        ("branch", "day", "branch", None),
        ("luck", "word", "luck", None),
        ("interventions[1].level", "number", "level", 1),
        ("context.level", "number", "level", 1),
        ("context[0].until", "day", "until", 1),
        ("forbid[1].from", "day", "from", 3),
        ("forbid[0].decision", "word", "decision", 2),
        ("remove_event.id", "word", "id", 0),
    ],
)
def test_what_a_name_stands_for(scenario: Scenario, name: str, kind: str, key: str, at: int | None) -> None:
    assert factor_named(name, scenario) == Factor(name, kind, key, at)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("militia.branchin", "did you mean 'militia.branching'"),
        ("brunch", "did you mean 'branch'"),
        ("end", "unknown name to vary 'end'"),
        ("context.levl", "did you mean 'level'"),
        ("forbid.from", "has 2; allowed: forbid[0], forbid[1]"),
        ("forbid[2].from", "positions count from 0; allowed: 0 to 1"),
        ("interventions.from", "allowed: interventions[0], interventions[1]"),
        ("interventions[4].id", "has 4 of interventions"),
        ("interventions[0].because", "allowed: id"),
        ("edit_event.us_killed", "unknown name to vary"),
    ],
)
def test_a_name_that_stands_for_nothing_is_refused_with_the_nearest(scenario: Scenario, name: str, says: str) -> None:
    with pytest.raises(InputError) as refused:
        factor_named(name, scenario)
    assert says.lower() in str(refused.value).lower()


def test_what_is_not_simulated_has_no_levers() -> None:
    with pytest.raises(InputError, match="simulates nothing that could vary"):
        factor_named("branch", load_scenario("documented"))
    assert factor_named("us.in_iraq_trump", load_scenario("documented")).is_parameter


def test_a_parameter_that_the_scenario_sets_is_varied_there(scenario: Scenario) -> None:
    own = scenario.edit(interventions=[{"set": {"parameter": "militia.branching", "value": 0.3}}])
    with pytest.raises(InputError, match=r"allowed: to vary interventions\[0\].value"):
        factor_named("militia.branching", own)
    assert factor_named("set.value", own).kind == "number"


def test_no_kind_of_intervention_is_called_like_the_owner_of_a_parameter() -> None:
    owners = {name.partition(".")[0] for name in load_parameters().names}
    assert not owners & {*KINDS, *FIELDS, "interventions"}


def test_lists_are_not_varied() -> None:
    truce = {"date": "2020-10-10", "actor": "kataib_hezbollah", "action": "announce_truce", "target": "none"}
    item = load_scenario("no_soleimani_strike").edit(check=False, interventions=[{"add_event": truce}]).interventions[0]
    keys = keys_of(item)
    assert {"scope", "covers", "kind", "because"}.isdisjoint(keys)
    assert (keys["date"], keys["us_killed"], keys["until"]) == ("day", "whole", "word")


def test_every_kind_of_intervention_has_keys_to_vary_and_each_has_a_type() -> None:
    policy = {"actor": "us", "decision": "strike", "when": "days_since(us_killed) <= 2", "from": "2020-01-02"}
    item = load_scenario("no_soleimani_strike").edit(check=False, interventions=[{"policy": policy}]).interventions[0]
    keys = keys_of(item)
    assert (keys["chance"], keys["rate"], keys["when"], keys["otherwise"], keys["from"]) == (
        "number",
        "number",
        "word",
        "word",
        "day",
    )
    for kind, part in KINDS.items():
        untyped = set(part.yaml_keys()) - set(keys_of(part.model_construct())) - {"because", "scope", "covers"}
        assert not untyped, kind


@pytest.mark.parametrize(
    ("kind", "value", "found"),
    [
        ("number", " 2 ", 2.0),
        ("number", np.float64(0.5), 0.5),
        ("number", 3, 3.0),
        ("whole", "4", 4),
        ("whole", 4.0, 4),
        ("day", "2020-01-02", date(2020, 1, 2)),
        ("day", datetime(2020, 1, 2, 5), date(2020, 1, 2)),
        ("day", pd.Timestamp("2020-01-02"), date(2020, 1, 2)),
        ("truth", "True", True),
        ("truth", np.bool_(False), False),
        ("word", "fresh", "fresh"),
    ],
)
def test_a_value_is_read_from_text_and_from_python(kind: str, value: object, found: object) -> None:
    read = Factor("interventions[0].x", kind, "x", 0).read(value)  # type: ignore[arg-type]
    assert read == found
    assert type(read) is type(found)


@pytest.mark.parametrize(
    ("kind", "value"),
    [("number", "x"), ("number", "nan"), ("number", True), ("number", float("inf")), ("whole", "1.5"), ("whole", 1.5),
     ("day", "2020-13-01"),
     ("day", 5), ("truth", "1"), ("word", ""), ("word", 3)],
)  # fmt: skip
def test_a_value_of_another_type_is_refused_with_what_is_allowed(kind: str, value: object) -> None:
    with pytest.raises(InputError, match="allowed: "):
        Factor("interventions[0].x", kind, "x", 0).read(value)  # type: ignore[arg-type]


def test_the_bounds_of_a_parameter_hold(scenario: Scenario) -> None:
    factor = factor_named("militia.branching", scenario)
    low, high = load_parameters().entry("militia.branching").bounds
    assert (factor.read(low), factor.read(str(high))) == (low, high)
    with pytest.raises(InputError, match="outside its bounds"):
        factor.read(high * 1.001)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_comes_back_from_its_words_to_the_last_bit(value: float) -> None:
    factor = Factor("interventions[0].x", "number", "x", 0)
    assert factor.read(in_words(factor.read(value))) == value


@given(st.dates(date(2003, 1, 1), date(2049, 12, 31)))
def test_a_day_comes_back_from_its_words_and_from_its_number(day: date) -> None:
    assert DAY.read(in_words(day)) == day
    assert DAY.at_number(DAY.number(day)) == day
