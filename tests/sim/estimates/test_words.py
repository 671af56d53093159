"""What is said of effects is what the tables hold."""

from __future__ import annotations

import dataclasses
from copy import copy
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.estimates.estimating import Estimate, estimate
from sim.estimates.variance import ONE_VECTOR
from sim.estimates.words import COUPLINGS, ESTIMANDS, MISLEADING, answer, asked, beyond_of, drawn, measures_of, spread, title_of
from sim.figures import effect
from sim.figures.style import signed
from sim.results.beyond import documented_limits, recent
from tests.sim.estimates.conftest import CALM
from tests.sim.estimates.test_shape import SAMPLES


@pytest.fixture(scope="module")
def found(compared: Path) -> Estimate:
    return estimate(compared)


def changed(found: Estimate, measure: str, **values: object) -> Estimate:
    """The same with other values in the rows of `calm`."""
    table = found.table.copy()
    rows = (table["scenario"] == "calm") & (table["measure"] == measure)
    for name, value in values.items():
        table.loc[rows, name] = value
    return dataclasses.replace(found, table=table)


def test_the_answer_holds_the_numbers_of_the_first_watched_measure(found: Estimate) -> None:
    name = measures_of(found, "calm")[0]
    row, said = found.rows_by_measure("calm")[name], answer(found, "calm")
    for key in ("difference", "difference_low", "difference_high", "effect_low", "effect_high"):
        assert signed(float(row[key])) in said
    assert "luck and parameters together" in said
    assert "The mean effect itself" in said


def test_a_mean_that_misleads_is_warned_of(found: Estimate) -> None:
    name = measures_of(found, "calm")[0]
    for shape in SAMPLES:
        said = answer(changed(found, name, shape=shape), "calm")
        assert ("Mind that" in said) is (shape in MISLEADING)
    assert set(MISLEADING) == set(effect.MISLEADING) <= set(SAMPLES)


def test_the_edited_acts_are_told_where_they_count(found: Estimate) -> None:
    name = measures_of(found, "calm")[0]
    assert "edited acts" not in answer(found, "calm")
    said = answer(changed(found, name, own=-2.0, followed=1.5), "calm")
    assert "-2 are the edited acts themselves, +1.50 followed".replace("-", "\N{MINUS SIGN}") in said


def test_states_beyond_the_record_are_told_of_an_arm(found: Estimate) -> None:
    """And of a sweep, which keeps no days, nothing."""
    before, days = found.beyond["calm"], len(found.beyond["calm"].shares())
    many = copy(before)
    many.counts = {name: np.full(days, before.worlds) for name in before.counts}
    told = beyond_of(dataclasses.replace(found, beyond={"calm": many}), "calm")
    assert "Beyond what the record shows: on 100 % of the days of its worlds" in told
    assert "most on 2 Jan 2020" in told
    assert beyond_of(dataclasses.replace(found, beyond={}), "calm") == ""


def test_the_days_of_an_arm_are_those_of_its_worlds(found: Estimate, compared: Path) -> None:
    """Read stretch by stretch, as added up in the run: the same shares, checked against the daily table."""
    daily = pd.read_parquet(compared / "daily.parquet").query("scenario == 'calm'")
    worlds = daily["world"].nunique()
    attacks = recent(daily["attack_base"].to_numpy().reshape(worlds, -1))
    dates = daily["date"].to_numpy()[: attacks.shape[1]]
    over = (attacks > documented_limits().most["attacks_on_us"])[:, dates >= np.datetime64("2020-01-02")]
    assert found.beyond["calm"].worlds == worlds
    assert found.beyond["calm"].shares("attacks_on_us") == pytest.approx(over.mean(axis=0))


def test_no_effect_is_said_as_such(found: Estimate) -> None:
    assert "is the same in every world" in answer(found, "same")


def test_what_is_asked(found: Estimate) -> None:
    assert asked(found, "calm").startswith("Estimand: given all that followed (")
    assert "Estimand: on average (" in asked(found, "fresh")
    assert set(found.table["estimand"]) <= set(ESTIMANDS)
    assert set(found.table["coupling"]) <= set(COUPLINGS)


def test_whether_luck_and_parameters_are_told_apart(found: Estimate) -> None:
    assert spread(found).startswith("Worlds that share a draw")
    table = found.table.assign(spread=found.table["spread"].replace("told apart", ONE_VECTOR))
    assert "luck alone" in spread(dataclasses.replace(found, table=table))


def test_points_are_told_with_their_values(swept: Path) -> None:
    found = estimate(swept)
    assert title_of(found, "calm#0") == f"{CALM.title}, point 0 (militia.branching = 0.7, branch = 2 Jan 2020)"
    assert "point 1 (militia.branching = 0.2, branch = 3 Jan 2020)" in drawn(found, "calm#0").heading.subtitle


def test_what_the_record_never_shows_is_said(found: Estimate) -> None:
    assert beyond_of(found, "calm") == ""
    assert beyond_of(changed(found, "strikes_on_iran", mean=0.5), "calm").startswith(
        "Beyond the record: the United States strike"
    )


def with_level(found: Estimate, name: str, value: float) -> Estimate:
    """The same, but that this scenario sets the pay of the groups besides."""
    scenarios = tuple(
        each.edit(interventions=[*each.interventions, {"level": {"name": "salaries", "value": value, "from": each.branch}}])
        if each.name == name
        else each
        for each in found.opened.scenarios
    )
    return dataclasses.replace(found, opened=dataclasses.replace(found.opened, scenarios=scenarios))


def test_a_level_that_leaves_what_was_documented_is_said_beside_it(found: Estimate) -> None:
    quiet = found.table.assign(mean=found.table["mean"].where(found.table["measure"] != "strikes_on_iran", 0.0))
    found = dataclasses.replace(found, table=quiet)
    cut = with_level(found, "calm", 0.0)
    told = "Beyond the record: the scenario sets the pay of the groups on Baghdad's payroll"
    assert beyond_of(cut, "calm").startswith(told)
    assert "Beyond the record:" not in beyond_of(cut, "fresh")
    assert beyond_of(with_level(found, "calm", 1.0), "calm") == ""
    both = beyond_of(changed(cut, "strikes_on_iran", mean=0.5), "calm")
    assert both.startswith("Beyond the record: the United States strike")
    assert told in both


def test_of_a_sweep_it_is_said_of_the_points_that_set_it(swept: Path) -> None:
    found = with_level(estimate(swept), "calm", 1.0)
    name = "level.value"
    manifest = {**found.opened.manifest, "varied": ["militia.branching", name]}
    table = found.table.assign(**{name: [float(arm.endswith("#1")) for arm in found.table["scenario"]]})
    points = dataclasses.replace(found, opened=dataclasses.replace(found.opened, manifest=manifest), table=table)
    assert beyond_of(points, "calm#1") == ""
    assert beyond_of(points, "calm#0").startswith("Beyond the record: the scenario sets the pay")
