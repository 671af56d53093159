"""The door in Python: what `from sim import ...` offers."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

import sim
from sim import EscalationModel, branch, compare, load_scenario, replay, simulate
from sim.compare import Comparison
from sim.errors import InputError, ParameterError, ScenarioError
from sim.parameters import load_parameters
from sim.scenario import Scenario


@pytest.fixture(scope="module")
def known() -> Scenario:
    return load_scenario("documented").edit(start="2019-12-20", end="2020-01-31", warm_up=10)


def test_the_door_is_what_it_says() -> None:
    assert set(sim.__all__) == {"EscalationModel", "branch", "compare", "load_scenario", "replay", "simulate"}
    assert all(callable(getattr(sim, name)) for name in sim.__all__)


def test_simulate_gives_tables(known: Scenario) -> None:
    run = simulate(known, worlds=3)
    assert len(run.worlds) == 3
    assert len(run.daily) == 3 * 43
    assert run.manifest["seed"] == 7


def test_simulate_by_hand_is_the_model_stepped(known: Scenario) -> None:
    free = branch(known, "2020-01-02", luck="fresh")
    model = EscalationModel(free, worlds=5, rng=3)
    while model.running:
        model.step()
    run = simulate(free, worlds=5, seed=3, params="point")
    np.testing.assert_array_equal(run.daily["attack_base"], model.event_log.daily_table()["attack_base"])


def test_without_parameters_each_world_has_a_draw_of_the_posterior(known: Scenario) -> None:
    short = known.edit(end="2019-12-31")
    assert replay(short)["all"].nunique() > 900
    free = branch(short, "2019-12-22", luck="fresh")
    drawn, point = (simulate(free, worlds=5, seed=3, params=params).worlds for params in (None, "point"))
    assert simulate(free, worlds=5, seed=3, params="posterior").worlds.equals(drawn)
    assert not drawn.equals(point)


def test_branch_adds_to_a_scenario(known: Scenario) -> None:
    calm = branch(known, "2020-01-02", [{"remove_event": "2020-01-03-us-targeted-killing"}], title="Calm")
    assert calm.name == "documented_from_2020-01-02"
    assert calm.branch == date(2020, 1, 2)
    assert calm.title == "Calm"
    twice = branch(calm, "2020-01-02", [{"remove_event": "2020-01-08-iran-missile-attack"}])
    assert len(twice.interventions) == 2
    with pytest.raises(ScenarioError):
        branch(known, "2031-01-01")


def test_compare_takes_names_and_scenarios(known: Scenario) -> None:
    comparison = compare([known, branch(known, "2020-01-02")], worlds=2)
    assert isinstance(comparison, Comparison)
    assert comparison.effects is not None
    assert (comparison.effects["difference"].dropna() == 0).all()


def test_replay_scores_each_world_for_its_parameters(known: Scenario) -> None:
    plain = replay(known, params="point")
    both = replay(known, params={"militia.branching": np.array([0.2, 0.7])})
    low = replay(known, params={"militia.branching": 0.2})
    assert plain.shape[0] == 1
    assert len(both) == 2
    assert both.loc[0, "all"] == pytest.approx(low.loc[0, "all"])
    assert both.loc[0, "attack_base"] != both.loc[1, "attack_base"]
    assert (both["all"] < 0).all()
    np.testing.assert_allclose(both["all"], both.drop(columns="all").sum(axis=1))


def test_replay_refuses_what_is_simulated(known: Scenario) -> None:
    with pytest.raises(InputError, match="documented throughout"):
        replay("free_run")
    floors = np.full(3, load_parameters().values["us.force_floor"])
    with pytest.raises(InputError, match="one length"):
        replay(known, params={"militia.branching": np.array([0.2, 0.7]), "us.force_floor": floors})


def test_a_wrong_parameter_is_refused(known: Scenario) -> None:
    with pytest.raises(ParameterError):
        simulate(known, params={"militia.branching": 3.0})
    with pytest.raises(ParameterError, match=r"militia\.branching"):
        simulate(known, params={"militia.brnching": 0.3})


def test_parameters_from_files(known: Scenario, tmp_path: Path) -> None:
    values, draws, wrong = tmp_path / "values.yaml", tmp_path / "draws.csv", tmp_path / "wrong.yaml"
    values.write_text("militia.branching: 0.2\n")
    draws.write_text("militia.branching\n0.2\n0.7\n")
    wrong.write_text("militia.branching: high\n")
    assert replay(known, params=values)["all"].tolist() == pytest.approx(replay(known, params=draws)["all"].tolist()[:1])
    with pytest.raises(ParameterError, match="allowed: a number"):
        replay(known, params=wrong)
