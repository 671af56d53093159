"""What figures ask of a comparison: its arms, what they watch, and differences world by world."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sim.figures.compared import arms, effect, measured, n_worlds, paired, watched
from sim.vocabulary.measures import MEASURES


def test_the_arms_are_all_but_the_reference_unless_it_stands_alone(comparison: Any) -> None:
    assert [scenario.name for scenario in arms(comparison)] == ["no_soleimani_strike", "no_k1_death"]
    alone = replace(comparison, scenarios=comparison.scenarios[:1])
    assert [scenario.name for scenario in arms(alone)] == ["documented"]
    assert n_worlds(comparison) == 12


def test_what_is_watched_is_named_once_in_order(comparison: Any) -> None:
    reference, first, second = comparison.scenarios
    pair = (first.edit(watch=["raids", "us_killed"]), second.edit(watch=["us_killed", "truces"]))
    assert watched(replace(comparison, scenarios=(reference, *pair))) == ("raids", "us_killed", "truces")


def test_an_effect_is_the_row_of_its_scenario_and_measure(comparison: Any) -> None:
    scenario = comparison.scenarios[2]
    row = effect(comparison, scenario, "us_killed")
    assert row is not None
    assert (row["scenario"], row["measure"]) == ("no_k1_death", "us_killed")
    assert effect(comparison, scenario, "nothing") is None
    assert effect(replace(comparison, effects=None), scenario, "us_killed") is None


def test_days_before_the_branch_do_not_count(comparison: Any) -> None:
    daily = comparison.runs["documented"].daily
    later = daily[daily["date"] >= str(comparison.branch)]
    table = measured(comparison, comparison.scenarios[0])
    assert list(table.columns) == list(MEASURES)
    assert table["attacks_on_us"].tolist() == later.groupby("world")["attack_base"].sum().tolist()
    assert table["attacks_on_us"].iloc[0] < daily.groupby("world")["attack_base"].sum().iloc[0]


def test_the_paired_difference_is_that_of_the_table(comparison: Any) -> None:
    for scenario in comparison.scenarios[1:]:
        for name, values in paired(comparison, scenario).items():
            row = effect(comparison, scenario, name)
            assert row is not None
            if values.size:
                assert values.mean() == pytest.approx(row["difference"])
                assert np.quantile(values, 0.05, method="inverted_cdf") == pytest.approx(row["difference_low"])
    assert len(measured(comparison, comparison.scenarios[0])) == 12
