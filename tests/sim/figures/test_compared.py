"""What figures ask of a comparison: its arms over their own days, the reference over the same, effects row by row."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sim.api import simulate
from sim.comparison import Comparison, arms_alone, run_arms
from sim.figures.compared import arms, effect, everything, reference_of
from sim.machine import Machine
from sim.parameters import load_parameters
from sim.scenario import load_scenario


@pytest.fixture(scope="module")
def alone() -> Comparison:
    short = load_scenario("documented").edit(start="2020-01-01", end="2020-01-10", warm_up=5)
    return run_arms(arms_alone([short]), 2, 1, load_parameters(), Machine(1, 10, None), command="run")


def test_the_arms_are_all_but_the_reference_unless_it_stands_alone(comparison: Comparison, alone: Comparison) -> None:
    assert [(one.scenario.name, one.place) for one in arms(comparison)] == [("no_soleimani_strike", 1), ("no_k1_death", 2)]
    assert [(one.scenario.name, one.place) for one in arms(alone)] == [("documented", 0)]


def test_the_reference_stands_before_the_arm_of_each_span(comparison: Comparison) -> None:
    assert [(one.scenario.name, str(one.span.since)) for one in everything(comparison)] == [
        ("documented", "2020-01-02"),
        ("no_soleimani_strike", "2020-01-02"),
        ("documented", "2019-12-27"),
        ("no_k1_death", "2019-12-27"),
    ]
    for one in arms(comparison):
        reference = reference_of(comparison, one)
        assert (reference.scenario.name, reference.span, reference.place) == ("documented", one.span, 0)
        assert (reference.is_simulated, one.is_simulated) == (False, True)


def test_days_in_words(comparison: Comparison, alone: Comparison) -> None:
    assert arms(comparison)[0].counted == "counted from 2 Jan 2020 to 15 Feb 2020"
    assert arms(alone)[0].dates == "1 Jan 2020 to 10 Jan 2020"
    one = arms(alone)[0]
    one.digest.days = one.digest.days[:1]
    assert one.counted == "counted on 1 Jan 2020"


def test_texts_a_figure_cannot_draw_give_way(comparison: Comparison) -> None:
    one = arms(comparison)[0]
    foreign = replace(one, scenario=one.scenario.edit(title="没有袭击", question="如果没有袭击"))
    assert (foreign.title, foreign.question) == ("no_soleimani_strike", "no_soleimani_strike")
    mixed = replace(one, scenario=one.scenario.edit(title="No strike (没有)"))
    assert mixed.title == "No strike (□□)"


def test_an_effect_is_the_row_of_its_scenario_its_days_and_measure(comparison: Comparison) -> None:
    first, second = arms(comparison)
    row = effect(comparison, second, "us_killed")
    assert row is not None
    assert (row["scenario"], row["measure"], row["since"]) == ("no_k1_death", "us_killed", "2019-12-27")
    assert effect(comparison, first, "nothing") is None
    assert effect(replace(comparison, effects=None), first, "us_killed") is None


def test_days_before_the_first_simulated_one_do_not_count(comparison: Comparison) -> None:
    for one in everything(comparison):
        daily = comparison.runs[one.scenario.name].daily
        counted = daily[(daily["date"] >= str(one.span.since)) & (daily["date"] <= str(one.span.until))]
        totals = counted.groupby("world")["attack_base"].sum()
        level = effect(comparison, one, "attacks_on_us")
        assert level is not None
        assert level["mean"] == one.digest.measures["attacks_on_us"].mean == pytest.approx(totals.mean())
        assert one.digest.running("attacks_on_us")[2, -1] == sorted(totals)[5], "the sixth of twelve worlds"


def test_what_is_watched_is_named_once_in_order(comparison: Comparison) -> None:
    one = arms(comparison)[0]
    again = replace(one, scenario=one.scenario.edit(watch=["raids", "us_killed", "raids"]))
    assert again.watched == ["us_killed", "raids"]


def test_a_run_by_python_counts_the_same(comparison: Comparison) -> None:
    (first, _) = arms(comparison)
    run = simulate(first.scenario, worlds=12, seed=3, params="point")
    assert run.worlds["attacks_on_us"].mean() == first.digest.measures["attacks_on_us"].mean
