"""Screws: everything that a sweep may vary can be turned; a wrong value is told; the file says what was turned."""

from __future__ import annotations

from datetime import date

import pytest

from sim.app.screws import TOO_MANY, in_yaml, screws_of, turned
from sim.errors import InputError
from sim.parameters import load_parameters
from sim.scenario import Scenario, load_scenario
from sim.yaml_lines import parse_document


@pytest.fixture(scope="module")
def asked() -> Scenario:
    return load_scenario("no_gaza_war")


def test_there_are_days_luck_keys_and_all_parameters(asked: Scenario) -> None:
    screws = {screw.name: screw for screw in screws_of(asked)}
    assert list(screws)[:3] == ["branch", "luck", "coupling"]
    assert (screws["branch"].value, screws["luck"].value) == ("2023-10-07", "abducted")
    assert screws["luck"].words == ("abducted", "fresh")
    assert screws["coupling"].value in screws["coupling"].words
    assert screws["interventions[0].level"].value in ("0", "0.0")
    assert set(load_parameters().names) <= set(screws)
    assert screws["militia.fear"].meaning.endswith(" (log units per strike; 0 to 5)")


def test_every_screw_takes_the_value_that_it_has(asked: Scenario) -> None:
    for screw in screws_of(asked):
        turned(asked, [(screw.name, screw.value)], ())


def test_a_turn_is_the_scenario_with_it_or_a_parameter_laid_over_the_draws(asked: Scenario) -> None:
    scenario, changes = turned(
        asked, [("branch", "2023-10-09"), ("interventions[0].level", "0.5"), ("militia.fear", "0.1")], ["fear"]
    )
    assert scenario.branch == date(2023, 10, 9)
    assert scenario.interventions[0].as_yaml()["context"]["level"] == 0.5
    assert changes == {"militia.fear": 0.1}
    assert scenario.switch_off == ("fear",)
    assert turned(asked, (), ()) == (asked, {})


@pytest.mark.parametrize(
    ("lever", "says"),
    [
        (("militia.feer", "1"), "did you mean 'militia.fear'"),
        (("militia.fear", "much"), "allowed: a number"),
        (("militia.fear", "-1"), "outside its bounds"),
        (("branch", "yesterday"), "allowed: a day"),
        (("luck", "none"), "luck=none"),
    ],
)
def test_a_wrong_turn_is_one_line(asked: Scenario, lever: tuple[str, str], says: str) -> None:
    with pytest.raises(InputError) as error:
        turned(asked, [lever], ())
    assert says in str(error.value)
    assert "\n" not in str(error.value)
    assert "point 0" not in str(error.value)


def test_there_is_an_end_of_turning(asked: Scenario) -> None:
    with pytest.raises(InputError, match=f"allowed: {TOO_MANY} at once"):
        turned(asked, [("branch", "2023-10-09")] * (TOO_MANY + 1), ())


def test_the_file_is_the_scenario_with_the_command_that_runs_it(asked: Scenario) -> None:
    scenario, changes = turned(asked, [("branch", "2023-10-09"), ("militia.fear", "0.1")], ())
    text = in_yaml(scenario, changes, 40, 3)
    assert text.startswith("# escalation run no_gaza_war.yaml --worlds 40 --seed 3 --set militia.fear=0.1\n")
    assert Scenario.from_dict(parse_document(text, "x").data) == scenario
