"""EscalationModel is an ordinary Mesa model, and its worlds do not depend on how they are run."""

from __future__ import annotations

import gc
import pickle
import weakref
from typing import Any

import mesa
import numpy as np
import pytest

from sim.actors import Actor, Group
from sim.model import EscalationModel
from sim.scenario import Scenario, load_scenario
from sim.vocabulary.decisions import ACTORS, MILITIAS

SHORT = load_scenario("free_run").edit(name="short", end="2018-12-31")


def finished(scenario: Scenario | str, **options: Any) -> EscalationModel:
    model = EscalationModel(scenario, **options)
    while model.running:
        model.step()
    return model


def test_it_steps_and_stops() -> None:
    model = finished(SHORT, worlds=1, rng=1)
    assert model.steps == len(SHORT.days)
    assert not model.running


def test_the_agents_are_the_actors() -> None:
    model = EscalationModel(SHORT, parameters="point")
    assert {agent.name for agent in model.agents} == set(ACTORS)
    assert all(isinstance(agent, mesa.Agent | Actor) for agent in model.agents)
    assert len(model.agents_by_type[Group]) == len(MILITIAS)


def test_the_data_collector_has_a_row_a_day() -> None:
    frame = finished(SHORT, worlds=1, rng=1).datacollector.get_model_vars_dataframe()
    assert len(frame) == len(SHORT.days)
    assert frame["date"].iloc[0] == "2018-09-01"
    assert frame["date"].iloc[-1] == "2018-12-31"
    assert frame["attack_base"].sum() >= 0
    assert frame["authority"].between(0, 1).all()


def test_batch_run() -> None:
    rows = mesa.batch_run(
        EscalationModel, parameters={"scenario": [SHORT], "rng": [1, 2], "worlds": 1}, max_steps=50, display_progress=False
    )
    assert [row["rng"] for row in rows] == [1, 2]
    assert {"attack_base", "strike", "us_killed", "authority"} <= rows[0].keys()


@pytest.mark.parametrize("worlds", [1, 3])
def test_a_pickled_model_goes_on_as_it_would_have(worlds: int) -> None:
    removed = {"remove_event": "2020-01-03-us-targeted-killing"}
    documented = load_scenario("documented").edit(start="2019-12-20", end="2020-02-01", warm_up=10)
    scenario = documented.edit(name="branched", branch="2020-01-02", interventions=[removed])
    model = EscalationModel(scenario, worlds, rng=3)
    for _ in range(30):
        model.step()
    again = pickle.loads(pickle.dumps(model))
    for one in (model, again):
        while one.running:
            one.step()
    assert again.event_log.events().equals(model.event_log.events())
    assert again.datacollector.get_model_vars_dataframe().equals(model.datacollector.get_model_vars_dataframe())


def test_two_default_runs_are_equal() -> None:
    assert finished(SHORT).event_log.events().equals(finished(SHORT).event_log.events())


@pytest.mark.parametrize("name", ["free_run", "no_soleimani_strike"])
def test_a_world_does_not_depend_on_its_neighbours(name: str) -> None:
    """World 37 alone, in a block that starts at it, and among fifty: the same days and the same events."""
    scenario = SHORT
    if name == "no_soleimani_strike":
        remove = {"remove_event": "2020-01-03-us-targeted-killing"}
        scenario = load_scenario(name).edit(start="2019-12-20", end="2020-02-28", warm_up=60, interventions=[remove])
    many = finished(scenario, worlds=50, rng=5)
    alone = finished(scenario, worlds=1, rng=5, first_world=37)
    block = finished(scenario, worlds=13, rng=5, first_world=37)
    assert np.array_equal(many.event_log.daily[:, :, 37:38], alone.event_log.daily)
    assert np.array_equal(many.event_log.daily[:, :, 37:], block.event_log.daily)
    events = many.event_log.events()
    ours = events[events["world"] == 37].reset_index(drop=True)
    assert ours.equals(alone.event_log.events().reset_index(drop=True))


def test_another_seed_is_another_run() -> None:
    a, b = finished(SHORT, worlds=20, rng=1), finished(SHORT, worlds=20, rng=2)
    assert not np.array_equal(a.event_log.daily, b.event_log.daily)


def test_parameters_may_differ_by_world() -> None:
    """World 0 at the default, world 1 with a higher standing will: world 0 is as if alone, world 1 sees more attacks."""
    model = EscalationModel(SHORT, worlds=2, rng=3, parameters="point")
    base = float(model.parameters.values["militia.base_attacks"])
    mixed = model.parameters.replace({"militia.base_attacks": np.array([base, 20 * base])})
    plain, both = finished(SHORT, worlds=2, rng=3, parameters="point"), EscalationModel(SHORT, worlds=2, rng=3, parameters=mixed)
    while both.running:
        both.step()
    assert np.array_equal(plain.event_log.daily[:, :, 0], both.event_log.daily[:, :, 0])
    assert both.event_log.daily[:, 0, 1].sum() > plain.event_log.daily[:, 0, 1].sum()


def test_the_log_covers_reported_days_only() -> None:
    """Warm-up days build memories; they are neither logged nor scored."""
    scenario = load_scenario("documented").edit(start="2019-12-27", end="2019-12-31", warm_up=30)
    model = finished(scenario)
    events = model.event_log.events()
    assert events["date"].min() >= np.datetime64("2019-12-27")
    assert model.event_log.daily.shape[0] == 5
    alone = {name: float(np.asarray(value)) for name, value in model.log_probability.items()}
    assert alone["strike_iran"] == pytest.approx(-5 * float(model.parameters.values["us.war_floor"]))


def test_a_closed_model_can_be_freed() -> None:
    """A calibration runs thousands of models; Mesa's own table of agents must not keep them."""
    model = finished(SHORT, worlds=1, rng=1)
    watch = weakref.ref(model)
    model.close()
    del model
    gc.collect()
    assert watch() is None


def test_a_model_without_a_log_scores_the_same() -> None:
    scenario = load_scenario("documented").edit(start="2019-12-01", end="2020-01-31", warm_up=30)
    plain, lean = finished(scenario, parameters="point"), EscalationModel(scenario, keep_log=False, parameters="point")
    while lean.running:
        lean.step()
    assert lean.event_log.daily.shape[0] == 0
    assert {n: float(np.asarray(v)) for n, v in lean.log_probability.items()} == {
        n: float(np.asarray(v)) for n, v in plain.log_probability.items()
    }
