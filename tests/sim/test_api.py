"""The interface in Python: what `from sim import ...` offers."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import sim
from sim import EscalationModel, branch, compare, load_scenario, replay, simulate, sweep
from sim.cli import call
from sim.comparison import Comparison
from sim.errors import InputError, ParameterError, ScenarioError
from sim.parameter_files import choose
from sim.parameters import load_parameters
from sim.paths import ROOT
from sim.scenario import Scenario


@pytest.fixture(scope="module")
def known() -> Scenario:
    return load_scenario("documented").edit(start="2019-12-20", end="2020-01-31", warm_up=10)


def test_the_door_is_what_it_says() -> None:
    assert set(sim.__all__) == {
        "EscalationModel",
        "branch",
        "compare",
        "effects",
        "load_scenario",
        "replay",
        "seat",
        "sensitivity",
        "simulate",
        "sweep",
    }
    assert all(callable(getattr(sim, name)) for name in sim.__all__)


def test_simulate_gives_tables(known: Scenario) -> None:
    run = simulate(known, worlds=3)
    assert len(run.worlds) == 3
    assert len(run.daily) == 3 * 43
    assert run.manifest["seed"] == 7


def test_values_set_by_hand_are_the_model_stepped_with_them(known: Scenario) -> None:
    free = branch(known, "2020-01-02", luck="fresh")
    model = EscalationModel(free, worlds=5, rng=3, parameters=load_parameters())
    while model.running:
        model.step()
    run = simulate(free, worlds=5, seed=3, params="point")
    np.testing.assert_array_equal(run.daily["attack_base"], model.event_log.daily_table()["attack_base"])


def test_by_default_each_world_has_a_draw_of_the_posterior(known: Scenario) -> None:
    short = known.edit(end="2019-12-31")
    assert replay(short)["all"].nunique() > 900
    free = branch(short, "2019-12-22", luck="fresh")
    drawn, point = (simulate(free, worlds=5, seed=3, params=params).worlds for params in ("posterior", "point"))
    assert simulate(free, worlds=5, seed=3).worlds.equals(drawn)
    assert simulate(free, worlds=5, seed=3, params=None).worlds.equals(drawn)
    assert simulate(free, worlds=5, seed=3, params={}).worlds.equals(drawn)
    assert compare([short, free], worlds=5, seed=3).runs[free.name].worlds.equals(drawn)
    assert not drawn.equals(point)


def test_what_is_changed_by_name_lies_on_top_of_the_posterior(known: Scenario) -> None:
    free = branch(known.edit(end="2019-12-31"), "2019-12-22", luck="fresh")
    changes = {"militia.branching": 0.9}
    on_top = simulate(free, worlds=5, seed=3, params=choose().replace(changes))
    by_hand = simulate(free, worlds=5, seed=3, params=load_parameters().replace(changes))
    assert simulate(free, worlds=5, seed=3, params=changes).daily.equals(on_top.daily)
    assert simulate(free, worlds=5, seed=3, changes=changes).daily.equals(on_top.daily)
    assert simulate(free, worlds=5, seed=3, params="point", changes=changes).daily.equals(by_hand.daily)
    assert not on_top.daily.equals(by_hand.daily)
    arms = compare([known.edit(end="2019-12-31"), free], worlds=5, seed=3, params="point", changes=changes)
    assert arms.runs[free.name].daily.equals(by_hand.daily)


def test_what_python_runs_is_what_the_command_line_runs(known: Scenario, tmp_path: Path) -> None:
    path = tmp_path / "idea.yaml"
    path.write_text(branch(known, "2020-01-02", name="idea").text)
    words = ["run", str(path), "--worlds", "4", "--seed", "5", "--set", "militia.branching=0.9", "--out", str(tmp_path / "out")]
    assert call(words) == 0
    run = simulate(path, worlds=4, seed=5, params={"militia.branching": 0.9})
    assert pd.read_parquet(tmp_path / "out" / "daily.parquet").equals(run.daily)


def test_jobs_blocks_and_progress_are_passed_on(known: Scenario) -> None:
    seen: list[int] = []
    free = branch(known, "2020-01-02")
    parts = simulate(free, worlds=4, jobs=2, block=2, progress=lambda _, done: seen.append(done))
    assert seen == [2, 2]
    assert parts.daily.equals(simulate(free, worlds=4).daily)
    with pytest.raises(InputError, match="block is 0"):
        compare([known, free], worlds=2, block=0)


def test_branch_adds_to_a_scenario(known: Scenario) -> None:
    calm = branch(known, "2020-01-02", [{"remove_event": "2020-01-03-us-targeted-killing"}], title="Calm")
    assert calm.name == "documented_from_2020-01-02"
    assert calm.branch == date(2020, 1, 2)
    assert calm.title == "Calm"
    twice = branch(calm, "2020-01-02", [{"remove_event": "2020-01-08-iran-missile-attack"}])
    assert len(twice.interventions) == 2
    with pytest.raises(ScenarioError):
        branch(known, "2031-01-01")
    with pytest.raises(TypeError, match="lukc"):
        branch(known, "2020-01-02", lukc="fresh")  # type: ignore[call-arg]


def test_branch_leaves_what_is_not_asked_for(known: Scenario) -> None:
    asked: dict[str, Any] = {"warm_up": 0, "switch_off": ("fear",), "switch_off_in": "this_arm", "watch": ("us_killed",)}
    own = branch(known, "2020-01-02", name="own", luck="fresh", **asked)
    assert own == known.edit(name="own", branch="2020-01-02", luck="fresh", **asked)


def test_compare_takes_names_and_scenarios(known: Scenario) -> None:
    comparison = compare([known, branch(known, "2020-01-02")], worlds=2)
    assert isinstance(comparison, Comparison)
    assert comparison.effects is not None
    assert (comparison.effects["difference"].dropna() == 0).all()


def test_sweep_runs_a_scenario_at_the_points_of_a_design(known: Scenario, tmp_path: Path) -> None:
    arm = branch(known, "2020-01-02")
    said: list[tuple[str, int]] = []
    asked: dict[str, Any] = {"worlds": 2, "seed": 5, "block": 1, "changes": {"militia.fear": 0.0}}
    result = sweep(arm, {"militia.branching": [0.2, 0.4]}, progress=lambda *words: said.append(words), **asked)
    assert result.design["militia.branching"].tolist() == [0.2, 0.4]
    assert said == [(arm.name, 1)] * 4
    alone = simulate(arm, 2, 5, changes={"militia.fear": 0.0, "militia.branching": 0.4}).worlds
    assert (
        result.worlds.loc[result.worlds["point"] == 1, alone.columns[1:]].reset_index(drop=True).equals(alone[alone.columns[1:]])
    )
    result.save(tmp_path / "out")
    again = sweep(arm, design=tmp_path / "out" / "design.csv", **asked)
    assert again.points.equals(result.points)


def test_simulating_loads_nothing_that_draws() -> None:
    code = "import sys\nfrom sim import simulate\nprint('matplotlib' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "False"


def test_replay_scores_each_world_for_its_parameters(known: Scenario) -> None:
    plain = replay(known, params="point")
    both = replay(known, params="point", changes={"militia.branching": np.array([0.2, 0.7])})
    low = replay(known, params="point", changes={"militia.branching": 0.2})
    assert plain.shape[0] == 1
    assert len(both) == 2
    assert both.loc[0, "all"] == pytest.approx(low.loc[0, "all"])
    assert both.loc[0, "attack_base"] != both.loc[1, "attack_base"]
    assert (both["all"] < 0).all()
    np.testing.assert_allclose(both["all"], both.drop(columns="all").sum(axis=1))


def test_replay_deals_the_draws_to_as_many_worlds_as_the_changes_have_entries(known: Scenario) -> None:
    short = known.edit(end="2019-12-31")
    two = replay(short, params={"militia.branching": np.array([0.2, 0.7])})
    every = replay(short, params={"militia.branching": 0.7})
    assert len(two) == 2
    assert len(every) > 900
    assert two.loc[1, "all"] == pytest.approx(every.loc[1, "all"])


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
